import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainYaml } from '../../../src/signatures/sigma/plain-yaml.js';
import { readAnyYaml } from '../../../src/signatures/sigma/yaml-tree.js';

const folder = fileURLToPath(new URL('../../../signatures/sigma', import.meta.url));
const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yml'))
  .sort()
  .map((name) => readFileSync(path.join(folder, name), 'utf8'));

const PIECES = [
  ...[
    'a: ',
    'b:',
    '- ',
    '  ',
    '\n',
    '\r\n',
    ' # c',
    '#',
    "'",
    '"',
    '\\',
    ': ',
    ',',
    '[',
    ']',
    '{ c: 1 }',
    '---',
    '...',
  ],
  ...[
    '|',
    '>-',
    '>',
    '|-',
    '~',
    'null',
    'yes',
    '010',
    '1_0',
    '0x1f',
    '1e3',
    '.5',
    '1:30',
    '2026-01-02',
    '2026-01-02 03:04:05',
  ],
  ...[
    '<<: ',
    '&a ',
    '*a',
    '!t ',
    '? ',
    '-',
    '%',
    '@',
    '`',
    '\t',
    '\u00a0',
    'é',
    '.inf',
    '5d',
    '1.2.3',
    '=',
    '.aspx',
    '-1',
  ],
];

/** A rule with some of its characters taken out, and others put in. */
const changed = fc
  .tuple(
    fc.constantFrom(
      ...shipped,
      'a: x\nb:\n  - y\n  - c: >-\n      one\n      two\n\n      three\n    d: [1, e, { f: g }]\n',
    ),
    fc.array(fc.tuple(fc.nat(), fc.nat(4), fc.constantFrom('', ...PIECES)), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, changes]) => {
    const short = text.slice(0, 700);
    return changes.reduce((before, [place, gone, put]) => {
      const at = place % (before.length + 1);
      return before.slice(0, at) + put + before.slice(at + gone);
    }, short);
  });

describe('the reader of plain YAML', () => {
  it('reads nearly all rules that ship, as the package does', () => {
    const plain = shipped.map(readPlainYaml);
    expect(plain.filter((one) => one !== null).length).toBeGreaterThan(shipped.length * 0.95);
    for (const [i, documents] of plain.entries()) {
      if (documents !== null) expect({ documents, errors: [] }).toEqual(readAnyYaml(shipped[i] ?? ''));
    }
  });

  it('reads what it reads as the package does, or leaves it, whatever is changed', () => {
    fc.assert(
      fc.property(changed, (text) => {
        const documents = readPlainYaml(text);
        if (documents !== null) expect({ documents, errors: [] }).toEqual(readAnyYaml(text));
      }),
      { numRuns: 300 },
    );
  });
});
