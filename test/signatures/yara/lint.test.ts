import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintYara } from '../../../src/signatures/yara/lint.js';
import { readYaraSources } from '../../../src/signatures/yara/yara-source.js';

const lint = (meta: string, head = 'rule a') =>
  lintYara([{ path: 'a.yar', text: `${head} {\n meta:\n  ${meta}\n  title = "A" condition: true }`, pack: '' }]).map(
    ({ severity, position, message, hint }) =>
      `${position.line}:${position.column} ${severity} ${message} ${hint ?? ''}`,
  );

describe('metadata of YARA rules', () => {
  it.each([
    ['severity = "hgih"', '3:3 error "hgih" is no severity. Did you mean "high"?'],
    ['level = "meduim"', '3:3 error "meduim" is no level. Did you mean "medium"?'],
    ['confidence = "stong"', '3:3 error "stong" is no confidence. Did you mean "strong"?'],
    ['sinks = "evaluate, lod"', '3:3 error "lod" is no sinks. Did you mean "load"?'],
    ['where = "server code"', '3:3 error "server code" is no where. Did you mean "server-code"?'],
    ['sevrity = "high"', '3:3 error There is no metadata key "sevrity". Did you mean "severity"?'],
    [
      'author = "x" flase_positives = "x"',
      '3:16 error There is no metadata key "flase_positives". Did you mean "false_positives"?',
    ],
    [
      'id = "family.one" outcome = "disaster"',
      '3:21 error "disaster" is no outcome. Use one of attempt, success, compromise, hygiene.',
    ],
    ['id = "family.one" colour = "red"', '3:21 warning The metadata key "colour" means nothing here. '],
  ])('misspelt: %s', (meta, expected) => {
    expect(lint(meta)).toEqual([expected]);
    expect(lint(meta, 'private rule a')).toEqual([]);
  });

  it.each([
    'id = "family.one" severity = "HIGH" confidence = "weak" outcome = "hygiene" version = "1.0"',
    'severity = 7',
    'sinks = "evaluate, compile"',
    'where = "server-code"',
    'confidence = "Prod"',
    'colour = "red"',
    'reference2 = "x" hash12 = "y" hash = "z"',
    'level = "info"',
  ])('as others write them: %s', (meta) => {
    expect(lint(meta)).toEqual([]);
  });

  it('of the shipped rules have no fault', async () => {
    const folder = path.resolve(import.meta.dirname, '../../../signatures/yara');
    const lints = lintYara((await readYaraSources([folder])).sources);
    expect(lints.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});
