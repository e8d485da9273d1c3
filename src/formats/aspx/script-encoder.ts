/**
 * The tables of Microsoft's script encoder (`VBScript.Encode`, `JScript.Encode`): what the characters 20 to 7F stand for in each of its
 * three alphabets, what a tab stands for, and which alphabet is used at each place, modulo 64.
 */
const ALPHABETS = [
  '.GzVBj/&IA42[vrC89pEhqO\tbD#uJ~J^@wJa]"KoN;LPg*}tT+-,0nkf5%!dMRc?{x)(sY3\x7fmUS|:_eFX1ilZH\'\\=$y7`Q 6',
  '-uR`q^I\\b})6 |z\x7fkc3+hQfv1dTCL:L~LE,*t\'7DyY/o&rj9{?8wgSG4x]0#Z[lHUpi.L!$NP\tVs5aKX;W"mM%(FJ2A=_OBe',
  '20!)[83=X:5e9\\VsfNEkbYx^}JmqA`AS@B\'Hru17MR"TjGd- \x7f.L]~loytC&v%$+(#A4\t*D?w;UiacPgQIOFh|6pnz/_KZ,W',
] as const;
const TAB = 'Wn{';
const CHOICE = '0120121221210212021200122102122100212120200120210212001220012021';
const ESCAPES: Readonly<Record<string, string>> = { '&': '\n', '#': '\r', '*': '>', '!': '<', $: '@' };

/** The code with each run that the script encoder hid (`#@~^LLLLLL==…CCCCCC==^#~@`) in clear; null where there is none. */
export function decodeScriptEncoder(code: string): string | null {
  let found = false;
  const decoded = code.replace(/#@~\^.{6}==([\s\S]*?)(?:.{6}==\^#~@|$)/g, (_, hidden: string) => {
    found = true;
    return decodeHidden(hidden);
  });
  return found ? decoded : null;
}

/** Whether bytes above 7F came in pairs depends on the encoder's code page, which nothing tells: what reads more like code is taken. */
function decodeHidden(hidden: string): string {
  const single = decodeRun(hidden, false);
  if (!/[\x81-\xfe]/.test(hidden)) return single;
  const paired = decodeRun(hidden, true);
  return likeness(paired) > likeness(single) ? paired : single;
}

function likeness(code: string): number {
  return code.match(/\b(?:if|then|end|response|request|server|dim|set|function|sub|next|else|write)\b/gi)?.length ?? 0;
}

function decodeRun(hidden: string, paired: boolean): string {
  const parts: string[] = [];
  let place = -1;
  for (let i = 0; i < hidden.length; i++) {
    let c = hidden.charAt(i);
    const escaped = c === '@' ? ESCAPES[hidden.charAt(i + 1)] : undefined;
    if (escaped !== undefined) {
      c = escaped;
      i++;
    }
    const code = c.charCodeAt(0);
    if (code >= 0x80) {
      parts.push(c);
      if (paired && code > 0x80 && code < 0xff && i + 1 < hidden.length) parts.push(hidden.charAt(++i));
      continue;
    }
    place++;
    const alphabet = Number(CHOICE.charAt(place % 64));
    const clear = escaped !== undefined || c === '<' || c === '>' || c === '@';
    if (code === 9) parts.push(TAB.charAt(alphabet));
    else parts.push(clear || code < 0x20 ? c : (ALPHABETS[alphabet]?.charAt(code - 0x20) ?? c));
  }
  return parts.join('');
}
