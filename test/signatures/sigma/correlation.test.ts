import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CorrelationLimits,
  type CorrelationOutcome,
  createCorrelationEngine,
  factsOf,
  objectRecord,
} from '../../../src/signatures/sigma/index.js';
import { problemsOf, programOf } from './rules.js';

/** Base rules a, b, c ask field `r` to hold their name. */
const BASE = ['a', 'b', 'c']
  .map(
    (name) =>
      `title: ${name}\nname: ${name}\nlogsource: {category: webserver}\ndetection: {s: {r: ${name}}, condition: s}\n`,
  )
  .join('---\n');

function correlation(body: string, name = 'x'): string {
  return `---\ntitle: ${name}\nname: ${name}\ncorrelation: {${body}}\n`;
}

interface Event {
  readonly at: number;
  readonly r: string | readonly string[];
  readonly g?: string;
  readonly v?: unknown;
}

function run(
  text: string,
  events: readonly Event[],
  limits: Partial<CorrelationLimits> = {},
  asked?: (title: string) => boolean,
): CorrelationOutcome<number> {
  const program = programOf(BASE + text);
  const isAsked = asked && ((index: number) => asked(program.correlations[index]?.correlation.title ?? ''));
  const engine = createCorrelationEngine<number>(program, limits, isAsked);
  for (const [i, { at, ...fields }] of events.entries()) {
    const record = objectRecord({ g: 'g', ...fields });
    const facts = factsOf(record, program.predicates);
    const rules = program.rules.filter((rule) => rule.matches(facts)).map(({ index }) => index);
    engine.feed({ time: at * 1000, record, evidence: i, rules });
  }
  return engine.finish();
}

/** Names of correlations that alerted and report. */
function names(text: string, events: readonly Event[]): string[] {
  const alerts = run(text, events).alerts.filter(({ correlation: { reports } }) => reports);
  return [...new Set(alerts.map((alert) => alert.correlation.correlation.title))].sort();
}

const at = (r: string, ...times: readonly number[]): Event[] => times.map((time) => ({ at: time, r }));

