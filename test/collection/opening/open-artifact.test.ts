import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../collect-evidence.js';
import { openArtifact, readArtifact } from '../../../src/collection/opening/open-artifact.js';
import type { Artifact } from '../../../src/model/artifact.js';
import type { CoverageNote } from '../../../src/model/coverage.js';
import { evidence, IIS_LOG, iisLogOf } from '../evidence-folder.js';
import { type ZipEntry, zipOf } from '../zip-writer.js';

const MB = 1024 * 1024;

async function only(folder: string, name: string): Promise<Artifact> {
  const { artifacts } = await collect([folder]);
  const artifact = artifacts.find((one) => one.collectedPath === name);
  if (!artifact) throw new Error(`${name} is not among ${artifacts.map((one) => one.collectedPath)}`);
  return artifact;
}

async function all(artifact: Artifact): Promise<{ bytes: Buffer; notes: readonly CoverageNote[] }> {
  const chunks: Buffer[] = [];
  const stream = openArtifact(artifact);
  for await (const chunk of stream) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), notes: stream.notes };
}

describe('openArtifact', () => {
  it('gives a large file in chunks that stay what they were', async () => {
    const content = Buffer.alloc(3 * MB + 17, Buffer.from('abcdefghijklmnopqrstuvw'));
    const artifact = await only(evidence({ 'a.bin': content }), 'a.bin');
    const read = await all(artifact);
    expect(read.bytes.equals(content)).toBe(true);
    expect(read.notes).toEqual([]);
  });

  it('uncompresses gzip, also of several members', async () => {
    const log = IIS_LOG.repeat(2000);
    const two = Buffer.concat([gzipSync(log), gzipSync(iisLogOf('EX01'))]);
    const folder = evidence({ 'logs/W3SVC1/u_ex210303.log.gz': gzipSync(log), 'two.gz': two });
    const artifact = await only(folder, 'logs/W3SVC1/u_ex210303.log.gz');
    expect(artifact).toMatchObject({
      kind: 'iis-log',
      size: log.length,
      windowsPath: 'C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex210303.log',
      location: { member: { format: 'gzip', name: 'u_ex210303.log', index: 0 } },
    });
    expect((await all(artifact)).bytes.toString()).toBe(log);
    expect((await all(await only(folder, 'two.gz'))).bytes.toString()).toBe(log + iisLogOf('EX01'));
  });

  it.each([
    ['cut', (packed: Buffer) => packed.subarray(0, packed.length - 500), 'truncated'],
    [
      'damaged',
      (packed: Buffer) =>
        Buffer.concat([packed.subarray(0, 40_000), Buffer.alloc(2000, 0xff), packed.subarray(42_000)]),
      'malformed',
    ],
  ])('gives what comes before the end of a %s gzip file, and says so', async (_, harm, code) => {
    const lines = Array.from({ length: 20_000 }, (__, n) => `2021-03-03 00:00:00 ${Math.sin(n)} GET /${n}\r\n`).join(
      '',
    );
    const log = `${IIS_LOG}${lines}`;
    const artifact = await only(evidence({ 'a.log.gz': harm(gzipSync(log)) }), 'a.log.gz');
    const { bytes, notes } = await all(artifact);
    expect(bytes.length).toBeGreaterThan(60_000);
    expect(log.startsWith(bytes.subarray(0, 60_000).toString())).toBe(true);
    expect(notes).toMatchObject([{ code, path: 'a.log.gz', incomplete: true }]);
  });

  it('reads gzip behind padding, and says what behind it is none', async () => {
    const long = IIS_LOG + randomBytes(20_000).toString('hex');
    const padded = [gzipSync('a'), Buffer.alloc(3000), gzipSync('b'), Buffer.alloc(512)];
    const folder = evidence({
      'a.log.gz': Buffer.concat([gzipSync(IIS_LOG), ...padded]),
      'b.log.gz': Buffer.concat([gzipSync(long), Buffer.from('rest')]),
    });
    const whole = await all(await only(folder, 'a.log.gz'));
    expect([whole.bytes.toString(), whole.notes]).toEqual([`${IIS_LOG}ab`, []]);
    const rest = await all(await only(folder, 'b.log.gz'));
    expect([rest.bytes.toString(), rest.notes]).toMatchObject([long, [{ code: 'malformed', incomplete: true }]]);
  });

  it('reads members of a zip file in place', async () => {
    const folder = evidence({
      'logs.zip': zipOf([
        { name: 'W3SVC1/u_ex210303.log', content: IIS_LOG },
        { name: 'stored.txt', content: 'stored', store: true },
        { name: 'empty/' },
        { name: 'empty.txt', content: '' },
      ]),
    });
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts.map((one) => [one.collectedPath, one.kind, one.size])).toEqual([
      ['logs.zip', 'archive', expect.any(Number)],
      ['logs.zip/W3SVC1/u_ex210303.log', 'iis-log', IIS_LOG.length],
      ['logs.zip/empty.txt', 'other', 0],
      ['logs.zip/stored.txt', 'other', 6],
    ]);
    expect(notes.filter((note) => note.code !== 'times-unreliable')).toEqual([]);
    const contents = await Promise.all(artifacts.slice(1).map(async (one) => (await all(one)).bytes.toString()));
    expect(contents).toEqual([IIS_LOG, '', 'stored']);
  });

  it.each([0, 1, 60, 70_000, MB - 1, MB, MB + 1, 3 * MB + 5])(
    'gives all of a member of %s bytes, and of a damaged one what comes before the damage',
    async (size) => {
      const content = Buffer.from(
        Array.from({ length: size / 12 + 1 }, (_, i) => `line ${i * 7919} `).join(''),
      ).subarray(0, size);
      const archive = zipOf([{ name: 'a.log', content }]);
      const folder = evidence({ 'a.zip': archive });
      const read = await all(await only(folder, 'a.zip/a.log'));
      expect(read.bytes.equals(content)).toBe(true);
      expect(read.notes).toEqual([]);
      if (size < 70_000) return;
      const packed = deflateRawSync(content);
      const middle = Math.floor(packed.length / 2);
      archive.fill(0xff, archive.indexOf(packed) + middle, archive.indexOf(packed) + middle + 1000);
      const damaged = await all(await only(evidence({ 'a.zip': archive }), 'a.zip/a.log'));
      expect(damaged.notes).toMatchObject([
        { code: expect.stringMatching(/^(malformed|truncated)$/), incomplete: true },
      ]);
      // It is uncompressed in steps of 16 KiB; in the one with the damage nothing is had.
      const sound = Math.floor(((middle - 16 * 1024) / packed.length) * size * 0.9);
      expect(damaged.bytes.length).toBeGreaterThanOrEqual(sound);
      expect(content.subarray(0, Math.max(sound, 0)).equals(damaged.bytes.subarray(0, Math.max(sound, 0)))).toBe(true);
    },
  );

  it('gives every member a path of its own, whatever they are called', async () => {
    const names = ['a', 'a\\x23', 'a', 'a#2', 'a\x5cx232', 'a', 'b', 'b'];
    const members = names.map((name, i) => ({ name, content: String(i), store: true }));
    const { artifacts } = await collect([evidence({ 'a.zip': zipOf(members) })]);
    const paths = artifacts.slice(1).map((one) => one.collectedPath);
    expect(new Set(paths).size).toBe(names.length);
    const contents = await Promise.all(artifacts.slice(1).map(async (one) => (await all(one)).bytes.toString()));
    expect(contents.sort()).toEqual(names.map((_, i) => String(i)));
  });

  it('counts logs packed on the server for their folder, and nothing else as lying there', async () => {
    const folder = evidence({
      'C/inetpub/logs/LogFiles/W3SVC2/old.zip': zipOf([{ name: 'u_ex210303.log', content: IIS_LOG }]),
      'C/inetpub/wwwroot/backup.zip': zipOf([{ name: 'x.aspx', content: 'x' }]),
    });
    const { artifacts } = await collect([folder]);
    expect(artifacts.map((one) => [one.kind, one.windowsPath])).toEqual([
      ['archive', 'C:\\inetpub\\logs\\LogFiles\\W3SVC2\\old.zip'],
      ['iis-log', 'C:\\inetpub\\logs\\LogFiles\\W3SVC2\\old.zip\\u_ex210303.log'],
      ['archive', 'C:\\inetpub\\wwwroot\\backup.zip'],
      ['web-content', null],
    ]);
  });

  const harmed: readonly (readonly [what: string, entry: ZipEntry, code: string, at: 'collect' | 'open'])[] = [
    ['an encrypted member', { name: 'x.aspx', content: 'x', flags: 1 }, 'encrypted', 'collect'],
    ['an unknown compression', { name: 'x.aspx', content: 'x', method: 14 }, 'unreadable', 'collect'],
    ['a wrong checksum', { name: 'x.aspx', content: 'x', crc32: 1 }, 'malformed', 'open'],
    ['more than it declares', { name: 'x.aspx', content: 'xxxx', declaredSize: 2 }, 'malformed', 'open'],
    ['less than it declares', { name: 'x.aspx', content: 'x', declaredSize: 9 }, 'truncated', 'open'],
  ];
  it.each(harmed)('reports %s', async (_, entry, code, at) => {
    const folder = evidence({ 'a.zip': zipOf([entry]) });
    const { artifacts, notes } = await collect([folder]);
    const artifact = artifacts.find((one) => one.collectedPath === 'a.zip/x.aspx');
    const opened = artifact ? await all(artifact) : null;
    const reported = at === 'collect' ? notes : (opened?.notes ?? []);
    expect(reported.filter((note) => note.incomplete)).toMatchObject([{ code, path: 'a.zip/x.aspx' }]);
    if (at === 'collect') expect(artifact).toMatchObject({ kind: 'other', carriesCode: false });
  });

  it('lets no member name climb out, and keeps members of one name apart', async () => {
    const folder = evidence({
      'a.zip': zipOf([
        { name: '../../etc/x.aspx', content: '1' },
        { name: '/abs.aspx', content: '2' },
        { name: 'C:\\inetpub\\wwwroot\\y.aspx', content: '3' },
        { name: 'twice.aspx', content: '4' },
        { name: 'twice.aspx', content: '5' },
        { name: Buffer.from('caf\xe9.aspx', 'latin1'), content: '6' },
        { name: `${'d/'.repeat(1000)}deep.aspx`, content: '7' },
      ]),
    });
    const { artifacts, notes } = await collect([`${folder}/a.zip`]);
    const seen = await Promise.all(
      artifacts.map(async (one) => [one.collectedPath, one.windowsPath, (await all(one)).bytes.toString()] as const),
    );
    expect(seen.map(([, , content]) => content).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(new Set(seen.map(([name]) => name)).size).toBe(7);
    expect(seen.find(([, , content]) => content === '1')?.slice(0, 2)).toEqual([
      '\\x2e\\x2e/\\x2e\\x2e/etc/x.aspx',
      null,
    ]);
    expect(seen.find(([, , content]) => content === '3')?.[1]).toBe('C:\\inetpub\\wwwroot\\y.aspx');
    expect(notes.some((note) => note.code === 'odd-name' && note.path?.includes('\\x2e\\x2e'))).toBe(true);
    expect(existsSync(`${folder}/../etc/x.aspx`)).toBe(false);
  });

  it('records links in archives, and what archives it did not open', async () => {
    const folder = evidence({
      'a.zip': zipOf([
        { name: 'link', content: '/etc/passwd', madeBy: 3, externalAttributes: 0o120777 * 65536 },
        { name: 'hidden.txt', content: 'x', externalAttributes: 0x22 },
      ]),
      'b.arj': zipOf([]),
      'C/inetpub/wwwroot/c.rar': Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'),
    });
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts.find((one) => one.collectedPath === 'a.zip/link')?.kind).toBe('link');
    expect(artifacts.find((one) => one.collectedPath === 'a.zip/hidden.txt')?.attributes).toEqual(['hidden']);
    expect(notes.filter((note) => note.code === 'not-examined')).toMatchObject([
      { path: 'b.arj', incomplete: true },
      { path: null, count: 1, incomplete: false },
    ]);
  });

  it('says that a zip file is damaged, and takes what it can', async () => {
    const archive = zipOf([
      { name: 'x.aspx', content: 'x' },
      { name: 'y.aspx', content: 'y' },
    ]);
    const directory = archive.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
    const damaged = Buffer.from(archive);
    damaged.write('XX', directory, 'latin1');
    const folder = evidence({ 'damaged.zip': damaged, 'cut.zip': archive.subarray(0, archive.length - 30) });
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts.map((one) => one.collectedPath)).toEqual(['cut.zip', 'damaged.zip', 'damaged.zip/x.aspx']);
    expect(notes.filter((note) => note.code === 'malformed').map((note) => note.path)).toEqual([
      'cut.zip',
      'damaged.zip',
    ]);
  });

  it('enters no archive that declares absurd sizes', async () => {
    const entries = Array.from({ length: 4 }, (_, n) => ({
      name: `${n}.txt`,
      content: 'x',
      declaredSize: 2 ** 32 - 2,
    }));
    const { artifacts, notes } = await collect([evidence({ 'bomb.zip': zipOf(entries) })]);
    expect(artifacts.map((one) => one.collectedPath)).toEqual(['bomb.zip', 'bomb.zip/0.txt']);
    expect(notes).toContainEqual(
      expect.objectContaining({ code: 'limit-reached', path: 'bomb.zip', incomplete: true }),
    );
  });

  it('stops at a gzip bomb', async () => {
    const part = gzipSync(Buffer.alloc(64 * MB));
    const bomb = Buffer.concat([gzipSync(IIS_LOG), ...Array.from({ length: 32 }, () => part)]);
    const artifact = await only(evidence({ 'bomb.log.gz': bomb }), 'bomb.log.gz');
    let length = 0;
    const stream = openArtifact(artifact);
    for await (const chunk of stream) length += chunk.length;
    expect(stream.notes).toMatchObject([{ code: 'limit-reached', incomplete: true }]);
    expect(length).toBeLessThan(1100 * MB);
  });

  it.each([
    ['grows', (file: string) => appendFileSync(file, 'more'), 'changed-while-reading'],
    ['shrinks', (file: string) => truncateSync(file, 100), 'changed-while-reading'],
    ['vanishes', (file: string) => rmSync(file), 'unreadable'],
  ])('tells that a file %s after it was found', async (_, change, code) => {
    const folder = evidence({ 'a.log': IIS_LOG });
    const artifact = await only(folder, 'a.log');
    change(`${folder}/a.log`);
    const read = await readArtifact(artifact, 10_000);
    expect(read.notes).toMatchObject([{ code, path: 'a.log', incomplete: true }]);
  });

  it('tells that a file changes while it is read', async () => {
    const folder = evidence({ 'a.bin': Buffer.alloc(3 * MB, 'x') });
    const stream = openArtifact(await only(folder, 'a.bin'));
    let first = true;
    for await (const chunk of stream) {
      if (first) writeFileSync(`${folder}/a.bin`, Buffer.alloc(chunk.length + 10, 'y'));
      first = false;
    }
    expect(stream.notes.map((note) => note.code)).toContain('changed-while-reading');
  });

  it('gives the beginning only, where that was asked for', async () => {
    const folder = evidence({ 'a.bin': Buffer.alloc(3 * MB, 'x'), 'b.bin': 'abc' });
    const a = await readArtifact(await only(folder, 'a.bin'), 1000);
    expect([a.bytes.length, a.truncated, a.notes]).toEqual([1000, true, []]);
    const b = await readArtifact(await only(folder, 'b.bin'), 3);
    expect([b.bytes.toString(), b.truncated]).toEqual(['abc', false]);
  });

  it('survives archives of any bytes', async () => {
    const good = zipOf([
      { name: 'uploads/auto/C%3A/x.aspx', content: 'x' },
      { name: 'b.log', content: IIS_LOG },
    ]);
    const harm = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(harm, fc.nat(good.length), async (changes, end) => {
        const bytes = Buffer.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        const folder = evidence({
          'a.zip': changes.length > 3 ? bytes.subarray(0, end) : bytes,
          'a.gz': deflateRawSync(bytes),
        });
        const { artifacts, notes } = await collect([folder]);
        for (const artifact of artifacts) await readArtifact(artifact, MB);
        expect(artifacts.length).toBeGreaterThanOrEqual(2);
        expect(notes.map(({ code }) => code)).not.toContain('engine-crash');
      }),
      { numRuns: 300 },
    );
  });
});
