import { randomInt } from 'node:crypto';
import type { WrittenDate } from '../../../formats/log-line/log-reader.js';
import { alignmentOf } from '../../../formats/w3c/align-columns.js';
import { writeExtensions } from './extension-table.js';
import { KERNEL_BINARY } from './kernel-binary.js';
import * as FORM from './contract/column-forms.js';
import * as COUNTER from './contract/counters.js';
import * as REGION from './contract/regions.js';
import { type Candidate, type CandidateMemory, readCandidates } from './kernel-candidates.js';
import { columnsOfRoles, FORM_NUMBERS, type LineLayout, TYPE_NUMBERS } from './line-layout.js';
import { FOLDED, type LiteralPlan } from './literal-plan.js';

/** The part of WebAssembly's interface that is used here; the types of Node do not have it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}

/** What the kernel exports; see `assembly/log-kernel/`. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  address(region: number): number;
  size(region: number): number;
  setLiterals(long: boolean, short: boolean, every: boolean, shortQuery: number): void;
  literalsOf(length: number): number;
  setRange(since: number, until: number): void;
  begin(
    arenaSize: number,
    lives: boolean,
    fixedSite: boolean,
    own: boolean,
    clock: number,
    names: boolean,
    seed: number,
  ): void;
  namesAreAll(): number;
  setLayout(columns: number, form: number, inferred: boolean, id: number): void;
  learnDate(start: number, end: number, midnight: number): void;
  setClock(day: number, seconds: number): void;
  clockDay(): number;
  clockSeconds(): number;
  clockAsked(): boolean;
  completeLines(filled: number, from: number): number;
  chunk(complete: number, offset: number, wide: boolean): void;
  offsetOf(at: number): number;
  walk(): number;
  lineStart(): number;
  lineEnd(): number;
  currentLine(): number;
  takeCandidates(): void;
  dismiss(candidate: number): void;
  skipLine(byReturn: boolean): number;
  ingest(start: number, end: number, time: number, columns: number): void;
  openingTime(): number;
  closingTime(): number;
}

/** A region of the kernel's memory. */
export type KernelRegion = keyof typeof REGION;
const NUMBER_OF: Readonly<Record<KernelRegion, number>> = REGION;

/** What the kernel counted of a file. */
export type KernelCounters = Readonly<Record<keyof typeof COUNTER, number>>;

/** Most memory that the life-lines of one file take, bytes. */
const ARENA = 32 << 20;

/** How much is read at once, bytes: it stays in the processor's cache from one pass to the next. */
export const CHUNK = 256 << 10;

/** What `walk` found: all lines are read; a line is the host's to read; candidates have to be taken. */
export type Walked = 'done' | 'line' | 'candidates';

const WALKED: readonly Walked[] = ['done', 'line', 'candidates'];

let compiled: WebAssembly.Module | null = null;

/** Is told who is named in a file, each once, by places of the line buffer. */
export interface NameListener {
  /** `forwarded` is -1 where nothing was. */
  newClientName(start: number, end: number, forwarded: number, forwardedEnd: number): void;
  newAccountName(start: number, end: number): void;
}

const NOBODY_LISTENS: NameListener = { newClientName: () => {}, newAccountName: () => {} };
/** Hashes of names begin with it. */
const SEEDS = 2 ** 47;

/** The inner loop of the log engine, with its memory. One is used for file after file. */
export class LogKernel {
  readonly #exports: KernelExports;
  readonly #seed = randomInt(SEEDS);
  #buffer: ArrayBuffer;
  #bytes: Uint8Array;
  #view: DataView;

