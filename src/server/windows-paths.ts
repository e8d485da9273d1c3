import type { Artifact } from '../model/artifact.js';

/**
 * Windows paths of the artifacts that have one, put together anew each time that they are gone through: a list of the paths of a million
 * files would hold more than all else that is known of them.
 */
export function windowsPathsOf(artifacts: Iterable<Pick<Artifact, 'windowsPath'>>): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      for (const { windowsPath } of artifacts) if (windowsPath !== null) yield windowsPath;
    },
  };
}
