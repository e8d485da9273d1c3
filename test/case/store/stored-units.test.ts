import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { EvidenceDigests } from '../../../src/case/store/evidence-digests.js';
import {
  type FinishedUnit,
  type HandedOn,
  StoredUnits,
  type StoredUnitsOptions,
} from '../../../src/case/store/stored-units.js';
import { keepOutcome } from '../../../src/case/store/unit-results.js';
import { UnitStore } from '../../../src/case/store/unit-store.js';
import { digestFile } from '../../../src/engine/units/digest-file.js';
import type { Artifact } from '../../../src/model/artifact.js';
import type { JobOutcome } from '../../../src/platform/process-pool.js';
import type { Unit } from '../../../src/collection/unit.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-stored-'));
afterAll(() => rmSync(room, { recursive: true }));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(room, 'case-'));
});

interface Told {
  readonly path: string;
  readonly said: string;
}

const isTold = (value: unknown): value is Told => typeof value === 'object' && value !== null && 'said' in value;

function page(name: string, bytes: string): Artifact {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return {
    id: 1,
    kind: 'web-content',
    host: 'EX01',
    collectedPath: name,
    windowsPath: null,
    location: { path: Buffer.from(path) },
    size: bytes.length,
    times: null,
    carriesCode: true,
  };
}

const SETUP = { rules: ['a'] };
const unitOf = (artifact: Artifact, more: Partial<Unit<Told>> = {}): Unit<Told> => ({
  kind: 'content',
  artifacts: [artifact],
  setup: SETUP,
  job: { host: artifact.host },
  task: artifact,
  namesPathOnly: true,
  isResult: isTold,
  ...more,
});

/** A sweep of its own: whatever it knows, it has from the store. */
class Night {
  asked = 0;
  readonly #units: Promise<StoredUnits>;

  constructor(options: Partial<StoredUnitsOptions> = {}) {
    this.#units = this.#open(options);
  }

  async #open(options: Partial<StoredUnitsOptions>): Promise<StoredUnits> {
    const store = await UnitStore.open(join(folder, 'units'));
    const measure = async (artifact: Artifact, lengths: readonly number[]) =>
      (await digestFile({ artifact, lengths }, async () => {})).digest;
    const digests = await EvidenceDigests.open(join(folder, 'digests.jsonl'), measure, false);
    return new StoredUnits({ store, digests, toolVersion: '1.0', mode: 'run', ...options });
  }

  get units(): Promise<StoredUnits> {
    return this.#units;
  }

  async outcome(unit: Unit<Told>, made: JobOutcome<Told> | (() => JobOutcome<Told>)): Promise<JobOutcome<Told>> {
    const [outcome] = await this.outcomes([unit], made);
    if (outcome === undefined) throw new Error('A unit has an outcome');
    return outcome;
  }

  async outcomes(
    all: readonly Unit<Told>[],
    made: JobOutcome<Told> | (() => JobOutcome<Told>),
  ): Promise<JobOutcome<Told>[]> {
    const units = await this.#units;
    const outcomes = await Promise.all(
      all.map((unit) =>
        units.outcome(unit, async () => {
          this.asked++;
          return typeof made === 'function' ? made() : made;
        }),
      ),
    );
    await units.options.store.flush();
    return outcomes;
  }
}

const told = (path: string, said = 'nothing'): JobOutcome<Told> => ({
  status: 'done',
  result: { path, said },
  parts: [],
  retried: true,
});
const crashed: JobOutcome<Told> = { status: 'crashed', detail: 'exit code 1' };

