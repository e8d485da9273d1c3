import { withoutStackTraces } from './stack-traces.js';

/** Deeper is nothing that a tool writes; the parser takes seconds for a megabyte of brackets. */
const MAXIMUM_DEPTH = 512;

/**
 * The object or array of a JSON text, undefined where it is neither, or nested deeper than any that a tool writes. Records are asked for
 * line by line, and an exception of the parser costs far more than a look at the brackets.
 */
export function shallowJson(text: string): unknown {
  if (!isEnclosed(text.trim()) || !isShallow(text)) return undefined;
  try {
    return withoutStackTraces((): unknown => JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isEnclosed(text: string): boolean {
  return text.startsWith('[') ? text.endsWith(']') : /^\{\s*["}]/.test(text) && text.endsWith('}');
}

/** Nested like JSON, and not too deeply. */
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
