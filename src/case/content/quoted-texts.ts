import { windowsPathOf } from '../../collection/kinds/kind.js';
import { foldersAbove, targetsOf } from '../../collection/served/served.js';
import { hasServerExtension } from '../../collection/served/web-places.js';
import type { Artifact } from '../../model/artifact.js';
import type { ContentReport } from '../../model/signature.js';
import { groupBy } from '../../platform/group-by.js';
import type { ExaminedFile } from './noisy-rules.js';

/**
 * Which texts only quote the code in them: no page was collected from their folder or one above it, which may be that of an application
 * that no configuration tells of, and none names them as a part of itself.
 * @param files texts of all servers that nothing is known to serve
 * @param carriers everything that was to be examined
 * @param reports by `Artifact.id`
 * @returns their `Artifact.id`
 */
export function quotedTexts(
  files: readonly ExaminedFile[],
  carriers: readonly Artifact[],
  reports: ReadonlyMap<number, ContentReport>,
): ReadonlySet<number> {
  const found = new Set<number>();
  if (files.length === 0) return found;
  const byHost = groupBy(carriers, ({ host }) => host);
  for (const [host, own] of groupBy(files, ({ artifact }) => artifact.host)) {
    const [named, folders] = [new Set<string>(), new Set<string>()];
    for (const carrier of byHost.get(host) ?? []) {
      const path = windowsPathOf(carrier);
      const above = foldersAbove(path);
      for (const { target } of reports.get(carrier.id)?.references ?? [])
        for (const one of targetsOf(target, above)) named.add(one);
      if (hasServerExtension(path) && above[0] !== undefined) folders.add(above[0]);
    }
    for (const { artifact } of own) {
      const path = windowsPathOf(artifact);
      if (!named.has(path) && !foldersAbove(path).some((folder) => folders.has(folder))) found.add(artifact.id);
    }
  }
  return found;
}
