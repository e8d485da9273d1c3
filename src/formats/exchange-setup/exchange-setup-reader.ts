import { DecodedStream, endOfLine } from '../log-file/decoded-stream.js';
import { fieldText } from '../log-line/field-text.js';
import { clockSeconds, DAY, dayOf } from '../log-line/line-time.js';

/** One entry of `ExchangeSetup.log`. */
export interface ExchangeSetupEntry {
  /** Bytes of the file where it begins, and its line, from 1. */
  readonly offset: number;
  readonly line: number;
  /** Seconds since 1970 as the log shows them: UTC in recent builds. */
  readonly seconds: number;
  /** How deep in the steps of setup, 0 to 3. */
  readonly indent: number;
  readonly text: string;
}

export interface ExchangeSetupSink {
  entry(entry: ExchangeSetupEntry): void;
  /** Lines that belong to no entry: before the first one, or behind more than is kept of one. */
  loss(loss: { readonly offset: number; readonly line: number; readonly reason: 'no-entry' | 'too-long' }): void;
}

const ENTRY = /^\[(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d(?:\.\d{1,7})?)\] \[(\d{1,2})\] ?(.*)$/s;

/** The most characters of an entry, and bytes of a line. */
const MAXIMUM_ENTRY = 1 << 20;

/** Whether a file begins as `ExchangeSetup.log` does. */
export function isExchangeSetupLog(head: Uint8Array): boolean {
  let found = false;
  const reader = new ExchangeSetupReader({
    entry: () => {
      found = true;
    },
    loss: () => {},
  });
  reader.push(head.subarray(0, 4096));
  reader.finish();
  return found;
}

/**
 * Reads Exchange's setup log, pushed in any pieces: `[MM/dd/yyyy HH:mm:ss.ffff] [indent] text`, the text going on in the lines
 * below up to the next entry. Never throws. Source: exchange-logs-and-evtx.md A.2.
 */
export class ExchangeSetupReader {
  readonly #sink: ExchangeSetupSink;
  readonly #stream = new DecodedStream((bytes, at, atEnd) => this.#take(bytes, at, atEnd));
  #line = 0;
  #entry: { readonly first: ExchangeSetupEntry; text: string } | null = null;

  constructor(sink: ExchangeSetupSink) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    this.#stream.push(bytes);
  }

  finish(): void {
    this.#stream.finish();
    this.#tell();
  }

  #take(bytes: Buffer, at: number, atEnd: boolean): number {
    const feed = endOfLine(bytes, at);
    if (feed < 0 && !atEnd && bytes.length - at <= MAXIMUM_ENTRY) return -1;
    const end = feed < 0 ? bytes.length : feed;
    this.#line++;
    this.#read(fieldText(bytes, at, end).replace(/\r?\n$/, ''));
    return end;
  }

  #read(line: string): void {
    const match = ENTRY.exec(line);
    const seconds = match ? timeOf(match) : Number.NaN;
    if (match && !Number.isNaN(seconds)) {
      this.#tell();
      const text = match[6] ?? '';
      this.#entry = {
        first: { offset: this.#stream.offset, line: this.#line, seconds, indent: Number(match[5]), text },
        text,
      };
    } else if (line.trim() !== '') {
      if (this.#entry && this.#entry.text.length + line.length < MAXIMUM_ENTRY) this.#entry.text += `\n${line}`;
      else {
        const reason = this.#entry ? 'too-long' : 'no-entry';
        this.#sink.loss({ offset: this.#stream.offset, line: this.#line, reason });
      }
    }
  }

  #tell(): void {
    if (this.#entry) this.#sink.entry({ ...this.#entry.first, text: this.#entry.text });
    this.#entry = null;
  }
}

function timeOf([, month, day, year, clock = '']: RegExpExecArray): number {
  const bytes = Buffer.from(clock, 'latin1');
  const fraction = Number(clock.slice(8) || 0);
  return dayOf(Number(year), Number(month), Number(day)) * DAY + clockSeconds(bytes, 0, bytes.length) + fraction;
}
