import path from 'node:path';
import { detectors } from '../../detectors/index.js';
import { type ConfigurationFile, configurationFile } from '../../formats/iis-config/configuration-file.js';
import { peImage } from '../../formats/pe/read-image.js';
import { readConfigurationInputs } from '../../formats/read-configuration-inputs.js';
import { createWebContent, webContent } from '../../formats/views/web-content.js';
import type { Artifact, ArtifactKind } from '../../model/artifact.js';
import type { AnyDetector, Detection, DetectorContext } from '../../model/detector.js';
import type { ImageFacts } from '../../model/image.js';
import type { InputClass } from '../../model/input-class.js';
import { compareSeverity } from '../../model/severity.js';
import { resolveConfiguration, type ServerConfiguration } from '../../server/configuration/server-configuration.js';
import { describeServer } from '../../server/describe-server.js';
import { fleetOf, serverFleet } from '../../server/fleet.js';
import type { DetectorSample, SampledDetector } from '../../signatures/samples/detector-samples.js';
import { readSample } from '../../signatures/samples/sample-file.js';
import { detectorContext } from '../content/detector-context.js';
import { type JudgedSample, missingSamples, passed, type TestedRule } from './sample-report.js';

/** Kinds of files in a sample of a server, by their paths below it. */
const KINDS: readonly (readonly [RegExp, ArtifactKind])[] = [
  [/\/applicationHost\.config$/, 'application-host-config'],
  [/\/web\.config$/, 'web-config'],
  [/\/agents\.config$/, 'agents-config'],
  [/\.config$/, 'iis-config'],
  [/\.compiled$/, 'compiled-page'],
  [/\.reg$/, 'registry-export'],
  [/\.hve$/, 'registry-hive'],
  [/\.csv$/, 'persistence-export'],
  [/\.dll$/, 'pe'],
  [/\/Tasks\//, 'scheduled-task'],
];

/** Judges each detector by its samples: files for one of content, folders for one of configuration. */
export function testDetectors(sampled: readonly SampledDetector[]): TestedRule[] {
  return sampled.flatMap(({ id, place, samples }) => {
    const detector = detectors.find((one) => one.id === id);
    if (detector === undefined) return [];
    const judged = samples.map((sample): JudgedSample => {
      const { name, expect } = sample;
      const found = inspectSample(detector, sample);
      if (typeof found === 'string') return { name, expect, status: 'failed', reason: `It cannot be read: ${found}` };
      const hit = found.length > 0;
      if (hit === (expect === 'hit')) return passed(name, expect);
      const first = found[0];
      const reason = hit
        ? `The detector finds "${first?.message}" in it, at ${first?.severity ?? detector.severity}.`
        : 'The detector finds nothing in it.';
      return { name, expect, status: 'failed', reason };
    });
    const [hits, misses] = (['hit', 'miss'] as const).map((side) => judged.filter(({ expect }) => expect === side));
    const to = { what: 'a file or a collected folder', hit: `${place}/hit/`, miss: `${place}/miss/` };
    const missing = missingSamples(hits?.length ?? 0, misses?.length ?? 0, false, to);
    return { id, title: detector.title, language: 'detector' as const, file: id, place, samples: judged, missing };
  });
}

/** What a detector says of a sample at `low` or above; a text where the sample cannot be read. */
function inspectSample(detector: AnyDetector, sample: DetectorSample): Detection[] | string {
  try {
    const found = sample.isFolder ? inspectServers(detector, sample) : inspectFile(detector, sample.files[0] ?? '');
    return found.filter(({ severity }) => compareSeverity(severity ?? detector.severity, 'low') >= 0);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function inspectFile(detector: AnyDetector, file: string): Detection[] {
  if (detector.consumes.name !== webContent.name) return [];
  const { name, bytes } = readSample(file);
  const content = createWebContent(bytes, { extension: path.extname(name).slice(1) });
  const artifact = artifactOf(0, 'web-content', null, null, name, bytes.length);
  return [...(detector.inspect?.(content, detectorContext(null, artifact)) ?? [])];
}

/** The servers in a folder: their files lie below their drive, and below `EX<number>` where there are several. */
function inspectServers(detector: AnyDetector, { folder, files }: DetectorSample): Detection[] {
  const read = files.map((file, id) => readServerFile(folder, file, id));
  const configurations = new Map<string | null, ServerConfiguration>();
  const found = [...new Set(read.map(({ artifact }) => artifact.host))].flatMap((host) => {
    const own = read.filter(({ artifact }) => artifact.host === host);
    const inputs = own.flatMap((file) => file.inputs.map((input) => ({ ...input, artifact: file.artifact })));
    const configuration = resolveConfiguration(
      valuesOf<ConfigurationFile>(inputs, configurationFile).map(({ artifact, value }) => ({ artifact, file: value })),
    );
    configurations.set(host, configuration);
    const images = valuesOf<ImageFacts>(inputs, peImage).map(({ artifact, value }) => ({ artifact, image: value }));
    const artifacts = own.map(({ artifact }) => artifact);
    const known = { lifeLines: [], flaggedFiles: new Map() };
    const server = describeServer({ host, artifacts, configuration, images, ...known });
    const context = (artifact: Artifact | null): DetectorContext => ({ ...detectorContext(host, artifact), server });
    const consumed = inputs.filter((input) => input.class.name === detector.consumes.name);
    return [
      ...consumed.flatMap(({ value, artifact }) => [...(detector.inspect?.(value, context(artifact)) ?? [])]),
      ...(detector.conclude?.(
        consumed.map(({ value, artifact }) => ({ input: value, artifact })),
        context(null),
      ) ?? []),
    ];
  });
  const fleet = detector.consumes.name === serverFleet.name ? fleetOf(configurations) : null;
  return [...found, ...(fleet ? (detector.inspect?.(fleet, detectorContext(null, null)) ?? []) : [])];
}

interface ServerInput {
  readonly class: InputClass<unknown>;
  readonly value: unknown;
  readonly artifact: Artifact;
}

/** Whoever makes an input pairs value and class, so the class tells the value's type. */
function valuesOf<T>(inputs: readonly ServerInput[], of: InputClass<T>): { artifact: Artifact; value: T }[] {
  const isOf = (input: ServerInput): input is ServerInput & { readonly value: T } => input.class.name === of.name;
  return inputs.filter(isOf).map(({ artifact, value }) => ({ artifact, value }));
}

function readServerFile(folder: string, file: string, id: number) {
  const { name, bytes } = readSample(file);
  const parts = path.relative(folder, path.dirname(file)).split(path.sep);
  const host = /^EX\d+$/.test(parts[0] ?? '') ? (parts.shift() ?? null) : null;
  const windowsPath = [`${parts[0]}:`, ...parts.slice(1), name].join('\\');
  const kind = KINDS.find(([pattern]) => pattern.test(`/${[...parts, name].join('/')}`))?.[1] ?? 'other';
  const artifact = artifactOf(id, kind, host, windowsPath, [...parts, name].join('/'), bytes.length);
  return { artifact, inputs: readConfigurationInputs(artifact, bytes).inputs };
}

function artifactOf(
  id: number,
  kind: ArtifactKind,
  host: string | null,
  windowsPath: string | null,
  collectedPath: string,
  size: number,
): Artifact {
  const location = { path: Buffer.from(collectedPath) };
  return {
    id,
    kind,
    host,
    collectedPath,
    windowsPath,
    location,
    size,
    times: null,
    carriesCode: kind === 'web-content',
  };
}
