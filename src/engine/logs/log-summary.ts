import type { FileAnalysis, HourCount, LineCounts, UncountedMatches } from './file-analysis.js';
import { POSITIONS } from './line-tally.js';

/** Seconds that a record may be earlier than the one before it: it is written when the request ends. */
const STEP_BACK = 60;

/** What is told of a log as a whole, but for what grows with what stands in it. */
export interface LogSummary
  extends Omit<FileAnalysis, 'lifeLines' | 'groups' | 'actors' | 'traced' | 'tallies' | 'names' | 'end'> {
  /** Ports by site, as logged. */
  readonly ports: readonly (readonly [site: string | null, port: string])[];
  /** Ranges that it was read in. */
  readonly ranges: number;
}

export function summaryOf(analysis: FileAnalysis): LogSummary {
  const { lifeLines, groups, actors, traced, tallies, names, end, ...rest } = analysis;
  const ports = lifeLines.flatMap(({ site, ports }) => ports.values.map((port) => [site, port] as const));
  return { ...rest, ports: distinct(ports), ranges: 1 };
}

/** The summary of two ranges that follow one another. */
export function joinSummaries(a: LogSummary, b: LogSummary): LogSummary {
  const goesBack = a.closingTime !== null && b.openingTime !== null && b.openingTime < a.closingTime - STEP_BACK;
  return {
    format: a.format,
    bytes: a.bytes + b.bytes,
    lines: joinLines(a.lines, b.lines),
    firstTime: chosen(Math.min, a.firstTime, b.firstTime),
    lastTime: chosen(Math.max, a.lastTime, b.lastTime),
    openingTime: a.openingTime ?? b.openingTime,
    closingTime: b.closingTime ?? a.closingTime,
    cutShort: b.cutShort,
    stepsBack: a.stepsBack + b.stepsBack + Number(goesBack),
    nulBytes: a.nulBytes + b.nulBytes,
    hours: joinHours(a.hours, b.hours),
    uncounted: joinUncounted(a.uncounted, b.uncounted),
    candidateLines: a.candidateLines + b.candidateLines,
    notKept: a.notKept + b.notKept,
    beyond: {
      stems: a.beyond.stems + b.beyond.stems,
      misses: a.beyond.misses + b.beyond.misses,
      clients: a.beyond.clients + b.beyond.clients,
      values: a.beyond.values + b.beyond.values,
      windows: a.beyond.windows + b.beyond.windows,
      lines: a.beyond.lines + b.beyond.lines,
    },
    lacks: {
      stem: a.lacks.stem + b.lacks.stem,
      client: a.lacks.client + b.lacks.client,
      status: a.lacks.status + b.lacks.status,
    },
    pathless: a.pathless + b.pathless,
    doubt: a.doubt ?? b.doubt,
    readNotes: distinct([...a.readNotes, ...b.readNotes]),
    ports: distinct([...a.ports, ...b.ports]),
    ranges: a.ranges + b.ranges,
  };
}

function joinLines(a: LineCounts, b: LineCounts): LineCounts {
  const reasons = new Map(a.reasons.map((reason) => [reason.reason, reason]));
  for (const reason of b.reasons) {
    const known = reasons.get(reason.reason);
    const positions = [...(known?.positions ?? []), ...reason.positions].slice(0, POSITIONS);
    reasons.set(reason.reason, { ...reason, count: (known?.count ?? 0) + reason.count, positions });
  }
  return {
    read: a.read + b.read,
    header: a.header + b.header,
    empty: a.empty + b.empty,
    records: a.records + b.records,
    recovered: a.recovered + b.recovered,
    timeless: a.timeless + b.timeless,
    outside: a.outside + b.outside,
    unparsable: a.unparsable + b.unparsable,
    reasons: [...reasons.values()],
  };
}

function joinHours(a: readonly HourCount[], b: readonly HourCount[]): HourCount[] {
  const key = ({ site, hour }: HourCount): string => `${hour} ${site ?? ''}`;
  const hours = new Map(a.map((one) => [key(one), one]));
  for (const one of b) {
    const known = hours.get(key(one));
    hours.set(
      key(one),
      known
        ? {
            ...known,
            requests: known.requests + one.requests,
            first: Math.min(known.first, one.first),
            last: Math.max(known.last, one.last),
          }
        : one,
    );
  }
  return [...hours.values()];
}

/** The time of the first that is not counted is that of the first range which has such. */
function joinUncounted(a: readonly UncountedMatches[], b: readonly UncountedMatches[]): UncountedMatches[] {
  const rules = new Map(a.map((one) => [one.rule, one]));
  for (const one of b) {
    const known = rules.get(one.rule);
    const { rule, counted, uncounted } = one;
    rules.set(
      rule,
      known ? { ...known, counted: known.counted + counted, uncounted: known.uncounted + uncounted } : one,
    );
  }
  return [...rules.values()].sort((x, y) => x.rule - y.rule);
}

function chosen(choose: (x: number, y: number) => number, a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : choose(a, b);
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
