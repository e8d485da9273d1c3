import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import type { CaseStore } from './case-store.js';
import type { KnownLog } from './log-history.js';
import type { Retention } from './sweep-config.js';
import type { UnitStore } from './unit-store.js';
import { removeLeftovers } from './write-aside.js';

/** Where a configuration says nothing. */
const DAYS = 365;
const SWEEPS = 60;
const DAY = 86_400;

/**
 * Logs that the next sweep is to know: those that are there, and of those that are gone what retention keeps. Age is told by records,
 * not by a clock: what is forgotten depends on the evidence alone.
 * @param bytesOf of the results with some keys
 */
export function keptLogs(
  logs: readonly KnownLog[],
  { days = DAYS, megabytes }: Retention = {},
  bytesOf: (keys: readonly string[]) => number,
): KnownLog[] {
  const newest = new Map(
    [...groupBy(logs, ({ artifact: { host } }) => host)].map(([host, own]) => [
      host,
      own.reduce((last, one) => Math.max(last, one.last ?? 0), 0),
    ]),
  );
  const there = logs.filter(({ gone }) => gone === null);
  const gone = logs
    .filter(({ gone }) => gone !== null)
    .filter(({ artifact: { host }, last }) => last === null || last >= (newest.get(host) ?? 0) - days * DAY)
    .sort((a, b) => (b.last ?? 0) - (a.last ?? 0) || compareText(a.artifact.collectedPath, b.artifact.collectedPath));
  let room = megabytes === undefined ? Number.POSITIVE_INFINITY : megabytes * 1e6;
  const kept = gone.filter(({ pieces }) => {
    room -= bytesOf(pieces.map(({ key }) => key));
    return room >= 0;
  });
  return [...there, ...kept];
}

/** Removes results that the last complete sweep did not use, and earlier sweeps beyond those that are kept. @returns how many results went */
export async function pruneStore(
  store: CaseStore,
  units: UnitStore,
  { sweeps: most = SWEEPS }: Retention = {},
): Promise<number> {
  await removeLeftovers(store.folder);
  const numbers = await store.sweeps();
  for (const number of numbers.slice(0, Math.max(0, numbers.length - most))) await store.remove(number);
  const last = numbers.at(-1);
  if (last === undefined) return 0;
  return units.retain(await store.unitsOf(last));
}
