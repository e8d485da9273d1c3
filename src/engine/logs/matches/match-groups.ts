import type { CompiledRule } from '../../../signatures/sigma/index.js';
import type { MatchGroup } from '../file-analysis.js';
import type { PackedRecord } from '../record-cells.js';

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

/** Groups of one rule and outcome. */
interface Kind {
  readonly byClient: Map<string, Growing>;
  /** Of the clients that find no place. */
  shared: Growing | null;
}

/** Gathers matches so that ten thousand probes are one group: exact counts, the first and last records. */
export class MatchGroups {
  /** In the order of their first matches. */
  readonly #groups: Growing[] = [];
  /** By rule, and whether it worked. */
  readonly #kinds = new Map<number, Kind>();

  /** `record` is made only where it is kept. */
  add(
    rule: CompiledRule,
    success: boolean,
    client: string,
    time: number | null,
    stem: string,
    record: () => PackedRecord,
  ): void {
    const group = this.#groupOf(rule, success, client);
    group.count++;
    if (time !== null) {
      if (group.first === null || time < group.first) group.first = time;
      if (group.last === null || time > group.last) group.last = time;
    }
    if (group.stems.length < STEMS && !group.stems.includes(stem)) group.stems.push(stem);
    if (group.head.length < HEAD) group.head.push(record());
    else {
      group.tail.push(record());
      if (group.tail.length > TAIL) group.tail.shift();
    }
  }

  #groupOf(rule: CompiledRule, success: boolean, client: string): Growing {
    const number = 2 * rule.index + Number(success);
    let kind = this.#kinds.get(number);
    if (!kind) {
      kind = { byClient: new Map(), shared: null };
      this.#kinds.set(number, kind);
    }
    const known = kind.byClient.get(client);
    if (known) return known;
    if (kind.byClient.size >= CLIENTS) {
      kind.shared ??= this.#started(rule, success, null);
      return kind.shared;
    }
    const group = this.#started(rule, success, client);
    kind.byClient.set(client, group);
    return group;
  }

  #started(rule: CompiledRule, success: boolean, client: string | null): Growing {
    const outcome = success ? 'success' : rule.rule.afterpatch.outcome;
    const empty = { count: 0, first: null, last: null, stems: [], head: [], tail: [] };
    const group: Growing = { rule: rule.index, outcome, success, client, ...empty };
    this.#groups.push(group);
    return group;
  }

  result(): MatchGroup[] {
    return [...this.#groups];
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