describe('a result is had again', () => {
  const again = async (unit: Unit<Told>, options: Partial<StoredUnitsOptions> = {}) => {
    const night = new Night(options);
    const outcome = await night.outcome(unit, crashed);
    return night.asked === 0 ? outcome : 'asked';
  };

  it('for the same bytes, under whatever name they lie', async () => {
    await new Night().outcome(unitOf(page('a.aspx', 'page')), told('a.aspx'));
    expect(await again(unitOf(page('a.aspx', 'page')))).toMatchObject({ result: { path: 'a.aspx' }, retried: false });
    expect(await again(unitOf(page('b.aspx', 'page')))).toMatchObject({ result: { path: 'b.aspx' } });
  });

  it('but not for others', async () => {
    const kept = unitOf(page('a.aspx', 'page'));
    await new Night().outcome(kept, told('a.aspx'));
    expect(await again(unitOf(page('a.aspx', 'pagé')))).toBe('asked');
  });

  it.each([
    ['rules', { setup: { rules: ['b'] } }],
    ['server', { job: { host: 'EX02' } }],
    ['kind', { kind: 'configuration' }],
  ] as const)('and not for another %s', async (_, other) => {
    await new Night().outcome(unitOf(page('a.aspx', 'page')), told('a.aspx'));
    expect(await again(unitOf(page('a.aspx', 'page'), other))).toBe('asked');
  });

  it('and not for another version of the tool', async () => {
    await new Night().outcome(unitOf(page('a.aspx', 'page')), told('a.aspx'));
    expect(await again(unitOf(page('a.aspx', 'page')), { toolVersion: '1.1' })).toBe('asked');
  });

  it('and not under another name where the name stands in what it says', async () => {
    await new Night().outcome(unitOf(page('a.aspx', 'page')), told('a.aspx', 'seen in a.aspx'));
    expect(await again(unitOf(page('a.aspx', 'page')))).toMatchObject({ result: { said: 'seen in a.aspx' } });
    expect(await again(unitOf(page('b.aspx', 'page')))).toBe('asked');
  });

  it('and not where the file changed while it was read', async () => {
    const artifact = page('a.aspx', 'page');
    await new Night().outcome(unitOf(artifact), () => {
      writeFileSync(join(folder, 'a.aspx'), 'another page');
      return told('a.aspx');
    });
    expect(await again(unitOf(page('a.aspx', 'page')))).toBe('asked');
  });
});

describe('a unit that fails', () => {
  it('is tried again by the next sweep, and let be after three times until one asks for it', async () => {
    const unit = unitOf(page('a.aspx', 'poison'));
    const asked: unknown[] = [];
    for (const options of [{}, {}, {}, {}, { retry: true }]) {
      const night = new Night(options);
      const outcome = await night.outcome(unit, crashed);
      expect(outcome.status).toBe('crashed');
      asked.push([night.asked, 'detail' in outcome && outcome.detail]);
    }
    expect(asked).toEqual([
      [1, 'exit code 1; not examined (crashed 2×)'],
      [1, 'exit code 1; not examined (crashed 4×)'],
      [0, 'exit code 1; not examined (crashed 4×)'],
      [0, 'exit code 1; not examined (crashed 4×)'],
      [1, 'exit code 1; not examined (crashed 6×)'],
    ]);
    const night = new Night({ retry: true });
    await night.outcome(unit, told('a.aspx'));
    expect(await new Night().outcome(unit, crashed)).toMatchObject({ status: 'done' });
  });

  it('of a run that was stopped did not fail', async () => {
    const unit = unitOf(page('a.aspx', 'page'));
    for (let i = 0; i < 4; i++) await new Night().outcome(unit, { status: 'aborted', detail: 'stopped' });
    const night = new Night();
    await night.outcome(unit, told('a.aspx'));
    expect(night.asked).toBe(1);
  });

  it('a thousand in a row are a thousand failures', async () => {
    const outcomes = await new Night().outcomes(
      Array.from({ length: 1_000 }, (_, at) => unitOf(page(`${at}.aspx`, `${at}`))),
      crashed,
    );
    const ends = new Set(outcomes.map((outcome) => 'detail' in outcome && outcome.detail));
    expect(ends).toEqual(new Set(['exit code 1; not examined (crashed 2×)']));
  });
});

it('what is not there is left where nothing is to be done', async () => {
  const unit = unitOf(page('a.aspx', 'page'));
  const night = new Night({ mode: 'read' });
  expect(await night.outcome(unit, told('a.aspx'))).toMatchObject({ status: 'not-done' });
  expect(night.asked).toBe(0);
});

it('once a sweep is interrupted, nothing is looked up, and what is known of files stays', async () => {
  const [unit, other] = [unitOf(page('a.aspx', 'page')), page('b.aspx', 'other')];
  await new Night().outcome(unit, told('a.aspx'));
  const night = new Night({ signal: AbortSignal.abort() });
  expect(await night.outcome(unit, told('a.aspx'))).toMatchObject({ status: 'aborted' });
  const measure = async () => ({ sha256: 'a', size: 1, begun: { length: 1, sha256: 'a' }, beginnings: [] });
  const open = () => EvidenceDigests.open(join(folder, 'known.jsonl'), measure, false);
  const knows = async () => (await (await open()).known(other)) !== null;
  const first = await open();
  await first.of(other);
  await first.save();
  await (await open()).save(true);
  expect(await knows()).toBe(true);
  await (await open()).save();
  expect(await knows()).toBe(false);
});

