import { MAXIMUM_CELLS } from '../../formats/csv/record-scanner.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { CollectedFile } from '../walking/tree.js';

/** Note on a collector's record whose rows are wider than any collector's. */
export function wideRecord({ collectedPath: path }: CollectedFile): CoverageNote {
  const message = `The collector's record has rows of more than ${MAXIMUM_CELLS} columns; the others were not used`;
  return { code: 'limit-reached', message, path, incomplete: true };
}
