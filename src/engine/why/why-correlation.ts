import type { SigmaCorrelation } from '../../signatures/sigma/ast.js';
import type { SigmaProgram } from '../../signatures/sigma/compile.js';
import {
  type CorrelationAlert,
  createCorrelationEngine,
  factsOf,
  whyNotApplicable,
} from '../../signatures/sigma/index.js';
import type { CompiledCorrelation } from '../../signatures/sigma/program.js';
import type { RecordAtHand } from '../records/record-hunt.js';

/** The window of one group that comes nearest to what a correlation asks for. */
export interface TracedGroup {
  readonly group: readonly (readonly [field: string, value: string])[];
  readonly events: number;
  /** How often each of the referenced rules matched, in the order of the correlation. */
  readonly byRule: readonly (readonly [rule: string, events: number])[];
  /** What the condition is asked of, in that window. */
  readonly measure: number | null;
  readonly from: string;
  readonly to: string;
  readonly inWindow: number;
  /** Of a temporal correlation: the rules that match nothing in that window, or nothing behind the ones before them. */
  readonly missing: readonly string[];
  readonly fires: boolean;
}

export interface TracedCorrelation {
  readonly records: number;
  /** Records that a referenced rule matches. */
  readonly matched: number;
  /** Of them without a field that it groups by: they count in no group. */
  readonly ungrouped: number;
  readonly timeless: number;
  /** The ones that fire first, then those that come nearest. */
  readonly groups: readonly TracedGroup[];
  readonly alerts: readonly CorrelationAlert<number>[];
  readonly limited: boolean;
}

interface Event {
  readonly time: number;
  readonly inputs: readonly number[];
  readonly values: readonly (string | null)[];
}

/** Events that are kept to show windows; the answer itself counts all. */
const MAXIMUM_EVENTS = 20_000;
/** Of one group: every window of it is looked at. */
const MAXIMUM_GROUP_EVENTS = 2_000;
const SHOWN_GROUPS = 10;

/** Runs a correlation over records, and tells the groups, counts and windows that it saw. */
export function whyCorrelation(
  program: SigmaProgram,
  compiled: CompiledCorrelation,
  read: (take: (record: RecordAtHand) => void) => void,
): TracedCorrelation {
  const { correlation } = compiled;
  const engine = createCorrelationEngine<number>(program);
  const groups = new Map<string, Event[]>();
  let [records, matched, ungrouped, timeless, kept, left] = [0, 0, 0, 0, 0, 0];
  read((record) => {
    records++;
    const facts = factsOf(record, program.predicates);
    const rules = program.rules
      .filter((rule) => whyNotApplicable(rule.rule.logSource, record.logSource) === null && rule.matches(facts))
      .map(({ index }) => index);
    if (rules.length === 0) return;
    const inputs = compiled.inputs.flatMap(({ kind, index }, at) =>
      kind === 'rule' && rules.includes(index) ? [at] : [],
    );
    const time = record.seconds * 1000;
    if (inputs.length > 0) matched++;
    if (Number.isNaN(time)) {
      timeless++;
      return;
    }
    engine.feed({ time, record, evidence: record.line || records, rules });
    if (inputs.length === 0) return;
    const text = (name: string) => record.field(name)?.raw[0]?.text ?? null;
    const aliases = compiled.inputs[inputs[0] ?? 0]?.aliases;
    const values = correlation.groupBy.map((field) => text(aliases?.get(field) ?? field));
    if (values.includes(null)) {
      ungrouped++;
      return;
    }
    const key = JSON.stringify(values);
    if (kept >= MAXIMUM_EVENTS || (groups.get(key)?.length ?? 0) >= MAXIMUM_GROUP_EVENTS) {
      left++;
      return;
    }
    kept++;
    const counted = correlation.valueFields.map((field) => text(aliases?.get(field) ?? field));
    const events = groups.get(key) ?? [];
    events.push({ time, inputs, values: counted });
    groups.set(key, events);
  });
  const all = engine.finish().alerts;
  addAlerts(compiled, all, groups);
  const alerts = all.filter((alert) => alert.correlation.index === compiled.index);
  const firing = new Set(alerts.map(({ group }) => JSON.stringify(group.map(([, value]) => value))));
  const traced = [...groups].map(([key, events]) => traceGroup(compiled, key, events, firing.has(key)));
  traced.sort(
    (a, b) => Number(b.fires) - Number(a.fires) || (b.measure ?? 0) - (a.measure ?? 0) || b.events - a.events,
  );
  return {
    records,
    matched,
    ungrouped,
    timeless,
    groups: traced.slice(0, SHOWN_GROUPS),
    alerts,
    limited: left > 0,
  };
}

