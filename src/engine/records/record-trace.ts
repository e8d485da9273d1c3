import { CMDLET } from '../../signatures/sigma/index.js';
import { type Moment, type Moments, MOST_TRACED } from '../logs/moments.js';
import { packCells, type PackedRecord } from '../logs/record-cells.js';
import type { RecordAtHand } from './record-hunt.js';

/** Requests that are followed through the records of all servers. */
export interface RecordTraceQuery {
  readonly moments: readonly Moment[];
  /** Numbers of requests, accounts and addresses, lower case: a record that is kept holds one of them, or is of a cmdlet. */
  readonly names: readonly string[];
}

/** Logs of what a request does on its way, by their service. */
const LAYERS: ReadonlySet<string> = new Set([
  'http-proxy',
  'ecp-server',
  'ecp',
  'ecp-activity',
  'ews',
  'owa',
  'mapi-http',
  'rps-http',
  'rps-cmdlet',
  'msexchange-management',
]);

/** Keeps the records of one file that can be of a request that is followed. */
export class RecordTrace {
  readonly traced: PackedRecord[] = [];

  constructor(
    readonly path: string,
    readonly moments: Moments,
    readonly names: readonly string[],
  ) {}

  ask(record: RecordAtHand): void {
    const { service, category } = record.logSource;
    if (service === null || !LAYERS.has(service) || !this.moments.isNear(record.seconds)) return;
    if (this.traced.length >= MOST_TRACED) return;
    const shown = record.shown();
    const isNamed = (text: string) => this.names.some((name) => text.includes(name));
    if (category !== CMDLET && !shown.some(([, text]) => isNamed(text.toLowerCase()))) return;
    this.traced.push({
      source: { path: this.path, columns: shown.map(([name]) => name) },
      offset: record.offset,
      line: record.line,
      time: record.seconds,
      cells: packCells(shown.map(([, text]) => text.replace(/[\r\n]+/g, ' '))),
    });
  }
}
