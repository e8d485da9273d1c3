import { AfterpatchError } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';
import { parseInstant } from '../instant.js';

/** When a server was patched, UTC ISO 8601; null where nobody said. */
export type PatchedOn = (host: string | null) => string | null;

/** Days of patches as the user gave them. */
export interface PatchDays {
  /** Of servers that have none of their own. */
  readonly everywhere: string | null;
  /** By the server's name as it was given. */
  readonly servers: Readonly<Record<string, string>>;
}

/**
 * Reads `--patched-on` values: a time for all servers, or `EX01=<time>` for one.
 * @throws AfterpatchError `bad-date`, and `usage` where two values are for the same server.
 */
export function parsePatchDays(texts: readonly string[]): PatchDays {
  let everywhere: string | null = null;
  const servers = new Map<string, readonly [name: string, time: string]>();
  for (const text of texts) {
    const [, name = null, time = text] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    const instant = parseInstant(time);
    const known = name === null ? everywhere !== null : servers.has(name.trim().toLowerCase());
    if (known) {
      const whose = name === null ? 'all servers' : name.trim();
      throw new AfterpatchError('usage', `--patched-on is given twice for ${whose}.`, 'Give each server one time.');
    }
    if (name === null) everywhere = instant;
    else servers.set(name.trim().toLowerCase(), [name.trim(), instant]);
  }
  return { everywhere, servers: Object.fromEntries([...servers.values()].sort(([a], [b]) => compareText(a, b))) };
}

/** A server's own day goes before the one of all; names are the same in any case. */
export function patchedOnOf({ everywhere, servers }: PatchDays): PatchedOn {
  const byName = new Map(Object.entries(servers).map(([name, time]) => [name.toLowerCase(), time]));
  return (host) => (host === null ? undefined : byName.get(host.toLowerCase())) ?? everywhere;
}
