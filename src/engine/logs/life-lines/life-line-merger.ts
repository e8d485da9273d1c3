import { isoTime } from '../../../formats/log-line/line-time.js';
import type { CappedSet, UriLifeLine } from '../../../model/life-line.js';
import { breather } from '../../../platform/give-way.js';
import { compareText } from '../../../platform/order.js';
import { resolvedStem, scriptOf } from '../../../server/request-stem.js';
import type { LifeLinePart, PartExamples, PartSet } from '../file-analysis.js';
import { type PackedRecord, unpackRecord } from '../record-cells.js';

/** Stems that are followed, and how far their number grows before those that weigh least go. */
const MAXIMUM_LINES = 24_000;
const GROWN = 28_000;
const SET_CAPACITY = 64;
const HITS = 2048;
const TEXTS = 10_000;
/** Requests that make intervals worth looking at. */
const RHYTHM = 8;
/** A scanner asks once or twice; what is asked for more often is used. */
const PROBES = 3;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Growing extends Mutable<LifeLinePart> {
  readonly host: string | null;
}

/** All that the merger holds, plain data. */
export interface LifeLineContent {
  readonly lines: readonly (readonly [key: string, line: Growing])[];
  readonly beyond: { readonly answered: number; readonly missed: number };
}

/** Joins what files say of the same URI. Files have to come in the order of their first records. */
export class LifeLineMerger {
  #lines = new Map<string, Growing>();
  readonly #texts = new Map<string, string>();
  /** Requests for stems that found no place. */
  readonly beyond = { answered: 0, missed: 0 };

