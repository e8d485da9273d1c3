/**
 * `logon`: a page or script that passwords are typed into and whose every capability is known. `product`: another page of the same
 * product, whose capabilities are not all known. `other`: a page of any other application.
 */
export type PageRole = 'logon' | 'product' | 'other';

/** By Windows path, lower case. Sources: section 2.8, WEB-10; learn.microsoft.com, AD FS customization and Remote Desktop Web Access. */
const PLACES: readonly (readonly [RegExp, PageRole])[] = [
  [/\\owa\\auth\\(?:[^\\]+\\)?(?:logon|expiredpassword|owalogon)[^\\]*\.(?:aspx|html?)$/, 'logon'],
  [/\\owa\\auth\\(?:.+\\)?[^\\]+\.(?:js|mjs)$/, 'logon'],
  [/\\owa\\[\d.]{4,20}\\scripts\\(?:.+\\)?(?:flogon|fexppw)\.js$/, 'logon'],
  [/\\exchweb\\bin\\auth\\(?:.+\\)?(?:owalogon\.asp|logon\.aspx|.+\.js)$/, 'logon'],
  [/\\(?:owa|ecp)\\auth\\.+\.(?:aspx|html?|css)$/, 'product'],
  [/\\ecp\\auth\\(?:.+\\)?[^\\]+\.(?:js|mjs)$/, 'logon'],
  [/\\adfs\\(?:.+\\)?(?:onload|common)\.js$|\\adfs\\ls\\(?:.+\\)?(?:formssignin\.aspx|.+\.js)$/, 'logon'],
  [/\\web\\rdweb\\pages\\(?:.+\\)?(?:login|password)\.aspx$/, 'logon'],
  [/\\web\\rdweb\\pages\\.+\.(?:js|aspx|html?)$/, 'product'],
];

/** Contents that a copy shows wherever it lies: the page's class, the function behind the logon button, the theme script of AD FS. */
const LOGON_CONTENT =
  /\binherits\s{0,5}=\s{0,5}["']microsoft\.exchange\.(?:httpproxy|clients\.owa\.core)\.(?:logon|expiredpassword)["']|\baction\s{0,5}=\s{0,5}["']?\/owa\/auth\.owa\b|\bfunction\s{1,5}clkLgn\s{0,5}\(|\bLogin\.submitLoginRequest\s{0,5}=|\bfunction\s{1,5}computeLoadIllustration\b/i;

export function pageRole(windowsPath: string | null, text: string): PageRole {
  const path = windowsPath?.toLowerCase().replaceAll('/', '\\') ?? '';
  const placed = PLACES.find(([pattern]) => pattern.test(path));
  if (placed !== undefined) return placed[1];
  return LOGON_CONTENT.test(text) ? 'logon' : 'other';
}
