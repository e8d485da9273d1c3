import type { FileHistory } from '../../src/formats/ntfs/file-history.js';

/** History of a file of which only what a test cares for is known. */
export function fileHistory(fields: Partial<FileHistory> & Pick<FileHistory, 'path'>): FileHistory {
  return {
    ...{ isPathKnown: true, earlierNames: [], created: null, firstWritten: null, lastWritten: null, renamed: null },
    ...{ deleted: null, timesSet: null, state: 'present', isReplaced: false, standard: null, named: null },
    ...{ hasFractions: true, size: null, content: null, streams: [] },
    ...fields,
  };
}
