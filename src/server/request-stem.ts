/** Extensions that IIS or ASP.NET execute by default or in common set-ups. */
const SCRIPT = /\.(?:aspx|ashx|asmx|asp|svc|soap|asa|cer|cdx|cshtml|vbhtml|axd|php|jsp)(?=[/;]|$)/;
const STATIC = /\.(?:css|js|gif|png|jpe?g|ico|eot|ttf|woff2?|svg|bmp|htm|html|txt|map)$/;
const STATIC_FOLDERS =
  /\/(?:aspnet_client|images?|img|pictures|css|styles?|fonts?|themes|icons?|js|scripts|static|assets|resources|uploads?|temp)\//;

/** The stem up to and with the script that answers it; path information after the script is cut off. Null where there is none. */
export function scriptOf(stem: string): string | null {
  const lower = stem.toLowerCase();
  const found = SCRIPT.exec(lower);
  return found === null ? null : lower.slice(0, found.index + found[0].length);
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
