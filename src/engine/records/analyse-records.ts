import { MatchTally, type TallyKeys } from '../logs/matches/match-tally.js';
import type { EventBatch } from '../logs/correlation/packed-events.js';
import { AgentSightings } from './agent-sightings.js';
import { BuildSightings } from './build-sightings.js';
import { RECOGNISED_BYTES, type RecordPass, type RecordSink, startPass } from './read-records.js';
import type { RecordFileAnalysis, RecordLosses } from './record-analysis.js';
import { ComputerTally } from './record-computers.js';
import { RecordHunt, type RecordRules } from './record-hunt.js';
import { RecordTrace, type RecordTraceQuery } from './record-trace.js';

/** Places of losses that are told for each reason. */
const POSITIONS = 20;
/** Reasons are the readers' own; a few dozen. */
const MAXIMUM_REASONS = 64;

export interface RecordFile {
  readonly collectedPath: string;
  readonly host: string | null;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Takes what correlations count. */
  keep(batch: EventBatch): void;
  /** Matches are counted by values of these. */
  readonly tally?: TallyKeys;
}

export interface RecordPeriod {
  /** Seconds since 1970; records outside are counted and let be. */
  readonly since: number;
  readonly until: number;
}

/**
 * Reads one file in one pass: records, losses, what rules match, builds. Bounded memory. With a `trace` no rule is asked: records
 * of the requests that are followed are all that it is read for.
 */
export async function analyseRecords(
  rules: RecordRules,
  { since, until }: RecordPeriod,
  { collectedPath, host, chunks, keep, tally }: RecordFile,
  trace?: RecordTraceQuery,
): Promise<Omit<RecordFileAnalysis, 'readNotes'>> {
  const matches = tally === undefined ? null : new MatchTally(tally);
  const hunt = new RecordHunt(rules, collectedPath, keep, matches);
  const tracing = trace && new RecordTrace(collectedPath, host, trace);
  const sightings = { builds: new BuildSightings(collectedPath), agents: new AgentSightings(collectedPath) };
  const losses = new Map<
    string,
    { -readonly [K in keyof RecordLosses]: RecordLosses[K] } & { positions: { offset: number; line: number | null }[] }
  >();
  let [records, timeless, outside, bytes] = [0, 0, 0, 0];
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const computers = new ComputerTally();
  const count = (seconds: number): boolean => {
    records++;
    if (Number.isNaN(seconds)) timeless++;
    else if (seconds < since || seconds > until) {
      outside++;
      return false;
    } else {
      if (seconds < first) first = seconds;
      if (seconds > last) last = seconds;
    }
    return true;
  };
  const sink: RecordSink = {
    record: (record) => {
      if (!count(record.seconds)) return;
      const computer = record.computer ?? null;
      computers.add(computer, record.seconds);
      if (tracing) tracing.ask(record);
      else hunt.ask(record, computer !== null && computers.has(computer) ? computer.toLowerCase() : null);
    },
    passed: (seconds) => void count(seconds),
    loss: ({ reason, offset, line, records: lost, bytes: damaged }) => {
      const key = losses.has(reason) || losses.size < MAXIMUM_REASONS ? reason : 'other';
      const known = losses.get(key) ?? { reason: key, count: 0, bytes: 0, positions: [] };
      losses.set(key, known);
      known.count += lost;
      known.bytes += damaged;
      if (known.positions.length < POSITIONS) known.positions.push({ offset, line });
    },
  };
  let pass: RecordPass | null = null;
  let head: Uint8Array | null = new Uint8Array(0);
  const start = (): RecordPass | null => {
    const started = startPass(head ?? new Uint8Array(0), sink, sightings);
    started?.push(head ?? new Uint8Array(0));
    head = null;
    return started;
  };
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (head === null) {
      pass?.push(chunk);
      if (pass === null) break;
    } else {
      head = Buffer.concat([head, chunk]);
      if (head.length >= RECOGNISED_BYTES) pass = start();
    }
  }
  if (head !== null) pass = start();
  const { cutShort, irregular } = pass?.finish() ?? { cutShort: false, irregular: [] };
  hunt.close();
  return {
    format: pass?.format ?? null,
    bytes,
    records,
    timeless,
    outside,
    firstTime: Number.isFinite(first) ? first : null,
    lastTime: Number.isFinite(last) ? last : null,
    losses: [...losses.values()].sort((a, b) => (a.reason < b.reason ? -1 : 1)),
    irregular,
    cutShort,
    groups: hunt.groups,
    computers: computers.result(),
    traced: tracing?.traced ?? [],
    uncounted: hunt.uncounted,
    builds: sightings.builds.result(),
    agents: sightings.agents.result(),
    beyond: [
      ['transport agents', sightings.agents.beyond],
      ['builds of Exchange', sightings.builds.beyond],
    ],
    tallies: matches?.parts ?? [],
  };
}
