import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { MatchEvent } from './file-analysis.js';

/**
 * A stretch of one file's events, in the order of the log, packed and compressed: tens of thousands of them cross from process to
 * process and wait for those of other files, which as objects takes ten times the memory. Log lines shrink to a fifth.
 */
export interface EventBatch {
  readonly times: Float64Array;
  /** Where each ends in the unpacked bytes. */
  readonly ends: Uint32Array;
  readonly bytes: Uint8Array;
  /** Names of columns, by the number that events have. */
  readonly layouts: readonly (readonly string[])[];
  /** Lines of the log before the first one that events are counted from, where there are such; null where that is not known. */
  readonly linesBefore?: number | null;
}

export function isEventBatch(value: unknown): value is EventBatch {
  return typeof value === 'object' && value !== null && 'times' in value && 'layouts' in value;
}

/** The line in the log, 0 where it is not known: `before` is null then. */
export function lineOf(line: number, before: number | null): number {
  return before === null || line === 0 ? 0 : line + before;
}

/** Bytes of a batch before it is compressed; no event is near as long. */
const BATCH = 1 << 20;

/** Packs events as they come, and gives them away batch by batch. */
export class EventPacker {
  #times: number[] = [];
  #ends: number[] = [];
  // Bytes lie outside of what the garbage collector looks through again and again.
  #texts: Buffer[] = [];
  #length = 0;

  constructor(
    readonly layouts: () => EventBatch['layouts'],
    readonly give: (batch: EventBatch) => void,
  ) {}

  /** No text of an event holds a line end other than those of `packCells`, so that line ends part them. */
  add({ time, rules, values, offset, line, layout, cells }: MatchEvent): void {
    const packed = values.map((value) => `${value ?? '\r'}\n`).join('');
    const text = Buffer.from(`${rules.join(' ')}\n${offset} ${line} ${layout} ${values.length}\n${packed}${cells}`);
    this.#texts.push(text);
    this.#length += text.length;
    this.#times.push(time);
    this.#ends.push(this.#length);
    if (this.#length >= BATCH) this.close();
  }

  /** Gives what is left. */
  close(): void {
    if (this.#length === 0) return;
    this.give({
      times: Float64Array.from(this.#times),
      ends: Uint32Array.from(this.#ends),
      bytes: new Uint8Array(deflateRawSync(Buffer.concat(this.#texts), { level: 1, chunkSize: BATCH / 2 })),
      layouts: this.layouts(),
    });
    [this.#times, this.#ends, this.#texts, this.#length] = [[], [], [], 0];
  }
}

const LINE_FEED = 0x0a;
/** Room beyond what is needed: where there is none, zlib asks for more. */
const SPARE = 64;
const ZERO = 0x30;

/** Reads the events of a batch. */
export class EventReader {
  #text: Buffer | null = null;
  readonly #lists = new Map<string, readonly number[]>();

  constructor(readonly batch: EventBatch) {}

  /** Whether the event is one of a rule of which `isCounted` answers true. Costs a tenth of reading it. */
  isOf(index: number, isCounted: (rule: number) => boolean): boolean {
    const text = this.#unpacked;
    let rule = 0;
    for (let at = index === 0 ? 0 : (this.batch.ends[index - 1] ?? 0); ; at++) {
      const byte = text[at] ?? LINE_FEED;
      if (byte >= ZERO) rule = rule * 10 + byte - ZERO;
      else if (isCounted(rule)) return true;
      else if (byte === LINE_FEED) return false;
      else rule = 0;
    }
  }

  /** At once: unless told, zlib takes a piece of 16 KiB after the other and joins them. */
  get #unpacked(): Buffer {
    this.#text ??= inflateRawSync(this.batch.bytes, { chunkSize: (this.batch.ends.at(-1) ?? 0) + SPARE });
    return this.#text;
  }

  /** The same list for the same rules. */
  #listOf(text: string): readonly number[] {
    let list = this.#lists.get(text);
    if (!list) {
      list = numbersIn(text, 0, text.length);
      this.#lists.set(text, list);
    }
    return list;
  }

  read(index: number): MatchEvent {
    const { times, ends } = this.batch;
    const text = this.#unpacked.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
    const rules = text.indexOf('\n');
    const place = text.indexOf('\n', rules + 1);
    const [offset = 0, line = 0, layout = 0, count = 0] = numbersIn(text, rules + 1, place);
    const values: (string | null)[] = [];
    let from = place + 1;
    while (values.length < count) {
      const end = text.indexOf('\n', from);
      const value = text.slice(from, end);
      values.push(value === '\r' ? null : value);
      from = end + 1;
    }
    return {
      time: times[index] ?? 0,
      rules: this.#listOf(text.slice(0, rules)),
      values,
      offset,
      line: this.batch.linesBefore === undefined ? line : lineOf(line, this.batch.linesBefore),
      layout,
      cells: text.slice(from),
    };
  }
}

/** Whole numbers that spaces part. */
function numbersIn(text: string, from: number, to: number): number[] {
  const numbers: number[] = [];
  let number = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO) number = number * 10 + code - ZERO;
    else {
      numbers.push(number);
      number = 0;
    }
  }
  numbers.push(number);
  return numbers;
}
