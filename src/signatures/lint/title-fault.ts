/** Longest title that still fits one line of a report, characters (SigmaHQ's convention). */
const MAXIMUM = 110;

/**
 * What is wrong with a rule's title, as the end of a sentence; null where nothing is. A title is a noun phrase in sentence case:
 * it stands in lists beside those of all other rules. Source: SigmaHQ's rule creation guide, "Title".
 */
export function titleFault(title: string): string | null {
  if (title.trim() === '') return 'is empty';
  if (title.length > MAXIMUM) return `has ${title.length} characters, more than ${MAXIMUM}`;
  if (/[.!]$/.test(title)) return 'ends like a sentence';
  if (/^(?:detects?|detection of)\b/i.test(title)) return 'says that it detects, as every rule does';
  if (/^\p{Ll}[\p{Ll}-]* /u.test(title)) return 'begins with a small letter';
  return null;
}
