import type { CoverageNote } from '../../model/coverage.js';
import { codeOf, messageOf } from '../../platform/errors.js';
import { CHANGED } from '../objects/object-request.js';
import { ObjectError } from '../objects/object-store.js';

/** For notes: why the bytes of a file cannot be had. */
export function readingProblem(error: unknown): Pick<CoverageNote, 'code' | 'message'> {
  if (error instanceof ObjectError && error.code === CHANGED)
    return { code: 'changed-while-reading', message: 'The object is no longer the one that was listed' };
  return { code: 'unreadable', message: `The file could not be read: ${systemCode(error)}` };
}

/** The system's own code, or the store's, says the same everywhere. */
export function systemCode(error: unknown): string {
  return codeOf(error) || messageOf(error);
}
