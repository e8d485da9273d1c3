import { expect, it } from 'vitest';
import type { Format } from '../../../src/output/renderers.js';
import { exported, linesOf, reportOf } from '../../helpers/export-report.js';
import { aFinding, aRecord, noPlace } from '../../helpers/findings.js';

const [log, other, archive] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
const row = (path: string, sha256: string) => ({
  path,
  host: 'EX01',
  windowsPath: null,
  size: 5,
  sha256,
  archive: 'x.zip',
});
const evidence = {
  files: [row(aRecord.path, log), row('not/quoted.log', other)],
  archives: [{ path: 'x.zip', size: 9, sha256: archive }],
};
const report = reportOf([aFinding({ artifact: noPlace, evidence: [aRecord, aRecord] })], { evidence });

it.each(['csv', 'ecs', 'hec', 'ocsf'] as const)('%s has the hash of a log that a finding quotes, once', (format) => {
  const text = exported(format, report);
  expect(text.match(new RegExp(`${log}  ${aRecord.path}`, 'g'))).toHaveLength(1);
  expect(text).not.toContain(other);
});

it('sarif lists files and archives with their hashes', () => {
  const [{ artifacts }] = JSON.parse(exported('sarif', report)).runs;
  expect(artifacts.map((one: { hashes: object; length: number }) => [one.hashes, one.length])).toEqual([
    [{ 'sha-256': archive }, 9],
    [{ 'sha-256': log }, 5],
    [{ 'sha-256': other }, 5],
  ]);
});

it.each<[Format, number, number]>([
  ['html', 2, 1],
  ['json', 1, 1],
  ['jsonl', 1, 1],
])('%s lists all of them', (format, quoted, others) => {
  const text = exported(format, report);
  const count = (hash: string) => text.split(hash).length - 1;
  expect([log, other, archive].map(count)).toEqual([quoted, others, 1]);
});

it('the last line of jsonl has the list', () => {
  expect(linesOf(exported('jsonl', report)).at(-1)).toMatchObject({ evidence });
});

it('a report of an earlier version, which has no list, is written all the same', () => {
  const { evidence: _, ...earlier } = report;
  for (const format of ['html', 'sarif', 'csv'] as const) expect(exported(format, earlier)).toContain('test.rule');
});
