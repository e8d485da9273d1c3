import { elementEvidence } from '../../formats/xml/element-evidence.js';
import type { XmlElement } from '../../formats/xml/xml-document.js';
import type { Artifact } from '../../model/artifact.js';
import { CONTEXT } from './weight.js';

/** Entries that one line shows. */
const LISTED = 20;

/** One line for all that an application sets up for itself, whatever their number: `{count}` and `{names}` of the message. */
export function summed(
  entries: readonly { readonly name: string; readonly element: XmlElement }[],
  { artifact }: { readonly artifact: Artifact | null },
) {
  const names = [...new Set(entries.map(({ name }) => name))];
  return {
    ...CONTEXT,
    data: { count: entries.length, names: names.slice(0, LISTED) },
    at: entries.slice(0, LISTED).map(({ element }) => elementEvidence(element, artifact)),
    identity: ['own'],
  };
}
