import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  makeKeys,
  readPublicKey,
  readSecretKey,
  signBytes,
  verifyBytes,
} from '../../../src/signatures/pack/minisign.js';
import { readMeasured } from '../../../src/signatures/measure/tier.js';
import { MANIFEST } from '../../../src/signatures/pack/manifest.js';
import { buildPack, diffPacks, SIGNATURE, verifyPack } from '../../../src/signatures/pack/pack.js';

const root = mkdtempSync(path.join(tmpdir(), 'afterpatch-pack-'));
afterAll(() => rmSync(root, { recursive: true }));

const { publicKey, secretKey } = makeKeys();
const own = readPublicKey(publicKey);

describe('signatures of minisign', () => {
  // From the documentation of minisign: its project's key, and the form of a signature.
  it('read a public key by itself or in its file', () => {
    const key = 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3';
    expect(readPublicKey(key).id).toBe('E7620F1842B4E81F');
    expect(readPublicKey(`untrusted comment: minisign public key E7620F1842B4E81F\n${key}\n`)).toEqual(
      readPublicKey(key),
    );
  });

  it('hold for what was signed, and for nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (bytes, at) => {
        const signature = signBytes(bytes, readSecretKey(secretKey), 'a comment');
        expect(verifyBytes(bytes, signature, [own])).toEqual({ key: own.id, trustedComment: 'a comment' });
        const other = Buffer.from([...bytes, 0]);
        other[at % other.length] = (other[at % other.length] ?? 0) ^ 1;
        expect(verifyBytes(other, signature, [own])).toBe('It was changed after it was signed.');
        expect(verifyBytes(bytes, signature.replace('a comment', 'another'), [own])).toContain('comment');
      }),
      { numRuns: 20 },
    );
  });

  it.each(['', 'x', 'a\nb\nc\nd', secretKey])('are refused where they are none: %j', (text) => {
    expect(verifyBytes(Buffer.from('a'), text, [own])).toContain('form of minisign');
    expect(() => readPublicKey(text)).toThrow('no public key');
  });
});

describe('a pack', () => {
  const folder = path.join(root, 'pack');
  const put = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  const faults = async (keys = [own]) => (await verifyPack(folder, keys)).faults;

  it('is verified by its digests and its signature', async () => {
    put('yara/a.yar', 'rule a { condition: true }');
    put('samples/a/hit/x', 'x');
    await buildPack(folder, '0.1.0');
    expect(await faults()).toEqual(['It is not signed.']);
    const bytes = readFileSync(path.join(folder, MANIFEST));
    put(SIGNATURE, signBytes(bytes, readSecretKey(secretKey), 'x'));
    expect(await verifyPack(folder, [own])).toMatchObject({ name: 'pack', signedBy: own.id, faults: [] });
    expect(await faults([])).toEqual([expect.stringContaining('not one of those that are trusted')]);
    put('yara/a.yar', 'rule a { condition: false }');
    put('yara/b.yar', 'rule b { condition: true }');
    expect(await faults()).toEqual(['yara/a.yar was changed.', 'yara/b.yar is not in the manifest.']);
    rmSync(path.join(folder, 'yara/a.yar'));
    expect(await faults()).toContain('yara/a.yar is missing.');
    put(MANIFEST, `${bytes} `);
    expect(await faults()).toContain('It was changed after it was signed.');
  });

  it.each<[string, { malicious: number; benign: number; benignFiles: number } | undefined, string]>([
    ['core', { malicious: 3, benign: 0, benignFiles: 2_000 }, 'core'],
    ['extended, hitting no malicious file', { malicious: 0, benign: 0, benignFiles: 2_000 }, 'extended'],
    ['extended, hitting one harmless file in a thousand', { malicious: 3, benign: 2, benignFiles: 2_000 }, 'extended'],
    ['experimental, hitting more', { malicious: 3, benign: 3, benignFiles: 2_000 }, 'experimental'],
    ['experimental, measured on few files', { malicious: 3, benign: 0, benignFiles: 999 }, 'experimental'],
    ['experimental, not measured', undefined, 'experimental'],
  ])('has files of the tier of their worst rule: %s', async (what, hits, tier) => {
    const place = path.join(root, `tier ${what}`);
    mkdirSync(place);
    writeFileSync(path.join(place, 'x.yar'), 'rule a { condition: true } rule b { condition: true }');
    const rows = [
      ['a', { malicious: 9, benign: 0, benignFiles: 5_000 }] as const,
      ...(hits ? [['b', hits] as const] : []),
    ];
    const { entries } = await buildPack(place, '0.1.0', new Map(rows));
    expect(entries).toMatchObject([{ path: 'x.yar', tier }]);
    expect(readMeasured(JSON.stringify({ bySignature: [] })).size).toBe(0);
    expect(() => readMeasured('{"bySignature":[{"name":1}]}')).toThrow('no measurement');
  });

  it('is compared by its rules', async () => {
    const [older, newer] = ['older', 'newer'].map((name) => path.join(root, name));
    if (older === undefined || newer === undefined) return;
    for (const [place, text] of [
      [older, 'rule a { condition: true } rule b { condition: true }'],
      [newer, 'rule c { condition: true } rule b { condition: true } '],
    ] as const) {
      mkdirSync(place);
      writeFileSync(path.join(place, 'x.yar'), text);
    }
    const difference = await diffPacks(older, newer);
    expect(difference.added.map((one) => one.split(' ')[0])).toEqual(['c']);
    expect(difference.removed.map((one) => one.split(' ')[0])).toEqual(['a']);
    expect(difference.changed).toEqual([]);
  });
});
