import type { RecordEvidence } from './finding.js';
import { defineInputClass } from './input-class.js';

/** A page or program that logs of FTP show to have been stored, by the path that the client gave. */
export interface UploadedPage {
  /** Lower case, with `/`: `/site/x.aspx`. */
  readonly path: string;
  readonly client: string | null;
  /** UTC ISO 8601. */
  readonly time: string;
  /** What it was called before, where that was no page by its name. */
  readonly disguisedAs: string | null;
  readonly evidence: RecordEvidence;
}

/** Of one server: of each client the first and the last ones. */
export const uploadedPages = defineInputClass<readonly UploadedPage[]>('uploaded-pages');
