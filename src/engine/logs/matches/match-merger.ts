import { isoTime } from '../../../formats/log-line/line-time.js';
import type { LoadedRule } from '../../../model/signature.js';
import { compareText } from '../../../platform/order.js';
import type { MatchGroup } from '../file-analysis.js';
import type { ClientMatches, RuleMatches } from '../log-analysis.js';
import { joinGroups } from './match-groups.js';
import { unpackRecord } from '../record-cells.js';

/** Clients of one rule, host and outcome that are told apart; the others are counted together. */
const CLIENTS = 200;

interface HostGroups {
  readonly host: string | null;
  groups: MatchGroup[];
}

export type MatchContent = readonly (readonly [key: string, groups: HostGroups])[];

/** Joins the groups of all files. */
export class MatchMerger {
  readonly #hosts = new Map<string, HostGroups>();

  /** Files have to come in the order of their first records. */
  add(host: string | null, groups: readonly MatchGroup[]): void {
    const known = this.#hosts.get(host ?? '') ?? { host, groups: [] };
    known.groups = joinGroups([...known.groups, ...groups]);
    this.#hosts.set(host ?? '', known);
  }

  /** All that it holds, plain data. */
  kept(): MatchContent {
    return [...this.#hosts];
  }

  resume(content: MatchContent): void {
    for (const [key, known] of content) this.#hosts.set(key, known);
  }

  /** By host, rule and outcome. */
  result(rules: readonly LoadedRule[]): RuleMatches[] {
    const matches: RuleMatches[] = [];
    for (const [, { host, groups }] of [...this.#hosts].sort(([a], [b]) => compareText(a, b))) {
      const kinds = new Map<string, MatchGroup[]>();
      for (const group of groups) {
        const kind = `${rules[group.rule]?.id ?? ''}\0${group.success}`;
        kinds.set(kind, [...(kinds.get(kind) ?? []), group]);
      }
      for (const [, same] of [...kinds].sort(([a], [b]) => compareText(a, b))) {
        const [first] = same;
        const rule = first && rules[first.rule];
        if (rule) matches.push(ruleMatches(rule, host, same));
      }
    }
    return matches;
  }
}

function ruleMatches(rule: LoadedRule, host: string | null, groups: readonly MatchGroup[]): RuleMatches {
  const sorted = groups.toSorted(
    (a, b) =>
      Number(a.client === null) - Number(b.client === null) ||
      b.count - a.count ||
      compareText(a.client ?? '', b.client ?? ''),
  );
  const kept = sorted.slice(0, CLIENTS);
  const rest = joinGroups(sorted.slice(CLIENTS).map((group) => ({ ...group, client: null })));
  const times = groups.flatMap(({ first, last }) => [first, last]).filter((time) => time !== null);
  return {
    rule,
    host,
    outcome: groups[0]?.outcome ?? rule.outcome,
    success: groups[0]?.success ?? false,
    count: groups.reduce((sum, { count }) => sum + count, 0),
    first: times.length > 0 ? isoTime(Math.min(...times)) : null,
    last: times.length > 0 ? isoTime(Math.max(...times)) : null,
    clients: [...kept, ...rest].map(clientMatches),
  };
}

function clientMatches(group: MatchGroup): ClientMatches {
  const { client, count, first, last, stems, head, tail } = group;
  return {
    client,
    count,
    first: first === null ? null : isoTime(first),
    last: last === null ? null : isoTime(last),
    stems,
    get evidence() {
      return [...head, ...tail].map(unpackRecord);
    },
  };
}