describe('a unit that others do', () => {
  const elsewhere = (answer: 'kept' | 'here' | JobOutcome<never>, keep?: (handed: HandedOn) => Promise<unknown>) => ({
    underWay: 5,
    handOn: async (handed: HandedOn) => {
      await keep?.(handed);
      return answer;
    },
  });
  const by = async (of: Unit<Told>, answer: Parameters<typeof elsewhere>[0], kept?: JobOutcome<Told>) => {
    const units: FinishedUnit[] = [];
    const store = await UnitStore.open(join(folder, 'units'));
    const keep = async ({ unit, keys }: HandedOn) => {
      if (kept) await keepOutcome(store, unit, keys, kept);
      await store.flush();
    };
    const night = new Night({ store, elsewhere: elsewhere(answer, keep), onUnit: (unit) => void units.push(unit) });
    const outcome = await night.outcome(of, told('a.aspx', 'here'));
    return [night.asked, outcome.status, ...units.map((unit) => `${unit.status} ${unit.elsewhere ?? false}`)];
  };

  it('is had from the store, also where they failed', async () => {
    const one = (name: string) => unitOf(page(name, name));
    expect(await by(one('1'), 'kept', told('1', 'done'))).toEqual([0, 'done', 'done true']);
    expect(await by(one('2'), 'kept', told('2', 'see 2'))).toEqual([0, 'done', 'done true']);
    expect(await by(one('3'), 'kept', crashed)).toEqual([0, 'crashed', 'crashed true']);
    expect(await by(one('4'), 'kept')).toEqual([1, 'done', 'done false']);
    expect(await by(one('5'), 'here')).toEqual([1, 'done', 'done false']);
    expect(await by(one('6'), { status: 'not-done', detail: 'x' })).toEqual([0, 'not-done', 'not-done false']);
    expect(await by({ ...one('7'), task: null }, 'kept', told('7', 'done'))).toEqual([1, 'done', 'done false']);
  });

  it('so many at once as they take', async () => {
    const store = await UnitStore.open(join(folder, 'units'));
    const digests = await EvidenceDigests.open(join(folder, 'digests.jsonl'), async () => null, false);
    const options = { store, digests, toolVersion: '1.0', mode: 'run' } as const;
    expect(new StoredUnits(options).underWay).toBeUndefined();
    expect(new StoredUnits({ ...options, elsewhere: elsewhere('here') }).underWay).toBe(5);
  });
});

describe('a log that is gone', () => {
  const log = (name: string, text: string) => ({ ...page(name, text), kind: 'iis-log' as const });
  const result = (over: object = {}) => ({
    path: 'a.log',
    said: 'x',
    lastTime: 7,
    groups: [1],
    uncounted: [2],
    ...over,
  });
  const done = (over: object = {}): JobOutcome<Told> => ({
    status: 'done',
    result: result(over),
    parts: [1],
    retried: false,
  });
  const requests = (artifact: Artifact, more: Partial<Unit<Told>> = {}) =>
    unitOf(artifact, { kind: 'requests', namesPathOnly: false, ...more });

  /** What a later sweep has of it, whose rules may be others. */
  async function later(more: Partial<Unit<Told>> = {}, offset = 0, isResult = isTold) {
    const artifact = log('a.log', 'lines');
    const store = await UnitStore.open(join(folder, 'units'));
    const measure = async (one: Artifact, lengths: readonly number[]) =>
      (await digestFile({ artifact: one, lengths }, async () => {})).digest;
    const open = async () => {
      const digests = await EvidenceDigests.open(join(folder, 'digests.jsonl'), measure, false);
      return new StoredUnits({ store, digests, toolVersion: '1.0', mode: 'run' });
    };
    const first = await open();
    await first.outcome(requests(artifact), async () => done());
    await store.flush();
    const file = first.files.get('a.log');
    const digest = await first.options.digests.of(artifact);
    if (file === undefined || digest === null) throw new Error('nothing is known of it');
    const second = await open();
    const pieces = file.pieces.map((piece) => ({ ...piece, offset }));
    second.gone = new Map([['a.log', { digest, pieces }]]);
    const outcome = await second.outcome(requests(artifact, { isResult, ...more }), () =>
      Promise.reject(new Error('asked')),
    );
    const left = 'result' in outcome ? outcome.result : outcome.status;
    return [left, [...second.earlierRules], second.files.get('a.log')?.last, file.last];
  }

  it('tells what it told, without what only its rules can read', async () => {
    const other = { setup: { rules: ['b'] } };
    expect(await later()).toEqual([result(), [], 7, 7]);
    expect(await later(other)).toEqual([result({ groups: [], uncounted: [] }), [['EX01', 1]], 7, 7]);
    expect(await later(other, 5)).toEqual(['not-done', [], undefined, 7]);
    expect(await later({ ...other, kind: 'content' })).toEqual(['not-done', [], undefined, 7]);
    const strict = (value: unknown): value is Told => isTold(value) && JSON.stringify(value).includes('"groups":[1]');
    expect(await later(other, 0, strict)).toEqual(['not-done', [['EX01', 1]], undefined, 7]);
  });

  it('is remembered by its pieces and its last record', async () => {
    const artifact = log('b.log', 'many lines');
    const store = await UnitStore.open(join(folder, 'units'));
    const measure = async () => ({
      sha256: 'w',
      size: 10,
      begun: { length: 10, sha256: 'w' },
      beginnings: [{ length: 4, sha256: 'f' }],
    });
    const digests = await EvidenceDigests.open(join(folder, 'digests.jsonl'), measure, false);
    const units = new StoredUnits({ store, digests, toolVersion: '1.0', mode: 'run' });
    for (const [offset, length, lastTime] of [
      [4, 6, 9],
      [0, 4, 5],
      [4, 6, null],
    ] as const)
      await units.outcome(requests(artifact, { range: { offset, length } }), async () => done({ lastTime }));
    const file = units.files.get('b.log');
    expect([file?.pieces.map(({ offset }) => offset), file?.last, file?.kind]).toEqual([[0, 4], 9, 'requests']);
    await units.outcome(unitOf(page('c.aspx', 'c')), async () => told('c.aspx'));
    expect([...units.files.keys()]).toEqual(['b.log']);
  });
});

