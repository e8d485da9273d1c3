import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Basis, basisOf, isSteady } from '../../../src/case/store/sweep-basis.js';
import { collect } from '../../../src/collection/collect.js';
import { Reading } from '../../../src/collection/reading/reading.js';
import { aReport } from '../../helpers/findings.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-basis-'));
afterAll(() => rmSync(room, { recursive: true }));
const file = (name: string, text: string) => {
  mkdirSync(join(room, name, '..'), { recursive: true });
  writeFileSync(join(room, name), text);
  return join(room, name);
};

const evidence = join(room, 'evidence');
const page = file('evidence/inetpub/wwwroot/a.aspx', 'a');
const sound = file('evidence/Windows/Media/ding.wav', 'a');
const rule = file('rules/one/mine.yml', 'title: Mine');
const suppressions = file('suppressions.yml', 'suppressions: []');
const baseline = file('good.json', '{}');
const reading = new Reading({ deadlineMs: 1_000 });
afterAll(() => reading.close());

async function basis(more: Partial<Basis> = {}, options: Partial<Basis['options']> = {}): Promise<string | null> {
  return basisOf({
    tool: '1',
    collection: await collect([evidence], { reading }),
    gone: [],
    earlier: { changes: [], notes: [] },
    ...more,
    options: { paths: [evidence], signatures: [join(room, 'rules')], knownGood: [baseline], ...options },
  });
}

it('is the same for the same, however it is swept', async () => {
  const first = await basis();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await basis({}, { jobs: 7, baseline: aReport(), now: '2026-11-30T01:02:03.000Z' })).toBe(first);
  const decided = { suppressions, now: '2026-11-30T01:02:03.000Z' };
  expect(await basis({}, decided)).toBe(await basis({}, { ...decided, now: '2026-11-30T23:00:00.000Z' }));
});

const note = { code: 'remembered', message: 'x', host: null, incomplete: false } as const;
it.each<[string, () => void, Partial<Basis>?, Partial<Basis['options']>?]>([
  ['another version', () => {}, { tool: '2' }],
  ['another question', () => {}, {}, { patchedOn: '2021-03-10' }],
  ['what counts for the exit code', () => {}, {}, { failOn: 'new:low' }],
  ['another rule', () => writeFileSync(rule, 'title: Mine, changed')],
  ['another baseline of one’s own', () => writeFileSync(baseline, '{ }')],
  ['a note of earlier sweeps', () => {}, { earlier: { changes: [], notes: [note] } }],
  ['a file of other times', () => utimesSync(page, 1, 1)],
  ['a file of another size', () => writeFileSync(page, 'ab')],
  ['another name of a file that nothing reads', () => renameSync(sound, `${sound}e`)],
  ['a new file', () => file('evidence/inetpub/wwwroot/b.aspx', 'b')],
])('%s makes another one', async (_, change, more, options) => {
  const before = await basis();
  change();
  expect(await basis(more, options)).not.toBe(before);
});

it('decisions are judged anew each day', async () => {
  const at = (now: string) => basis({}, { suppressions, now });
  expect(await at('2026-11-30')).not.toBe(await at('2026-12-01'));
});

it('is none where rules lie behind a link or are not there', async () => {
  expect(await basis({}, { signatures: [join(room, 'nowhere')] })).toBeNull();
  symlinkSync(room, join(room, 'rules', 'link'));
  expect(await basis()).toBeNull();
});

it('a sweep is told again where nothing failed that is worth another try', () => {
  const units = [{ kind: 'requests', known: 1, done: 1, failed: 0, left: 0, bytes: 0 }];
  const report = { ...aReport(), status: 'complete' } as const;
  const withEntry = (code: 'engine-crash' | 'truncated') => ({
    ...report,
    coverage: {
      ...report.coverage,
      entries: [{ ...note, code, path: null, count: 1, incomplete: true, positions: [] }],
    },
  });
  expect(isSteady(withEntry('truncated'), { units })).toBe(true);
  expect(isSteady(withEntry('engine-crash'), { units })).toBe(false);
  expect(isSteady({ ...report, status: 'interrupted' }, { units })).toBe(false);
  expect(
    isSteady(report, { units: [{ ...units[0], kind: 'content', known: 0, done: 0, failed: 1, left: 0, bytes: 0 }] }),
  ).toBe(false);
});
