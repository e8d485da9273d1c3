import { collect } from '../collection/collect.js';
import type { GivenHost } from '../collection/walking/given-paths.js';
import type { Reading } from '../collection/reading/reading.js';
import { peImage } from '../formats/pe/read-image.js';
import type { Artifact } from '../model/artifact.js';
import type { AnyDetector, Detection, DetectorContext } from '../model/detector.js';
import { groupBy } from '../platform/group-by.js';
import { describeServer } from '../server/describe-server.js';
import { fleetOf, serverFleet } from '../server/fleet.js';
import { detectorContext } from './content/detector-context.js';
import { readConfiguration } from './read-configuration.js';
import { resolveServers } from './resolve-servers.js';
import { detectorInput, isInputOf, runDetectors } from './run-detectors.js';

export interface InspectedEvidence {
  readonly detections: readonly Detection[];
  /** Inputs of the class that the detector consumes. */
  readonly inputs: number;
}

/**
 * What one detector of configuration says of files or folders, collected and read as in a hunt.
 * @param hosts servers by their folders, where there are several.
 * @throws Error where the detector fails.
 */
export async function inspectEvidence(
  detector: AnyDetector,
  paths: readonly string[],
  hosts: readonly GivenHost[],
  reading: Reading,
): Promise<InspectedEvidence> {
  const { artifacts } = await collect(paths, { reading, hosts });
  const { inputs } = await readConfiguration(artifacts, reading, () => {});
  const configurations = resolveServers(inputs);
  const images = inputs
    .filter((input) => isInputOf(input, peImage))
    .flatMap(({ artifact, value: image }) => (artifact === null ? [] : [{ artifact, image }]));
  const servers = new Map(
    [...groupBy(artifacts, ({ host }) => host)].map(([host, own]) => [
      host,
      describeServer({
        host,
        artifacts: own,
        configuration: configurations.get(host) ?? null,
        images: images.filter(({ artifact }) => artifact.host === host),
        lifeLines: [],
        flaggedFiles: new Map(),
      }),
    ]),
  );
  const fleet = fleetOf(configurations);
  const all = fleet === null ? inputs : [...inputs, detectorInput(serverFleet, fleet, null, null)];
  const contextOf = (host: string | null, artifact: Artifact | null): DetectorContext => {
    const server = servers.get(host);
    return { ...detectorContext(host, artifact), ...(server && { server }) };
  };
  const found: Detection[] = [];
  for (const made of runDetectors([detector], all, contextOf)) {
    if ('code' in made) throw new Error(made.message);
    found.push(made.detection);
  }
  return { detections: found, inputs: all.filter(({ class: name }) => name === detector.consumes.name).length };
}
