import { readCollectionManifest } from '../../case/evidence/collection-manifest.js';
import { hashEvidence, manifestLines } from '../../case/evidence/evidence-manifest.js';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { type CollectionInspection, inspectCollection as inspect } from '../../case/evidence/inspect-collection.js';
import { collect } from '../../collection/collect.js';
import { givenPaths } from '../../collection/walking/given-paths.js';
import { Reading } from '../../collection/reading/reading.js';
import { readConfiguration } from '../../engine/read-configuration.js';
import { resolveServers } from '../../engine/resolve-servers.js';
import { renderCollectionInspection } from '../../output/collection-inspection.js';
import { isTarget, renderTarget, TARGETS } from '../../output/collection-target.js';
import { AfterpatchError } from '../../platform/errors.js';
import { createProgressLine } from '../progress.js';
import { say } from '../say.js';
import { writePieces } from '../write.js';

/** As the command line has them. */
export interface InspectCollectionOptions {
  readonly json?: true;
  readonly as?: string;
  readonly manifest?: string;
  readonly hash?: string;
}

/**
 * Prints what a collection holds of which servers, and what to collect next, or a target of a collector that collects just that.
 * @returns the exit code: 3 where something could not be read.
 */
export async function inspectCollection(
  paths: readonly string[],
  { json, as, manifest, hash }: InspectCollectionOptions,
): Promise<number> {
  if (hash !== undefined) return printHashes(paths);
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

/** @returns the exit code: 3 where a file could not be read. */
async function printHashes(paths: readonly string[]): Promise<number> {
  const reading = new Reading();
  const progress = process.stderr.isTTY ? createProgressLine(process.stderr) : null;
  let [isWhole, files] = [true, 0];
  try {
    const { artifacts, notes } = await collect(paths, { reading, keepsCopies: true });
    const { given } = await givenPaths(paths);
    const counted = async function* () {
      for await (const file of hashEvidence(artifacts, given, reading)) {
        isWhole &&= file.sha256 !== null;
        files++;
        const current = file.name.toString('utf8');
        progress?.update({ stage: 'content', files, totalFiles: artifacts.length, bytes: 0, current, findings: 0 });
        yield file;
      }
    };
    await writePieces(process.stdout, manifestLines(counted()));
    return isWhole && !notes.some(({ incomplete }) => incomplete) ? EXIT_CODES.clean : EXIT_CODES.incomplete;
  } finally {
    progress?.clear();
    await reading.close();
  }
}
