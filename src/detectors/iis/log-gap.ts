import { type Detection, defineDetector } from '../../model/detector.js';
import { type LogStream, logStream } from '../../model/log-stream.js';

const HOUR = 3_600_000;
/** Other days that must tell what is usual at an hour, and the share of them that must have records then. */
const DAYS_TO_KNOW = 3;
const USUAL_SHARE = 0.8;
/** Requests in an hour below which its absence is chance. */
const BUSY = 20;
/** Hours that are missed. */
const SHORTEST_GAP = 2;
/** Requests of another site at that time that show that the server was up, and the share of its usual that shows that it was used. */
const ALIVE = 20;
const AS_USUAL = 0.5;
const MOST_GAPS = 50;
/** Hours between first and last record that are looked at: ten years. */
const MOST_HOURS = 87_600;

interface Gap {
  /** Hours since 1970. */
  readonly from: number;
  readonly until: number;
  readonly missed: readonly number[];
}

type Message = 'alone' | 'together';

export default defineDetector<LogStream, Message>({
  id: 'iis.log-gap',
  title: 'Requests are missing from a log',
  description:
    'Hours without a single record where the same hours of other days are busy. Log files were deleted or lines taken out, the site was down, or its logs were not collected.',
  severity: 'low',
  confidence: 'weak',
  outcome: 'hygiene',
  attack: ['T1070'],
  references: ['TIM-09', 'ANT-02'],
  falsePositives: ['Maintenance and restarts', 'Logs that were not collected or have been rotated away'],
  nextSteps: ['Compare with HttpProxy logs, HTTPERR and the System event log of these hours'],
  consumes: logStream,
  messages: {
    alone:
      'Site {site} has no requests from {from} to {until} ({hours} busy hours), while site {other} has {otherRequests}',
    together: 'Site {site} has no requests from {from} to {until} ({hours} busy hours)',
  },
  *conclude(inputs) {
    const streams = inputs.map(({ input }) => ({ stream: input, rhythm: rhythmOf(input) }));
    for (const { stream, rhythm } of streams) {
      for (const gap of gapsOf(rhythm)) {
        const others = streams.filter((other) => other.stream !== stream);
        yield detectionOf(stream, gap, others);
      }
    }
  },
});

interface Rhythm {
  readonly first: number;
  readonly last: number;
  readonly requests: ReadonlyMap<number, number>;
}

function rhythmOf({ hours }: LogStream): Rhythm {
  const requests = new Map(hours.map(({ start, requests }) => [Math.floor(Date.parse(start) / HOUR), requests]));
  const known = [...requests.keys()].filter((hour) => Number.isFinite(hour));
  const last = known.at(-1) ?? 0;
  return { first: Math.max(known[0] ?? 0, last - MOST_HOURS), last, requests };
}

function gapsOf(rhythm: Rhythm): Gap[] {
  const gaps: Gap[] = [];
  let from: number | null = null;
  for (let hour = rhythm.first; hour <= rhythm.last && gaps.length < MOST_GAPS; hour += 1) {
    if (!rhythm.requests.has(hour)) {
      from ??= hour;
      continue;
    }
    if (from !== null) {
      const start = from;
      const missed = Array.from({ length: hour - start }, (_, i) => start + i).filter(
        (each) => usual(rhythm, each) >= BUSY,
      );
      if (missed.length >= SHORTEST_GAP) gaps.push({ from: start, until: hour, missed });
    }
    from = null;
  }
  return gaps;
}

/**
 * Median of requests at the same hour of other days, where nearly all of the same kind (workdays, weekends) have records then,
 * or all days have. Zero where that is not so, or too few days are known.
 */
function usual({ first, last, requests }: Rhythm, hour: number): number {
  const all: number[] = [];
  const alike: number[] = [];
  for (let same = first + ((hour - first) % 24); same <= last; same += 24) {
    if (same === hour) continue;
    const count = requests.get(same) ?? 0;
    all.push(count);
    if (isWeekend(same) === isWeekend(hour)) alike.push(count);
  }
  return Math.max(median(all, 1), median(alike, USUAL_SHARE));
}

function median(days: readonly number[], share: number): number {
  const busy = days.filter((count) => count > 0).sort((a, b) => a - b);
  if (days.length < DAYS_TO_KNOW || busy.length < days.length * share) return 0;
  return busy[Math.floor(busy.length / 2)] ?? 0;
}

function isWeekend(hour: number): boolean {
  return new Date(hour * HOUR).getUTCDay() % 6 === 0;
}

function detectionOf(
  stream: LogStream,
  gap: Gap,
  others: readonly { readonly stream: LogStream; readonly rhythm: Rhythm }[],
): Detection<Message> {
  const from = isoHour(gap.from);
  const until = isoHour(gap.until);
  const data = { site: stream.site, from, until, hours: gap.missed.length };
  const file = stream.files.findLast(({ first }) => first !== null && Date.parse(first) < gap.from * HOUR);
  const at = {
    type: 'fact',
    path: file?.path ?? stream.files[0]?.path ?? null,
    label: 'gap',
    text: `no records from ${from} to ${until}`,
  } as const;
  const found = { at, identity: [stream.site, from], firstSeen: from, lastSeen: until };
  const alive = others
    .map(({ stream: other, rhythm }) => ({
      site: other.site,
      requests: total(gap.missed, (hour) => rhythm.requests.get(hour) ?? 0),
      usual: total(gap.missed, (hour) => usual(rhythm, hour)),
    }))
    .sort((a, b) => b.requests - a.requests)[0];
  if (alive === undefined || alive.requests < ALIVE) return { message: 'together', data, ...found };
  // Nearly all that the back end is asked comes through the front end.
  const used = alive.usual > 0 && alive.requests >= alive.usual * AS_USUAL;
  return {
    message: 'alone',
    data: { ...data, other: alive.site, otherRequests: alive.requests },
    ...found,
    severity: used ? 'high' : 'medium',
    confidence: 'moderate',
  };
}

function total(hours: readonly number[], count: (hour: number) => number): number {
  return hours.reduce((sum, hour) => sum + count(hour), 0);
}

function isoHour(hour: number): string {
  return new Date(hour * HOUR).toISOString();
}
