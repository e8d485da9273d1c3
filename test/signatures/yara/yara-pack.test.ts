import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readYaraPack } from '../../../src/signatures/yara/yara-pack.js';

const folders: string[] = [];

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'yara-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const rule = (name: string, meta = '') => `rule ${name} { ${meta === '' ? '' : `meta: ${meta}`} condition: true }`;

describe('a pack of YARA rules', () => {
  it('has the rules of every .yar and .yara file, in the order of their paths', async () => {
    const folder = folderWith({
      'b.yar': rule('b'),
      'a/z.YARA': rule('z'),
      '.hidden.yar': rule('hidden'),
      'a/readme.txt': rule('no'),
    });
    const { rules, sources, problems } = await readYaraPack([folder]);
    expect(sources.map(({ path: at }) => at)).toEqual(['a/z.YARA', 'b.yar']);
    expect(rules.map(({ id, path: at }) => [id, at])).toEqual([
      ['z', 'a/z.YARA'],
      ['b', 'b.yar'],
    ]);
    expect(problems).toEqual([]);
  });

  it('may be a single file', async () => {
    const folder = folderWith({ 'a.yar': rule('a'), 'b [x].yar': rule('b') });
    expect((await readYaraPack([path.join(folder, 'b [x].yar')])).rules.map(({ id }) => id)).toEqual(['b']);
  });

  it('does not follow links, and says so', async () => {
    const outside = folderWith({ 'secret.yar': rule('secret') });
    const folder = folderWith({ 'a.yar': rule('a') });
    symlinkSync(path.join(outside, 'secret.yar'), path.join(folder, 'link.yar'));
    symlinkSync(outside, path.join(folder, 'folder'));
    const { rules, problems } = await readYaraPack([folder]);
    expect(rules.map(({ id }) => id)).toEqual(['a']);
    expect(problems).toMatchObject([{ path: 'link.yar', reason: 'It is a link, and links are not followed.' }]);
  });

  it('needs folders that exist', async () => {
    await expect(readYaraPack(['/no/such/folder'])).rejects.toMatchObject({ code: 'signatures-not-found' });
  });

  it('has a digest that depends on paths and contents, and on nothing else', async () => {
    const digest = async (files: Record<string, string>) => (await readYaraPack([folderWith(files)])).rules[0]?.pack;
    const one = await digest({ 'a.yar': rule('a'), 'b.yar': rule('b') });
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest({ 'b.yar': rule('b'), 'a.yar': rule('a') })).toBe(one);
    expect(await digest({ 'a.yar': rule('a'), 'c.yar': rule('b') })).not.toBe(one);
    expect(await digest({ 'a.yar': rule('a'), 'b.yar': `${rule('b')} ` })).not.toBe(one);
  });

  it('keeps ids apart where files claim the same, and private rules out of sight', async () => {
    const id = 'id = "family.one"';
    const folder = folderWith({
      'a.yar': `private ${rule('p')} ${rule('same')} ${rule('x', id)}`,
      'b.yar': `${rule('same')} ${rule('y', id)}`,
      'c.yar': rule('same'),
    });
    const { rules, sources } = await readYaraPack([folder]);
    expect(rules.map((one) => one.id)).toEqual([
      'same',
      'family.one',
      'same (b.yar)',
      'family.one (b.yar)',
      'same (c.yar)',
    ]);
    expect(sources[1]?.ids).toEqual(
      new Map([
        ['same', 'same (b.yar)'],
        ['y', 'family.one (b.yar)'],
      ]),
    );
  });

  it('takes what our rules say in their metadata', async () => {
    const meta = `
      id = "webshell.one" title = "One" description = "What it is." severity = "high" confidence = "strong"
      outcome = "hygiene" attack = "T1505.003, T1027" reference = "WEB-02" references = "https://example.org/a" version = "3"
      false_positives = "Backup tools, sometimes | Tests" next_steps = "Look."`;
    const { rules } = await readYaraPack([folderWith({ 'a.yar': rule('webshell_one', meta) })]);
    expect(rules).toEqual([
      {
        id: 'webshell.one',
        title: 'One',
        description: 'What it is.',
        severity: 'high',
        confidence: 'strong',
        outcome: 'hygiene',
        attack: ['T1505.003', 'T1027'],
        references: ['WEB-02', 'https://example.org/a'],
        falsePositives: ['Backup tools, sometimes', 'Tests'],
        nextSteps: ['Look.'],
        version: '3',
        source: 'yara',
        pack: expect.any(String),
        path: 'a.yar',
      },
    ]);
  });

  it.each([
    ['foreign', '', 'medium', 'weak'],
    ['foreign', 'score = 75', 'high', 'moderate'],
    ['foreign', 'score = "80"', 'high', 'moderate'],
    ['foreign', 'score = 60', 'medium', 'weak'],
    ['foreign', 'score = 40', 'low', 'weak'],
    ['SUSP_foreign', 'score = 80', 'medium', 'weak'],
    ['SUSP_foreign', 'score = 50', 'low', 'weak'],
    ['suspend_foreign', 'score = 80', 'high', 'moderate'],
    ['foreign', 'severity = "Critical" score = 40', 'critical', 'moderate'],
    ['foreign', 'severity = "medium" confidence = "strong"', 'medium', 'strong'],
    ['foreign', 'level = "info"', 'informational', 'weak'],
    ['foreign', 'severity = "apocalyptic"', 'medium', 'weak'],
    ['foreign', 'score = "much"', 'medium', 'weak'],
  ])('judges rules of others by what they claim: %s %s', async (name, meta, severity, confidence) => {
    const { rules } = await readYaraPack([folderWith({ 'a.yar': rule(name, meta) })]);
    expect(rules).toMatchObject([{ id: name, title: name, severity, confidence, outcome: 'compromise', version: '1' }]);
  });

  it('reads UTF-16, with a mark and without', async () => {
    const wide = (text: string) => Buffer.from(text, 'utf16le');
    const files = {
      'a.yar': wide(`\ufeff${rule('a')}`),
      'b.yar': wide(rule('b')),
      'c.yar': wide(`\ufeff${rule('c')}`).swap16(),
    };
    const { sources } = await readYaraPack([folderWith(files)]);
    expect(sources.map(({ text }) => text)).toEqual([rule('a'), rule('b'), rule('c')]);
  });

  it('reads files that are not UTF-8: bytes in strings keep their meaning', async () => {
    const latin = Buffer.from('// caf\xe9\nrule a { strings: $x = "caf\xe9" condition: $x }', 'latin1');
    const { sources } = await readYaraPack([folderWith({ 'a.yar': latin, 'b.yar': `\ufeff${rule('b')}` })]);
    expect(sources[0]?.text).toContain('"caf\\xe9"');
    expect(sources[1]?.text).toBe(rule('b'));
  });
});
