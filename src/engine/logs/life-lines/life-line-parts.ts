import { fieldText } from '../../../formats/log-line/field-text.js';
import type { LogReader } from '../../../formats/log-line/log-reader.js';
import type { HourCount, LifeLinePart, PartExamples, PartSet } from '../file-analysis.js';
import {
  ANSWERED,
  EXAMPLE_SIZE,
  EXECUTABLE,
  HITS_PER_BLOCK,
  HOUR_SIZE,
  METHODS,
  NEVER,
  SET_CAPPED,
  SET_USED,
  STATUSES,
} from '../kernel/contract/limits.js';
import * as AT from '../kernel/contract/stem-entry.js';
import type { KernelRegion, LogKernel } from '../kernel/log-kernel.js';
import { cellText, type PackedRecord, packCells, type RecordSource } from '../record-cells.js';

/** What has to be known to read what the kernel kept of a file. */
export interface PartSource {
  readonly kernel: LogKernel;
  readonly clients: readonly string[];
  /** Which columns any line of the file had. */
  readonly logged: { readonly sent: boolean; readonly received: boolean; readonly taken: boolean };
  /** What reads a line of the layout that had this number, always the same. */
  layoutOf(layout: number): { readonly reader: LogReader; readonly source: RecordSource };
}

/** Reads the life-lines of the file that the kernel has just read, in the order of their first records. */
export function readLifeLines(source: PartSource): LifeLinePart[] {
  const { kernel } = source;
  const { at, count } = kernel.region('stems');
  const view = kernel.view;
  const words = new Values(kernel, 'words');
  const agents = new Values(kernel, 'agents');
  const users = new Values(kernel, 'users');
  const methods = kindNames(kernel, 'methods', METHODS, words);
  const statuses = kindNames(kernel, 'statuses', STATUSES, words);
  const parts: LifeLinePart[] = [];
  for (let i = 0; i < count; i++) {
    const entry = view.getUint32(at + 4 * i, true);
    const word = (offset: number): number => view.getUint32(entry + offset, true);
    const time = (offset: number): number => (word(offset) === NEVER ? 0 : word(offset));
    const client = (number: number): string => source.clients[number] ?? '?';
    const counts = (offset: number, names: readonly string[]): [string, number][] =>
      names
        .map((name, kind): [string, number] => [name, word(offset + 4 * kind)])
        .filter(([, requests]) => requests > 0);
    if (word(AT.requests) === 0) continue;
    const { sent, received, taken } = source.logged;
    const busiest = word(AT.busiestWindow + 8);
    parts.push({
      site: word(AT.site) === 0 ? null : words.text(word(AT.site)),
      stem: fieldText(kernel.bytes, word(AT.text), word(AT.text) + word(AT.length)),
      executable: (word(AT.flags) & EXECUTABLE) !== 0,
      answered: (word(AT.flags) & ANSWERED) !== 0,
      feignedMisses: word(AT.feignedMisses),
      requests: word(AT.requests),
      ownRequests: word(AT.ownRequests),
      first: time(AT.first),
      last: time(AT.last),
      firstSuccess: time(AT.firstSuccess),
      lastSuccess: time(AT.lastSuccess),
      missBeforeSuccess: time(AT.missBefore),
      missAfterSuccess: time(AT.missAfter),
      firstMiss: time(AT.firstMiss),
      lastMiss: time(AT.lastMiss),
      uploads: word(AT.uploads),
      withReferer: word(AT.withReferer),
      withQuery: word(AT.withQuery),
      methods: counts(AT.methodCounts, methods),
      statuses: counts(AT.statusCounts, statuses),
      clients: setOf(view, entry + AT.sets, client),
      userAgents: setOf(view, entry + AT.sets + 8, (number) => agents.text(number)),
      userNames: setOf(view, entry + AT.sets + 16, (number) => users.text(number)),
      servers: setOf(view, entry + AT.sets + 24, (number) => words.text(number)),
      ports: setOf(view, entry + AT.sets + 32, (number) => words.text(number)),
      bytesSent: sent ? view.getFloat64(entry + AT.sent, true) : null,
      bytesReceived: received ? view.getFloat64(entry + AT.received, true) : null,
      maximumBytesSent: sent ? word(AT.maximumSent) : null,
      maximumBytesReceived: received ? word(AT.maximumReceived) : null,
      maximumTimeTaken: taken ? word(AT.maximumTaken) : null,
      window:
        busiest === 0
          ? null
          : {
              client: client(word(AT.busiestWindow)),
              start: word(AT.busiestWindow + 4) * 600,
              requests: busiest,
              posts: word(AT.busiestWindow + 12),
            },
      hits: setCapped(view, entry + AT.sets) ? [] : hitsOf(view, entry, client),
      examples: examplesOf(source, entry),
    });
  }
  return parts;
}

