import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packNote, requireSignatureFiles, verifyPacks } from '../../src/case/own-signatures.js';
import { hunt } from '../../src/hunt.js';
import { isOlder, MANIFEST } from '../../src/signatures/pack/manifest.js';
import { makeKeys, readPublicKey, readSecretKey, signBytes } from '../../src/signatures/pack/minisign.js';
import { buildPack, SIGNATURE } from '../../src/signatures/pack/pack.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterpatch-own-'));
  mkdirSync(join(folder, 'none'));
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  writeFileSync(join(folder, 'none/readme.md'), '');
  writeFileSync(join(folder, 'deep/er/RULE.YAR'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('requireSignatureFiles', () => {
  it('refuses a folder that holds no file of rules', async () => {
    await expect(requireSignatureFiles([join(folder, 'deep'), join(folder, 'none')])).rejects.toThrow(
      /No rules lie in .*none/,
    );
  });

  it('takes a folder with one at any depth, and leaves files and absent paths to whoever loads them', async () => {
    await requireSignatureFiles([join(folder, 'deep'), join(folder, 'none/readme.md'), join(folder, 'absent')]);
  });
});

describe('packs among the folders of signatures', () => {
  const { publicKey, secretKey } = makeKeys();
  const key = readPublicKey(publicKey);

  async function signedPack(name: string, minimumVersion = '0.1.0'): Promise<string> {
    const place = join(folder, name);
    mkdirSync(join(place, 'yara'), { recursive: true });
    writeFileSync(join(place, 'yara/page.yar'), 'rule a_page { strings: $ = "of a pack" condition: any of them }');
    await buildPack(place, minimumVersion);
    const bytes = readFileSync(join(place, MANIFEST));
    writeFileSync(join(place, SIGNATURE), signBytes(bytes, readSecretKey(secretKey), 'x'));
    return place;
  }

  it('need no note where a trusted key signed them, and a folder without a manifest is none', async () => {
    const [pack, ...others] = await verifyPacks([await signedPack('good'), join(folder, 'deep')], [key], '0.1.0');
    expect(others).toEqual([]);
    expect(pack).toEqual({ name: 'good', version: '0.1.0', signedBy: key.id, faults: [] });
    expect(pack && packNote(pack)).toBeNull();
  });

  it.each<readonly [string, (place: string) => void, RegExp]>([
    ['is not signed', (place) => rmSync(join(place, SIGNATURE)), /pack bad-\d 0\.1\.0 .* It is not signed\./],
    ['was changed', (place) => writeFileSync(join(place, 'yara/page.yar'), 'rule b {}'), /yara\/page\.yar was changed/],
    [
      'has a rule more, even among samples',
      (place) => {
        mkdirSync(join(place, 'samples/hit'), { recursive: true });
        writeFileSync(join(place, 'samples/hit/more.yar'), 'rule b { condition: true }');
      },
      /samples\/hit\/more\.yar is not in the manifest/,
    ],
    ['has a manifest of another kind', (place) => writeFileSync(join(place, MANIFEST), '{"name":1}'), /no manifest/],
  ])('are loaded with a note where one %s', async (what, change, note) => {
    const place = await signedPack(`bad-${what.length}`.replace(/\d+/, (digits) => `${Number(digits) % 10}`));
    change(place);
    const [pack] = await verifyPacks([place], [key], '0.1.0');
    expect(pack && packNote(pack)).toMatchObject({ code: 'pack-not-verified', incomplete: false });
    expect(pack && packNote(pack)?.message).toMatch(note);
    rmSync(place, { recursive: true });
  });

  it('are told of, key by key, where nobody who is trusted signed them', async () => {
    const [pack] = await verifyPacks([await signedPack('foreign')], [readPublicKey(makeKeys().publicKey)], '0.1.0');
    expect(pack).toMatchObject({ signedBy: null, faults: [expect.stringContaining(key.id)] });
  });

  it('that ask for a later version are refused, in a sentence that names both versions', async () => {
    await expect(verifyPacks([await signedPack('later', '0.2.0')], [], '0.1.0')).rejects.toMatchObject({
      code: 'pack-too-new',
      message: 'The pack later 0.1.0 asks for version 0.2.0 or later; this is 0.1.0.',
    });
  });

  it('stand in the report, and in each finding of their rules', async () => {
    const place = await signedPack('named');
    const site = join(folder, 'site/inetpub/wwwroot');
    mkdirSync(site, { recursive: true });
    writeFileSync(join(site, 'a.aspx'), '<%@ Page %> of a pack');
    writeFileSync(
      join(place, 'cloud.yml'),
      'title: T\nlogsource: {product: aws}\ndetection: {s: {a: b}, condition: s}\n',
    );
    await buildPack(place, '0.1.0');
    writeFileSync(
      join(place, SIGNATURE),
      signBytes(readFileSync(join(place, MANIFEST)), readSecretKey(secretKey), 'x'),
    );
    const { findings, signatures, coverage } = await hunt({
      paths: [join(folder, 'site')],
      signatures: [place],
      trustedKeys: [publicKey],
      require: ['none'],
    }).report;
    expect(signatures.notApplicable).toBeGreaterThan(0);
    expect(signatures.packs).toEqual([{ name: 'named', version: '0.1.0', signedBy: key.id, faults: [] }]);
    expect(findings.find(({ rule }) => rule.id === 'a_page')?.rule.packName).toBe('named 0.1.0');
    expect(coverage.entries.map(({ code }) => code)).not.toContain('pack-not-verified');
  });

  it('have keys of minisign, and no others', () => {
    return expect(hunt({ paths: [folder], trustedKeys: ['x'] }).report).rejects.toThrow('Not a public key');
  });
});

it.each([
  ['0.1.0', '0.1.0', false],
  ['0.1.0', '0.1.1', true],
  ['0.9.0', '0.10.0', true],
  ['1.0.0', '0.10.0', false],
  ['0.2.0-beta.1', '0.2.0', false],
  ['0.1.9-beta.1', '0.2.0', true],
])('the version %s is below %s: %j', (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});
