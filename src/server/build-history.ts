import type { BuildSighting } from '../model/build-history.js';
import { compareText } from '../platform/order.js';
import { compareBuilds } from './exchange-path.js';
import { type SupportGap, supportGap } from './exchange-support.js';
import { buildName, isOpenTo } from './exchange-updates.js';

/**
 * Flaws that were used against many, by the name that they go by, and the day from which whoever looked could know them: that of the
 * update, or of the first use where that was earlier (exchange-persistence.md 8.1).
 */
const FLAWS: readonly (readonly [name: string, knownFrom: string, cves: readonly string[]])[] = [
  ['CVE-2020-0688 (view state)', '2020-02-11', ['CVE-2020-0688']],
  ['ProxyLogon', '2021-01-03', ['CVE-2021-26855', 'CVE-2021-27065', 'CVE-2021-26857', 'CVE-2021-26858']],
  ['ProxyShell', '2021-04-13', ['CVE-2021-34473', 'CVE-2021-34523', 'CVE-2021-31207']],
  ['ProxyToken', '2021-04-13', ['CVE-2021-33766']],
  ['CVE-2021-42321', '2021-10-16', ['CVE-2021-42321']],
  ['ProxyNotShell and OWASSRF', '2022-08-01', ['CVE-2022-41040', 'CVE-2022-41082', 'CVE-2022-41080']],
  ['CVE-2023-21529 (PowerShell)', '2023-02-14', ['CVE-2023-21529']],
  ['CVE-2026-42897 (OWA script)', '2026-05-14', ['CVE-2026-42897']],
];

/** A build at work on a server. Times are UTC ISO 8601. */
export interface BuildAtWork {
  readonly build: string;
  readonly name: string;
  readonly first: string;
  readonly last: string;
  readonly records: number;
  readonly source: string;
  readonly path: string;
}

/** When a server was open to a flaw, as far as its own record goes. */
export interface Exposure {
  readonly flaw: string;
  readonly cves: readonly string[];
  /** First time that a build with the flaw was seen. */
  readonly openFrom: string;
  /** Last time that one was. */
  readonly openUntil: string;
  /** First time that a later build without it was seen; null: none was. */
  readonly closedAt: string | null;
  readonly closedBy: string | null;
}

export interface BuildHistory {
  /** Oldest build first. */
  readonly builds: readonly BuildAtWork[];
  readonly exposures: readonly Exposure[];
  /** When the last of these flaws that was seen open was seen closed: the day of the patch. Null where no such change was seen. */
  readonly patchedAt: string | null;
  /** The newest build gets no updates any more, by the last time that it was seen. */
  readonly unsupported: SupportGap | null;
}

/** Tells one server's builds over time from what its logs show, and what it was open to. Order of the sightings does not count. */
export function buildHistoryOf(sightings: readonly BuildSighting[]): BuildHistory {
  const seen = new Map<string, BuildSighting>();
  const sorted = [...sightings].sort((a, b) => a.first - b.first || compareText(a.path, b.path));
  for (const one of sorted) {
    const known = seen.get(one.build);
    const last = Math.max(one.last, known?.last ?? one.last);
    seen.set(one.build, known ? { ...known, last, count: known.count + one.count } : one);
  }
  const builds = [...seen.values()].sort((a, b) => compareBuilds(a.build, b.build));
  const exposures = FLAWS.flatMap(([flaw, knownFrom, cves]) =>
    // Between two builds that are seen, the server ran one of them: where logs have a gap, for as long as it can have been the first.
    exposureTo(flaw, cves, builds).filter(({ openUntil, closedAt }) => (closedAt ?? openUntil) >= knownFrom),
  );
  const closed = exposures.flatMap(({ closedAt }) => closedAt ?? []).sort(compareText);
  const newest = builds.at(-1);
  const unsupported = newest === undefined ? null : supportGap(newest.build, time(newest.last));
  return { builds: builds.map(atWork), exposures, patchedAt: closed.at(-1) ?? null, unsupported };
}

/** Milliseconds without a sign of any build that are told: a server that is off at a weekend is nothing to tell. */
const GAP = 7 * 86_400_000;

function exposureTo(flaw: string, cves: readonly string[], builds: readonly BuildSighting[]): Exposure[] {
  const open = builds.filter(({ build }) => cves.some((cve) => isOpenTo(build, cve) === true));
  if (open.length === 0) return [];
  const until = Math.max(...open.map(({ last }) => last));
  const after = builds
    .filter(
      (one) => !open.includes(one) && one.first >= until && cves.every((cve) => isOpenTo(one.build, cve) === false),
    )
    .sort((a, b) => a.first - b.first)[0];
  return [
    {
      flaw,
      cves,
      openFrom: time(Math.min(...open.map(({ first }) => first))),
      openUntil: time(until),
      closedAt: after ? time(after.first) : null,
      closedBy: after ? buildName(after.build) : null,
    },
  ];
}

function atWork({ build, first, last, count, source, path }: BuildSighting): BuildAtWork {
  return { build, name: buildName(build), first: time(first), last: time(last), records: count, source, path };
}

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** `ProxyShell: open until 2021-07-14 09:10 UTC (Exchange 2016 CU21 Jul21SU seen from then on)`. */
export function exposureText({ flaw, openFrom, openUntil, closedAt, closedBy }: Exposure): string {
  const shown = (text: string) => `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
  if (closedAt === null) {
    return `${flaw}: open from ${shown(openFrom)} to ${shown(openUntil)}, the last that its logs show`;
  }
  const isGap = Date.parse(closedAt) - Date.parse(openUntil) > GAP;
  const gap = isGap ? `; its logs show no build between ${shown(openUntil)} and then` : '';
  return `${flaw}: open until ${shown(closedAt)} (${closedBy} seen from then on)${gap}`;
}
