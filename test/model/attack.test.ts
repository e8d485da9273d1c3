import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.js';
import { currentTechnique, TACTICS, technique } from '../../src/model/attack.js';

const root = path.resolve(import.meta.dirname, '../..');

/** What rules of the pack and detectors say anywhere, by the file that says it. */
function said(pattern: RegExp): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of ['signatures/yara', 'signatures/sigma', 'src/detectors']) {
    for (const name of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:ts|yml|yar)$/.test(name)) continue;
      const text = readFileSync(path.join(root, folder, name), 'utf8');
      for (const [, one = ''] of text.matchAll(pattern)) found.set(one, `${folder}/${name}`);
    }
  }
  return found;
}

const techniques = said(/\b(t1\d{3}(?:\.\d{3})?)\b/gi);
const tactics = said(/^\s*- attack\.([a-z]+(?:-[a-z]+)*)\s*$/gm);

describe('techniques of ATT&CK', () => {
  it.each([...techniques])('%s, which %s names, is one of version 19', (id) => {
    expect(technique(id.toUpperCase())).toMatchObject({ id: id.toUpperCase(), name: expect.any(String) });
  });

  it('finds the ids that rules and detectors name', () => {
    expect(techniques.size).toBeGreaterThan(80);
    for (const id of detectors.flatMap(({ attack }) => attack)) expect([...techniques.keys()]).toContain(id);
  });

  it.each([...tactics])('attack.%s, which %s names, is a tactic of version 19', (tactic) => {
    expect(TACTICS).toContain(tactic);
  });

  it.each([
    ['T1562.001', 'T1685'],
    ['T1562.002', 'T1685.001'],
    ['T1070.001', 'T1685.005'],
    ['T1574.002', 'T1574.001'],
    ['T1505.003', 'T1505.003'],
    ['constructor', 'constructor'],
  ])('%s is %s now', (id, now) => {
    expect(currentTechnique(id)).toBe(now);
    expect(technique('constructor')).toBeUndefined();
  });
});
