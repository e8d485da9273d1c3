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
/** Days without a record that end a rhythm: what lies beyond was collected from another time. */
const ANOTHER_TIME = 45;
/** Hours of one site that are looked at: ten years. */
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
  title: 'Gap in an IIS log',
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
    const streams = inputs.map(({ input }) => ({ stream: input, rhythms: rhythmsOf(input) }));
    for (const { stream, rhythms } of streams) {
      // Hours of a clock that is not known are not those of another.
      const others = isClockUnknown(stream)
        ? []
        : streams.filter((other) => other.stream !== stream && !isClockUnknown(other.stream));
      const gaps = rhythms.flatMap(gapsOf).slice(0, MOST_GAPS);
      for (const gap of gaps) yield detectionOf(stream, gap, others);
    }
  },
});

function isClockUnknown({ files }: LogStream): boolean {
  return files.some(({ clockUnknown }) => clockUnknown === true);
}

/** Requests of a time without long pauses, by hours since 1970, and what is usual for each hour of a day. */
interface Rhythm {
  readonly first: number;
  readonly last: number;
  readonly requests: ReadonlyMap<number, number>;
  usual(hour: number): number;
}

function rhythmsOf({ hours }: LogStream): Rhythm[] {
  const known = hours
    .map(({ start, requests }) => [Math.floor(Date.parse(start) / HOUR), requests] as const)
    .filter(([hour, requests]) => Number.isFinite(hour) && requests > 0)
    .sort(([a], [b]) => a - b);
  const times: (readonly [number, number])[][] = [];
  for (const each of known) {
    const current = times.at(-1);
    const before = current?.at(-1)?.[0];
    if (current === undefined || before === undefined || each[0] - before > ANOTHER_TIME * 24) times.push([each]);
    else current.push(each);
  }
  return times.map(rhythmOf);
}

function rhythmOf(time: readonly (readonly [hour: number, requests: number])[]): Rhythm {
  const first = time[0]?.[0] ?? 0;
  const last = Math.min(time.at(-1)?.[0] ?? 0, first + MOST_HOURS);
  const requests = new Map(time);
  const all = new Map<number, number[]>();
  const alike = new Map<number, number[]>();
  for (let hour = first; hour <= last; hour += 1) {
    const count = requests.get(hour) ?? 0;
    for (const [days, key] of [
      [all, hour % 24],
      [alike, kindOf(hour)],
    ] as const) {
      const known = days.get(key);
      if (known === undefined) days.set(key, [count]);
      else known.push(count);
    }
  }
  const everyDay = new Map([...all].map(([key, days]) => [key, median(days, 1)]));
  const suchDays = new Map([...alike].map(([key, days]) => [key, median(days, USUAL_SHARE)]));
  return {
    first,
    last,
    requests,
    usual: (hour) => Math.max(everyDay.get(hour % 24) ?? 0, suchDays.get(kindOf(hour)) ?? 0),
  };
}

/** Hour of the day, of workdays and of weekends. */
function kindOf(hour: number): number {
  return (hour % 24) + (new Date(hour * HOUR).getUTCDay() % 6 === 0 ? 24 : 0);
}

/** Median of the days that have requests; zero where too few do. One day may lack them: the one that is asked about. */
function median(days: readonly number[], share: number): number {
  const busy = days.filter((count) => count > 0).sort((a, b) => a - b);
  const others = days.length - 1;
  if (others < DAYS_TO_KNOW || busy.length < others * share) return 0;
  return busy[Math.floor(busy.length / 2)] ?? 0;
}

function gapsOf(rhythm: Rhythm): Gap[] {
  const gaps: Gap[] = [];
  let from: number | null = null;
  for (let hour = rhythm.first; hour <= rhythm.last; hour += 1) {
    if (!rhythm.requests.has(hour)) {
      from ??= hour;
      continue;
    }
    if (from !== null) {
      const start = from;
      const missed = Array.from({ length: hour - start }, (_, i) => start + i).filter(
        (each) => rhythm.usual(each) >= BUSY,
      );
      if (missed.length >= SHORTEST_GAP) gaps.push({ from: start, until: hour, missed });
    }
    from = null;
  }
  return gaps;
}

function detectionOf(
  stream: LogStream,
  gap: Gap,
  others: readonly { readonly stream: LogStream; readonly rhythms: readonly Rhythm[] }[],
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
    .flatMap(({ stream: other, rhythms }) =>
      rhythms.map((rhythm) => ({
        site: other.site,
        requests: total(gap.missed, (hour) => rhythm.requests.get(hour) ?? 0),
        usual: total(gap.missed, rhythm.usual),
      })),
    )
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
