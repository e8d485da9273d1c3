import { execFileSync, spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../collect-evidence.js';
import { openArtifact, readArtifact } from '../../../src/collection/opening/open-artifact.js';
import { evidence } from '../evidence-folder.js';

const unixOnly = it.skipIf(process.platform === 'win32');
const asRoot = process.getuid?.() === 0;

function writeBytes(folder: string, name: Buffer, content: string): void {
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), content);
}

/** Undoes `\xNN`. */
function bytesOf(printable: string): Buffer {
  return Buffer.concat(
    printable
      .split(/(\\x[0-9a-f]{2})/)
      .map((part) => (part.startsWith('\\x') ? Buffer.from(part.slice(2), 'hex') : Buffer.from(part))),
  );
}

describe('collect, on a file system', () => {
  it('takes an empty folder', async () => {
    const nothing = { artifacts: [], notes: [], hosts: [], origins: [] };
    expect(await collect([evidence()])).toEqual({ ...nothing, folder: expect.any(String) });
  });

  it('takes a single file, whatever its name, by its content', async () => {
    const folder = evidence({ 'sample.bin': '<%@ Page Language="C#" %>', 'other.txt': 'x' });
    const { artifacts } = await collect([`${folder}/sample.bin`]);
    expect(artifacts).toMatchObject([{ collectedPath: 'sample.bin', kind: 'web-content', carriesCode: true, id: 0 }]);
  });

  it.each([
    ['a path that does not exist', ['/no/such/path-afterpatch']],
    ['a pattern that matches nothing', ['/no/such/*.log']],
    ['an empty argument', ['']],
    ['a NUL character', ['a\0b']],
    ['nothing', []],
    ['one good and one bad path', ['.', '/no/such/path-afterpatch']],
  ])('refuses %s', async (_, paths) => {
    await expect(collect(paths)).rejects.toMatchObject({ name: 'AfterpatchError', code: 'path-not-found' });
  });

  it('expands a pattern of the user, unless a file has that very name', async () => {
    const folder = evidence({ 'a.log': 'x', 'b.log': 'x', 'c.txt': 'x', '[ab].txt': 'literal' });
    const pattern = await collect([`${folder}/*.log`]);
    expect(pattern.artifacts.map((one) => one.collectedPath)).toEqual(['a.log', 'b.log']);
    const literal = await collect([`${folder}/[ab].txt`]);
    expect(literal.artifacts.map((one) => one.collectedPath)).toEqual(['[ab].txt']);
  });

  it('reads overlapping paths once', async () => {
    const folder = evidence({ 'a/x.aspx': 'x', 'a/b/y.aspx': 'y', 'ab/z.aspx': 'z' });
    const { artifacts, notes } = await collect([`${folder}/a`, `${folder}/a/b`, `${folder}/ab`, `${folder}/a/`]);
    expect(artifacts.map((one) => one.collectedPath)).toEqual(['a/b/y.aspx', 'a/x.aspx', 'ab/z.aspx']);
    expect(notes.filter((note) => note.code === 'duplicate')).toMatchObject([{ path: 'a/b', incomplete: false }]);
  });

  unixOnly('says where names differ only in case', async () => {
    const folder = evidence({ 'a/x.aspx': 'x', 'a/X.aspx': 'y', 'a/X.ASPX': 'z', 'A/other.txt': 'x', 'b/x.aspx': 'x' });
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts).toHaveLength(5);
    const told = notes.filter(({ message }) => message.includes('differ only in case'));
    expect(told.map(({ code, path, count, incomplete }) => [code, path, count, incomplete])).toEqual([
      ['odd-name', 'a', 1, false],
      ['odd-name', 'a/x.aspx', 2, false],
    ]);
  });

  unixOnly('keeps hidden, odd, non-UTF-8 and newline-bearing names, unique and readable', async () => {
    const folder = evidence();
    const names = [
      '.hidden.aspx',
      'new\nline.aspx',
      'tab\t.aspx',
      'caf\u00e9.aspx',
      '\u202egnp.aspx',
      ' lead',
      'trail. ',
      'a\\b.aspx',
      'x5cb',
    ];
    for (const name of names) writeBytes(folder, Buffer.from(name), name);
    writeBytes(folder, Buffer.from('caf\xe9.aspx', 'latin1'), 'latin1');
    writeBytes(folder, Buffer.from([0x61, 0xed, 0xa0, 0x80, 0xff]), 'surrogate');
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts.map((one) => one.collectedPath)).toEqual(
      [
        ' lead',
        '.hidden.aspx',
        '\\xe2\\x80\\xaegnp.aspx',
        'a\\x5cb.aspx',
        'a\\xed\\xa0\\x80\\xff',
        'caf\\xe9.aspx',
        'caf\u00e9.aspx',
        'new\\x0aline.aspx',
        'tab\\x09.aspx',
        'trail. ',
        'x5cb',
      ].sort(),
    );
    for (const artifact of artifacts) expect((await readArtifact(artifact, 100)).bytes.length).toBe(artifact.size);
    expect(notes.filter((note) => note.code === 'odd-name').map((note) => note.path)).toHaveLength(5);
    expect(notes.some((note) => note.incomplete)).toBe(false);
  });

  unixOnly('finds every name of any bytes', async () => {
    const name = fc
      .uint8Array({ minLength: 1, maxLength: 40 })
      .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0 && byte !== 0x2f)))
      .filter((bytes) => bytes.length > 0 && !['.', '..'].includes(bytes.toString('latin1')));
    const place = fc.tuple(fc.array(name, { maxLength: 3 }), name);
    await fc.assert(
      fc.asyncProperty(fc.array(place, { maxLength: 12 }), async (places) => {
        const folder = evidence();
        const written = new Set<string>();
        for (const [folders, file] of places) {
          const parent = Buffer.concat([Buffer.from(folder), ...folders.flatMap((one) => [Buffer.from('/'), one])]);
          try {
            mkdirSync(parent, { recursive: true });
            writeFileSync(Buffer.concat([parent, Buffer.from('/'), file]), 'x', { flag: 'wx' });
            written.add([...folders, file].map((one) => one.toString('hex')).join('/'));
          } catch {
            // A name is already a file or a folder.
          }
        }
        const { artifacts } = await collect([folder]);
        const found = artifacts.map((one) =>
          one.collectedPath
            .split('/')
            .map((part) => bytesOf(part).toString('hex'))
            .join('/'),
        );
        expect(new Set(found)).toEqual(written);
        expect(found).toHaveLength(written.size);
        for (const one of artifacts) expect(/^[^\p{Cc}\p{Cf}\ufffd]*$/u.test(one.collectedPath)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  unixOnly('records links, and follows none', async () => {
    const outside = evidence({ 'secret.aspx': '<%@ Page %>' });
    const folder = evidence({ 'a/x.aspx': 'x' });
    symlinkSync(outside, path.join(folder, 'out'));
    symlinkSync(path.join(outside, 'secret.aspx'), path.join(folder, 'a/secret.aspx'));
    symlinkSync('..', path.join(folder, 'a/loop'));
    symlinkSync('nowhere', path.join(folder, 'dangling'));
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts.map((one) => [one.collectedPath, one.kind, one.size])).toEqual([
      ['a/loop', 'link', 0],
      ['a/secret.aspx', 'link', 0],
      ['a/x.aspx', 'web-content', 1],
      ['dangling', 'link', 0],
      ['out', 'link', 0],
    ]);
    expect(notes.filter((note) => note.code === 'link-not-followed')).toHaveLength(4);
    const [link] = artifacts;
    if (link) for await (const chunk of openArtifact(link)) expect.unreachable(String(chunk));
  });

  unixOnly('opens no link that takes the place of a file after the walk', async () => {
    const folder = evidence({ 'x.aspx': 'x', secret: 'secret' });
    const { artifacts } = await collect([`${folder}/x.aspx`]);
    execFileSync('ln', ['-sf', 'secret', `${folder}/x.aspx`]);
    const [artifact] = artifacts;
    const read = artifact && (await readArtifact(artifact, 100));
    expect(read?.bytes.toString()).toBe('');
    expect(read?.notes).toMatchObject([{ code: 'unreadable', incomplete: true }]);
  });

  unixOnly('opens no pipe, and says so', async () => {
    const folder = evidence({ 'x.aspx': 'x' });
    execFileSync('mkfifo', [`${folder}/pipe.aspx`]);
    const { artifacts, notes } = await collect([folder]);
    expect(artifacts.map((one) => one.collectedPath)).toEqual(['x.aspx']);
    expect(notes).toMatchObject([{ code: 'not-examined', path: 'pipe.aspx' }]);
    await expect(collect([`${folder}/pipe.aspx`])).rejects.toMatchObject({ code: 'path-not-found' });
  });

  unixOnly('says what it may not read', () => {
    const folder = evidence({ 'closed/x.aspx': 'x', 'applicationHost.config': '<configuration/>', 'open.aspx': 'x' });
    execFileSync('chmod', ['755', folder]);
    execFileSync('chmod', ['000', `${folder}/closed`, `${folder}/applicationHost.config`]);
    // Root reads everything: somebody else must try.
    const module = (name: string) => JSON.stringify(new URL(`../../../dist/collection/${name}`, import.meta.url).href);
    const script = `import { collect } from ${module('collect.js')};
      import { Reading } from ${module('reading/reading.js')};
      const reading = new Reading();
      const { artifacts, notes } = await collect([${JSON.stringify(folder)}], { reading });
      await reading.close();
      console.log(JSON.stringify({ artifacts, notes }));`;
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      encoding: 'utf8',
      ...(asRoot ? { uid: 65534, gid: 65534 } : {}),
    });
    const { artifacts, notes } = JSON.parse(child.stdout);
    expect(artifacts).toMatchObject([
      { collectedPath: 'applicationHost.config', kind: 'other', carriesCode: false },
      { collectedPath: 'open.aspx', kind: 'web-content' },
    ]);
    const incomplete = notes.filter((note: { incomplete: boolean }) => note.incomplete);
    expect(incomplete.map(({ code, path }: { code: string; path: string }) => `${code} ${path}`).sort()).toEqual([
      'unreadable applicationHost.config',
      'unreadable closed',
    ]);
    execFileSync('chmod', ['755', `${folder}/closed`]);
  });

  it.skipIf(process.platform !== 'linux')('reaches files deeper than any path may be long', async () => {
    const folder = evidence();
    // 300 folders of 20 bytes: half as much again as Linux takes as one path.
    const script = `cd "$1" && for i in $(seq 300); do mkdir deep-folder-of-20-by && cd deep-folder-of-20-by || exit 1; done && printf found > x.aspx`;
    execFileSync('bash', ['-c', script, 'bash', folder]);
    const { artifacts, notes } = await collect([folder]);
    expect(notes).toEqual([]);
    expect(artifacts.map((one) => one.collectedPath)).toEqual([`${'deep-folder-of-20-by/'.repeat(300)}x.aspx`]);
    const [artifact] = artifacts;
    expect(artifact && (await readArtifact(artifact, 100)).bytes.toString()).toBe('found');
  });

  it('takes many empty files, in a stable order, and tells how far it is', async () => {
    const folder = evidence();
    for (let part = 0; part < 20; part++) {
      mkdirSync(`${folder}/${part}`);
      for (let file = 0; file < 100; file++) writeFileSync(`${folder}/${part}/${file}.txt`, '');
    }
    const seen: number[] = [];
    const first = await collect([folder], { onProgress: ({ files }) => void seen.push(files) });
    const paths = first.artifacts.map((one) => one.collectedPath);
    expect(paths).toHaveLength(2000);
    expect(paths).toEqual([...paths].sort());
    expect(first.artifacts.map((one) => one.id)).toEqual(paths.map((_, index) => index));
    expect(seen.length).toBeGreaterThan(3);
    expect(await collect([folder])).toEqual(first);
  });

  it('returns what it has when it is interrupted', async () => {
    const folder = evidence(Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`${n}.txt`, ''])));
    const { artifacts, notes } = await collect([folder], { signal: AbortSignal.abort() });
    expect(artifacts.length).toBeGreaterThan(0);
    expect(artifacts.length).toBeLessThan(600);
    expect(notes.filter((note) => note.incomplete)).toMatchObject([{ code: 'interrupted' }]);
  });

  unixOnly('leaves the evidence as it was', async () => {
    const folder = evidence({ 'inetpub/wwwroot/x.aspx': 'x', 'a.log': 'x' });
    linkSync(`${folder}/a.log`, `${folder}/b.log`);
    const before = readdirSync(folder, { recursive: true }).map((name) => [
      name,
      statSync(path.join(folder, String(name))).mtimeMs,
    ]);
    await collect([folder]);
    const after = readdirSync(folder, { recursive: true }).map((name) => [
      name,
      statSync(path.join(folder, String(name))).mtimeMs,
    ]);
    expect(after).toEqual(before);
  });
});
