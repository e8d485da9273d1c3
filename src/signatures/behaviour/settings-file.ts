import type { Behaviour } from './analyse-behaviour.js';
import { endingOf } from './value.js';

/** Fields of a form from which on it reads like one for settings. */
const SETTINGS = 4;

/**
 * Whether a page keeps the settings of its application in the file of this ending, as a page: several fields of a form, each amid text of
 * the page's own. What drops a page has one field for all of it.
 */
export function savesSettings({ calls }: Behaviour, ending: string): boolean {
  const given = calls.flatMap(({ kind, main, target }) =>
    kind === 'write' && main.taint !== null && endingOf(target ?? undefined) === ending ? [main.taint] : [],
  );
  return given.every(({ mixed }) => mixed) && new Set(given.map(({ source }) => source.what)).size >= SETTINGS;
}
