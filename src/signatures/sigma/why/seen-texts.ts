import type { FieldValues } from '../field-values.js';
import { percentDecoded } from '../mappings/mapping.js';
import type { SeenText } from './trace.js';

/** So many texts of one field are told. */
const MAXIMUM_TEXTS = 40;

/**
 * The texts of a field, and how each came from what is logged.
 * @param joined texts that are put together of several columns, such as stem and query.
 */
export function seenTexts(values: FieldValues, joined: readonly string[]): SeenText[] {
  const logged = values.raw.map(({ text }) => text);
  return values.variants.slice(0, MAXIMUM_TEXTS).map(({ text }) => ({ text, as: madeOf(text, logged, joined) }));
}

function madeOf(text: string, logged: readonly string[], joined: readonly string[]): string {
  for (const [bases, name] of [
    [logged, 'as logged'],
    [joined, 'stem and query together'],
  ] as const) {
    for (const base of bases) {
      const how = changeOf(text, base);
      if (how !== null) return how === '' ? name : name === 'as logged' ? how : `${name}, ${how}`;
    }
  }
  return 'made of several columns';
}

/** How a text was made of another; empty where it is the same, null where it was not. */
function changeOf(text: string, base: string): string | null {
  if (text === base) return '';
  const spaced = base.replaceAll('+', ' ');
  if (text === spaced) return 'plus as space';
  if (text === percentDecoded(base)) return 'percent-decoded';
  if (text === percentDecoded(spaced)) return 'plus as space, percent-decoded';
  return text === base.replace(/%.*$/s, '') ? 'without its zone' : null;
}
