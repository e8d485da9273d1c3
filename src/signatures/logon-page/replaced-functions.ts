import { foreignHost } from './script-value.js';

/** A function of the browser, of its objects or of jQuery that gets another body. */
const REPLACED =
  /(?:\bstringify|\.prototype\.(?:send|open|submit|append|set|setRequestHeader)|(?:\bjQuery|\$)\.(?:each|ajax|post|param|trim)|\b(?:window|self|globalThis)\.fetch)\s{0,5}=\s{0,5}(?:async\s{0,5})?(?:function\b|\([^()]{0,80}\)\s{0,5}=>|[\w$]{1,30}\s{0,5}=>)/g;
/** Of that body, characters that are looked at, and bodies of one file. */
const BODY = 1_500;
const MOST_BODIES = 100;

/** Looks for what is called like a password in whatever it is given. */
const ASKS =
  /(?:\.|\[\s{0,3}["'])(?:pass(?:wd|word)?|pwd)\b|\/[^/\n]{0,60}\bpass(?:wd|word)?[^/\n]{0,60}\/\w{0,3}\.test\(/i;
/** Calls and members that fetch an address by which something goes out. */
const SENDS =
  /(?:\bsrc\s{0,5}=|\bsendBeacon\s{0,5}\(|\bfetch\s{0,5}\(|\.open\s{0,5}\(\s{0,5}["'`]\w{3,7}["'`]\s{0,5},)\s{0,5}["'`]((?:https?:)?\/\/[^"'`\s]{1,200})/gi;

export interface ReplacedFunction {
  /** `stringify`, `prototype.send`. */
  readonly name: string;
  /** The host of somebody else that gets what the function is given. */
  readonly host: string;
  readonly start: number;
  readonly end: number;
}

/** Functions that every script of a page calls, replaced by ones that look for a password in what they get and send it to a foreign host. */
export function replacedFunctions(code: string, isHome: (host: string) => boolean): ReplacedFunction[] {
  const found: ReplacedFunction[] = [];
  let bodies = 0;
  for (const { 0: text, index: start } of code.matchAll(REPLACED)) {
    if (++bodies > MOST_BODIES) break;
    const body = bodyAt(code, start + text.length);
    if (!ASKS.test(body)) continue;
    const [host] = [...body.matchAll(SENDS)]
      .map(([, address]) => foreignHost(address))
      .filter((one): one is string => one !== null && one !== '' && !isHome(one));
    const name = text.replace(/\s{0,5}=[\s\S]*$/, '').replace(/^\./, '');
    if (host !== undefined) found.push({ name, host, start, end: start + text.length });
  }
  return found;
}

/** What follows up to the brace that closes the function; braces within texts are counted as well, for the body is only looked at. */
function bodyAt(code: string, start: number): string {
  let depth = 0;
  for (let at = start; at < Math.min(code.length, start + BODY); at++) {
    const character = code[at];
    if (character === '{') depth++;
    else if (character === '}' && --depth <= 0) return code.slice(start, at);
    else if (character === ';' && depth === 0) return code.slice(start, at);
  }
  return code.slice(start, start + BODY);
}
