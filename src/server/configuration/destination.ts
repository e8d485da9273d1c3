import { isOwnName } from '../own-names.js';

/**
 * A URL that leads to a machine that it names, rather than by a variable of the request. As browsers read it: blanks before it and the
 * direction of slashes mean nothing, and what stands before an `@` is no host.
 */
const ABSOLUTE =
  /^\s*(?:https?:)?[\\/]{2,5}(?:[^\\/?#]{0,300}@)?(?!\{(?:HTTP_HOST|SERVER_NAME|SERVER_ADDR)\})(\[[0-9a-f:.]{2,60}\]|[^\\/:?#@\s]{1,253})(?::(\d{1,5}))?/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){1,3}|\[?::1\]?|0\.0\.0\.0|2130706433)$/i;

/**
 * Where machines of the same network are: names without a dot, private addresses, names of no public domain. A number without a dot is an
 * address that stands otherwise.
 */
const INTERNAL =
  /^(?:(?!\d+$|0x[\da-f]+$)[\w-]{1,63}|\[f(?:[cd][\da-f]{2}|e[89ab][\da-f]):[\da-f:.]{0,60}\]|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|.{1,253}\.(?:local|lan|internal|intranet|corp|home))$/i;

/** Places of Microsoft's that administrators send users of Exchange to once their mailboxes have moved there. */
const MICROSOFT_CLOUD =
  /^(?:[\w-]{1,63}\.){0,3}(?:office365\.com|office\.com|outlook\.com|microsoftonline\.com|microsoft\.com|cloud\.microsoft|office365\.us|partner\.outlook\.cn)$/i;

export type Destination = 'own' | 'loopback' | 'internal' | 'elsewhere';

/** Where an absolute URL leads; null for one that stays at the name that was asked for. A port that no browser takes by itself is a program's. */
export function destinationOf(target: string, names: ReadonlySet<string>): Destination | null {
  const [, host, port] = ABSOLUTE.exec(target) ?? [];
  if (host === undefined) return null;
  if (LOOPBACK.test(host)) return 'loopback';
  if (isOwnName(host, names)) {
    return names.has(host.toLowerCase()) && port !== undefined && !/^(?:80|443)$/.test(port) ? 'loopback' : 'own';
  }
  return INTERNAL.test(host) ? 'internal' : 'elsewhere';
}

/** The host that an absolute URL names, null where it names none. */
export function hostOf(target: string): string | null {
  return ABSOLUTE.exec(target)?.[1] ?? null;
}

/** Whether an absolute URL leads to a place of Microsoft's. */
export function isMicrosoftCloud(target: string): boolean {
  return MICROSOFT_CLOUD.test(hostOf(target) ?? '');
}

/** Whether a name or address is one of the same network by what it is. */
export function isInternal(host: string): boolean {
  return INTERNAL.test(host);
}
