import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { BlobReader, BlobWriter, configure, ZipWriter } from '@zip.js/zip.js';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type TarProblem, tarMembers } from '../../src/collection/archives/tar-directory.js';
import { collect } from '../../src/collection/collect.js';
import { FileHandle } from '../../src/collection/opening/file-handle.js';
import { readArtifact } from '../../src/collection/opening/open-artifact.js';
import { listArchive } from '../../src/collection/reading/archive.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { evidence, IIS_LOG, iisLogOf } from './evidence-folder.js';
import { rarOf, zstdOf } from './foreign-archives.js';
import { sevenZipOf } from './seven-zip-writer.js';
import { longName, type TarEntry, tarOf } from './tar-writer.js';
import { zipOf } from './zip-writer.js';

configure({ useWebWorkers: false });
const PAGE = '<%@ Page Language="C#" %>hello';
const reading = new Reading();
const locked = new Reading({ archivePassword: 'infected' });

afterAll(async () => {
  await reading.close();
  await locked.close();
});

/** What is found of a file with these bytes, each as path, Windows path, kind and content. */
async function found(files: Readonly<Record<string, Buffer>>, { by = reading, only = '' } = {}) {
  const folder = evidence(files);
  const { artifacts, notes } = await collect([only === '' ? folder : `${folder}/${only}`], { reading: by });
  const read = await Promise.all(
    artifacts
      .filter(({ kind, collectedPath }) => kind !== 'archive' || collectedPath.includes('/'))
      .map(async (artifact) => {
        const { bytes, notes: problems } = await readArtifact(artifact, 1 << 20);
        return [artifact.collectedPath, artifact.windowsPath, artifact.kind, bytes.toString('latin1'), problems.length];
      }),
  );
  return { artifacts, read, problems: notes.filter((note) => note.incomplete), notes };
}

const tree: readonly TarEntry[] = [
  { name: 'fs/C:/inetpub/', type: '5' },
  { name: 'fs/C:/inetpub/wwwroot/x.aspx', content: PAGE },
  { name: 'fs/C:/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log', content: iisLogOf('EX01') },
  { name: 'acquire.log', content: 'x' },
];
const places = [
  ['acquire.log', null, 'collector-record', 'x', 0],
  [
    'fs/C:/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log',
    'C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex210303.log',
    'iis-log',
    iisLogOf('EX01'),
    0,
  ],
  ['fs/C:/inetpub/wwwroot/x.aspx', 'C:\\inetpub\\wwwroot\\x.aspx', 'web-content', PAGE, 0],
];

