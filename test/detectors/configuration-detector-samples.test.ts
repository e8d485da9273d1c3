import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.js';
import type { ConfigurationFile } from '../../src/formats/iis-config/configuration-file.js';
import { configurationFile } from '../../src/formats/iis-config/configuration-file.js';
import { peImage } from '../../src/formats/pe/read-image.js';
import { readConfigurationInputs } from '../../src/formats/read-configuration-inputs.js';
import type { Artifact, ArtifactKind } from '../../src/model/artifact.js';
import type { AnyDetector, Detection } from '../../src/model/detector.js';
import type { ImageFacts } from '../../src/model/image.js';
import { compareSeverity } from '../../src/model/severity.js';
import { resolveConfiguration, type ServerConfiguration } from '../../src/server/configuration/server-configuration.js';
import { describeServer } from '../../src/server/describe-server.js';
import { fleetOf, serverFleet } from '../../src/server/fleet.js';
import { fakeArtifact, fakeContext } from '../helpers/detector-context.js';
import { readSample } from '../helpers/signature-sample.js';

const root = resolve(import.meta.dirname, '../../samples/signatures/detectors');

/** Samples of detectors that judge configuration: a folder for each case, the files of a server below their drive. */
const samples = readdirSync(root)
  .sort()
  .flatMap((id) =>
    ['hit', 'miss'].flatMap((side) => {
      const folder = join(root, id, side);
      const cases = existsSync(folder)
        ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
        : [];
      return cases.map(({ name }) => ({ id, side, name, folder: join(folder, name) }));
    }),
  );
const ids = [...new Set(samples.map(({ id }) => id))];

const KINDS: readonly (readonly [RegExp, ArtifactKind])[] = [
  [/\/applicationHost\.config$/, 'application-host-config'],
  [/\/web\.config$/, 'web-config'],
  [/\/agents\.config$/, 'agents-config'],
  [/\.config$/, 'iis-config'],
  [/\.compiled$/, 'compiled-page'],
  [/\.reg$/, 'registry-export'],
  [/\.csv$/, 'persistence-export'],
  [/\.dll$/, 'pe'],
  [/\/Tasks\//, 'scheduled-task'],
];

function read(folder: string) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path, id) => {
      const { name, bytes } = readSample(path);
      const parts = path
        .slice(folder.length + 1)
        .split('/')
        .slice(0, -1);
      const host = /^EX\d+$/.test(parts[0] ?? '') ? (parts.shift() ?? null) : null;
      const windowsPath = [`${parts[0]}:`, ...parts.slice(1), name].join('\\');
      const kind = KINDS.find(([pattern]) => pattern.test(`/${[...parts, name].join('/')}`))?.[1] ?? 'other';
      const artifact = fakeArtifact({ id, kind, host, windowsPath, size: bytes.length });
      return { artifact, inputs: readConfigurationInputs(artifact, bytes).inputs };
    });
}

/** What a detector says of the servers in a folder at `low` or above. */
function judge(detector: AnyDetector, folder: string): Detection[] {
  const files = read(folder);
  const hosts = [...new Set(files.map(({ artifact }) => artifact.host))];
  const servers = new Map<string | null, ServerConfiguration>();
  const found = hosts.flatMap((host) => {
    const own = files.filter(({ artifact }) => artifact.host === host);
    const artifacts = own.map(({ artifact }) => artifact);
    const inputs = own.flatMap((file) => file.inputs.map((input) => ({ ...input, artifact: file.artifact })));
    const configuration = resolveConfiguration(
      inputs
        .filter((input) => input.class.name === configurationFile.name)
        .map(({ artifact, value }) => ({ artifact, file: value as ConfigurationFile })),
    );
    servers.set(host, configuration);
    const images = inputs
      .filter((input) => input.class.name === peImage.name)
      .map(({ artifact, value }) => ({ artifact, image: value as ImageFacts }));
    const known = { lifeLines: [], flaggedFiles: new Map() };
    const server = describeServer({ host, artifacts, configuration, images, ...known });
    const context = (artifact: Artifact | null) => ({ ...fakeContext({ artifact, host }), server });
    const consumed = inputs.filter((input) => input.class.name === detector.consumes.name);
    return [
      ...consumed.flatMap(({ value, artifact }) => [...(detector.inspect?.(value, context(artifact)) ?? [])]),
      ...(detector.conclude?.(
        consumed.map(({ value, artifact }) => ({ input: value, artifact })),
        context(null),
      ) ?? []),
    ];
  });
  const fleet = detector.consumes.name === serverFleet.name ? fleetOf(servers) : null;
  const all = [...found, ...(fleet ? (detector.inspect?.(fleet, fakeContext()) ?? []) : [])];
  return all.filter(({ severity }) => compareSeverity(severity ?? detector.severity, 'low') >= 0);
}

describe.each(ids)('samples of %s', (id) => {
  const detector = detectors.find((candidate) => candidate.id === id);
  const own = samples.filter((sample) => sample.id === id);

  it('show a hit, a plain miss and a look-alike', () => {
    expect(detector).toBeDefined();
    expect(own.map(({ side, name }) => `${side}/${name}`)).toEqual(
      expect.arrayContaining(['hit/case', 'miss/look-alike', 'miss/plain']),
    );
  });

  it.each(own.map((sample) => [`${sample.side}/${sample.name}`, sample] as const))('%s', (_, { side, folder }) => {
    const detections = detector ? judge(detector, folder) : [];
    if (side === 'hit') expect(detections.length).toBeGreaterThan(0);
    else expect(detections).toEqual([]);
  });
});

it('every detector of IIS, Exchange configuration and Windows has samples', () => {
  const judging = detectors
    .filter(
      ({ id, consumes }) =>
        /^(?:iis|exchange|windows)\./.test(id) &&
        !/^(?:uri-life-line|log-stream|collected-file|build-sightings)$/.test(consumes.name),
    )
    .map(({ id }) => id);
  expect(judging.filter((id) => !ids.includes(id))).toEqual([]);
});