/** Of correlations that it counts. */
function addAlerts(
  compiled: CompiledCorrelation,
  all: readonly CorrelationAlert<number>[],
  groups: Map<string, Event[]>,
): void {
  for (const [at, { kind, index }] of compiled.inputs.entries()) {
    if (kind !== 'correlation') continue;
    for (const alert of all.filter((one) => one.correlation.index === index)) {
      const value = (field: string) => alert.group.find(([name]) => name === field)?.[1] ?? null;
      const values = compiled.correlation.groupBy.map(value);
      if (values.includes(null)) continue;
      const key = JSON.stringify(values);
      const event = { time: alert.first, inputs: [at], values: compiled.correlation.valueFields.map(value) };
      groups.set(
        key,
        [...(groups.get(key) ?? []), event].sort((a, b) => a.time - b.time),
      );
    }
  }
}

function traceGroup(compiled: CompiledCorrelation, key: string, events: readonly Event[], fires: boolean): TracedGroup {
  const { correlation, inputs } = compiled;
  const few = correlation.comparisons.some(({ operator }) => operator === 'lt' || operator === 'lte');
  let best: { from: number; to: number; measure: number } | null = null;
  for (let from = 0, to = 0; to < events.length; to++) {
    while ((events[from]?.time ?? 0) < (events[to]?.time ?? 0) - correlation.timespan) from++;
    const measure = measureOf(correlation, inputs.length, events.slice(from, to + 1));
    if (measure !== null && (best === null || (few ? measure < best.measure : measure > best.measure)))
      best = { from, to, measure };
  }
  const iso = (at: number) => new Date(events[at]?.time ?? 0).toISOString();
  const [from, to] = [best?.from ?? 0, best?.to ?? events.length - 1];
  return {
    group: correlation.groupBy.map((field, at): [string, string] => [field, String(JSON.parse(key)[at])]),
    events: events.length,
    byRule: inputs.map(({ reference }, at) => [reference, events.filter((event) => event.inputs.includes(at)).length]),
    measure: best?.measure ?? null,
    from: iso(from),
    to: iso(to),
    inWindow: to - from + 1,
    missing: missingRules(compiled, events.slice(from, to + 1)),
    fires,
  };
}

function missingRules({ correlation, inputs }: CompiledCorrelation, events: readonly Event[]): string[] {
  const references = inputs.map(({ reference }) => reference);
  if (correlation.type === 'temporal_ordered') return references.slice(inOrder(references.length, events));
  if (correlation.type !== 'temporal') return [];
  return references.filter((_, at) => !events.some((event) => event.inputs.includes(at)));
}

/** How many of the rules match one after the other. */
function inOrder(rules: number, events: readonly Event[]): number {
  let next = 0;
  for (const { inputs } of events) if (next < rules && inputs.includes(next)) next++;
  return next;
}

/** What the condition compares, over the events of one window; null where there is nothing to compare. */
function measureOf({ type, percentile }: SigmaCorrelation, rules: number, events: readonly Event[]): number | null {
  if (type === 'event_count') return events.length;
  if (type === 'temporal') return new Set(events.flatMap(({ inputs }) => inputs)).size;
  if (type === 'temporal_ordered') return inOrder(rules, events);
  const whole = events.flatMap(({ values }) => (values.includes(null) ? [] : [values]));
  if (type === 'value_count') return new Set(whole.map((values) => JSON.stringify(values))).size;
  const numbers = whole
    .map(([value]) => Number(value))
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  if (numbers.length === 0) return null;
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (type === 'value_sum') return sum;
  if (type === 'value_avg') return sum / numbers.length;
  const share = type === 'value_median' ? 0.5 : (percentile ?? 50) / 100;
  return numbers[Math.min(numbers.length - 1, Math.floor(share * numbers.length))] ?? null;
}