describe('a tar archive', () => {
  it.each([
    ['plain', 'EX01.tar', tarOf(tree)],
    ['packed', 'EX01.tar.gz', gzipSync(tarOf(tree))],
    ['packed, by its short name', 'EX01.tgz', gzipSync(tarOf(tree))],
    ['by no name at all', 'EX01', tarOf(tree)],
  ])('that is given is the collection: %s', async (_, name, bytes) => {
    const { read, artifacts, problems } = await found({ [name]: bytes }, { only: name });
    expect(read).toEqual(places);
    expect(problems).toEqual([]);
    expect(artifacts[1]).toMatchObject({ host: 'EX01', times: { modified: '2021-03-03T04:00:00.000Z' } });
  });

  it('is the same where it was packed from within its folder', async () => {
    const within = tree.map((entry) => ({ ...entry, name: `./${entry.name}` }));
    const { read, notes } = await found({ 'EX01.tar': tarOf(within) }, { only: 'EX01.tar' });
    expect(read).toEqual(places);
    expect(notes.filter(({ code }) => code === 'odd-name')).toEqual([]);
  });

  it('lies in a folder as a folder would, and in another archive as well', async () => {
    const inner = tarOf(tree);
    const { read, problems } = await found({
      'a/EX01.tar': inner,
      'b.tar': tarOf([{ name: 'EX02.tar', content: inner }]),
      'c.zip': zipOf([{ name: 'EX03.tar.gz', content: gzipSync(inner) }]),
    });
    const windows = read.map(([, path]) => path).filter((path) => path !== null);
    expect(windows.filter((path) => path === 'C:\\inetpub\\wwwroot\\x.aspx')).toHaveLength(3);
    expect(read.map(([path]) => path)).toContain('c.zip/EX03.tar.gz/fs/C:/inetpub/wwwroot/x.aspx');
    expect(problems).toEqual([]);
  });

  it('gives names of any length and bytes, hard links, and nothing of what is no file', async () => {
    const long = `${'d/'.repeat(90)}long.aspx`;
    const { read, notes } = await found(
      {
        'a.tar': tarOf([
          longName.gnu(`gnu/${long}`),
          { name: 'x', content: '1' },
          longName.pax(`pax/é${long}`),
          { name: 'x', content: '2' },
          { name: Buffer.from('caf\xe9.aspx', 'latin1'), content: '3' },
          { name: 'first.dll', content: '4' },
          { name: 'second.dll', type: '1', linkTarget: 'first.dll' },
          { name: 'link', type: '2', linkTarget: '/etc/passwd' },
          { name: 'disk', type: '3' },
          { name: '../../up.aspx', content: '5' },
          { name: '/root.aspx', content: '6' },
          { name: 'sparse', type: 'S', content: 'x' },
        ]),
      },
      { only: 'a.tar' },
    );
    expect(read.map(([path, , kind, content]) => [path, kind, content])).toEqual([
      ['\\x2e\\x2e/\\x2e\\x2e/up.aspx', 'web-content', '5'],
      ['caf\\xe9.aspx', 'web-content', '3'],
      ['disk', 'other', ''],
      ['first.dll', 'other', '4'],
      [`gnu/${long}`, 'web-content', '1'],
      ['link', 'link', ''],
      [`pax/é${long}`, 'web-content', '2'],
      ['root.aspx', 'web-content', '6'],
      ['second.dll', 'other', '4'],
      ['sparse', 'other', ''],
    ]);
    const told = notes.map(({ code, path, incomplete }) => [code, path, incomplete]);
    expect(told).toContainEqual(['not-examined', 'disk', false]);
    expect(told).toContainEqual(['unreadable', 'sparse', true]);
    expect(told).toContainEqual(['odd-name', '\\x2e\\x2e/\\x2e\\x2e/up.aspx', false]);
    expect(existsSync('/root.aspx')).toBe(false);
  });

  const whole = tarOf([
    { name: 'a.aspx', content: PAGE },
    { name: 'b.aspx', content: PAGE },
    { name: 'c.aspx', content: PAGE },
  ]);
  const harmed = Buffer.from(whole).fill('!', 1024 + 148, 1024 + 156);
  it.each([
    ['a damaged header', harmed, ['a.aspx', 'c.aspx'], 'malformed'],
    ['an end too early', whole.subarray(0, 1024 + 520), ['a.aspx', 'b.aspx'], 'truncated'],
    ['no mark at its end', whole.subarray(0, 2048), ['a.aspx', 'b.aspx'], 'truncated'],
    [
      'an archive appended to it',
      Buffer.concat([whole, tarOf([{ name: 'd.aspx', content: 'x' }])]),
      ['a.aspx', 'b.aspx', 'c.aspx', 'd.aspx'],
      null,
    ],
  ])('is read past %s', async (_, bytes, names, code) => {
    const { read, problems } = await found({ 'a.tar': bytes }, { only: 'a.tar' });
    expect(read.map(([path]) => path)).toEqual(names);
    expect(problems.map((note) => note.code)).toEqual(code === null ? [] : [code]);
  });

  it('of any bytes is listed to an end', () => {
    const good = tarOf([...tree, longName.pax(`${'n'.repeat(300)}.aspx`), { name: 'x', content: PAGE }]);
    const harm = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(harm, fc.nat(good.length), (changes, end) => {
        const bytes = Buffer.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        const folder = evidence({ 'a.tar': changes.length > 4 ? bytes.subarray(0, end) : bytes });
        const file = FileHandle.open({ path: Buffer.from(`${folder}/a.tar`) });
        const problems: TarProblem[] = [];
        let previous = 0;
        for (const { range } of tarMembers(file, problems)) {
          expect(range.offset + range.length).toBeLessThanOrEqual(file.size);
          previous += 1;
        }
        expect(previous).toBeLessThanOrEqual(file.size / 512);
        file.close();
      }),
      { numRuns: 200 },
    );
  });
});

