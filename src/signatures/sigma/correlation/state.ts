import type { CoverageNote } from '../../../model/coverage.js';
import { compareText } from '../../../platform/order.js';
import type { CompiledCorrelation } from '../program.js';
import { aggregatesOf } from './aggregate.js';
import type { AlertEvidence, CorrelationAlert, CorrelationLimits, Occurrence } from './alert.js';
import { isMonotone } from './condition.js';
import { RecencyMap } from './recency-map.js';
import type { Aggregate, WindowContent, WindowEvent } from './window.js';

/** What a correlation is fed: a record that its rules matched, or an alert of a correlation that it counts. */
export interface StateInput<T> {
  readonly time: number;
  readonly inputs: readonly number[];
  field(name: string): string | null;
  readonly evidence: readonly AlertEvidence<T>[];
  /** An alert that goes on: it is an event in an order of events, but not one more to count. */
  readonly renewed: boolean;
  readonly occurrence?: (() => Occurrence | null) | undefined;
}

/** An alert that was opened or went on. */
export interface RaisedAlert<T> extends Omit<StateInput<T>, 'inputs' | 'field' | 'occurrence'> {
  readonly correlation: CompiledCorrelation;
  readonly group: CorrelationAlert<T>['group'];
}

interface Event<T> extends WindowEvent {
  readonly evidence: readonly AlertEvidence<T>[];
}

interface Group<T> {
  readonly values: CorrelationAlert<T>['group'];
  readonly window: Aggregate<Event<T>>;
  /** Latest evidence of each input, in the order in which these came first. Most groups have one: a list takes less than a map. */
  readonly recent: { readonly input: number; evidence: AlertEvidence<T>[] }[];
  /** Where and when something that several logs can tell of was told first; null until something was. */
  told: Map<string, { readonly source: string; readonly time: number }> | null;
  last: number;
  count: number;
  alert: OpenAlert<T> | null;
}

/** All that a correlation at work holds, plain data where what is fed to it is. */
export interface CorrelationContent<T> {
  /** The one that was quiet longest first. */
  readonly groups: readonly (Omit<Group<T>, 'window'> & { readonly window: WindowContent<Event<T>> })[];
  readonly open: readonly (readonly [OpenAlert<T>, CorrelationAlert<T>['group']])[];
  readonly newest: number;
  readonly dropped: { readonly groups: number; readonly entries: number; readonly alerts: number };
}

/** Occurrences of a group that are remembered; then they start anew. */
const MOST_TOLD = 10_000;

interface OpenAlert<T> {
  readonly first: number;
  last: number;
  count: number;
  readonly evidence: AlertEvidence<T>[];
}

/** What all correlations of an engine hold together. */
export interface EntryBudget {
  used: number;
}

const NONE: readonly never[] = [];

/** Entries that a group takes the memory of, beside those of its window. */
const GROUP_WEIGHT = 8;

/** One correlation at work. */
export class CorrelationState<T> {
  /** The oldest is the one that was quiet longest. */
  readonly #groups = new RecencyMap<string, Group<T>>();
  readonly #alerts: CorrelationAlert<T>[] = [];
  readonly #open = new Map<OpenAlert<T>, CorrelationAlert<T>['group']>();
  readonly #monotone: boolean;
  readonly #window: () => Aggregate<Event<T>>;
  readonly #entries: number;
  #raised: RaisedAlert<T>[] = [];
  #newest = Number.NEGATIVE_INFINITY;
  #droppedGroups = 0;
  #droppedEntries = 0;
  #droppedAlerts = 0;

  constructor(
    readonly compiled: CompiledCorrelation,
    readonly limits: CorrelationLimits,
    readonly budget: EntryBudget,
    /** Some correlation counts its alerts: else none is told of as it goes on. */
    readonly isCounted: boolean,
  ) {
    this.#monotone = isMonotone(compiled);
    this.#window = aggregatesOf(compiled);
    // A window must be able to hold what its condition asks for.
    const asked = Math.max(0, ...compiled.correlation.comparisons.map(({ value }) => value + 1));
    this.#entries = compiled.correlation.type.endsWith('_count')
      ? Math.min(Math.max(limits.entries, asked), 1e6)
      : limits.entries;
  }

  add(input: StateInput<T>): void {
    const { correlation } = this.compiled;
    if (input.renewed && !correlation.type.startsWith('temporal')) return;
    this.#newest = Math.max(this.#newest, input.time);
    this.#sweep();
    if (input.inputs.length === 1) {
      const values = this.#groupOf(input.inputs[0] ?? 0, input);
      if (values) this.#addTo(this.#group(keyOf(values), values), input, input.inputs);
      return;
    }
    const byGroup = new Map<string, { values: CorrelationAlert<T>['group']; inputs: number[] }>();
    for (const at of input.inputs) {
      const values = this.#groupOf(at, input);
      if (!values) continue;
      const key = keyOf(values);
      const known = byGroup.get(key);
      if (known) known.inputs.push(at);
      else byGroup.set(key, { values, inputs: [at] });
    }
    for (const [key, { values, inputs }] of byGroup) {
      this.#addTo(this.#group(key, values), input, inputs);
    }
  }