/** Requests by site and hour of the file that the kernel has just read. */
export function readHours(kernel: LogKernel): HourCount[] {
  const { at, count } = kernel.region('hours');
  const words = new Values(kernel, 'words');
  return Array.from({ length: count }, (_, i) => {
    const word = (offset: number): number => kernel.view.getUint32(at + HOUR_SIZE * i + offset, true);
    return {
      site: word(0) === 0 ? null : words.text(word(0)),
      hour: word(4),
      requests: word(8),
      first: word(12),
      last: word(16),
    };
  });
}

/** Texts of a table of the kernel, decoded when first asked for. */
class Values {
  readonly #texts: (string | undefined)[] = [];
  readonly #at: number;

  constructor(
    readonly kernel: LogKernel,
    region: KernelRegion,
  ) {
    this.#at = kernel.region(region).at;
  }

  text(number: number): string {
    const known = this.#texts[number];
    if (known !== undefined) return known;
    const entry = this.#at + 16 * number;
    const start = this.kernel.view.getUint32(entry, true);
    const text = fieldText(this.kernel.bytes, start, start + this.kernel.view.getUint32(entry + 4, true));
    this.#texts[number] = text;
    return text;
  }
}

/** Names of the kinds that have a counter of their own; the last counter is for all others. */
function kindNames(kernel: LogKernel, region: KernelRegion, most: number, words: Values): string[] {
  const { at } = kernel.region(region);
  return Array.from({ length: most }, (_, i) => {
    const word = kernel.view.getUint32(at + 4 * i, true);
    return i === most - 1 || word === 0 ? 'other' : words.text(word);
  });
}

function setCapped(view: DataView, set: number): boolean {
  return (view.getUint32(set + 4, true) & SET_CAPPED) !== 0;
}

function setOf(view: DataView, set: number, text: (number: number) => string): PartSet {
  const items = view.getUint32(set, true);
  const used = view.getUint32(set + 4, true) & SET_USED;
  const values = Array.from({ length: used }, (_, i) => text(view.getUint32(items + 4 * i, true)));
  return { values, capped: setCapped(view, set) };
}

function hitsOf(view: DataView, entry: number, client: (number: number) => string): [number, string][] {
  const hits: [number, string][] = [];
  let block = view.getUint32(entry + AT.hitsHead, true);
  const count = view.getUint32(entry + AT.hitsCount, true);
  for (let i = 0; i < count && block !== 0; i++) {
    const at = block + 8 + 8 * (i % HITS_PER_BLOCK);
    hits.push([view.getUint32(at, true), client(view.getUint32(at + 4, true))]);
    if (i % HITS_PER_BLOCK === HITS_PER_BLOCK - 1) block = view.getUint32(block, true);
  }
  return hits;
}

function examplesOf(source: PartSource, entry: number): PartExamples {
  const [at, size] = [entry + AT.examples, EXAMPLE_SIZE];
  const first = exampleOf(source, at, []);
  const success = exampleOf(source, at + size, [first]);
  return { first, success, last: exampleOf(source, at + 2 * size, [first, success]) };
}

/** The same object where it is one of those that are known. */
function exampleOf(
  { kernel, layoutOf }: PartSource,
  at: number,
  known: readonly (PackedRecord | null)[],
): PackedRecord | null {
  const { view, bytes } = kernel;
  const text = view.getUint32(at, true);
  const length = view.getUint32(at + 4, true);
  if (length === 0) return null;
  const offset = view.getFloat64(at + 12, true);
  const same = known.find((record) => record?.offset === offset);
  if (same) return same;
  const { reader, source } = layoutOf(view.getUint32(at + 24, true));
  const isRead = reader.read(bytes, text, text + length) === 'record';
  const memory = Buffer.from(bytes.buffer);
  const cells = source.columns.map((_, column) => {
    const start = isRead ? (reader.ranges[2 * column] ?? -1) : -1;
    return start < 0 ? undefined : cellText(memory, start, reader.ranges[2 * column + 1] ?? start);
  });
  return {
    source,
    offset,
    line: view.getUint32(at + 20, true),
    time: view.getUint32(at + 28, true),
    cells: packCells(cells),
  };
}
