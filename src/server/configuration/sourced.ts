import type { ConfigurationFile } from '../../formats/iis-config/configuration-file.js';
import type { XmlElement } from '../../formats/xml/xml-document.js';
import type { Artifact } from '../../model/artifact.js';

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
