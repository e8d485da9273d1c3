import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { XmlDocument } from './xml-document.js';

/** Places that one note lists; its count is the whole number. */
const LISTED = 10;

/** What the ledger says of a file's faults: one note for what could not be read, one for what was read all the same. */
export function problemNotes(document: XmlDocument, artifact: Artifact): CoverageNote[] {
  return [true, false].flatMap((fatal) => {
    const problems = document.problems.filter((problem) => problem.fatal === fatal);
    const first = problems[0];
    if (first === undefined) return [];
    const { line, column } = first.position;
    const kept = document.root === null ? 'nothing was read' : 'only what stands before was examined';
    return [
      {
        code: fatal ? 'malformed' : 'unparsable',
        message: `not well-formed XML: ${first.reason}, line ${line} column ${column}${fatal ? `; ${kept}` : ''}`,
        path: artifact.collectedPath,
        host: artifact.host,
        count: problems.length,
        incomplete: fatal,
        positions: problems.slice(0, LISTED).map(({ reason, position }) => ({ ...position, reason })),
      } satisfies CoverageNote,
    ];
  });
}
