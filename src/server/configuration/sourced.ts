import type { ConfigurationFile } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import type { XmlElement } from '../../formats/xml/xml-document.js';
import type { Artifact } from '../../model/artifact.js';
import type { ElementEvidence } from '../../model/finding.js';

/** A configuration file and the artifact that it was read from. */
export interface SourcedFile {
  readonly artifact: Artifact;
  readonly file: ConfigurationFile;
}

/** Where a resolved setting comes from. */
export interface Origin {
  readonly artifact: Artifact;
  readonly element: XmlElement;
}

export function originEvidence({ artifact, element }: Origin): ElementEvidence {
  return elementEvidence(element, artifact);
}
