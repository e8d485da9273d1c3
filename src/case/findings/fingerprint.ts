import { createHash } from 'node:crypto';
import { withoutEnding } from '../../platform/without-ending.js';

/** What a finding is, apart from when and by which build it was found. */
export interface FindingIdentity {
  readonly ruleId: string;
  readonly artifactKind: string;
  /** Windows path, else URL, else collected path. */
  readonly place: string | null;
  readonly identity: readonly string[];
}

/**
 * Case, the kind of slash, doubled ones, `.` and what Windows does not keep at the end of a name do not count on the server, so not
 * here.
 */
function normalisedPlace(place: string | null): string {
  const lower = (place ?? '').replaceAll('/', '\\').toLowerCase();
  if (!/\\\\|[. ](?:\\|$)/.test(lower)) return lower;
  const names = lower.split('\\').map((name) => (name === '..' ? name : withoutEnding(name, '. ')));
  // A share, and the root of a site, begin with a separator.
  return names.filter((name, at) => name !== '' || at === 0).join('\\');
}

/** SHA-256 in hex. Parts are length-prefixed, so that no two lists of parts read the same. */
export function fingerprintOf({ ruleId, artifactKind, place, identity }: FindingIdentity): string {
  const hash = createHash('sha256');
  for (const part of [ruleId, artifactKind, normalisedPlace(place), ...identity]) {
    hash.update(`${Buffer.byteLength(part)}:${part};`);
  }
  return hash.digest('hex');
}
