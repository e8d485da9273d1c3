import { expect, it } from 'vitest';
import type { MeasuredFile, MeasureReport, NamedRates } from '../../../src/engine/measure/measure-report.js';
import { rateOf } from '../../../src/engine/measure/rate.js';
import { renderMeasure } from '../../../src/engine/measure/render-measure.js';

const row = (name: string, [hits, total]: readonly [number, number], [wrong, benign]: readonly [number, number]) => ({
  name,
  malicious: rateOf(hits, total),
  benign: rateOf(wrong, benign),
});
const rows: readonly NamedRates[] = [
  row('hit', [2, 2], [0, 5]),
  row('part', [1, 2], [0, 0]),
  row('wrong', [0, 0], [3, 300]),
  row('missed', [0, 1], [0, 0]),
  row('quiet', [0, 0], [0, 9]),
];
const file = (i: number): MeasuredFile => ({
  name: `f${i}`,
  sha256: 'ab'.repeat(32),
  cluster: null,
  signatures: i % 2 === 0 ? [] : ['a', 'b'],
});

const NOWHERE = { line: null, column: null, hint: null, incomplete: true };

const report: MeasureReport = {
  threshold: 'medium',
  engine: 'wasm',
  contentOnly: false,
  rules: 7,
  problems: [
    { ...NOWHERE, path: 'x.yar', rule: null, reason: 'broken' },
    { ...NOWHERE, path: 'y.yar', rule: 'r', reason: 'odd' },
  ],
  overall: row('', [3, 5], [3, 300]),
  clusters: { anyFile: rateOf(2, 3), everyFile: rateOf(1, 3) },
  bySignature: rows.map((one) => ({ ...one, severity: 'high', source: 'yara', onlyOne: 4 })),
  byFamily: rows,
  byExtension: rows,
  bySource: rows,
  byCluster: rows,
  missed: Array.from({ length: 41 }, (_, i) => file(i)),
  wronglyHit: [],
  notExamined: [{ name: 'n', reason: 'too large' }],
  absent: ['gone'],
  cost: {
    files: 10,
    bytes: 5e6,
    seconds: 2,
    millisecondsPerFile: 3,
    slowestFiles: [{ name: 's', bytes: 9, milliseconds: 12 }],
    signatures: [{ name: 'c', share: 0.5, milliseconds: 6, overran: true }],
  },
};

/** Names of the rows of a table, or the lines of a list. */
function shown(text: string, title: string): string[] {
  const part = text.split('\n\n').find((one) => one.startsWith(title)) ?? '';
  return part
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}
const names = (title: string) => shown(renderMeasure(report), title).map((line) => line.split('  ')[0]);

it('shows the rows of each table that say something', () => {
  expect(names('Family')).toEqual(['hit', 'part', 'wrong']);
  expect(names('Signature')).toEqual(['hit', 'part', 'wrong']);
  expect(names('Extension')).toEqual(['hit', 'part', 'wrong', 'missed', 'quiet']);
  expect(names('Source')).toEqual(['hit', 'part', 'wrong', 'missed']);
  expect(names('Cluster not wholly found')).toEqual(['part', 'missed']);
});

it('shows rates with what they are of, smaller ones more closely', () => {
  const text = renderMeasure(report);
  expect(text.split('\n').slice(0, 8)).toEqual([
    'Threshold medium, content and place, engine wasm, 7 rules',
    '  left out: x.yar: broken',
    '  left out: y.yar r: odd',
    '',
    'True positives   3/5 60.0 % (23.1–88.2)',
    'False positives  3/300 1.0 % (0.34–2.9)',
    'Clusters, any    2/3 66.7 % (20.8–93.9)',
    'Clusters, whole  1/3 33.3 % (6.1–79.2)',
  ]);
  expect(shown(text, 'Signature')[0]).toMatch(
    /^hit {2}2\/2 100\.0 % \(.*\) \| 0\/5 0\.0 % \(.*\) {2}high, alone on 4$/,
  );
});

it('shows lists up to a length, leaves out empty ones, and tells the cost', () => {
  const text = renderMeasure(report);
  const missed = shown(text, 'Missed (41)');
  expect([missed.length, missed[0], missed[1], missed[40]]).toEqual([
    41,
    'abababababab  f0',
    'abababababab  f1  a, b',
    'and 1 more',
  ]);
  expect(text).not.toContain('Wrongly hit');
  expect(shown(text, 'Not wholly examined')).toEqual(['n: too large']);
  expect(shown(text, 'Listed, but not there')).toEqual(['gone']);
  expect(text).toContain('Cost: 10 files, 5.0 MB in 2.0 s (2.5 MB/s), 3.00 ms a file');
  expect(shown(text, 'Costliest')).toEqual(['50.0 %  6 ms, overran  c']);
  const short = renderMeasure({ ...report, clusters: null, contentOnly: true, missed: report.missed.slice(0, 40) });
  expect(short).toMatch(/content alone/);
  expect(short).not.toMatch(/Clusters,|more$/m);
});
