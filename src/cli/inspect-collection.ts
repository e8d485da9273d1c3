import { readCollectionManifest } from '../case/collection-manifest.js';
import { EXIT_CODES } from '../case/exit-code.js';
import { type CollectionInspection, inspectCollection as inspect } from '../case/inspect-collection.js';
import { collect } from '../collection/collect.js';
import { Reading } from '../collection/reading/reading.js';
import { readConfiguration } from '../engine/read-configuration.js';
import { resolveServers } from '../engine/resolve-servers.js';
import { renderCollectionInspection } from '../output/collection-inspection.js';
import { isTarget, renderTarget, TARGETS } from '../output/collection-target.js';
import { AfterpatchError } from '../platform/errors.js';
import { say } from './say.js';
import { writePieces } from './write.js';

/**
 * Prints what a collection holds of which servers, and what to collect next, or a target of a collector that collects just that.
 * @returns the exit code: 3 where something could not be read.
 */
export async function inspectCollection(
  paths: readonly string[],
  { json, as, manifest }: { readonly json?: true; readonly as?: string; readonly manifest?: string },
): Promise<number> {
  if (as !== undefined && !isTarget(as)) {
    throw new AfterpatchError('usage', `Not a collector: ${as}`, `It is one of ${TARGETS.join(', ')}.`);
  }
  const inspection = await inspectionOf(paths, manifest);
  if (as !== undefined) {
    const target = renderTarget(as, inspection);
    if (target === '') say('afterpatch: nothing is missing that this collector could fetch.');
    await writePieces(process.stdout, [target]);
  } else
    await writePieces(process.stdout, [
      json ? `${JSON.stringify(inspection, null, 2)}\n` : renderCollectionInspection(inspection),
    ]);
  return inspection.notes.some(({ incomplete }) => incomplete) ? EXIT_CODES.incomplete : EXIT_CODES.clean;
}

async function inspectionOf(paths: readonly string[], manifest: string | undefined): Promise<CollectionInspection> {
  const reading = new Reading();
  try {
    const renamed = manifest === undefined ? undefined : readCollectionManifest(manifest);
    const collection = await collect(paths, { reading, renamed });
    const { inputs } = await readConfiguration(collection.artifacts, reading, () => {});
    return inspect(collection, resolveServers(inputs));
  } finally {
    await reading.close();
  }
}
