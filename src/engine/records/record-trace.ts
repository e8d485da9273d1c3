import { CMDLET } from '../../signatures/sigma/index.js';
import { MOST_TRACED, type Moment, Moments, momentsOfHost } from '../logs/clients/moments.js';
import { type PackedRecord, packCells } from '../logs/record-cells.js';
import { shortName } from './record-hosts.js';
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
  readonly #names: readonly string[];
  readonly #ofFile: Moments;
  /** By the short names of servers: records of other computers than the file's come in forwarded events. */
  readonly #ofServers: ReadonlyMap<string, Moments>;

  constructor(
    readonly path: string,
    host: string | null,
    { moments, names }: RecordTraceQuery,
  ) {
    this.#names = names;
    this.#ofFile = new Moments(momentsOfHost(moments, host));
    const hosts = new Set(moments.flatMap((moment) => moment.host ?? []));
    this.#ofServers = new Map([...hosts].map((one) => [shortName(one), new Moments(momentsOfHost(moments, one))]));
  }

  ask(record: RecordAtHand): void {
    const { service, category } = record.logSource;
    if (service === null || !LAYERS.has(service) || !this.#momentsOf(record).isNear(record.seconds)) return;
    if (this.traced.length >= MOST_TRACED) return;
    const shown = record.shown();
    const isNamed = (text: string) => this.#names.some((name) => text.includes(name));
    if (category !== CMDLET && !shown.some(([, text]) => isNamed(text.toLowerCase()))) return;
    this.traced.push({
      source: { path: this.path, columns: shown.map(([name]) => name) },
      offset: record.offset,
      line: record.line,
      time: record.seconds,
      cells: packCells(shown.map(([, text]) => text.replace(/[\r\n]+/g, ' '))),
    });
  }

  #momentsOf({ computer = null }: RecordAtHand): Moments {
    return (computer === null ? undefined : this.#ofServers.get(shortName(computer))) ?? this.#ofFile;
  }
}
