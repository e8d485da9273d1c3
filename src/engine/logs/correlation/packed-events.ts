import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { has } from '../../../platform/objects.js';
import type { EventKind, MatchEvent } from '../file-analysis.js';
import type { PlainCells } from '../record-cells.js';

/**
 * A stretch of one file's events, in the order of the log, packed and compressed: tens of thousands of them cross from process to
 * process and wait for those of other files, which as objects takes ten times the memory. Log lines shrink to a fifth.
 */
export interface EventBatch {
  readonly times: Float64Array;
  readonly offsets: Float64Array;
  /** Counted from the beginning of what was read of the log. */
  readonly lines: Float64Array;
  /** Of each its place among the kinds. */
  readonly kindOf: Uint32Array;
  readonly kinds: readonly EventKind[];
  /** Where each ends in the unpacked bytes. */
  readonly ends: Uint32Array;
  readonly bytes: Uint8Array;
  /** Names of columns, by the number that kinds have. */
  readonly layouts: readonly (readonly string[])[];
  /** Lines of the log before the first one that events are counted from, where there are such; null where that is not known. */
  readonly linesBefore?: number | null;
}

export function isEventBatch(value: unknown): value is EventBatch {
  return has(value, 'times', 'layouts');
}

/** Whether some event is one that a rule matched of which `isAsked` answers true. */
export function hasEventsOf({ kinds }: EventBatch, isAsked: (rule: number) => boolean): boolean {
  return kinds.some(({ rules }) => rules.some(isAsked));
}

/**
 * The events that a rule matched of which `isAsked` answers true, without the others, which would take the room of a hundred such; null
 * where there are none.
 */
export function eventsOf(batch: EventBatch, isAsked: (rule: number) => boolean): EventBatch | null {
  const asked = new Set(batch.kinds.flatMap(({ rules }, kind) => (rules.some(isAsked) ? kind : [])));
  const places = [...batch.kindOf.keys()].filter((at) => asked.has(batch.kindOf[at] ?? -1));
  if (places.length === 0) return null;
  if (places.length === batch.kindOf.length) return batch;
  const { ends, times, offsets, lines, kindOf } = batch;
  const text = unpackedTextOf(batch);
  const texts = places.map((at) => text.subarray(at === 0 ? 0 : ends[at - 1], ends[at]));
  let end = 0;
  return {
    ...batch,
    times: Float64Array.from(places, (at) => times[at] ?? 0),
    offsets: Float64Array.from(places, (at) => offsets[at] ?? 0),
    lines: Float64Array.from(places, (at) => lines[at] ?? 0),
    kindOf: Uint32Array.from(places, (at) => kindOf[at] ?? 0),
    ends: Uint32Array.from(texts, ({ length }) => {
      end += length;
      return end;
    }),
    bytes: packedText(Buffer.concat(texts)),
  };
}

/** At once: unless told, zlib takes a piece of 16 KiB after the other and joins them. */
function unpackedTextOf({ bytes, ends }: EventBatch): Buffer {
  return inflateRawSync(bytes, { chunkSize: (ends.at(-1) ?? 0) + SPARE });
}

function packedText(text: Buffer): Uint8Array {
  return new Uint8Array(deflateRawSync(text, { level: 1, chunkSize: BATCH / 2 }));
}

/** The line in the log, 0 where it is not known: `before` is null then. */
export function lineOf(line: number, before: number | null): number {
  return before === null || line === 0 ? 0 : line + before;
}

/** Bytes of a batch before it is compressed. */
const BATCH = 1 << 20;
/** Bytes that a packer begins with. */
const FIRST = 64 << 10;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
/** Room beyond what is needed: where there is none, zlib asks for more. */
const SPARE = 64;

