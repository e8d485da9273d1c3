import { isRecord } from '../../platform/objects.js';
import { shallowJson } from '../../platform/shallow-json.js';

export type JsonObject = Readonly<Record<string, unknown>>;

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];
/** Bytes of one object; a longer one is passed over. */
const LONGEST = 1 << 20;

/**
 * The outermost objects of JSON Lines, of one array, or one after the other however they are laid out, each parsed by itself: a file
 * may be larger than a string can be. What is no object, or is cut, is left out. Never throws.
 * @param lost called for each object that is left out
 */
export function* jsonObjects(bytes: Buffer, lost: () => void = () => {}): Generator<JsonObject> {
  let [depth, start] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE && depth > 0) at = endOfText(bytes, at + 1);
    else if (byte === OPEN) {
      if (depth++ === 0) start = at;
    } else if (byte === CLOSE && depth > 0 && --depth === 0) {
      const object = at - start < LONGEST ? shallowJson(bytes.toString('utf8', start, at + 1)) : undefined;
      if (isRecord(object)) yield object;
      else lost();
    }
  }
  if (depth > 0) lost();
}

/** Where the text ends that begins behind a quote. */
function endOfText(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}
