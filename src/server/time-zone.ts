import type { SummerTime, TimeZone, YearlyMoment } from '../formats/log-line/time-zone.js';
import type { RegistryExport } from '../formats/registry-export/registry-export.js';
import type { SystemInformation } from '../formats/system-information/system-information.js';
import { registryValues } from './registry-lookup.js';

/** `SYSTEM`, or whatever name a collected hive was loaded under. */
const KEY = /^HKEY_LOCAL_MACHINE\\[^\\]{1,255}\\(?:CurrentControlSet|ControlSet\d{3})\\Control\\TimeZoneInformation$/i;
/** Windows knows none further from UTC. */
const FURTHEST = 14 * 60;

/** What was collected of one server that tells its time zone. */
export interface TimeZoneEvidence {
  readonly registry: readonly RegistryExport[];
  readonly listings: readonly SystemInformation[];
}

/**
 * The time zone of a server by its registry (`Control\TimeZoneInformation`, which has the rules of summer time) or else by what
 * `systeminfo` and the like print. Null where neither was collected: the zone of the machine that hunts says nothing.
 */
export function timeZoneOf({ registry, listings }: TimeZoneEvidence): TimeZone | null {
  for (const one of registry) {
    const zone = registryZone(one);
    if (zone !== null) return zone;
  }
  const [listing] = listings;
  if (listing === undefined) return null;
  return { standardOffset: listing.standardOffset, summer: listing.hasSummerTime === false ? 'none' : 'unknown' };
}

function registryZone(file: RegistryExport): TimeZone | null {
  const values = new Map<string, string>();
  for (const { value } of registryValues(file, KEY)) {
    const name = value.name.toLowerCase();
    if (!values.has(name)) values.set(name, value.texts[0] ?? '');
  }
  const [bias, standardBias] = [minutes(values.get('bias')), minutes(values.get('standardbias'))];
  if (bias === null) return null;
  const standardOffset = -bias - (standardBias ?? 0) || 0;
  const daylightBias = minutes(values.get('daylightbias'));
  const disabled = ['dynamicdaylighttimedisabled', 'disableautodaylighttimeset'].some(
    (name) => (minutes(values.get(name)) ?? 0) !== 0,
  );
  if (disabled || daylightBias === (standardBias ?? 0)) return { standardOffset, summer: 'none' };
  return { standardOffset, summer: summerTime(values, daylightBias === null ? null : -bias - daylightBias) };
}

function summerTime(values: ReadonlyMap<string, string>, offset: number | null): TimeZone['summer'] {
  const [start, end] = [values.get('daylightstart'), values.get('standardstart')];
  if (start === undefined || end === undefined || offset === null) return 'unknown';
  // No month: the clock is never changed.
  if (/^0*$/.test(start) || start === end) return 'none';
  const [begins, ends] = [yearlyMoment(start), yearlyMoment(end)];
  return begins && ends ? ({ offset, begins, ends } satisfies SummerTime) : 'unknown';
}

/** A DWORD as `.reg` files (decimal here) or `reg query` (hexadecimal) have it, signed. Null for anything but a time of a clock. */
function minutes(text: string | undefined): number | null {
  if (text === undefined || !/^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(text)) return null;
  const number = Number(text) | 0;
  return Math.abs(number) <= FURTHEST ? number : null;
}

/**
 * The eight words of a change: year, month, week, hour, minute, second, millisecond, weekday. That is the kernel's order
 * (TIME_FIELDS), not that of SYSTEMTIME. With a year it is a single change, which says nothing of other years.
 */
function yearlyMoment(hex: string): YearlyMoment | null {
  if (!/^[0-9a-f]{32}$/i.test(hex)) return null;
  const bytes = Buffer.from(hex, 'hex');
  const [year = 0, month = 0, week = 0, hour = 0, minute = 0, second = 0, , weekday = 0] = Array.from(
    { length: 8 },
    (_, i) => bytes.readUInt16LE(2 * i),
  );
  const clock = (hour * 60 + minute) * 60 + second;
  if (year !== 0 || month < 1 || month > 12 || week < 1 || week > 5 || weekday > 6 || clock >= 86_400) return null;
  return { month, week, weekday, clock };
}