  constructor(
    newClient: (raw: number, pointer: number, length: number) => number,
    names: NameListener = NOBODY_LISTENS,
  ) {
    compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_BINARY, 'base64'));
    const instance = new WebAssembly.Instance(compiled, { clients: { newClient }, names: { ...names } });
    this.#exports = instance.exports as unknown as KernelExports;
    this.#buffer = this.#exports.memory.buffer;
    this.#bytes = new Uint8Array(this.#buffer);
    this.#view = new DataView(this.#buffer);
    this.#bytes.set(FOLDED, this.#address('fold'));
    writeExtensions(this.#view, this.#address('extensions'));
  }

  /** The kernel's memory. Ask anew after each call: it moves when it grows. */
  get bytes(): Uint8Array {
    this.#renew();
    return this.#bytes;
  }

  get view(): DataView {
    this.#renew();
    return this.#view;
  }

  /** Where the line buffer begins in `bytes`. */
  get buffer(): number {
    return this.#address('buffer');
  }

  get lineStart(): number {
    return this.#exports.lineStart();
  }

  get lineEnd(): number {
    return this.#exports.lineEnd();
  }

  get currentLine(): number {
    return this.#exports.currentLine();
  }

  region(name: KernelRegion): { readonly at: number; readonly count: number } {
    return { at: this.#address(name), count: this.#exports.size(NUMBER_OF[name]) };
  }

  /** Sets what lines are candidates: those that hold one of the literals, or, with `every`, all. */
  setLiterals(plan: LiteralPlan, every: boolean): void {
    const texts = this.#address('literalTexts');
    if (
      plan.texts.length > this.region('literalTexts').count ||
      plan.places.length / 2 > this.region('literals').count
    ) {
      throw new RangeError('More literals than the kernel holds.');
    }
    this.bytes.set(plan.texts, texts);
    this.#setWords(
      'literals',
      plan.places.map((n, i) => (i % 2 === 0 ? n + texts : n)),
    );
    if (plan.grams.length / 3 > this.region('grams').count) throw new RangeError('More grams than the kernel holds.');
    this.bytes.set(plan.bitmap, this.#address('bitmap'));
    this.bytes.set(plan.middleBitmap, this.#address('middleBitmap'));
    this.#setWords('heads', plan.heads);
    this.#setWords('grams', plan.grams);
    this.bytes.set(plan.nibbles, this.#address('nibbles'));
    this.#setWords('buckets', plan.buckets);
    this.#setWords('bucketItems', plan.bucketItems);
    this.#exports.setLiterals(plan.hasGrams, plan.hasShort, every, plan.shortQuery);
  }

  /** Numbers of the literals that a text holds; null where they are too many to tell. */
  literalsOf(text: string): Uint16Array | null {
    const { at, count } = this.region('scratch');
    const length = Buffer.from(this.bytes.buffer).write(text, at, count, 'latin1');
    const { at: literals, count: first } = this.region('candidateLiterals');
    const found = this.#exports.literalsOf(length);
    if (found < 0 || length < text.length) return null;
    return new Uint16Array(this.#buffer).slice(literals / 2 + first, literals / 2 + first + found);
  }

  /**
   * Starts a file. `lives`: its hours and life-lines are wanted; `own`: some addresses are one's own; `names`: who is named in it is to
   * be told. Times are seconds since 1970; records outside are counted and let be.
   */
  begin(options: {
    lives: boolean;
    fixedSite: boolean;
    own: boolean;
    clockSeconds: number;
    since: number;
    until: number;
    names: boolean;
  }): void {
    const { lives, fixedSite, own, clockSeconds, since, until, names } = options;
    this.#exports.setRange(since, until);
    this.#exports.begin(ARENA, lives, fixedSite, own, clockSeconds, names, this.#seed);
  }

  /** Whether everybody who is named in the file was told. */
  get namesAreAll(): boolean {
    return this.#exports.namesAreAll() !== 0;
  }

  /** Lines that are not as it says come back from `walk`. */
  setLayout({ columns, form, inferred, id }: LineLayout): void {
    const view = this.view;
    const roles = this.#address('roles');
    for (const [role, column] of columnsOfRoles(columns)) view.setInt32(roles + 4 * role, column, true);
    const { types, spacious } = alignmentOf(columns);
    for (const [i, type] of types.entries()) view.setUint8(this.#address('columnTypes') + i, TYPE_NUMBERS[type]);
    for (let i = 0; i < FORM.MAXIMUM_SPACIOUS; i++) {
      view.setInt32(this.#address('spacious') + 4 * i, spacious[i] ?? -1, true);
    }
    this.#exports.setLayout(columns.names.length, FORM_NUMBERS[form], inferred, id);
  }

  /** Lines in which the same text is their date are of the same day. */
  learnDate({ start, end, midnight }: WrittenDate): void {
    this.#exports.learnDate(start - this.buffer, end - this.buffer, midnight);
  }

  /** Of lines with a time alone: the day, null where none is known, and the time of day, seconds, of the last one. */
  setClock(day: number | null, seconds: number): void {
    this.#exports.setClock(day ?? -1, seconds);
  }

  /** The same behind the lines that it has read since; null where there were none. */
  get clock(): { readonly day: number | null; readonly seconds: number } | null {
    const exports = this.#exports;
    if (!exports.clockAsked()) return null;
    const day = exports.clockDay();
    return { day: day < 0 ? null : day, seconds: exports.clockSeconds() };
  }

  completeLines(filled: number, from: number): number {
    return this.#exports.completeLines(filled, from);
  }

  /**
   * Takes the first bytes of the buffer, which must be whole lines; `offset` is their place in the file, `wide` says that there they
   * are UTF-16.
   */
  chunk(complete: number, offset: number, wide: boolean): void {
    this.#exports.chunk(complete, offset, wide);
  }

  /** Place in the file of a byte of that chunk, or behind it. Cheap where they are asked for in their order. */
  offsetOf(at: number): number {
    return this.#exports.offsetOf(at);
  }

  walk(): Walked {
    return WALKED[this.#exports.walk()] ?? 'done';
  }

  /** Hands back a record that the host has read. Ranges are places in `bytes`, two for each column. */
  ingest(start: number, end: number, ranges: Int32Array, columns: number, time: number): void {
    const view = this.view;
    const [starts, ends, buffer] = [this.#address('starts'), this.#address('ends'), this.buffer];
    for (let i = 0; i < columns; i++) {
      const [from, to] = [ranges[2 * i] ?? -1, ranges[2 * i + 1] ?? -1];
      view.setInt32(starts + 4 * i, from < 0 ? -1 : from - buffer, true);
      view.setInt32(ends + 4 * i, from < 0 ? -1 : to - buffer, true);
    }
    this.#exports.ingest(start, end, time, columns);
  }

  /** Time of the first record that told one, in the order of the log, null where none did. */
  get openingTime(): number | null {
    const time = this.#exports.openingTime();
    return time < 0 ? null : time;
  }

  /** Time of the last record that told one, in the order of the log, null where none did. */
  get closingTime(): number | null {
    const time = this.#exports.closingTime();
    return time < 0 ? null : time;
  }

  /** Counts a line that was not given to it; `byReturn`: it ended in `\r`. Answers its number. */
  skipLine(byReturn: boolean): number {
    return this.#exports.skipLine(byReturn);
  }

  /** Tells of each line that waits to be asked about. The memory must not be made to grow meanwhile. */
  eachCandidate(tell: (candidate: Candidate, memory: CandidateMemory) => void): void {
    const { at, count } = this.region('candidates');
    const places = {
      at,
      count,
      literals: this.#address('candidateLiterals'),
      columns: this.#address('candidateColumns'),
    };
    this.#renew();
    readCandidates(this.#buffer, places, tell);
  }

  /** Lines with the path and the literals of this candidate are none from now on, until the columns change. */
  dismiss({ index }: Candidate): void {
    this.#exports.dismiss(index);
  }

  takeCandidates(): void {
    this.#exports.takeCandidates();
  }

  counters(): KernelCounters {
    const at = this.#address('counters');
    const view = this.view;
    const values = Object.entries(COUNTER).map(([name, place]) => [name, view.getFloat64(at + 8 * place, true)]);
    return Object.fromEntries(values) as KernelCounters;
  }

  readonly #addresses = new Map<KernelRegion, number>();

  #address(name: KernelRegion): number {
    const known = this.#addresses.get(name);
    if (known !== undefined) return known;
    const address = this.#exports.address(NUMBER_OF[name]);
    this.#addresses.set(name, address);
    return address;
  }

  #renew(): void {
    if (this.#buffer === this.#exports.memory.buffer) return;
    this.#buffer = this.#exports.memory.buffer;
    this.#bytes = new Uint8Array(this.#buffer);
    this.#view = new DataView(this.#buffer);
  }

  #setWords(region: KernelRegion, words: Uint32Array): void {
    const view = this.view;
    const at = this.#address(region);
    words.forEach((word, i) => {
      view.setUint32(at + 4 * i, word, true);
    });
  }
}
