import { shallowJson } from '../../platform/shallow-json.js';
import { cellsOf } from '../csv/csv-records.js';
import { RecordScanner } from '../csv/record-scanner.js';
import { DecodedStream, endOfLine } from '../log-file/decoded-stream.js';
import { fieldText } from '../log-line/field-text.js';
import { readEvent, type WindowsEvent } from '../windows-event/windows-event.js';
import type { EventExportFormat } from './export-format.js';
import { objectOf, rowEvent } from './row-event.js';
import { formatListEvent, wevtutilEvent } from './text-event.js';
import { parseEventXml } from './xml-events.js';

/** `not-an-event`: a record that is well-formed or not and tells no event; `cut-short`: the file ends within; `too-long`. */
export interface EventExportLoss {
  readonly offset: number;
  readonly line: number;
  readonly reason: 'not-an-event' | 'cut-short' | 'too-long';
}

export interface EventExportSink {
  /** `offset` in bytes of the file, `line` from 1: where the record begins. */
  event(event: WindowsEvent, offset: number, line: number): void;
  loss(loss: EventExportLoss): void;
}

export interface EventExportFacts {
  readonly records: number;
  readonly losses: number;
  readonly cutShort: boolean;
}

/** Longest record, bytes of UTF-8: a script block of a megabyte is one event. */
export const MAXIMUM_RECORD = 1 << 22;

/**
 * What does not end is given up at its first line, since the next may begin a record, so often; then half the longest record with it:
 * each is looked at to its end.
 */
const MOST_GIVEN_UP = 16;

interface Piece {
  /** Behind the record. */
  readonly end: number;
  /** Null: nothing but white space and brackets. */
  readonly event: (() => WindowsEvent | null) | null;
}

/**
 * Reads a text export of an event log, pushed in any pieces: every record is an event or a loss. Memory is bounded by the longest
 * record. Never throws.
 */
export class EventExportReader {
  readonly #sink: EventExportSink;
  readonly #format: EventExportFormat;
  readonly #stream = new DecodedStream((bytes, at, atEnd) => this.#take(bytes, at, atEnd));
  readonly #scanner = new RecordScanner();
  /** Of a CSV, in lower case. */
  #columns: readonly string[] | null = null;
  #line = 1;
  #records = 0;
  #losses = 0;
  #givenUp = 0;
  #cutShort = false;

  constructor(format: EventExportFormat, sink: EventExportSink) {
    this.#format = format;
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    this.#stream.push(bytes);
  }

  finish(): EventExportFacts {
    this.#stream.finish();
    return { records: this.#records, losses: this.#losses, cutShort: this.#cutShort };
  }

  #take(bytes: Buffer, at: number, atEnd: boolean): number {
    const piece = this.#piece(bytes, at, atEnd);
    if (piece === null) {
      if (!atEnd && bytes.length - at <= MAXIMUM_RECORD) return -1;
      this.#lose(atEnd ? 'cut-short' : 'too-long');
      const end = atEnd ? -1 : endOfLine(bytes, this.#givenUp++ < MOST_GIVEN_UP ? at : at + MAXIMUM_RECORD / 2);
      return this.#pass(bytes, at, end < 0 ? bytes.length : end);
    }
    const event = piece.event?.();
    if (event) {
      this.#records++;
      this.#sink.event(event, this.#stream.offset, this.#line);
    } else if (piece.event) this.#lose('not-an-event');
    return this.#pass(bytes, at, piece.end);
  }

  #lose(reason: EventExportLoss['reason']): void {
    this.#losses++;
    if (reason === 'cut-short') this.#cutShort = true;
    this.#sink.loss({ offset: this.#stream.offset, line: this.#line, reason });
  }

  #pass(bytes: Buffer, at: number, end: number): number {
    for (let feed = bytes.indexOf(0x0a, at); feed >= 0 && feed < end; feed = bytes.indexOf(0x0a, feed + 1))
      this.#line++;
    return end;
  }

  /** The record at a place; null where it does not end in these bytes. */
  #piece(bytes: Buffer, at: number, atEnd: boolean): Piece | null {
    switch (this.#format) {
      case 'csv':
        return this.#row(bytes, at, atEnd);
      case 'json':
        return jsonPiece(bytes, at);
      case 'xml':
        return xmlPiece(bytes, at, atEnd);
      case 'wevtutil-text':
        return blockPiece(bytes, at, atEnd, nextWevtutilBlock(bytes, at), wevtutilEvent);
      case 'format-list':
        return blockPiece(bytes, at, atEnd, nextListBlock(bytes, at), formatListEvent);
    }
  }

  #row(bytes: Buffer, at: number, atEnd: boolean): Piece | null {
    // PowerShell 5 writes the type of its objects before the column names.
    const isRemark = this.#columns === null && bytes[at] === 0x23;
    const outcome = this.#scanner.scan(bytes, at, bytes.length, atEnd);
    if (outcome === 'incomplete') return null;
    if (outcome !== 'record') {
      const end = endOfLine(bytes, at);
      if (end < 0) return null;
      return { end, event: isRemark ? null : () => null };
    }
    const { cells, ranges, next } = this.#scanner;
    if (isRemark || (cells === 1 && ranges[0] === ranges[1])) return { end: next, event: null };
    const texts = cellsOf(this.#scanner, bytes);
    const columns = this.#columns;
    if (columns === null) {
      this.#columns = texts.map((name) => name.trim().toLowerCase());
      return { end: next, event: null };
    }
    if (cells !== columns.length) {
      // A quote that was never closed may have taken in other rows.
      const line = endOfLine(bytes, at);
      return { end: line < 0 ? next : line, event: () => null };
    }
    return { end: next, event: () => rowEvent(new Map(columns.map((name, i) => [name, texts[i] ?? '']))) };
  }
}

