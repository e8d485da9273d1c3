import { MAXIMUM_LINE } from '../../formats/log-file/read-log.js';
import { createLogReader } from '../../formats/log-file/recognise-log.js';
import { Utf8Converter, wideEncoding } from '../../formats/log-file/utf8-chunks.js';
import type { LogColumns, LogFileFacts, LogFormat, LogReader } from '../../formats/log-line/log-reader.js';
import { W3cReader, type W3cState } from '../../formats/w3c/w3c-reader.js';
import type { AddressSet } from '../../platform/address-set.js';
import type { CompiledRule } from '../../signatures/sigma/program.js';
import { ActorTally } from './clients/actor-tally.js';
import type { ClientNames } from './clients/client-names.js';
import type { FileAnalysis } from './file-analysis.js';
import type { Followed } from './clients/followed.js';
import { type PartSource, readHours, readLifeLines } from './life-lines/life-line-parts.js';
import { LineTally } from './line-tally.js';
import type { Candidate } from './kernel/kernel-candidates.js';
import type { LineForm, LineLayout } from './kernel/line-layout.js';
import { CHUNK, type LogKernel } from './kernel/log-kernel.js';
import { MatchTally, type TallyKeys } from './matches/match-tally.js';
import { Moments } from './clients/moments.js';
import type { NamesInLog } from './clients/names-in-log.js';
import type { EventBatch } from './correlation/packed-events.js';
import { RuleHunt, type RuleIndex } from './matches/rule-hunt.js';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** One log to read. */
export interface LogToRead {
  readonly collectedPath: string;
  readonly host?: string | null;
  readonly facts: LogFileFacts;
  /** The path tells the site, so that no column is asked. */
  readonly siteInPath: boolean;
  /** Addresses that carry what others ask, beside one's own. */
  readonly proxies?: readonly string[];
  /** Of a range of a W3C log: bytes of the log before the first chunk, and what a reader knows behind them. */
  readonly range?: { readonly offset: number; readonly state: W3cState } | null;
  /** Where somebody is followed, only lines that can be of them are looked at, and only what they did is told. */
  readonly followed?: readonly Followed[] | undefined;
  /** Seconds since 1970: records of those who are followed are kept close to these. */
  readonly moments?: readonly number[] | undefined;
  /** Each is read before the next one is asked for, so they may share their memory. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Takes what correlations count, in the order of the log. */
  keep(batch: EventBatch): void;
}

export interface AnalyserOptions {
  readonly index: RuleIndex;
  readonly own: AddressSet;
  /** Seconds since 1970; records outside are counted and let be. */
  readonly since: number;
  readonly until: number;
  /** Tells who is named in a log. */
  readonly names?: boolean;
  /** Matches are counted by values of these, and life-lines are not told. */
  readonly tally?: TallyKeys;
  /** False: every rule is asked of every line. The same is found, slower: for tests. */
  readonly prefilter?: boolean;
  /** Bytes that are read at once; for tests. */
  readonly chunk?: number;
}

/** One log on its way through the kernel. */
export class FilePass {
  readonly #reader: LogReader;
  readonly #w3c: W3cReader | null;
  readonly #hunt: RuleHunt;
  readonly #actors: ActorTally | null;
  readonly #matches: MatchTally | null;
  readonly #tally = new LineTally();
  readonly #converter: Utf8Converter;
  readonly #chunk: number;
  /** Columns of each layout, by the number that the kernel knows it under. */
  readonly #layouts: LogColumns[] = [];
  /** Of these, what reads a line that the kernel kept. */
  readonly #read = new Map<number, ReturnType<PartSource['layoutOf']>>();
  #layout: Omit<LineLayout, 'id'> | null = null;
  #wide: boolean | null = null;
  /** Bytes in the kernel's buffer, and where they begin in the file. */
  #filled = 0;
  #base = 0;
  /** Within a line that is too long to be read. */
  #skipping = false;
  #last = LINE_FEED;
  #nulBytes = 0;
  readonly #logged = { sent: false, received: false, taken: false };
  readonly #lacks = { stem: 0, client: 0, status: 0 };
  /** Records of the layouts before this one. */
  #recordsBefore = 0;

