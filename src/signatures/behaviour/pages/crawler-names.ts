import type { Expression } from '../../../formats/code/syntax.js';

/** Names by which crawlers of search engines go. */
const SEARCH_ENGINES = /google ?bot|bingbot|baidu ?spider|sogou|360spider|yisou|slurp|yandex(?:bot)?\b|duckduckbot/i;

/** How texts with such names are noted. */
export const CRAWLERS = 'search engines';

/** Longest text that is looked at for names of crawlers. */
const MAXIMUM_LIST_OF_NAMES = 500;

/** Texts that were looked at: most are evaluated many times. */
const texts = new WeakMap<Expression, boolean>();

/** Whether a text in the code has such a name. */
export function namesCrawler(text: Expression & { kind: 'string' }): boolean {
  let names = texts.get(text);
  if (names === undefined) {
    names = text.value.length < MAXIMUM_LIST_OF_NAMES && SEARCH_ENGINES.test(text.value);
    texts.set(text, names);
  }
  return names;
}