  add(host: string | null, site: string, spelled: LifeLinePart): void {
    const part = asResolved(spelled);
    const key = `${host ?? ''}\0${site}\0${part.stem}`;
    const line = this.#lines.get(key);
    if (line) {
      join(line, part);
      return;
    }
    this.#lines.set(key, {
      ...part,
      host,
      site,
      userAgents: { ...part.userAgents, values: part.userAgents.values.map((agent) => this.#known(agent)) },
    });
    if (this.#lines.size > GROWN) this.#prune();
  }

  kept(): LifeLineContent {
    return { lines: [...this.#lines], beyond: this.beyond };
  }

  resume({ lines, beyond }: LifeLineContent): void {
    for (const [key, line] of lines) {
      const { userAgents } = line;
      line.userAgents = { ...userAgents, values: userAgents.values.map((agent) => this.#known(agent)) };
      this.#lines.set(key, line);
    }
    Object.assign(this.beyond, beyond);
  }

  /** The same text where it was there before: many stems have the agents of few clients. */
  #known(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size < TEXTS) this.#texts.set(text, text);
    return text;
  }

  /** Keeps what weighs most; of what weighs the same, what came first. */
  #prune(): void {
    if (this.#lines.size <= MAXIMUM_LINES) return;
    const sorted = [...this.#lines]
      .map(([key, line]) => ({ key, line, worth: worthOf(line) }))
      .sort((a, b) => b.worth - a.worth || b.line.requests - a.line.requests);
    for (const { line } of sorted.slice(MAXIMUM_LINES)) {
      if (line.answered) this.beyond.answered += line.requests;
      else this.beyond.missed += line.requests;
    }
    this.#lines = new Map(sorted.slice(0, MAXIMUM_LINES).map(({ key, line }) => [key, line]));
  }

  /** By host, site and stem. Call once: what is told is no longer kept. */
  async result(): Promise<UriLifeLine[]> {
    this.#prune();
    const keys = [...this.#lines.keys()].sort(compareText);
    const told: UriLifeLine[] = [];
    const breathe = breather();
    for (const key of keys) {
      await breathe();
      const line = this.#lines.get(key);
      this.#lines.delete(key);
      if (line) told.push(finished(line));
    }
    return told;
  }
}

/** However a script's stem is spelled, it is one script. */
function asResolved(part: LifeLinePart): LifeLinePart {
  const resolved = resolvedStem(part.stem)?.toLowerCase();
  if (resolved === undefined || (!part.executable && scriptOf(resolved) === null)) return part;
  return { ...part, stem: resolved, executable: true };
}

/** What was answered before what was missed, scripts before the rest, what is used before what was probed, few clients before many; of the same worth, more requests before fewer. */
function worthOf(line: Growing): number {
  const traits = [line.executable, line.requests > PROBES, !line.clients.capped];
  return traits.reduce((worth, trait) => 2 * worth + Number(trait), answerOf(line));
}

function answerOf({ answered, firstSuccess, statuses }: Growing): number {
  const failed = statuses.some(([status]) => status.startsWith('5'));
  return firstSuccess !== 0 || failed ? 2 : answered ? 1 : 0;
}

function join(line: Growing, part: LifeLinePart): void {
  line.executable ||= part.executable;
  line.answered ||= part.answered;
  line.feignedMisses += part.feignedMisses;
  line.examples = {
    first: line.examples.first ?? part.examples.first,
    success: isEarlier(part.firstSuccess, line.firstSuccess) ? part.examples.success : line.examples.success,
    last: part.examples.last ?? part.examples.first ?? line.examples.last,
  };
  joinTransitions(line, part);
  line.requests += part.requests;
  line.ownRequests += part.ownRequests;
  line.first = Math.min(line.first, part.first);
  line.last = Math.max(line.last, part.last);
  line.uploads += part.uploads;
  line.withReferer += part.withReferer;
  line.withQuery += part.withQuery;
  line.methods = joinCounts(line.methods, part.methods);
  line.statuses = joinCounts(line.statuses, part.statuses);
  line.bytesSent = added(line.bytesSent, part.bytesSent);
  line.bytesReceived = added(line.bytesReceived, part.bytesReceived);
  line.maximumBytesSent = larger(line.maximumBytesSent, part.maximumBytesSent);
  line.maximumBytesReceived = larger(line.maximumBytesReceived, part.maximumBytesReceived);
  line.maximumTimeTaken = larger(line.maximumTimeTaken, part.maximumTimeTaken);
  line.clients = joinSets(line.clients, part.clients);
  line.userAgents = joinSets(line.userAgents, part.userAgents);
  line.userNames = joinSets(line.userNames, part.userNames);
  line.servers = joinSets(line.servers, part.servers);
  line.ports = joinSets(line.ports, part.ports);
  line.window = busier(line.window, part.window);
  if (line.clients.capped) line.hits = [];
  else if (line.hits.length < HITS) line.hits = [...line.hits, ...part.hits].slice(0, HITS);
}

type Window = LifeLinePart['window'];

/** The busier of two windows. Ranges of one log part a window: what both tell of it is counted together. */
function busier(a: Window, b: Window): Window {
  if (a === null || b === null) return a ?? b;
  if (a.client === b.client && a.start === b.start)
    return { ...a, requests: a.requests + b.requests, posts: a.posts + b.posts };
  return b.requests > a.requests ? b : a;
}

/** Times of zero are none. */
function isEarlier(a: number, b: number): boolean {
  return a !== 0 && (b === 0 || a < b);
}

/** When it appeared and when it went: first the miss before the first success, then the miss after the last one. */
function joinTransitions(line: Growing, part: LifeLinePart): void {
  if (part.firstSuccess !== 0) {
    if (line.firstSuccess === 0) {
      line.missBeforeSuccess = Math.max(line.lastMiss < part.firstSuccess ? line.lastMiss : 0, part.missBeforeSuccess);
    } else if (part.firstSuccess < line.firstSuccess) line.missBeforeSuccess = part.missBeforeSuccess;
    line.firstSuccess = line.firstSuccess === 0 ? part.firstSuccess : Math.min(line.firstSuccess, part.firstSuccess);
    if (part.lastSuccess >= line.lastSuccess) {
      line.lastSuccess = part.lastSuccess;
      line.missAfterSuccess = part.missAfterSuccess;
    }
  } else if (line.lastSuccess !== 0 && line.missAfterSuccess === 0 && part.firstMiss > line.lastSuccess) {
    line.missAfterSuccess = part.firstMiss;
  }
  line.lastMiss = Math.max(line.lastMiss, part.lastMiss);
}

function joinSets(a: PartSet, b: PartSet): PartSet {
  if (a.capped) return a;
  const values = [...new Set([...a.values, ...b.values])];
  return { values: values.slice(0, SET_CAPACITY), capped: b.capped || values.length > SET_CAPACITY };
}

const added = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);
const larger = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);
const capped = ({ values, capped: more }: PartSet): CappedSet => ({ values, capped: more });
const time = (seconds: number): string | null => (seconds === 0 ? null : isoTime(seconds));

type Counts = readonly (readonly [string, number])[];

function joinCounts(a: Counts, b: Counts): Counts {
  const sums = new Map(a);
  for (const [name, count] of b) sums.set(name, (sums.get(name) ?? 0) + count);
  return [...sums];
}

function finished(line: Growing): UriLifeLine {
  const records = distinct(line.examples);
  const {
    host,
    site,
    stem,
    executable,
    feignedMisses,
    requests,
    ownRequests,
    uploads,
    withReferer,
    withQuery,
    window,
  } = line;
  return {
    host,
    site: site ?? '',
    stem,
    executable,
    requests,
    ownRequests,
    first: time(line.first) ?? '',
    last: time(line.last) ?? '',
    firstSuccess: time(line.firstSuccess),
    lastSuccess: time(line.lastSuccess),
    lastMissBeforeSuccess: time(line.missBeforeSuccess),
    firstMissAfterSuccess: time(line.missAfterSuccess),
    methods: Object.fromEntries([...line.methods].sort(([a], [b]) => compareText(a, b))),
    statuses: [...line.statuses].sort(([a], [b]) => compareText(a, b)),
    uploads,
    feignedMisses,
    clients: capped(line.clients),
    userAgents: capped(line.userAgents),
    userNames: capped(line.userNames),
    servers: capped(line.servers),
    ports: capped(line.ports),
    bytesSent: line.bytesSent,
    bytesReceived: line.bytesReceived,
    maximumBytesSent: line.maximumBytesSent,
    maximumBytesReceived: line.maximumBytesReceived,
    maximumTimeTaken: line.maximumTimeTaken,
    withReferer,
    withQuery,
    busiestWindow: window && { ...window, start: isoTime(window.start) ?? '' },
    rhythm: rhythmOf(line.hits),
    get examples() {
      return records.map(unpackRecord);
    },
  };
}

function distinct({ first, success, last }: PartExamples): PackedRecord[] {
  const present = [first, success, last].filter((example) => example !== null);
  return present.filter(
    (a, i) => present.findIndex((b) => a.source.path === b.source.path && a.offset === b.offset) === i,
  );
}

/** Median interval of the busiest client's requests and how far the others stray from it. */
function rhythmOf(hits: readonly (readonly [number, string])[]): UriLifeLine['rhythm'] {
  const times = new Map<string, number[]>();
  for (const [at, client] of hits) {
    const known = times.get(client);
    if (known) known.push(at);
    else times.set(client, [at]);
  }
  const [busiest] = [...times].sort(([a, x], [b, y]) => y.length - x.length || compareText(a, b));
  if (!busiest || busiest[1].length < RHYTHM) return null;
  const [client, seconds] = busiest;
  seconds.sort((a, b) => a - b);
  const gaps = seconds.slice(1).map((at, i) => at - (seconds[i] ?? at));
  const median = medianOf(gaps);
  if (median === 0) return null;
  const stray = medianOf(gaps.map((gap) => Math.abs(gap - median)));
  return {
    client,
    requests: seconds.length,
    medianSeconds: median,
    strayRatio: Math.round((stray / median) * 1000) / 1000,
  };
}

function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
