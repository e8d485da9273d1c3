import type { CompiledRule } from '../../signatures/sigma/index.js';
import type { MatchGroup } from './file-analysis.js';
import type { PackedRecord } from './record-cells.js';

/** Clients that are kept apart for one rule and outcome; all others share a group. */
const CLIENTS = 500;
const HEAD = 3;
const TAIL = 2;
const STEMS = 8;

interface Growing extends Omit<MatchGroup, 'count' | 'first' | 'last' | 'stems' | 'head' | 'tail'> {
  count: number;
  first: number | null;
  last: number | null;
  readonly stems: string[];
  readonly head: PackedRecord[];
  readonly tail: PackedRecord[];
}

/** Gathers matches so that ten thousand probes are one group: exact counts, the first and last records. */
export class MatchGroups {
  readonly #groups = new Map<string, Growing>();
  readonly #clients = new Map<string, number>();

  /** `record` is made only where it is kept. */
  add(
    rule: CompiledRule,
    success: boolean,
    client: string,
    time: number | null,
    stem: string,
    record: () => PackedRecord,
  ): void {
    const kind = `${rule.index} ${success}`;
    let group = this.#groups.get(`${kind} ${client}`);
    if (!group) {
      const clients = this.#clients.get(kind) ?? 0;
      const shared = clients >= CLIENTS;
      const key = shared ? kind : `${kind} ${client}`;
      group = this.#groups.get(key);
      if (!group) {
        if (!shared) this.#clients.set(kind, clients + 1);
        const outcome = success ? 'success' : rule.rule.afterpatch.outcome;
        group = {
          rule: rule.index,
          outcome,
          success,
          client: shared ? null : client,
          count: 0,
          first: null,
          last: null,
          stems: [],
          head: [],
          tail: [],
        };
        this.#groups.set(key, group);
      }
    }
    group.count++;
    if (time !== null) {
      group.first = Math.min(group.first ?? time, time);
      group.last = Math.max(group.last ?? time, time);
    }
    if (group.stems.length < STEMS && !group.stems.includes(stem)) group.stems.push(stem);
    if (group.head.length < HEAD) group.head.push(record());
    else {
      group.tail.push(record());
      if (group.tail.length > TAIL) group.tail.shift();
    }
  }

  result(): MatchGroup[] {
    return [...this.#groups.values()];
  }
}

/** Joins groups of files that follow one another: the same rule, outcome and client. */
export function joinGroups(groups: readonly MatchGroup[]): MatchGroup[] {
  const joined = new Map<string, MatchGroup>();
  for (const group of groups) {
    const key = `${group.rule} ${group.success} ${group.client ?? ''}`;
    const before = joined.get(key);
    joined.set(key, before ? join(before, group) : group);
  }
  return [...joined.values()];
}

function join(a: MatchGroup, b: MatchGroup): MatchGroup {
  const times = [a.first, a.last, b.first, b.last].filter((time) => time !== null);
  const head = [...a.head, ...b.head].slice(0, HEAD);
  const rest = [...a.head, ...a.tail, ...b.head, ...b.tail].slice(head.length);
  return {
    ...a,
    count: a.count + b.count,
    first: times.length > 0 ? Math.min(...times) : null,
    last: times.length > 0 ? Math.max(...times) : null,
    stems: [...new Set([...a.stems, ...b.stems])].slice(0, STEMS),
    head,
    tail: rest.slice(-TAIL),
  };
}
