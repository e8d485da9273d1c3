import type { Behaviour } from '../analyse-behaviour.js';
import { actsAsScript } from './script-files.js';
import { endingOf, knownText } from '../values/value.js';

/** Fields of a form from which on it reads like one for settings. */
const SETTINGS = 4;

/** `Const SiteName="`, `$host = '`: a name that gets a value. */
const SETTING = /(?:^|[\s;:])(?:const\s+)?[$\w]{1,60}(?:\s*\([\w\s,"']{1,40}\))?\s*=/gi;

/** Nothing but an application keeps a constant of its own under a name. */
const CONSTANT = /\bconst\s+\w{1,60}\s*=/i;

/**
 * Whether a page keeps the settings of its application in the file of this ending, as a page: several fields of a form, each amid text of
 * the page's own, or names of the page's own that get values. What drops a page has one field for all of it, or code.
 */
export function savesSettings({ calls }: Behaviour, ending: string): boolean {
  const given = calls.flatMap(({ kind, main, target }) =>
    kind === 'write' && main.taint !== null && endingOf(target ?? undefined) === ending
      ? [{ taint: main.taint, written: knownText(main) }]
      : [],
  );
  if (!given.every(({ taint }) => taint.mixed)) return false;
  if (new Set(given.map(({ taint }) => taint.source.what)).size >= SETTINGS) return true;
  return given.every(
    ({ written }) =>
      !actsAsScript(written) && (CONSTANT.test(written) || (written.match(SETTING)?.length ?? 0) >= SETTINGS),
  );
}
