import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { collect } from '../../../src/collection/collect.js';
import { Reading } from '../../../src/collection/reading/reading.js';
import { MatchTally } from '../../../src/engine/logs/matches/match-tally.js';
import { tallyLogs } from '../../../src/engine/query/tally-logs.js';
import { recordsOfFile } from '../../../src/engine/records/records-of-file.js';
import { factsOf } from '../../../src/signatures/sigma/index.js';
import { compileQuery } from '../../../src/signatures/sigma/query.js';

const folder = mkdtempSync(path.join(tmpdir(), 'afterpatch-query-'));
const reading = new Reading();
afterAll(async () => {
  await reading.close();
  rmSync(folder, { recursive: true });
});

const head =
  '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip sc-status time-taken\n';
const record = fc
  .record({
    second: fc.nat(59),
    method: fc.constantFrom('GET', 'POST'),
    stem: fc.constantFrom('/owa/a.aspx', '/ecp/b.aspx', '/c.js', '/%65cp/b.aspx'),
    query: fc.constantFrom('-', 'x=1', 'x=a+b'),
    ip: fc.constantFrom('192.0.2.1', '10.0.0.7'),
    status: fc.constantFrom('200', '404', '500'),
    taken: fc.nat(9999),
  })
  .map(({ second, method, stem, query, ip, status, taken }) =>
    [`2026-01-01 10:00:${String(second).padStart(2, '0')}`, method, stem, query, ip, status, taken].join(' '),
  );

const QUESTIONS = [
  'cs-uri-stem: *.aspx',
  'cs-method: POST and not sc-status: (404, 500)',
  'cs-uri-stem|startswith: /ecp or cs-uri-query ~ "a b"',
  'time-taken >= 5000 and c-ip|cidr: 10.0.0.0/8',
  '"ecp" and sc-status != 200',
  'sel:\n  cs-method: GET\n  sc-status: 200\ncondition: sel',
];

it('counts what evaluating every record by itself counts', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...QUESTIONS),
      fc.array(record, { minLength: 1, maxLength: 30 }),
      async (question, lines) => {
        const log = `${head}${lines.join('\n')}\n`;
        const file = path.join(folder, `u_ex2601${String(++round % 28).padStart(2, '0')}.log`);
        writeFileSync(file, log);
        const pack = compileQuery(question);
        const wanted = new Map<string, number>();
        recordsOfFile(file, Buffer.from(log), (one) => {
          if (!pack.program.rules[0]?.matches(factsOf(one, pack.program.predicates))) return;
          const key = JSON.stringify(['c-ip', 'sc-status'].map((name) => one.field(name)?.raw[0]?.text ?? null));
          wanted.set(key, (wanted.get(key) ?? 0) + 1);
        });
        const { artifacts } = await collect([file], { reading });
        const { parts } = await tallyLogs(artifacts, [['c-ip', 'sc-status']], { pack, jobs: 0 }, reading);
        rmSync(file);
        const found =
          parts[0]?.groups[0]?.groups.map(({ values, count }) => [JSON.stringify(values), count] as const) ?? [];
        expect(new Map(found)).toEqual(wanted);
      },
    ),
    { numRuns: 25 },
  );
});

it('joins counts of several logs, and keeps the first and last times', () => {
  const keys = [['a']];
  const one = new MatchTally(keys);
  const other = new MatchTally(keys);
  const packed = () => ({ source: { path: 'a', columns: [] }, offset: 0, line: 1, time: 1, cells: '' });
  one.add(0, 5, () => 'x', packed);
  other.add(0, 3, () => 'x', packed);
  other.add(0, null, () => null, packed);
  one.merge(other.parts);
  expect(one.parts).toMatchObject([
    {
      count: 3,
      first: 3,
      last: 5,
      groups: [
        {
          beyond: 0,
          groups: [
            { values: ['x'], count: 2, first: 3, last: 5 },
            { values: [null], count: 1, first: null },
          ],
        },
      ],
    },
  ]);
});

describe('a question that cannot be read', () => {
  it.each([
    '',
    'a',
    'a:',
    'a: 1 and',
    '(a: 1',
    'a: 1 b: 2',
    'a|nothing: 1',
    'a ~ "("',
    'a > b',
    'sel:\n  a: 1\ncondition: other',
  ])('%j', (question) => {
    expect(() => compileQuery(question)).toThrow(expect.objectContaining({ name: 'QueryError' }));
  });
});
