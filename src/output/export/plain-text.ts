import { safeText } from '../../platform/safe-text.js';

/** UTF-16 units of one value: under the 32,766 bytes that Lucene indexes and the 32,767 characters of a cell. */
const LONGEST = 10_000;

/** Nearly all text is of this kind, and told quickly. */
const HARMLESS = /^[ -~]*$/;

/**
 * Text of evidence that no target stumbles over: control and format characters, line ends and lone surrogates are written as
 * `\xNN` or `\u{N}`, and what is longer than `maximum` UTF-16 units is cut, with `…`.
 */
export function plain(text: string, maximum: number = LONGEST): string {
  if (text.length <= maximum && HARMLESS.test(text)) return text;
  const safe = safeText(text, maximum);
  return safe.length <= maximum + 1 ? safe : `${safe.slice(0, maximum).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The same, where there may be none. */
export function plainOrUndefined(text: string | null | undefined, maximum?: number): string | undefined {
  return text == null || text === '' ? undefined : plain(text, maximum);
}

/** Text that Markdown shows as it is: no link, no picture, no element of HTML. */
export function inMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+\-!|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('://', ':\u200b//');
}
