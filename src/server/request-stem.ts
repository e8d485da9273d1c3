import { withoutEnding } from '../platform/without-ending.js';

/** Extensions that IIS or ASP.NET execute by default or in common set-ups. */
const SCRIPT = /\.(?:aspx|ashx|asmx|asp|svc|soap|asa|cer|cdx|cshtml|vbhtml|axd|php|jsp)(?=[/;]|$)/;
const SCRIPT_ANY_CASE = new RegExp(SCRIPT.source, 'i');
const STATIC = /\.(?:css|js|gif|png|jpe?g|ico|eot|ttf|woff2?|svg|bmp|htm|html|txt|map)$/;
const STATIC_FOLDERS =
  /\/(?:aspnet_client|images?|img|pictures|css|styles?|fonts?|themes|icons?|js|scripts|static|assets|resources|uploads?|temp)\//;

/** Most stems: nothing of what `pathOfStem` reads in another way, nor a script that something follows. */
const PLAIN = /^(?:\/[\w-]+)+(?:\.\w+|\/)?$/;

/** Session, ticket and other values that ASP.NET keeps in the path for clients without cookies: `/(S(…))`. */
const COOKIELESS = /\/\((?:[A-Za-z]\([^()/]*\)){1,8}\)(?=\/|$)/g;

/**
 * The path that IIS looks for when a stem is asked for: escapes read once, doubled and backward slashes, `.` and `..`, cookieless
 * values, and points and blanks at the end of a name, which Windows does not keep. Case stays.
 */
export function pathOfStem(stem: string): string {
  if (PLAIN.test(stem)) return stem;
  // Logs have `+` for a blank, which a name does not keep at its end.
  const path = decoded(stem.replace(/\+{1,9}(?=[/\\]|$)/g, ' '))
    .replaceAll('\\', '/')
    .replace(COOKIELESS, '')
    .replace(/::\$(?:data|index_allocation)(?=\/|$)/gi, '');
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (/[^. ]/.test(name)) names.push(withoutEnding(name, '. '));
  }
  const folder = names.length > 0 && /\/\.{0,2}$/.test(path) ? '/' : '';
  return `/${names.join('/')}${folder}`;
}

function decoded(stem: string): string {
  try {
    return decodeURIComponent(stem);
  } catch {
    return stem;
  }
}

/**
 * The path, lower case, up to and with the script that answers it; path information after the script is cut off. Null where there is
 * none. However the stem is written, it is the same.
 */
export function scriptOf(stem: string): string | null {
  const lower = pathOfStem(stem).toLowerCase();
  const found = SCRIPT.exec(lower);
  return found === null ? null : lower.slice(0, found.index + found[0].length);
}

/**
 * What IIS resolves a stem to, where that is another path than is logged: `pathOfStem` without the path information after a script.
 * Null where it is what is logged. What differs by escapes alone is told, too: those who read them once ask twice.
 */
export function resolvedStem(stem: string): string | null {
  // `-`, `*` and whole addresses are no paths.
  if (PLAIN.test(stem) || !/^[/\\%]/.test(stem)) return null;
  const path = pathOfStem(stem);
  const found = SCRIPT_ANY_CASE.exec(path);
  const resolved = found === null ? path : path.slice(0, found.index + found[0].length);
  return resolved === stem ? null : resolved;
}

/** Whether the stem names a file that IIS only hands out, and answers a POST of with 405 (ACC-06). */
export function isStaticFile(stem: string): boolean {
  return STATIC.test(stem.toLowerCase());
}

/** Whether the stem lies below a folder that by its name holds what browsers fetch and nothing that runs. */
export function inStaticFolder(stem: string): boolean {
  return STATIC_FOLDERS.test(stem.toLowerCase());
}

/** Whether the script is a web service, which programs call without a browser. */
export function isWebService(stem: string): boolean {
  return /\.(?:asmx|svc|soap)(?:\/|$)/.test(stem.toLowerCase());
}
