import { createHash } from 'node:crypto';

/** What a finding is, apart from when and by which build it was found. */
export interface FindingIdentity {
  readonly ruleId: string;
  readonly artifactKind: string;
  /** Windows path, else URL, else collected path. */
  readonly place: string | null;
  readonly identity: readonly string[];
}

/** Case and the kind of slash do not count on the server, so not here. */
function normalisedPlace(place: string | null): string {
  return (place ?? '').replaceAll('/', '\\').toLowerCase();
}

/** SHA-256 in hex. Parts are length-prefixed, so that no two lists of parts read the same. */
export function fingerprintOf({ ruleId, artifactKind, place, identity }: FindingIdentity): string {
  const hash = createHash('sha256');
  for (const part of [ruleId, artifactKind, normalisedPlace(place), ...identity]) {
    hash.update(`${Buffer.byteLength(part)}:${part};`);
  }
  return hash.digest('hex');
}