describe('windows', () => {
  it.each<[body: string, events: Event[], alerts: boolean]>([
    // The edge belongs to the window.
    ['type: event_count, rules: a, timespan: 1m, condition: {gte: 2}', at('a', 0, 60), true],
    ['type: event_count, rules: a, timespan: 1m, condition: {gte: 2}', at('a', 0, 61), false],
    // Whole windows are asked where more events can undo the condition.
    ['type: event_count, rules: a, timespan: 1m, condition: {eq: 2}', at('a', 0, 1, 2), false],
    ['type: event_count, rules: a, timespan: 1m, condition: {eq: 2}', at('a', 0, 1, 2, 200, 201), true],
    ['type: event_count, rules: a, timespan: 1m, condition: {lt: 2}', at('a', 0, 1, 2), false],
    ['type: event_count, rules: a, timespan: 1m, condition: {lte: 3, gt: 1}', at('a', 0, 1, 2, 3), false],
    ['type: event_count, rules: a, timespan: 1m, condition: {neq: 3}', at('a', 0, 1, 2), false],
    ['type: event_count, rules: [a, b], timespan: 1m, condition: {gte: 2}', [{ at: 0, r: ['a', 'b'] }], false],
    [
      'type: value_sum, rules: a, timespan: 1m, condition: {field: v, gte: 5}',
      [
        { at: 0, r: 'a', v: 2 },
        { at: 9, r: 'a', v: '3' },
      ],
      true,
    ],
    [
      'type: value_avg, rules: a, timespan: 1m, condition: {field: v, gt: 4}',
      [
        { at: 0, r: 'a', v: 9 },
        { at: 9, r: 'a', v: 1 },
      ],
      true,
    ],
    [
      'type: value_avg, rules: a, timespan: 1m, condition: {field: v, gt: 5}',
      [
        { at: 0, r: 'a', v: 9 },
        { at: 9, r: 'a', v: 1 },
      ],
      false,
    ],
    [
      'type: value_median, rules: a, timespan: 1m, condition: {field: v, eq: 2.5}',
      [1, 9, 2, 3].map((v) => ({ at: 0, r: 'a', v })),
      true,
    ],
    [
      'type: value_percentile, rules: a, timespan: 1m, condition: {field: v, percentile: 90, gte: 9}',
      [1, 9, 2, 10].map((v) => ({ at: 0, r: 'a', v })),
      true,
    ],
    [
      'type: value_count, rules: a, timespan: 1m, condition: {field: v, gte: 2}',
      [
        { at: 0, r: 'a', v: 'X' },
        { at: 1, r: 'a', v: 'x' },
        { at: 2, r: 'a' },
      ],
      false,
    ],
    ['type: temporal, rules: [a, b], timespan: 1m', [{ at: 0, r: ['a', 'b'] }], true],
    ['type: temporal_ordered, rules: [a, b], timespan: 1m', [{ at: 0, r: ['a', 'b'] }], false],
    [
      'type: temporal_ordered, rules: [a, b], timespan: 1m',
      [
        { at: 0, r: 'a' },
        { at: 0, r: 'b' },
      ],
      true,
    ],
    [
      'type: temporal_ordered, rules: [a, b, c], timespan: 1m, condition: {gte: 2}',
      [...at('b', 0), ...at('c', 5)],
      true,
    ],
    [
      'type: temporal_ordered, rules: [a, b, c], timespan: 1m, condition: {gte: 2}',
      [...at('c', 0), ...at('b', 5)],
      false,
    ],
    ['type: temporal_ordered, rules: [a, b], timespan: 1m, condition: {lt: 2}', [...at('a', 0), ...at('b', 5)], false],
    ['type: temporal, timespan: 1m, condition: a and not b', at('a', 0), true],
    ['type: temporal, timespan: 1m, condition: a and not b', [...at('a', 0), ...at('b', 5)], false],
    ['type: temporal, timespan: 1m, condition: a and not b', [...at('a', 0), ...at('b', 90)], true],
  ])('%s on %j', (body, events, alerts) => {
    expect(names(correlation(body), events)).toEqual(alerts ? ['x'] : []);
  });

  it('hold what a plain search over all events finds', () => {
    const events = fc.array(
      fc.record({ at: fc.nat(40), r: fc.constantFrom('a', 'b', 'c'), v: fc.nat(3), g: fc.constantFrom('g', 'h') }),
      { maxLength: 14 },
    );
    const span = 10;
    const oracles: Record<string, (window: readonly Event[]) => boolean> = {
      'type: event_count, rules: [a, b], condition: {gte: 3}': (window) =>
        window.filter(({ r }) => r !== 'c').length >= 3,
      'type: value_count, rules: [a, b, c], condition: {field: v, gte: 3}': (window) =>
        new Set(window.map(({ v }) => v)).size >= 3,
      'type: temporal, rules: [a, b, c]': (window) => new Set(window.map(({ r }) => r)).size === 3,
      'type: temporal_ordered, rules: [a, b, c]': (window) => {
        let step = 0;
        for (const { r } of window) if (r === 'abc'[step]) step++;
        return step === 3;
      },
    };
    fc.assert(
      fc.property(events, fc.constantFrom(...Object.entries(oracles)), (unsorted, [body, holds]) => {
        const sorted = [...unsorted].sort((a, b) => a.at - b.at);
        const expected = ['g', 'h'].filter((group) => {
          const own = sorted.filter(({ g }) => g === group);
          return own.some((start, i) => holds(own.slice(i).filter(({ at: time }) => time - start.at <= span)));
        });
        const { alerts } = run(correlation(`${body}, group-by: [g], timespan: ${span}s`), sorted);
        expect([...new Set(alerts.map(({ group }) => group[0]?.[1]))].sort()).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('take late records as of the newest time of their group', () => {
    const body = correlation('type: temporal_ordered, rules: [a, b], group-by: [g], timespan: 10s');
    expect(names(body, [...at('a', 100), ...at('b', 95)])).toEqual(['x']);
    expect(names(body, [{ at: 100, r: 'a', g: 'h' }, ...at('a', 95), ...at('b', 96)])).toEqual(['x']);
  });
});

describe('alerts', () => {
  it('tell group, times, count and the evidence that led to them', () => {
    const body = correlation('type: event_count, rules: [a, b], group-by: [g], timespan: 1m, condition: {gte: 3}');
    const { alerts, notes } = run(body, [
      ...at('a', 0, 10),
      ...at('b', 20),
      ...at('a', 30),
      ...at('c', 31),
      ...at('b', 300, 301, 302),
    ]);
    expect(notes).toEqual([]);
    expect(alerts).toMatchObject([
      {
        group: [['g', 'g']],
        first: 0,
        last: 30_000,
        count: 4,
        evidence: [
          { time: 0, reference: 'a', evidence: 0 },
          { time: 10_000, reference: 'a', evidence: 1 },
          { time: 20_000, reference: 'b', evidence: 2 },
          { time: 30_000, reference: 'a', evidence: 3 },
        ],
      },
      { first: 300_000, last: 302_000, count: 3 },
    ]);
  });

  it('of an order show its own steps', () => {
    const body = correlation('type: temporal_ordered, rules: [a, b], timespan: 1m');
    const { alerts } = run(body, [...at('b', 0), ...at('a', 1, 2), ...at('b', 3)]);
    expect(alerts.map(({ first, evidence }) => [first, evidence.map((each) => each.evidence)])).toEqual([
      [2000, [2, 3]],
    ]);
  });

  it('feed correlations, whose fields are the group', () => {
    const chain =
      correlation('type: event_count, rules: a, group-by: [g, v], timespan: 1m, condition: {gte: 2}', 'inner') +
      correlation('type: temporal_ordered, rules: [inner, b], group-by: [g], timespan: 1m', 'outer');
    const failures = [0, 1].map((time) => ({ at: time, r: 'a', v: 'u' }));
    expect(names(chain, [...failures, { at: 5, r: 'b' }])).toEqual(['outer']);
    expect(names(chain, [{ at: 0, r: 'b' }, ...failures])).toEqual([]);
    // The inner one goes on, so that what follows its end counts.
    expect(
      names(chain, [...failures, ...[50, 90, 91].map((time) => ({ at: time, r: 'a', v: 'u' })), { at: 140, r: 'b' }]),
    ).toEqual(['outer']);
  });

  it('of an inner correlation report where one that counts it generates', () => {
    const chain =
      correlation('type: event_count, rules: a, group-by: g, timespan: 1m, condition: {gte: 1}', 'inner') +
      correlation(
        'type: event_count, rules: inner, group-by: g, timespan: 1m, condition: {gte: 1}, generate: true',
        'outer',
      );
    expect(names(chain, at('a', 0))).toEqual(['inner', 'outer']);
    expect(programOf(BASE + chain).rules.map(({ reports }) => reports)).toEqual([false, true, true]);
  });

  it('leave out records without a group field and count other spellings apart', () => {
    const body = correlation('type: event_count, rules: a, group-by: [v], timespan: 1m, condition: {gte: 2}');
    expect(names(body, at('a', 0, 1))).toEqual([]);
    expect(
      names(body, [
        { at: 0, r: 'a', v: 'X' },
        { at: 1, r: 'a', v: 'x' },
      ]),
    ).toEqual([]);
  });

  it('find the fields of each rule by its alias, whichever way the rule is named', () => {
    const id = '6f3e2987-db24-4c78-a860-b4f4095a7095';
    const text = BASE.replace('name: a', `name: a\nid: ${id}`);
    const body = `type: temporal, rules: [a, b], group-by: [key], timespan: 1m, aliases: {key: {${id}: v, b: g}}`;
    const program = programOf(text + correlation(body));
    expect(program.correlations[0]?.inputs.map(({ aliases }) => [...aliases])).toEqual([
      [['key', 'v']],
      [['key', 'g']],
    ]);
  });
});

describe('what is not asked for', () => {
  const correlations = [
    correlation('type: event_count, rules: a, group-by: g, timespan: 1m, condition: {gte: 2}, generate: true', 'inner'),
    correlation('type: temporal, rules: [inner, b], group-by: g, timespan: 1m', 'outer'),
    correlation('type: event_count, rules: c, group-by: g, timespan: 1m, condition: {gte: 1}', 'apart'),
  ].join('');
  const events = [...at('a', 0, 1), ...at('b', 2), ...at('c', 3, 4)];

  it.each([
    ['outer', ['inner', 'outer']],
    ['inner', ['inner']],
    ['apart', ['apart']],
  ])('does not run beside %s', (asked, ran) => {
    const { alerts } = run(correlations, events, {}, (title) => title === asked);
    expect(alerts.map((alert) => alert.correlation.correlation.title)).toEqual(ran);
    const all = run(correlations, events).alerts.filter((alert) => ran.includes(alert.correlation.correlation.title));
    expect(alerts.map(({ correlation: _, ...alert }) => alert)).toEqual(
      all.map(({ correlation: _, ...alert }) => alert),
    );
  });

  it('need not be fed, takes no room and tells no limits', () => {
    const program = programOf(BASE + correlations);
    const engine = createCorrelationEngine<number>(program, {}, (index) => index === 1);
    expect(['a', 'b', 'c'].map((_, rule) => engine.counts(rule))).toEqual([true, true, false]);
    const groups = (name: string) => Array.from({ length: 9 }, (_, i) => ({ at: i, r: name, g: String(i) }));
    const of = (name: string, asked: string) =>
      run(correlations, groups(name), { groups: 3 }, (title) => title === asked).notes.length;
    expect([of('c', 'apart'), of('c', 'outer')]).toEqual([1, 0]);
  });
});

describe('memory is bounded, and says so', () => {
  const many = (count: number): Event[] =>
    Array.from({ length: count }, (_, i) => ({ at: i / 100, r: 'a', g: `g${i}`, v: `v${i}` }));

  it('in groups', () => {
    const body = correlation('type: event_count, rules: a, group-by: g, timespan: 1h, condition: {gte: 9}');
    expect(run(body, many(30), { groups: 10 }).notes).toMatchObject([
      { code: 'limit-reached', count: 20, incomplete: true },
    ]);
    expect(run(body, many(30), { allEntries: 90 }).notes).toMatchObject([{ count: 20 }]);
  });

  it('in groups, of which one that was given up is not judged by what was left of it', () => {
    const body = correlation('type: event_count, rules: a, group-by: g, timespan: 1h, condition: {lt: 9}');
    expect(run(body, many(30), { groups: 10 }).alerts).toHaveLength(10);
  });

  it('in entries, but never below what the condition asks for', () => {
    const body = (limit: number) =>
      correlation(`type: value_count, rules: a, timespan: 1h, condition: {field: v, gte: ${limit}}`);
    const short = run(body(3), many(30), { entries: 10 });
    expect(short.notes).toMatchObject([{ count: 20, message: expect.stringContaining('entries') }]);
    expect(short.alerts).toHaveLength(1);
    expect(run(body(25), many(30), { entries: 10 }).alerts).toHaveLength(1);
  });

  it('in alerts', () => {
    const body = correlation('type: event_count, rules: a, group-by: g, timespan: 1s, condition: {gte: 1}');
    const { alerts, notes } = run(body, many(30), { alerts: 5 });
    expect(alerts).toHaveLength(5);
    expect(notes).toMatchObject([{ count: 25, message: expect.stringContaining('alerts') }]);
  });

  it('and quiet groups cost nothing', () => {
    const body = correlation('type: event_count, rules: a, group-by: g, timespan: 1s, condition: {lt: 9}');
    const spread = many(30).map((event, i) => ({ ...event, at: i * 10 }));
    const { alerts, notes } = run(body, spread, { groups: 2, allEntries: 18 });
    expect(alerts).toHaveLength(30);
    expect(notes).toEqual([]);
  });
});

describe('a correlation that does not load', () => {
  it.each<[body: string, reason: RegExp]>([
    ['rules: a, timespan: 1m, condition: {gte: 1}', /no type/],
    ['type: sequence, rules: a, timespan: 1m', /"sequence" is no valid type/],
    ['type: event_count, rules: a, condition: {gte: 1}', /no timespan/],
    ['type: event_count, rules: a, timespan: 5x, condition: {gte: 1}', /"5x" is no valid timespan/],
    ['type: event_count, timespan: 5m, condition: {gte: 1}', /names no rules/],
    ['type: event_count, rules: {a: b}, timespan: 5m, condition: {gte: 1}', /must be a list/],
    ['type: event_count, rules: a, timespan: 5m', /needs a condition/],
    ['type: event_count, rules: a, timespan: 5m, condition: a and b', /Only temporal/],
    ['type: event_count, rules: a, timespan: 5m, condition: {field: v}', /no operator/],
    ['type: event_count, rules: a, timespan: 5m, condition: {min: 1}', /"min" is no operator/],
    ['type: event_count, rules: a, timespan: 5m, condition: {gte: many}', /must be a number/],
    ['type: value_sum, rules: a, timespan: 5m, condition: {gte: 1}', /needs condition.field/],
    ['type: value_sum, rules: a, timespan: 5m, condition: {field: [v, w], gte: 1}', /one field only/],
    [
      'type: value_percentile, rules: a, timespan: 5m, condition: {field: v, percentile: 101, gte: 1}',
      /between 0 and 100/,
    ],
    ['type: temporal, rules: [a, z], timespan: 5m', /the id or name "z"/],
    ['type: temporal, rules: [a, x], timespan: 5m', /refers to itself/],
    ['type: temporal, rules: [a, b], timespan: 5m, condition: a', /does not mention the rule "b"/],
    ['type: temporal, rules: [a], timespan: 5m, condition: a and b', /names "b", which is not among/],
    ['type: temporal, timespan: 5m, condition: 1 of a*', /not allowed/],
    ['type: temporal, rules: [a, b], timespan: 5m, aliases: {k: {z: v}}', /names "z"/],
    ['type: temporal, rules: [a, b], timespan: 5m, generate: often', /true or false/],
  ])('%s', (body, reason) => {
    const [problem, ...others] = problemsOf(BASE + correlation(body));
    expect(problem?.reason).toMatch(reason);
    expect(problem?.line).toBeGreaterThan(10);
    expect(others).toEqual([]);
  });

  it('takes with it those that build on it', () => {
    const chain =
      correlation('type: temporal, rules: [a, z], timespan: 5m', 'inner') +
      correlation('type: temporal, rules: [inner], timespan: 5m', 'outer');
    expect(problemsOf(BASE + chain).map(({ rule }) => rule)).toEqual(['inner', 'outer']);
  });
});
