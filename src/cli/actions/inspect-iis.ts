import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import { collect } from '../../collection/collect.js';
import { Reading } from '../../collection/reading/reading.js';
import { readConfiguration } from '../../engine/read-configuration.js';
import { resolveServers } from '../../engine/resolve-servers.js';
import { renderIisTree } from '../../output/iis-tree.js';
import { compareText } from '../../platform/order.js';
import { inspectIis as inspectServer } from '../../server/configuration/inspect-iis.js';
import { say } from '../say.js';
import { writePieces } from '../write.js';

/**
 * Prints what IIS was configured to do on each server of a collection, and on stderr what could not be read.
 * @returns the exit code: 3 where something could not be read.
 */
export async function inspectIis(paths: readonly string[], json: boolean): Promise<number> {
  const { collection, inputs, notes } = await readAll(paths);
  const servers = [...resolveServers(inputs)].sort(([a], [b]) => compareText(a ?? '', b ?? ''));
  const inspections = servers.map(([host, server]) => ({ ...inspectServer(server), host }));
  await writePieces(process.stdout, [json ? `${JSON.stringify(inspections, null, 2)}\n` : renderIisTree(inspections)]);
  const problems = [...collection.notes, ...notes].filter((note) => note.incomplete);
  say(...problems.map(({ path, message }) => `afterpatch: ${path == null ? '' : `${path}: `}${message}`));
  if (inspections.length === 0) say('afterpatch: no configuration of IIS was found there.');
  return problems.length > 0 || inspections.length === 0 ? EXIT_CODES.incomplete : EXIT_CODES.clean;
}

async function readAll(paths: readonly string[]) {
  const reading = new Reading();
  try {
    const collection = await collect(paths, { reading });
    return { collection, ...(await readConfiguration(collection.artifacts, reading, () => {})) };
  } finally {
    await reading.close();
  }
}