  constructor(
    readonly source: LogToRead,
    readonly format: LogFormat | null,
    readonly kernel: LogKernel,
    readonly options: AnalyserOptions,
    readonly clients: ClientNames,
    readonly names: NamesInLog,
  ) {
    this.#w3c = format === 'w3c' ? new W3cReader(source.facts, undefined, source.range?.state) : null;
    this.#reader = this.#w3c ?? createLogReader(format ?? 'w3c', source.facts);
    this.#converter = new Utf8Converter(source.range?.offset ?? null);
    this.#chunk = options.chunk ?? CHUNK;
    const clientOf = (logged: string): string => clients.nameOf(logged);
    this.#matches = options.tally === undefined ? null : new MatchTally(options.tally);
    this.#hunt = new RuleHunt(options.index, source.collectedPath, clientOf, source.keep, this.#matches);
    const moments = source.moments ? new Moments(source.moments) : null;
    this.#actors = source.followed === undefined ? null : new ActorTally(source.followed, clientOf, moments);
    kernel.begin({
      lives: this.#actors === null,
      fixedSite: source.siteInPath,
      own: !options.own.isEmpty,
      clockSeconds: source.facts.utcOffsetMinutes * 60,
      since: options.since,
      until: options.until,
      names: options.names === true,
    });
    if (source.range) {
      this.#wide = false;
      this.#setLayout();
    }
  }

