import { expect, it } from 'vitest';
import { rendererOf } from '../../src/output/renderers.js';
import { aFinding, aReport } from '../helpers/findings.js';

const tricky = aFinding({
  title: 'a\n  "findings": [\n]',
  message: { id: 'x', text: '\u2028$&', data: { a: ['b', 'c'] } },
});

it.each([
  ['no finding', []],
  ['one', [aFinding()]],
  ['several, with what looks like JSON in them', [tricky, aFinding(), tricky]],
])('writes a report with %s as JSON.stringify does, a finding at a time', (_, findings) => {
  const report = aReport({ findings, hosts: ['"findings": ['] });
  const pieces = [...rendererOf('json')(report, { color: false })];
  expect(pieces.join('')).toBe(`${JSON.stringify(report, null, 2)}\n`);
  expect(pieces.length).toBeGreaterThan(findings.length);
});
