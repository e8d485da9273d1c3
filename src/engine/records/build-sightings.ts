import type { ExchangeCsvRecord, ExchangeLogHeader } from '../../formats/exchange-csv/exchange-csv-reader.js';
import type { BuildSighting } from '../../model/build-history.js';

/** Logs whose `#Version` is 15.0.0.0 on every product (exchange-logs-and-evtx.md A.1). */
const NO_BUILD = '15.0.0.0';
/** Builds of one file. A server has a handful in its life. */
const MAXIMUM_BUILDS = 64;

/** Gathers which builds of Exchange one file shows at work, and when. */
export class BuildSightings {
  readonly #seen = new Map<string, { -readonly [K in keyof BuildSighting]: BuildSighting[K] }>();
  #header: ExchangeLogHeader | null = null;
  #columns: readonly number[] = [];
  #ofHeader: string | null = null;
  /** Records of builds beyond those that are kept. */
  beyond = 0;
  #last: readonly [texts: string, build: string | null] = ['', null];

  constructor(readonly path: string) {}

  /** What a record's own version columns say, else the header above it, else the number in its text. */
  record(record: ExchangeCsvRecord): void {
    if (Number.isNaN(record.seconds)) return;
    const { header } = record;
    if (header !== this.#header) this.#bind(header);
    const build = this.#columns.length > 0 ? this.#ofColumns(record) : this.#ofHeader;
    if (build !== null) this.add(build, record.seconds, `${header.logType ?? header.kind} log`);
  }

  add(build: string, seconds: number, source: string): void {
    const known = this.#seen.get(build);
    if (known) {
      known.first = Math.min(known.first, seconds);
      known.last = Math.max(known.last, seconds);
      known.count++;
    } else if (this.#seen.size < MAXIMUM_BUILDS) {
      this.#seen.set(build, { build, first: seconds, last: seconds, count: 1, source, path: this.path });
    } else this.beyond++;
  }

  result(): BuildSighting[] {
    return [...this.#seen.values()];
  }

  #bind(header: ExchangeLogHeader): void {
    this.#header = header;
    const at = (name: string) => header.columns?.indexOf(name) ?? -1;
    const version = ['majorversion', 'minorversion', 'buildversion', 'revisionversion'].map(at);
    const schema = at('schema-version');
    this.#columns = version.every((column) => column >= 0) ? version : schema >= 0 ? [schema] : [];
    this.#ofHeader = buildOf(header.version ?? '');
  }

  #ofColumns(record: ExchangeCsvRecord): string | null {
    let texts = '';
    for (const column of this.#columns) texts += `${texts === '' ? '' : '.'}${record.cell(column)}`;
    if (texts !== this.#last[0]) this.#last = [texts, buildOf(texts)];
    return this.#last[1];
  }
}

/** A build number without zeros in front; null for what is none of Exchange's. */
export function buildOf(text: string): string | null {
  if (!/^\d{1,3}(?:\.\d{1,5}){3}$/.test(text)) return null;
  const build = text.split('.').map(Number).join('.');
  return /^(?:8|14|15)\./.test(build) && build !== NO_BUILD ? build : null;
}