/** Packs events as they come, and gives them away batch by batch. */
export class EventPacker {
  // Columns of numbers and bytes: what waits as objects, the garbage collector looks through again and again.
  readonly #times: number[] = [];
  readonly #offsets: number[] = [];
  readonly #lines: number[] = [];
  readonly #kindOf: number[] = [];
  readonly #ends: number[] = [];
  readonly #kinds = new Map<EventKind, number>();
  #text = Buffer.alloc(0);
  #length = 0;

  constructor(
    readonly layouts: () => EventBatch['layouts'],
    readonly give: (batch: EventBatch) => void,
  ) {}

  /** No value holds a line end, nor do columns other than those of `packCells`, so that line ends part them. */
  add({ kind, time, offset, line, values, cells }: Omit<MatchEvent, 'cells'> & { cells: string | PlainCells }): void {
    let packed = '';
    for (const value of values) packed += `${value ?? '\r'}\n`;
    if (typeof cells === 'string') packed += cells;
    this.#makeRoom(3 * packed.length + (typeof cells === 'string' ? 0 : cells.end - cells.start));
    this.#length += this.#text.write(packed, this.#length);
    if (typeof cells !== 'string') this.#copy(cells);
    let number = this.#kinds.get(kind);
    if (number === undefined) {
      number = this.#kinds.size;
      this.#kinds.set(kind, number);
    }
    this.#times.push(time);
    this.#offsets.push(offset);
    this.#lines.push(line);
    this.#kindOf.push(number);
    this.#ends.push(this.#length);
    if (this.#length >= BATCH) this.close();
  }

  /** As `packCells` has it. */
  #copy({ memory, start, end }: PlainCells): void {
    const text = this.#text;
    let to = this.#length;
    for (let from = start; from < end; from++) {
      const byte = memory[from] ?? SPACE;
      text[to++] = byte === SPACE ? LINE_FEED : byte;
    }
    this.#length = to;
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#text.length) return;
    const more = Math.min(4 * this.#text.length, BATCH + FIRST);
    const text = Buffer.allocUnsafeSlow(Math.max(this.#length + bytes, more, FIRST));
    this.#text.copy(text, 0, 0, this.#length);
    this.#text = text;
  }

  /** Gives what is left. */
  close(): void {
    if (this.#times.length === 0) return;
    this.give({
      times: Float64Array.from(this.#times),
      offsets: Float64Array.from(this.#offsets),
      lines: Float64Array.from(this.#lines),
      kindOf: Uint32Array.from(this.#kindOf),
      kinds: [...this.#kinds.keys()],
      ends: Uint32Array.from(this.#ends),
      bytes: packedText(this.#text.subarray(0, this.#length)),
      layouts: this.layouts(),
    });
    for (const column of [this.#times, this.#offsets, this.#lines, this.#kindOf, this.#ends]) column.length = 0;
    this.#kinds.clear();
    this.#length = 0;
  }
}

/** Reads the events of a batch. */
export class EventReader {
  #text: Buffer | null = null;

  constructor(readonly batch: EventBatch) {}

  /** Of which kind an event is. Costs nothing beside reading it. */
  kindAt(index: number): EventKind {
    const kind = this.batch.kinds[this.batch.kindOf[index] ?? -1];
    if (!kind) throw new Error('An event of a kind that its batch does not have');
    return kind;
  }

  get #unpacked(): Buffer {
    this.#text ??= unpackedTextOf(this.batch);
    return this.#text;
  }

  read(index: number): MatchEvent {
    const { times, offsets, lines, ends, linesBefore } = this.batch;
    const kind = this.kindAt(index);
    const text = this.#unpacked.toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
    const values: (string | null)[] = [];
    let from = 0;
    while (values.length < kind.fields.length) {
      const end = text.indexOf('\n', from);
      const value = text.slice(from, end);
      values.push(value === '\r' ? null : value);
      from = end + 1;
    }
    const line = lines[index] ?? 0;
    return {
      kind,
      time: times[index] ?? 0,
      values,
      offset: offsets[index] ?? 0,
      line: linesBefore === undefined ? line : lineOf(line, linesBefore),
      cells: text.slice(from),
    };
  }
}