  push(bytes: Uint8Array): void {
    if (this.format === null || bytes.length === 0) return;
    this.#wide ??= wideEncoding(bytes) !== null;
    for (const part of this.#converter.convert(bytes)) this.#take(part.bytes, part.originalOffset);
  }

  finish(bytes: number): FileAnalysis {
    if (this.format !== null) this.#end();
    this.#goOn();
    this.#hunt.close();
    const { kernel } = this;
    const counters = kernel.counters();
    this.#closeLayout(counters.records);
    this.#tally.recovered += counters.recovered;
    const isRead = this.format !== null && this.#actors === null && this.#matches === null;
    const lifeLines = !isRead
      ? []
      : readLifeLines({
          kernel,
          clients: this.clients.names,
          logged: this.#logged,
          layoutOf: (layout) => this.#layoutOf(layout),
        });
    return {
      format: this.format,
      bytes,
      lines: this.#tally.counts(counters.lines, counters.records, counters.noTime, counters.outside),
      firstTime: Number.isFinite(counters.firstTime) ? counters.firstTime : null,
      lastTime: Number.isFinite(counters.lastTime) ? counters.lastTime : null,
      cutShort: this.format !== null && this.#last !== LINE_FEED && this.#last !== RETURN,
      openingTime: kernel.openingTime,
      closingTime: kernel.closingTime,
      stepsBack: counters.stepsBack,
      nulBytes: this.#nulBytes,
      hours: isRead ? readHours(kernel) : [],
      lifeLines,
      actors: this.#actors?.parts ?? [],
      traced: this.#actors?.traced ?? [],
      tallies: this.#matches?.parts ?? [],
      groups: this.#hunt.groups,
      uncounted: this.#hunt.uncounted,
      names: kernel.namesAreAll ? this.names.hashes : null,
      candidateLines: counters.candidateLines,
      notKept: counters.notKept,
      beyond: {
        stems: counters.stemsBeyond,
        misses: counters.missesBeyond,
        clients: counters.clientsBeyond,
        values: counters.valuesBeyond,
        windows: counters.windowsBeyond + counters.hoursBeyond,
        lines: counters.linesBeyond,
      },
      lacks: this.#lacks,
      pathless: this.format === 'httperr' ? 0 : counters.pathless,
      doubt: this.#reader.doubt ?? null,
      readNotes: [],
      end: this.#w3c && { state: this.#w3c.state, dayFrom: this.#w3c.dayFrom },
    };
  }

  #end(): void {
    for (const part of this.#converter.end()) this.#take(part.bytes, part.originalOffset);
    if (this.#skipping) {
      this.#skipping = false;
      this.#tooLong(false);
    }
    if (this.#filled === 0) return;
    // The last line has no end: it gets one.
    this.kernel.bytes[this.kernel.buffer + this.#filled] = LINE_FEED;
    this.#filled++;
    this.#run(this.#filled);
  }

  #take(bytes: Uint8Array, originalOffset: (position: number) => number): void {
    if (bytes.length === 0) return;
    this.#last = bytes[bytes.length - 1] ?? LINE_FEED;
    let from = this.#skipping ? this.#skip(bytes, originalOffset) : 0;
    while (from < bytes.length) {
      const to = Math.min(bytes.length, from + this.#chunk);
      if (this.#filled === 0) this.#base = originalOffset(from);
      const { kernel } = this;
      kernel.bytes.set(bytes.subarray(from, to), kernel.buffer + this.#filled);
      this.#filled += to - from;
      from = to;
      const complete = kernel.completeLines(this.#filled, 0);
      if (complete > 0) this.#run(complete);
      if (this.#filled > MAXIMUM_LINE) {
        this.#skipping = true;
        this.#filled = 0;
        from += this.#skip(bytes.subarray(from), (position) => originalOffset(from + position));
      }
    }
  }

  /** Passes over the rest of a line that is too long. Answers where the next one begins. */
  #skip(bytes: Uint8Array, originalOffset: (position: number) => number): number {
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] !== LINE_FEED && bytes[i] !== RETURN) continue;
      this.#skipping = false;
      this.#tooLong(bytes[i] === RETURN);
      this.#base = originalOffset(i + 1);
      return i + 1;
    }
    return bytes.length;
  }

  #tooLong(byReturn: boolean): void {
    this.#tally.unparsable('too-long', this.#base, this.kernel.skipLine(byReturn));
  }

  /** Takes the first bytes of the buffer through the kernel and moves the rest to its beginning. */
  #run(complete: number): void {
    const { kernel } = this;
    kernel.chunk(complete, this.#base, this.#wide === true);
    for (let found = kernel.walk(); ; found = kernel.walk()) {
      // Before the line is read: it may be a header, and candidates have the columns of the one before.
      this.#askRules();
      if (found === 'line') this.#readLine(kernel.lineStart, kernel.lineEnd, kernel.currentLine);
      this.#askRules();
      if (found === 'done') break;
    }
    const { buffer } = kernel;
    this.#base = kernel.offsetOf(complete);
    kernel.bytes.copyWithin(buffer, buffer + complete, buffer + this.#filled);
    this.#filled -= complete;
  }

  /** A line that the kernel does not read by itself. */
  #readLine(start: number, end: number, line: number): void {
    const { kernel } = this;
    const { buffer, bytes } = kernel;
    if (end - start > MAXIMUM_LINE) {
      this.#tally.unparsable('too-long', kernel.offsetOf(start), line);
      return;
    }
    for (let i = start; i < end; i++) if (bytes[buffer + i] === 0) this.#nulBytes++;
    this.#goOn();
    const reader = this.#reader;
    const kind = reader.read(bytes, buffer + start, buffer + end);
    if (kind === 'header') this.#tally.header++;
    else if (kind === 'empty') this.#tally.empty++;
    else if (kind === 'unparsable') this.#tally.unparsable(reader.reason, kernel.offsetOf(start), line);
    this.#setLayout();
    if (kind !== 'record') return;
    if (reader.date) kernel.learnDate(reader.date);
    if (reader.recovered) this.#tally.recovered++;
    kernel.ingest(start, end, reader.ranges, reader.columns.names.length, reader.time);
  }

  /** Counts the records of the layout that ends here for what it lacks. */
  #closeLayout(records: number): void {
    const columns = this.#layout?.columns;
    const count = records - this.#recordsBefore;
    this.#recordsBefore = records;
    if (columns === undefined || count === 0) return;
    if (columns.indexOf('cs-uri-stem') < 0) this.#lacks.stem += count;
    if (columns.indexOf('c-ip') < 0) this.#lacks.client += count;
    if (columns.indexOf('sc-status') < 0) this.#lacks.status += count;
  }

