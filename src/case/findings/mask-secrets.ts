import { createHash } from 'node:crypto';

/** Makes a text safe to pass on: whoever reads a report need not learn the secrets in its evidence. */
export type Mask = (text: string) => string;

/** Names of fields, parameters and attributes whose values open something. What intruders forge (`X-Rps-CAT`) is no secret. */
const SECRET =
  'pass(?:word|wd|phrase)?|pwd|secret|(?:access|refresh|id|bearer|csrf|auth|security)[-_]?token|token|api[-_]?key|client[-_]?secret|authorization|cadata(?:key|iv|sig|ttl)?|(?:asp\\.net_)?session(?:id|key)?|\\.aspxauth|fedauth|jwt|validationkey|decryptionkey|sharedkey|accountkey|sig';

/** `name=value` in queries, cookies and connection strings; the value ends where the next one begins. */
const PAIR = new RegExp(`(^|[?&;,\\s"'])((?:${SECRET})\\s*=\\s*)([^&;,\\s"'<>]{4,})`, 'gi');
/** `name="value"` in elements. */
const ATTRIBUTE = new RegExp(`(\\s)((?:${SECRET})\\s*=\\s*)"([^"]{4,})"`, 'gi');
/** What machine keys are made by instead of written down. */
const NO_SECRET = /^(?:autogenerate|\[enc:|…|‹)/i;

/** Each secret by the beginning of its SHA-256, so that two of them can be compared and none can be used. */
export const maskSecrets: Mask = (text) =>
  text
    .replace(ATTRIBUTE, (_, before: string, name: string, value: string) => `${before}${name}"${masked(value)}"`)
    .replace(PAIR, (_, before: string, name: string, value: string) => `${before}${name}${masked(value)}`);

/** For who asked to see them. */
export const SHOWN: Mask = (text) => text;

/** A value of a field that is a secret as a whole. */
export function maskValue(value: string): string {
  return value === '' || value === '-' ? value : masked(value);
}

function masked(value: string): string {
  if (NO_SECRET.test(value) || value.includes('‹masked')) return value;
  return `‹masked ${createHash('sha256').update(value).digest('hex').slice(0, 8)}›`;
}
