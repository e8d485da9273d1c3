import type { Artifact, ArtifactLocation } from '../model/artifact.js';
import type { CollectedFile } from './walking/tree.js';

/** Just enough of an artifact to read a file before it is known what it is. */
export function provisionalArtifact(file: CollectedFile, host: string | null): Artifact {
  return {
    id: -1,
    kind: 'other',
    host,
    collectedPath: file.collectedPath,
    windowsPath: null,
    location: locationOf(file, file.member),
    size: file.size,
    times: null,
    carriesCode: false,
  };
}

/** Where a file's bytes lie, packed as `member` says. */
export function locationOf(
  { path, object, range, unpackedFrom }: CollectedFile,
  member?: ArtifactLocation['member'],
): ArtifactLocation {
  return {
    path,
    ...(object && { object }),
    ...(unpackedFrom && { unpackedFrom }),
    ...(range && { range }),
    ...(member && { member }),
  };
}
