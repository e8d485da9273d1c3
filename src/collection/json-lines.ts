import { isRecord } from '../platform/objects.js';
import { shallowJson } from '../platform/shallow-json.js';

/** Objects of a JSON Lines text, of one JSON array or of a single object; what is none of these is left out. Bounded by a line. */
export function* jsonRows(bytes: Buffer): Generator<Readonly<Record<string, unknown>>> {
  const start = bytes.subarray(0, 4).toString('latin1').startsWith('\xef\xbb\xbf') ? 3 : 0;
  const first = bytes
    .subarray(start, start + 64)
    .toString('latin1')
    .trimStart()[0];
  const whole = first === '[' || !bytes.includes(0x0a) ? parsed(bytes.subarray(start)) : undefined;
  if (Array.isArray(whole)) {
    for (const row of whole) if (isRecord(row)) yield row;
    return;
  }
  let any = false;
  for (let at = start; at < bytes.length; ) {
    const found = bytes.indexOf(0x0a, at);
    const end = found < 0 ? bytes.length : found;
    const row = parsed(bytes.subarray(at, end));
    if (isRecord(row)) {
      any = true;
      yield row;
    }
    at = end + 1;
  }
  const single = any ? undefined : parsed(bytes.subarray(start));
  if (isRecord(single)) yield single;
}

/** A text property by any of its names, also within one nested object: `os_info.hostname`. */
export function textOf(row: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = name.split('.').reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), row);
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

function parsed(bytes: Buffer): unknown {
  return shallowJson(bytes.toString('utf8'));
}