describe('an archive that was opened', () => {
  const stored = (name = 'x.aspx', flags = 0) => zipOf([{ name, content: PAGE, store: true, flags }]);
  const plainTar = tarOf([{ name: 'x.aspx', content: PAGE }]);
  it.each([
    ['a zip whose first bytes hold a page', 'triage.zip', stored(), false],
    ['a tar whose first bytes hold a page', 'triage.tar', plainTar, false],
    ['a zip behind a page', 'triage.zip', Buffer.concat([Buffer.from(PAGE), stored()]), true],
    ['where it can be asked for', 'C/inetpub/wwwroot/x.zip', stored(), true],
    ['of which a member cannot be read', 'triage.zip', stored('x.aspx', 1), true],
  ])('%s: whether it is scanned as a page itself', async (_, name, archive, isScanned) => {
    const { artifacts } = await found({ [name]: archive, 'other.txt': Buffer.from('x') });
    const one = artifacts.find(({ collectedPath }) => collectedPath === name);
    expect(one?.carriesCode).toBe(isScanned);
  });

  const members = ['C/x.aspx', 'C/X.aspx', 'C/X.ASPX', 'c/y.aspx', 'D/x.aspx'].map((name, at) => ({
    name,
    content: `${PAGE}${at}`,
  }));
  const alike = (notes: readonly { message: string; path?: string | null; count?: number }[]) =>
    notes.filter(({ message }) => message.includes('differ only in case')).map(({ path, count }) => [path, count]);
  it.each([
    ['as all of the collection', 'all.zip', ''],
    ['in a folder', '', 'in/all.zip/'],
  ])('says where members differ only in case: %s', async (_, only, prefix) => {
    const name = only === '' ? 'in/all.zip' : only;
    const { notes } = await found({ [name]: zipOf(members), 'other.txt': Buffer.from('x') }, { only });
    expect(alike(notes).sort()).toEqual([
      [`${prefix}C/X.ASPX`, 2],
      [`${prefix}c`, 1],
    ]);
  });

  it('is no name that differs from its own', async () => {
    const inner = zipOf([{ name: 'a.txt', content: 'a' }]);
    const { notes } = await found({ 'out.zip': zipOf([{ name: 'in.zip', content: inner }]) });
    expect(alike(notes)).toEqual([]);
  });
});

describe('archives in archives', () => {
  const logs = zipOf([{ name: 'u_ex210303.log', content: IIS_LOG }]);
  const nested = (depth: number): Buffer =>
    depth === 0 ? logs : zipOf([{ name: `${depth}.zip`, content: nested(depth - 1), store: depth % 2 === 0 }]);

  it('are opened four deep, and what lies deeper is told', async () => {
    const { read, problems } = await found({ 'a.zip': nested(3), 'b.zip': nested(4) });
    expect(read.map(([path, , kind]) => [path, kind]).filter(([, kind]) => kind === 'iis-log')).toEqual([
      ['a.zip/3.zip/2.zip/1.zip/u_ex210303.log', 'iis-log'],
    ]);
    expect(problems).toMatchObject([{ code: 'not-examined', path: 'b.zip/4.zip/3.zip/2.zip/1.zip' }]);
  });

  it('hold single packed files', async () => {
    const { read, problems } = await found({
      'a.zip': zipOf([{ name: 'u_ex210303.log.gz', content: gzipSync(IIS_LOG) }]),
    });
    expect(read.at(-1)).toEqual(['a.zip/u_ex210303.log.gz/u_ex210303.log', null, 'iis-log', IIS_LOG, 0]);
    expect(problems).toEqual([]);
  });

  it('that there is no room to unpack are told, and no more is written than there is room for', async () => {
    const folder = evidence({
      'a.tar.gz': gzipSync(tarOf([...tree, { name: 'big.bin', content: 'x'.repeat(9_000) }])),
    });
    const { artifacts } = await collect([folder], { reading });
    const archive = artifacts.find(({ kind }) => kind === 'archive');
    if (archive === undefined) throw new Error('It is an archive');
    const place = { folder: evidence(), room: 4_096 };
    const { notes, written } = await listArchive(archive, { place, password: undefined }, async () => {});
    expect(notes).toMatchObject([{ code: 'limit-reached', path: 'a.tar.gz', incomplete: true }]);
    expect(notes[0]?.message).toContain('Set TMPDIR to a larger disk');
    expect(written).toBeLessThanOrEqual(place.room);
  });

  it('leave nothing behind', async () => {
    const own = new Reading();
    const folder = evidence({ 'a.zip': nested(2) });
    const { artifacts } = await collect([folder], { reading: own });
    const unpacked = artifacts.map(({ location }) => Buffer.from(location.path).toString());
    const temporary = unpacked.filter((path) => !path.startsWith(folder));
    expect(temporary.length).toBeGreaterThan(0);
    expect(temporary.every((path) => existsSync(path))).toBe(true);
    await own.close();
    expect(temporary.some((path) => existsSync(path))).toBe(false);
  });
});

