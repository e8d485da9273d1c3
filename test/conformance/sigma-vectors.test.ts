import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vectors = path.join(root, 'test/fixtures/sigma-vectors.json');
const folder = mkdtempSync(path.join(tmpdir(), 'afterpatch-vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(file: string) {
  const done = spawnSync(process.execPath, [path.join(root, 'scripts/conformance.mjs'), file], { encoding: 'utf8' });
  return { status: done.status, lines: done.stdout.trimEnd().split('\n'), stderr: done.stderr };
}

function vectorFile(name: string, list: readonly object[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify({ vectors: list }));
  return file;
}

const rule = 'title: t\nlogsource: {category: webserver}\ndetection:\n  s: {f: a}\n  condition: s\n';
const match = { id: 'm', kind: 'match', strength: 'spec', rule, events: [{ f: 'A' }, {}] };

it('passes every conformance vector', () => {
  const { status, lines } = run(vectors);
  expect(lines).toEqual(['300 passed, 0 failed']);
  expect(status).toBe(0);
});

it('counts what passes and shows what does not, with the difference', () => {
  const file = vectorFile('mixed.json', [
    { ...match, expected: [true, false] },
    { ...match, id: 'wrong', expected: [false, false] },
    { id: 'accepted', kind: 'error', strength: 'spec', rule, expected_error: 'nothing wrong with it' },
    { id: 'odd', kind: 'no-such-kind', strength: 'spec', rule },
  ]);
  const { status, lines } = run(file);
  expect(lines.at(-1)).toBe('1 passed, 3 failed');
  expect(lines).toContain('FAILED wrong (match, spec)');
  expect(lines).toContain('  expected [false,false]');
  expect(lines).toContain('  found    [true,false]');
  expect(status).toBe(1);
});

it('takes an error of the linter for a failure only where the specification is silent', () => {
  const odd = {
    kind: 'error',
    rule: rule.replace('title: t', 'title: t\nid: no-uuid'),
    expected_error: 'id is no UUID',
  };
  const file = vectorFile('lenient.json', [
    { ...odd, id: 'silent', strength: 'ambiguous' },
    { ...odd, id: 'strict', strength: 'spec' },
  ]);
  expect(run(file).lines.at(-1)).toBe('1 passed, 1 failed');
});

it('says how it is used', () => {
  const done = spawnSync(process.execPath, [path.join(root, 'scripts/conformance.mjs')], { encoding: 'utf8' });
  expect(done.stderr).toContain('Usage');
  expect(done.status).toBe(2);
});