/** One top-level object; brackets, commas and white space between objects belong to none. */
function jsonPiece(bytes: Buffer, at: number): Piece | null {
  let from = at;
  while (from < bytes.length && (bytes[from] ?? 0) <= 0x20) from++;
  const first = bytes[from];
  if (first === undefined || first === 0x5b || first === 0x5d || first === 0x2c) {
    return { end: Math.min(from + 1, bytes.length), event: null };
  }
  if (from > at) return { end: from, event: null };
  if (first !== 0x7b) {
    const end = endOfLine(bytes, from);
    return end < 0 ? null : { end, event: () => null };
  }
  let depth = 0;
  let quoted = false;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i];
    // A line cut short: a text does not go on in the next line, and an object at its beginning is the next one.
    if (byte === 0x0a && (quoted || bytes[i + 1] === 0x7b)) return { end: i + 1, event: () => null };
    if (quoted) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x7b) depth++;
    else if (byte === 0x7d && --depth === 0) {
      const text = bytes.toString('utf8', from, i + 1);
      return { end: i + 1, event: () => jsonEvent(text) };
    }
  }
  return null;
}

function jsonEvent(text: string): WindowsEvent | null {
  const row = objectOf(shallowJson(text));
  return row && rowEvent(row);
}

const XML_BEGIN = Buffer.from('<Event ');
const XML_END = Buffer.from('</Event>');
/** Bytes between events that are kept to see what they are. */
const MAXIMUM_BETWEEN = 65_536;

/** One `<Event …>`; what stands between events (a declaration, `<Events>`) is none. */
function xmlPiece(bytes: Buffer, at: number, atEnd: boolean): Piece | null {
  const begin = bytes.indexOf(XML_BEGIN, at);
  if (begin < 0 || begin > at) {
    if (begin < 0 && !atEnd && bytes.length - at < MAXIMUM_BETWEEN) return null;
    // The beginning of an event may be cut by the end of the bytes.
    const end = begin >= 0 ? begin : atEnd ? bytes.length : bytes.length - XML_BEGIN.length;
    const between = bytes.toString('latin1', at, end);
    const isEmpty = between.replace(/<\?xml[^>]{0,300}\?>|<\/?Events[^>]{0,300}>/g, '').trim() === '';
    return { end, event: isEmpty ? null : () => null };
  }
  const next = bytes.indexOf(XML_BEGIN, at + 1);
  const end = next < 0 ? bytes.indexOf(XML_END, at) : bytes.subarray(0, next).indexOf(XML_END, at);
  // One that is cut by the next.
  if (end < 0) return next < 0 ? null : { end: next, event: () => null };
  const text = fieldText(bytes, at, end + XML_END.length);
  return {
    end: end + XML_END.length,
    event: () => {
      const tree = parseEventXml(text);
      const event = tree && readEvent(tree);
      return event?.eventId == null ? null : event;
    },
  };
}

/** A block of text up to where the next begins; -1: that is not in these bytes. */
function blockPiece(
  bytes: Buffer,
  at: number,
  atEnd: boolean,
  next: number,
  read: (block: string) => WindowsEvent | null,
): Piece | null {
  if (next < 0 && !atEnd) return null;
  const end = next < 0 ? bytes.length : next;
  const block = fieldText(bytes, at, end);
  return { end, event: block.trim() === '' ? null : () => read(block) };
}

const WEVTUTIL_BEGIN = Buffer.from('\nEvent[');

function nextWevtutilBlock(bytes: Buffer, at: number): number {
  return bytes.indexOf(WEVTUTIL_BEGIN, at) + 1 || -1;
}

/** Behind an empty line that no white space follows: lines of a message are indented. */
function nextListBlock(bytes: Buffer, at: number): number {
  for (let feed = bytes.indexOf(0x0a, at); feed >= 0; feed = bytes.indexOf(0x0a, feed + 1)) {
    const next = bytes[feed + 1] === 0x0d ? feed + 2 : feed + 1;
    if (bytes[next] === 0x0a && next + 1 < bytes.length) return next + 1;
  }
  return -1;
}