describe('an archive that 7-Zip reads', () => {
  const files = { 'inetpub/wwwroot/x.aspx': PAGE, 'empty.txt': '', 'b.txt': 'two' };

  it.each([
    ['7z', 'a.7z', [], files],
    ['7z of one file, in its folder', 'a.7z', [], { 'inetpub/wwwroot/x.aspx': PAGE }],
    ['bzip2', 'u_ex210303.log.bz2', [], { 'u_ex210303.log': IIS_LOG }],
    ['xz', 'u_ex210303.log.xz', [], { 'u_ex210303.log': IIS_LOG }],
    ['deflate64', 'a.zip', ['-mm=Deflate64'], files],
    ['zip, encrypted', 'a.zip', ['-pinfected', '-mem=AES256'], files],
    ['zip, encrypted as long ago', 'a.zip', ['-pinfected'], files],
    ['7z, encrypted', 'a.7z', ['-pinfected'], files],
    ['7z, encrypted with its names', 'a.7z', ['-pinfected', '-mhe=on'], files],
    ['Zstandard', 'a.txt.zst', zstdOf, { 'a.txt': 'one' }],
    ['RAR', 'a.rar', rarOf, { 'inetpub/wwwroot/x.aspx': PAGE, 'b.txt': 'two' }],
  ] as const)('%s', async (_, name, by, contents) => {
    const archive = typeof by === 'function' ? by(contents) : await sevenZipOf(name, contents, by);
    const { read, problems } = await found({ [name]: archive }, { by: locked });
    const inside = read.map(([path, , , content, wrong]) => [String(path).slice(name.length + 1), content, wrong]);
    expect(problems).toEqual([]);
    expect(inside).toEqual(
      Object.entries(contents)
        .map(([path, content]) => [path, content, 0])
        .sort(),
    );
  });

  it.each([
    ['a.zip', ['-pother', '-mem=AES256'], 'a.zip/b.txt'],
    ['a.7z', ['-pother'], 'a.7z'],
    ['a.7z', ['-pother', '-mhe=on'], 'a.7z'],
  ] as const)('says that it is encrypted, with and without a password: %s %s', async (name, options, path) => {
    const bytes = await sevenZipOf(name, { 'b.txt': 'two' }, options);
    for (const by of [reading, locked]) {
      const { problems } = await found({ [name]: bytes }, { by });
      expect(problems.map((note) => [note.code, note.path])).toContainEqual(['encrypted', path]);
    }
  });
});

it('a zip file with an encrypted member whose name climbs out is opened by its password', async () => {
  const writer = new ZipWriter(new BlobWriter());
  await writer.add('dir/x.aspx', new BlobReader(new Blob([PAGE])), { password: 'infected' });
  const blob = await writer.close();
  const bytes = Buffer.from(
    Buffer.from(await blob.arrayBuffer())
      .toString('latin1')
      .replaceAll('dir/x.aspx', '../..x.aspx'.slice(0, 10)),
    'latin1',
  );
  const { read } = await found({ 'a.zip': bytes }, { by: locked });
  expect(read.map(([path, , , content]) => [path, content])).toEqual([['a.zip/\\x2e\\x2e/..x.asp', PAGE]]);
});
