import type { Artifact } from '../model/artifact.js';
import type { CollectedFile } from './tree.js';

/** Just enough of an artifact to read a file before it is known what it is. */
export function provisionalArtifact(file: CollectedFile, host: string | null): Artifact {
  return {
    id: -1,
    kind: 'other',
    host,
    collectedPath: file.collectedPath,
    windowsPath: null,
    location: file.member ? { path: file.path, member: file.member } : { path: file.path },
    size: file.size,
    times: null,
    carriesCode: false,
  };
}
