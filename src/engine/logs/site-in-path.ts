import type { Artifact } from '../../model/artifact.js';

/** `1` of a log in the folder `W3SVC1`; null where the path does not tell the site, and records have to. */
export function siteInPath(artifact: Artifact): string | null {
  const path = (artifact.windowsPath ?? artifact.collectedPath).replaceAll('\\', '/');
  return /(?:^|\/)W3SVC(\d+)\/[^/]+$/i.exec(path)?.[1] ?? null;
}
