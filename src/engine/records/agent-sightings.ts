import type { ExchangeCsvRecord, ExchangeLogHeader } from '../../formats/exchange-csv/exchange-csv-reader.js';
import type { TransportAgentSighting } from '../../model/transport-agent-sightings.js';

/**
 * `message-info` tells how long each agent had a message: the event of the agent, its name and seconds, as in
 * `SMRPI-FrontendProxyAgent=0.01` and `CATRS-ScanMail Routing Agent=0.117` (exchange-logs-and-evtx.md A.3, 9).
 */
const AGENT = /(?:^|[|(;:])(?:SMR|CAT|SMS|MBX)[A-Z]{0,8}-([A-Za-z0-9][^=|()<>;\r\n]{1,79})=\d/g;
/** Agents of one file. A server has some thirty. */
const MAXIMUM_AGENTS = 4096;
/** Characters of a cell that are looked through. */
const MOST_TEXT = 16_384;

/** Gathers which transport agents one file of message tracking shows at work, and when. */
export class AgentSightings {
  readonly #seen = new Map<string, { -readonly [K in keyof TransportAgentSighting]: TransportAgentSighting[K] }>();
  #header: ExchangeLogHeader | null = null;
  #column = -1;
  /** Times that agents beyond those that are kept were at work. */
  beyond = 0;

  constructor(readonly path: string) {}

  record(record: ExchangeCsvRecord): void {
    const { header, seconds } = record;
    if (header !== this.#header) {
      this.#header = header;
      this.#column = header.kind === 'message-tracking' ? (header.columns?.indexOf('message-info') ?? -1) : -1;
    }
    if (this.#column < 0 || Number.isNaN(seconds)) return;
    const names = new Set(
      [...record.cell(this.#column).slice(0, MOST_TEXT).matchAll(AGENT)].map(([, name = '']) => name.trim()),
    );
    for (const name of names) this.#add(name, seconds);
  }

  result(): TransportAgentSighting[] {
    return [...this.#seen.values()];
  }

  #add(name: string, seconds: number): void {
    const key = name.toLowerCase();
    const known = this.#seen.get(key);
    if (known) {
      known.first = Math.min(known.first, seconds);
      known.last = Math.max(known.last, seconds);
      known.count++;
    } else if (this.#seen.size < MAXIMUM_AGENTS) {
      this.#seen.set(key, { name, first: seconds, last: seconds, count: 1, path: this.path });
    } else this.beyond++;
  }
}
