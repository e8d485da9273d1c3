import type { Artifact } from '../../model/artifact.js';
import type { ElementEvidence } from '../../model/finding.js';
import { elementPath, type XmlElement } from './xml-document.js';

/** An element as evidence: the file it stands in, line, column, its path from the root and its start tag. */
export function elementEvidence(element: XmlElement, artifact: Artifact | null): ElementEvidence {
  const { line, column } = element.position;
  return {
    type: 'element',
    path: artifact?.collectedPath ?? null,
    line,
    column,
    element: elementPath(element),
    text: element.tag,
  };
}