  /** Null where the record lacks a group field: it belongs to no group. */
  #groupOf(at: number, input: StateInput<T>): CorrelationAlert<T>['group'] | null {
    const aliases = this.compiled.inputs[at]?.aliases;
    const values: (readonly [string, string])[] = [];
    for (const field of this.compiled.correlation.groupBy) {
      const value = input.field(aliases?.get(field) ?? field);
      if (value === null) return null;
      values.push([field, value]);
    }
    return values;
  }

  #group(key: string, values: CorrelationAlert<T>['group']): Group<T> {
    return this.#groups.renewed(key, () => {
      if (this.#groups.size >= this.limits.groups) this.#dropQuietest();
      this.budget.used += GROUP_WEIGHT;
      return {
        values,
        window: this.#window(),
        recent: [],
        told: null,
        last: Number.NEGATIVE_INFINITY,
        count: 0,
        alert: null,
      };
    });
  }

  #addTo(group: Group<T>, input: StateInput<T>, inputs: readonly number[]): void {
    const time = Math.max(input.time, group.last);
    if (this.#isToldAlready(group, input, time)) {
      this.#remember(group, input, inputs);
      return;
    }
    const cutoff = time - this.compiled.correlation.timespan;
    const before = group.window.size;
    const oldest = group.window.oldest();
    if (!this.#monotone && oldest !== null && oldest < cutoff) this.#judge(group, group.last, input.evidence);
    this.#expire(group, cutoff);
    if (group.last < cutoff) group.count = 0;
    group.count++;
    group.last = time;
    const evidence = this.#remember(group, input, inputs);
    // Only chains are shown by what their windows hold; of all others the latest events are evidence enough.
    const held = group.window.chain ? evidence : [];
    group.window.add({ time, inputs, values: this.#valuesOf(input, inputs), evidence: held });
    while (group.window.size > this.#entries) {
      group.window.removeOldest();
      this.#droppedEntries++;
    }
    this.budget.used += group.window.size - before;
    while (this.budget.used > this.limits.allEntries && this.#groups.size > 1) this.#dropQuietest();
    if (this.#monotone) this.#judge(group, time, evidence);
  }

  /** Of the first of the rules that it matched; null where one is missing. */
  #valuesOf(input: StateInput<T>, inputs: readonly number[]): readonly string[] | null {
    const { valueFields } = this.compiled.correlation;
    if (valueFields.length === 0) return NONE;
    const aliases = this.compiled.inputs[inputs[0] ?? 0]?.aliases;
    const values: string[] = [];
    for (const field of valueFields) {
      const value = input.field(aliases?.get(field) ?? field);
      if (value === null) return null;
      values.push(value);
    }
    return values;
  }

  /** One request that two logs tell of is counted once. */
  #isToldAlready(group: Group<T>, { occurrence }: StateInput<T>, time: number): boolean {
    const told = this.compiled.correlation.type === 'event_count' ? occurrence?.() : null;
    if (told == null) return false;
    const before = group.told?.get(told.key);
    if (before && before.source !== told.source && time - before.time <= told.within) return true;
    if (!group.told || group.told.size >= MOST_TOLD) group.told = new Map();
    group.told.set(told.key, { source: told.source, time });
    return false;
  }

  #expire(group: Group<T>, cutoff: number): void {
    for (let oldest = group.window.oldest(); oldest !== null && oldest < cutoff; oldest = group.window.oldest()) {
      group.window.removeOldest();
    }
  }

  /** Keeps the evidence of an event, as that of the first of the rules it matched. */
  #remember(group: Group<T>, input: StateInput<T>, inputs: readonly number[]): AlertEvidence<T>[] {
    const at = inputs[0] ?? 0;
    const reference = this.compiled.inputs[at]?.reference ?? '';
    const evidence = input.evidence.map((each) => (each.reference === '' ? { ...each, reference } : each));
    const each = Math.max(1, Math.ceil(this.limits.evidence / this.compiled.inputs.length));
    for (const input of inputs) {
      const known = group.recent.find((one) => one.input === input);
      if (!known) group.recent.push({ input, evidence: evidence.slice(-each) });
      else if (evidence.length >= each) known.evidence = evidence.slice(-each);
      else {
        known.evidence.push(...evidence);
        while (known.evidence.length > each) known.evidence.shift();
      }
    }
    return evidence;
  }

  /** Opens, continues or ends the group's alert by what its window holds. */
  #judge(group: Group<T>, time: number, evidence: readonly AlertEvidence<T>[]): void {
    if (!group.window.holds()) {
      group.alert = null;
      return;
    }
    const { alert } = group;
    if (alert) {
      alert.last = Math.max(alert.last, time);
      alert.count = group.count;
      for (const each of this.#monotone ? evidence : this.#evidenceOf(group))
        append(alert.evidence, each, this.limits.evidence);
    } else {
      const first = group.window.chain?.()[0]?.time ?? group.window.oldest() ?? time;
      group.alert = { first, last: time, count: group.count, evidence: this.#evidenceOf(group) };
      if (this.#open.size >= this.limits.alerts) this.#droppedAlerts++;
      else this.#open.set(group.alert, group.values);
    }
    if (!this.isCounted) return;
    const shown = group.alert?.evidence ?? [];
    const { values } = group;
    this.#raised.push({
      correlation: this.compiled,
      group: values,
      time,
      evidence: [...shown],
      renewed: alert !== null,
    });
  }

  #evidenceOf(group: Group<T>): AlertEvidence<T>[] {
    const chain = group.window.chain?.().flatMap(({ evidence }) => evidence);
    const from = (group.window.oldest() ?? group.last) - 1;
    const recent = group.recent.flatMap((one) => one.evidence).filter(({ time }) => time > from);
    const distinct = new Map((chain ?? recent).map((each) => [each.evidence, each]));
    return [...distinct.values()].sort((a, b) => a.time - b.time).slice(-this.limits.evidence);
  }

  /** Closes groups that have been quiet for longer than the timespan. */
  #sweep(): void {
    const cutoff = this.#newest - this.compiled.correlation.timespan;
    for (let oldest = this.#groups.oldest(); oldest && oldest.value.last < cutoff; oldest = this.#groups.oldest()) {
      this.#endOldest(oldest.value);
    }
  }

  /** Asks of the last window of the group that was quiet longest, and forgets it. */
  #endOldest(group: Group<T>): void {
    if (!this.#monotone) this.#judge(group, group.last, []);
    this.#forgetOldest(group);
  }

  #forgetOldest(group: Group<T>): void {
    this.#groups.deleteOldest();
    this.budget.used -= group.window.size + GROUP_WEIGHT;
  }

  /** What its window would have held is not known: it is not asked. */
  #dropQuietest(): void {
    const oldest = this.#groups.oldest();
    if (!oldest) return;
    this.#droppedGroups++;
    this.#forgetOldest(oldest.value);
  }

  close(): void {
    for (let oldest = this.#groups.oldest(); oldest; oldest = this.#groups.oldest()) this.#endOldest(oldest.value);
    for (const [alert, group] of this.#open) this.#alerts.push({ correlation: this.compiled, group, ...alert });
    this.#open.clear();
  }

  /** Between two records, before it is closed. */
  kept(): CorrelationContent<T> {
    return {
      groups: [...this.#groups.entries()].map(([, group]) => ({ ...group, window: group.window.kept() })),
      open: [...this.#open],
      newest: this.#newest,
      dropped: { groups: this.#droppedGroups, entries: this.#droppedEntries, alerts: this.#droppedAlerts },
    };
  }

  /** Goes on where another one of the same correlation was. Before it is fed; the budget is not its own and comes with the engine. */
  resume({ groups, open, newest, dropped }: CorrelationContent<T>): void {
    for (const { window: content, ...group } of groups) {
      const window = this.#window();
      window.resume(content);
      this.#groups.set(keyOf(group.values), { ...group, window });
    }
    for (const [alert, group] of open) this.#open.set(alert, group);
    this.#newest = newest;
    this.#droppedGroups = dropped.groups;
    this.#droppedEntries = dropped.entries;
    this.#droppedAlerts = dropped.alerts;
  }

  takeRaised(): readonly RaisedAlert<T>[] {
    if (this.#raised.length === 0) return NONE;
    const raised = this.#raised;
    this.#raised = [];
    return raised;
  }

  alerts(): readonly CorrelationAlert<T>[] {
    const key = ({ group }: CorrelationAlert<T>): string => JSON.stringify(group);
    return this.#alerts.sort((a, b) => a.first - b.first || a.last - b.last || compareText(key(a), key(b)));
  }

  notes(): readonly CoverageNote[] {
    const { title } = this.compiled.correlation;
    const note = (count: number, what: string): CoverageNote[] =>
      count === 0
        ? []
        : [{ code: 'limit-reached', message: `Correlation "${title}": ${what}`, count, incomplete: true }];
    return [
      ...note(this.#droppedGroups, 'more groups at a time than are kept, the quietest were given up'),
      ...note(this.#droppedEntries, `more than ${this.#entries} entries in one window, the oldest were given up`),
      ...note(this.#droppedAlerts, `more than ${this.limits.alerts} alerts, the others are only counted`),
    ];
  }
}

/** Groups of one correlation are of the same fields. */
function keyOf(group: CorrelationAlert<unknown>['group']): string {
  const [only] = group;
  return group.length === 1 && only ? only[1] : JSON.stringify(group);
}

/** Adds evidence, in place of the last where there is no more room. */
function append<T>(list: AlertEvidence<T>[], item: AlertEvidence<T>, limit: number): void {
  if (list.some(({ evidence }) => evidence === item.evidence)) return;
  if (list.length < limit) list.push(item);
  else list[list.length - 1] = item;
}