  /** Of lines with a time alone, the reader learns what day it was behind those that the kernel has read. */
  #goOn(): void {
    const clock = this.#layout?.form === 'clocked' ? this.kernel.clock : null;
    if (clock) this.#w3c?.goOn(clock.day, clock.seconds);
  }

  /** How the lines to come are parted, where the kernel can part them. */
  #form(): LineForm {
    const { format, columns } = this.#reader;
    if (format === 'iis-native') return 'native';
    if (format === 'ncsa') return 'ncsa';
    if (!this.#w3c?.spaced || columns.indexOf('time') < 0) return 'foreign';
    return columns.indexOf('date') >= 0 ? 'dated' : 'clocked';
  }

  /** Tells the kernel how lines are read from here on. */
  #setLayout(): void {
    const { columns } = this.#reader;
    const [form, inferred] = [this.#form(), this.#w3c?.declared === false];
    if (form === 'clocked' && this.#w3c) this.kernel.setClock(this.#w3c.state.day, this.#w3c.state.clock);
    const before = this.#layout;
    if (before && before.columns === columns && before.form === form && before.inferred === inferred) return;
    this.#closeLayout(this.kernel.counters().records);
    let id = this.#layouts.indexOf(columns);
    if (id < 0) id = this.#layouts.push(columns) - 1;
    this.#layout = { columns, form, inferred };
    this.#logged.sent ||= columns.indexOf('sc-bytes') >= 0;
    this.#logged.received ||= columns.indexOf('cs-bytes') >= 0;
    this.#logged.taken ||= columns.indexOf('time-taken') >= 0;
    this.kernel.setLayout({ columns, form, inferred, id });
  }

  #layoutOf(number: number): ReturnType<PartSource['layoutOf']> {
    let layout = this.#read.get(number);
    if (!layout) {
      const columns = this.#layouts[number]?.names ?? [];
      const reader = createLogReader(this.format ?? 'w3c', this.source.facts);
      const header = Buffer.from(`#Fields: ${columns.join(' ')}`);
      if (this.format === 'w3c' || this.format === 'advanced-logging') reader.read(header, 0, header.length);
      layout = { reader, source: { path: this.source.collectedPath, columns } };
      this.#read.set(number, layout);
    }
    return layout;
  }

  #askRules(): void {
    const { kernel } = this;
    if (kernel.region('candidates').count === 0) return;
    const { buffer } = kernel;
    const { columns } = this.#reader;
    kernel.eachCandidate((candidate, { bytes, words, halves }) => {
      const { offset, line, everyRule, time } = candidate;
      this.#hunt.cells.set(bytes, words, candidate, buffer, columns.names.length);
      if (this.#actors) {
        const place = { path: this.source.collectedPath, offset, line };
        this.#actors.take(columns, this.#hunt.cells, time, place);
        return;
      }
      const rules = this.#rulesFor(candidate, halves);
      const possible = this.#hunt.ask(columns, rules, time, offset, line);
      if (!possible && !everyRule) kernel.dismiss(candidate);
    });
    kernel.takeCandidates();
  }

  /** Rules that the candidate in the hunt's cells may match: by the literals of its line, and by those of the path that IIS makes of it. */
  #rulesFor({ everyRule, oddStem, literals, count }: Candidate, halves: Uint16Array): readonly CompiledRule[] {
    const { index, prefilter } = this.options;
    if (everyRule || prefilter === false) return index.rules;
    const resolved = oddStem ? this.#hunt.resolvedStem(this.#reader.columns) : null;
    if (resolved === null) return index.rulesOf(halves, literals, count);
    const more = this.kernel.literalsOf(resolved);
    if (more === null) return index.rules;
    const all = Uint16Array.of(...halves.subarray(literals, literals + count), ...more);
    return index.rulesOf(all, 0, all.length);
  }
}
