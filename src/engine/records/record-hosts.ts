import type { Artifact } from '../../model/artifact.js';
import type { RecordEvidence } from '../../model/finding.js';
import { safeText } from '../../platform/safe-text.js';
import type { RecordComputers } from './record-computers.js';

/** Where a collector of events keeps what other computers sent it, and exports of that. */
const FORWARDED = /forwarded[ _-]?events/i;

/** Longest name of a server that is shown; DNS allows 253 characters. */
const MAXIMUM_NAME = 253;

/** The server of a record, by the computer that it names; null where neither tells. */
export type HostOfRecord = (computer: string | null) => string | null;

/**
 * Says which server records are of. In forwarded events it is what the record says, wherever the file lies: the server of the
 * collection by that name, or one that only these events know. In other logs a server of the collection that a record names is the
 * one, and all else is of the file's server: computers are renamed, and loose files name nobody.
 */
export class RecordHosts {
  readonly #known: ReadonlyMap<string, string>;

  /** @param hosts servers of the collection. */
  constructor(hosts: Iterable<string | null>) {
    this.#known = new Map([...hosts].flatMap((host) => (host === null ? [] : [[shortName(host), host] as const])));
  }

  of({ host, collectedPath }: Artifact, { takeTurns, list }: RecordComputers): HostOfRecord {
    const isForwarded = takeTurns || (FORWARDED.test(collectedPath) && list.length > 0);
    return (computer) => {
      if (computer === null) return host;
      const known = this.#known.get(shortName(computer));
      if (known !== undefined) return known;
      return isForwarded && list.some(({ name }) => name.toLowerCase() === computer.toLowerCase())
        ? safeText(computer, MAXIMUM_NAME)
        : host;
    };
  }
}

/** One log writes a server with its domain, another without. */
export function shortName(name: string): string {
  return name.split('.')[0]?.toLowerCase() ?? '';
}

/** The computer that evidence of a record names; null in logs that do not name one in each. */
export function computerOf({ fields }: RecordEvidence): string | null {
  return fields['EventID'] == null ? null : (fields['Computer'] ?? null);
}