it('configuration is read where one only plans', async () => {
  const night = new Night({ mode: 'plan' });
  expect(await night.outcome(unitOf(page('a.config', 'a'), { kind: 'configuration' }), told('a'))).toMatchObject({
    status: 'done',
  });
  expect(await night.outcome(unitOf(page('b.csv', 'b'), { kind: 'file-system' }), told('b'))).toMatchObject({
    status: 'done',
  });
  expect(await night.outcome(unitOf(page('c.aspx', 'c')), told('c'))).toMatchObject({ status: 'not-done' });
  expect(night.asked).toBe(2);
});

describe('counts and tells of a unit', () => {
  const NONE = { known: 0, done: 0, failed: 0, left: 0, bytes: 0 };
  const aborted: JobOutcome<Told> = { status: 'aborted', detail: 'the run was interrupted' };
  async function ended(made: JobOutcome<Told>, options: Partial<StoredUnitsOptions> = {}) {
    const units: FinishedUnit[] = [];
    const night = new Night({ ...options, onUnit: (unit) => void units.push(unit) });
    const outcome = await night.outcome(unitOf(page('a.aspx', 'page')), made);
    const { counts, used } = await night.units;
    const [{ kind: _, ...count } = { kind: 'content' }] = counts.values();
    return {
      outcome,
      count,
      used: used.size,
      ended: units.map(({ status, bytes, retried }) => [status, bytes, retried]),
    };
  }

  it.each<[string, JobOutcome<Told>, Partial<StoredUnitsOptions>, object, number, FinishedUnit['status'], boolean]>([
    ['that is done', told('a.aspx'), {}, { done: 1, bytes: 4 }, 1, 'done', true],
    [
      'that is done at once',
      { ...told('a.aspx'), retried: false } as JobOutcome<Told>,
      {},
      { done: 1, bytes: 4 },
      1,
      'done',
      false,
    ],
    ['that failed', crashed, {}, { failed: 1, bytes: 4 }, 1, 'crashed', false],
    ['that was called off', aborted, {}, { left: 1, bytes: 4 }, 0, 'aborted', false],
    ['that is planned', told('a.aspx'), { mode: 'plan' }, { left: 1, bytes: 4 }, 0, 'not-done', false],
    ['that nobody does', told('a.aspx'), { mode: 'read' }, { left: 1, bytes: 4 }, 0, 'not-done', false],
  ])('%s', async (_, made, options, count, used, status, retried) => {
    expect(await ended(made, options)).toMatchObject({
      count: { ...NONE, ...count },
      used,
      ended: [[status, 4, retried]],
    });
  });

  it('that was done before, and says of none how often a process died', async () => {
    const first = await ended(told('a.aspx'));
    expect(first.outcome).toEqual({ ...told('a.aspx'), retried: false });
    expect(await ended(crashed)).toMatchObject({ count: { ...NONE, known: 1 }, used: 1, ended: [['known', 4, false]] });
  });

  it('how often it failed, and not once it is done', async () => {
    expect((await ended(crashed)).outcome).toMatchObject({
      status: 'crashed',
      detail: expect.stringMatching(/^exit code 1; not examined \(crashed 2×\)$/),
    });
    expect((await ended(aborted)).outcome).toEqual(aborted);
    expect((await ended(told('a.aspx'))).outcome).toEqual({ ...told('a.aspx'), retried: false });
  });
});
