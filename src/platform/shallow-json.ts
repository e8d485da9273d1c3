/** Deeper is nothing that a tool writes; the parser takes seconds for a megabyte of brackets. */
const MAXIMUM_DEPTH = 512;

/** The value of a JSON text, undefined where it is none or nested deeper than any that a tool writes. */
export function shallowJson(text: string): unknown {
  if (!isShallow(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Nested like JSON, and not too deeply: an exception of the parser costs far more than a look at the brackets. */
function isShallow(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAXIMUM_DEPTH) return false;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return depth === 0 && !quoted;
}
