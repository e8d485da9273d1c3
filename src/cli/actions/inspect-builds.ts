import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { collect } from '../../collection/collect.js';
import { Reading } from '../../collection/reading/reading.js';
import { analyseRecordFiles } from '../../engine/records/record-engine.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';
import { type BuildHistory, buildHistoryOf, exposureText } from '../../server/build-history.js';
import { supportText } from '../../server/exchange-support.js';
import { createSigmaPack } from '../../signatures/sigma/index.js';
import { say } from '../say.js';
import { writePieces } from '../write.js';

interface ServerHistory extends BuildHistory {
  readonly host: string | null;
}

/**
 * Prints which builds of Exchange the logs of a collection show, when, and what the server was open to meanwhile.
 * @returns the exit code: 3 where something could not be read, or no build was seen.
 */
export async function inspectBuilds(paths: readonly string[], json: boolean): Promise<number> {
  const reading = new Reading();
  const { collection, builds, notes } = await buildsIn(paths, reading).finally(() => reading.close());
  const histories = [...groupBy(builds, ({ host }) => host)]
    .map(([host, seen]): ServerHistory => ({ host, ...buildHistoryOf(seen) }))
    .sort((a, b) => compareText(a.host ?? '', b.host ?? ''));
  await writePieces(process.stdout, [
    json ? `${JSON.stringify(histories, null, 2)}\n` : histories.map(told).join('\n'),
  ]);
  const problems = [...collection.notes, ...notes].filter((note) => note.incomplete);
  say(...problems.map(({ path, message }) => `afterpatch: ${path == null ? '' : `${path}: `}${message}`));
  if (histories.length === 0) say('afterpatch: no log there shows a build of Exchange.');
  return problems.length > 0 || histories.length === 0 ? EXIT_CODES.incomplete : EXIT_CODES.clean;
}

async function buildsIn(paths: readonly string[], reading: Reading) {
  const collection = await collect(paths, { reading });
  const { builds, notes } = await analyseRecordFiles(collection.artifacts, { pack: createSigmaPack([]), jobs: 1 });
  return { collection, builds, notes };
}

function told({ host, builds, exposures, patchedAt, unsupported }: ServerHistory): string {
  const lines = [
    host === null ? 'server not named' : safeText(host),
    ...builds.map(
      ({ build, name, first, last, source, path }) =>
        `  ${first} to ${last}  ${build}  ${name}  (${safeText(source)}, ${safeText(path)})`,
    ),
    ...(unsupported === null ? [] : [`  ${supportText(unsupported)}`]),
    ...exposures.map((exposure) => `  ${exposureText(exposure)}`),
    ...(patchedAt !== null
      ? [`  Patched at ${patchedAt}`]
      : exposures.length > 0
        ? ['  No update is seen to close what was open']
        : []),
  ];
  return `${lines.join('\n')}\n`;
}
