import type { Collection } from '../collection/collect.js';
import { PlainFile } from '../collection/walking/plain-file.js';
import { detectors } from '../detectors/index.js';
import type { LogAnalysis } from '../engine/logs/log-analysis.js';
import type { RecordAnalysis } from '../engine/records/record-analysis.js';
import { type DetectorInput, detectorInput, isInputOf, runDetectors } from '../engine/run-detectors.js';
import { agentsConfig } from '../formats/agents-config/agents-config.js';
import { configurationVersion } from '../formats/iis-config/configuration-file.js';
import { peImage } from '../formats/pe/read-image.js';
import type { Artifact } from '../model/artifact.js';
import { buildSightings } from '../model/build-history.js';
import { collectedFile } from '../model/collected-file.js';
import type { AnyDetector, DetectorContext } from '../model/detector.js';
import type { Finding, OpenQuestion } from '../model/finding.js';
import { uriLifeLine } from '../model/life-line.js';
import { type LogChange, logChange } from '../model/log-change.js';
import { logStream } from '../model/log-stream.js';
import type { ServerFacts } from '../model/server.js';
import { compareSeverity } from '../model/severity.js';
import { transportAgentsAtWork } from '../model/transport-agent-sightings.js';
import { breather } from '../platform/give-way.js';
import { groupBy } from '../platform/group-by.js';
import { compareText } from '../platform/order.js';
import type { ServerConfiguration } from '../server/configuration/server-configuration.js';
import { uploadedPages } from '../model/uploaded-pages.js';
import { describeServer } from '../server/describe-server.js';
import { disclosedKeysBeside } from '../server/disclosed-machine-keys.js';
import { fleetOf, serverFleet } from '../server/fleet.js';
import { openQuestions } from '../server/open-questions.js';
import { filesAnswering } from '../server/requested-files.js';
import { baselinePath } from '../server/server-baseline.js';
import type { Dossier } from './dossier.js';
import type { ContentReports } from './content/examine-content.js';
import { detectorSource } from './findings/finding-sources.js';
import { pagesUploaded, uploadsLeftOut } from './logs/ftp-uploads.js';
import type { HuntSettings } from './hunt-settings.js';
import type { NamedFiles } from './evidence/named-files.js';
import type { CollectedHashes } from './decisions/server-baseline.js';

export interface JudgedEvidence {
  readonly collection: Collection;
  /** Of configuration. */
  readonly inputs: readonly DetectorInput[];
  /** Resolved from them, by server. */
  readonly configurations: ReadonlyMap<string | null, ServerConfiguration>;
  readonly content: ContentReports;
  readonly requests: LogAnalysis;
  readonly records: RecordAnalysis;
  /** Logs that are not what earlier sweeps read. */
  readonly logChanges: readonly ChangedLog[];
}

/** What became of a log since an earlier sweep. */
export interface ChangedLog {
  readonly artifact: Artifact;
  readonly change: LogChange;
}

/** Earlier configurations that URLs are looked up in. IIS keeps ten of each server. */
const MAXIMUM_PAST = 500;

/** Facts of every server by its name; null is what no server's name is known for. */
export type Servers = ReadonlyMap<string | null, ServerFacts>;

/** Describes each server from all that was collected of it. */
export async function describeServers(
  { collection, inputs, configurations, requests: { lifeLines } }: JudgedEvidence,
  found: readonly Finding[],
  { signatures, knownGood }: Pick<HuntSettings, 'signatures' | 'knownGood'>,
  hashes: CollectedHashes,
): Promise<Servers> {
  const disclosedKeys = disclosedKeysBeside(signatures);
  const images = inputs
    .filter((input) => isInputOf(input, peImage))
    .flatMap(({ artifact, value: image }) => (artifact === null ? [] : [{ artifact, image }]));
  const past = inputs
    .filter((input) => isInputOf(input, configurationVersion))
    .flatMap(({ artifact, value: { file, role } }) =>
      artifact === null || role !== 'history' ? [] : [{ artifact, file }],
    )
    .slice(0, MAXIMUM_PAST);
  const artifactsOf = groupBy(collection.artifacts, (artifact) => artifact.host);
  const hosts = new Set<string | null>([...artifactsOf.keys(), ...lifeLines.map((line) => line.host)]);
  const servers = new Map<string | null, ServerFacts>();
  const breathe = breather();
  for (const host of hosts) {
    await breathe();
    const server = describeServer({
      host,
      artifacts: artifactsOf.get(host) ?? [],
      configuration: configurations.get(host) ?? null,
      past: past.filter(({ artifact }) => artifact.host === host),
      lifeLines: lifeLines.filter((line) => line.host === host),
      flaggedFiles: flaggedFiles(found.filter((finding) => finding.host === host)),
      disclosedKeys,
      ...(knownGood && { baseline: { files: knownGood.files, hashes: hashes.get(host) ?? new Map() } }),
      images: images.filter(({ artifact }) => artifact.host === host),
    });
    servers.set(host, server);
  }
  return servers;
}

/** Servers of the collection, and those that only forwarded events tell of, where these tell of findings. In a stable order. */
export function hostsWithFindings(collected: readonly string[], findings: readonly Finding[]): readonly string[] {
  return [...new Set([...collected, ...findings.flatMap(({ host }) => host ?? [])])].sort(compareText);
}

/** What the files of each server hold, as far as that was read. */
export function collectedHashes({ collection, inputs, content }: JudgedEvidence): CollectedHashes {
  const images = new Map(
    inputs
      .filter((input) => isInputOf(input, peImage))
      .flatMap(({ artifact, value }) => (artifact === null ? [] : [[artifact.id, value.sha256]])),
  );
  const hashes = new Map<string | null, Map<string, string | null>>();
  for (const { id, host, windowsPath } of collection.artifacts) {
    if (windowsPath === null) continue;
    const own = hashes.get(host) ?? new Map<string, string | null>();
    hashes.set(host, own.set(baselinePath(windowsPath), content.get(id)?.sha256 ?? images.get(id) ?? null));
  }
  return hashes;
}

/** What the collection leaves open about each of its servers; where it names none, about the one that it is of. */
export function questionsAbout({ collection, configurations }: JudgedEvidence): OpenQuestion[] {
  const hosts: readonly (string | null)[] = collection.hosts.length > 0 ? collection.hosts : [null];
  return hosts.flatMap((host) =>
    openQuestions({
      host,
      artifacts: collection.artifacts.filter((artifact) => artifact.host === host),
      configuration: configurations.get(host) ?? null,
    }),
  );
}

/** Files that content rules judged at `medium` or above, and not by a mere suspicion: what logs show of them is use, not noise. */
function flaggedFiles(found: readonly Finding[]): ServerFacts['flaggedFiles'] {
  const serious = found.filter(
    (finding) =>
      finding.outcome === 'compromise' &&
      finding.confidence !== 'weak' &&
      compareSeverity(finding.severity, 'medium') >= 0,
  );
  const byPath = groupBy(serious, (finding) => finding.artifact.windowsPath?.toLowerCase() ?? null);
  return new Map(
    [...byPath].flatMap(([path, findings]) =>
      path === null
        ? []
        : [
            [
              path,
              {
                rules: [...new Set(findings.map((finding) => finding.rule.id))].sort(compareText),
                severity: findings
                  .map(({ severity }) => severity)
                  .reduce((a, b) => (compareSeverity(a, b) < 0 ? b : a)),
              },
            ] as const,
          ],
    ),
  );
}

/** Milliseconds that detectors still get once the hunt is interrupted: what was read until then is to be judged. */
const GRACE_MS = 250;

/** Runs every detector over what was read, and takes what they say into the dossier; once aborted, those that there is time for. */
export async function runAllDetectors(
  evidence: JudgedEvidence,
  servers: Servers,
  settings: HuntSettings,
  dossier: Dossier,
  named: NamedFiles,
  signal: AbortSignal | undefined,
): Promise<void> {
  const contextOf = (host: string | null, artifact: Artifact | null): DetectorContext => ({
    artifact,
    host,
    server: servers.get(host) ?? describeServer(emptyEvidence(host)),
    patchedOn: dossier.patchedOn(host),
    isOwnAddress: (address) => settings.ownAddresses.has(address),
  });
  for (const note of uploadsLeftOut(evidence.records.matches)) dossier.note(note);
  const { content } = evidence;
  const others = groupBy(madeInputs(evidence), (input) => input.class);
  const files = filesOf(evidence);
  const inputsOf = ({ consumes: { name } }: AnyDetector) =>
    name === collectedFile.name ? files : (others.get(name) ?? []);
  const breathe = breather();
  let interrupted: number | null = null;
  const isOver = () => {
    if (signal?.aborted) interrupted ??= performance.now();
    return interrupted !== null && performance.now() - interrupted > GRACE_MS;
  };
  const ofRequests = detectors.filter(({ consumes }) => consumes.name === uriLifeLine.name);
  // Where time runs out, what a few files say comes before what many requests do.
  for (const detector of [...detectors.filter((one) => !ofRequests.includes(one)), ...ofRequests]) {
    if (detector === ofRequests[0]) await workOutFiles(servers, breathe, isOver);
    if (isOver()) return;
    for (const made of runDetectors([detector], inputsOf(detector), contextOf)) {
      await breathe();
      if (isOver()) return;
      if ('code' in made) {
        dossier.note(made);
        continue;
      }
      const artifact = made.detection.artifact ?? made.artifact;
      const known = artifact === null ? null : content.get(artifact.id)?.sha256;
      const sha256 = artifact === null ? null : (known ?? (await named.hash(artifact)).sha256);
      dossier.add(detectorSource(made.detector, dossier.version), made.detection, {
        artifact,
        sha256,
        host: made.host,
      });
    }
    await breathe();
  }
}

/** Many detectors ask which files answer a request, some for all requests at one go: too long without a look at the signal. */
async function workOutFiles(servers: Servers, breathe: () => Promise<void> | undefined, isOver: () => boolean) {
  for (const server of servers.values()) {
    for (const line of server.lifeLines) {
      filesAnswering(server, line);
      await breathe();
      if (isOver()) return;
    }
  }
}

/** Every collected file as an input, made anew each time that they are gone through: there may be a million. */
function filesOf({ collection: { artifacts }, content }: JudgedEvidence): Iterable<DetectorInput> {
  return {
    *[Symbol.iterator]() {
      for (const artifact of artifacts) {
        const sha256 = content.get(artifact.id)?.sha256 ?? null;
        const file = sha256 === null && artifact instanceof PlainFile ? artifact : { artifact, sha256 };
        yield detectorInput(collectedFile, file, artifact, artifact.host);
      }
    },
  };
}

/** Inputs of every other class, each in the stable order of what it was made from. */
function madeInputs({ inputs, configurations, requests, records, logChanges }: JudgedEvidence): DetectorInput[] {
  const fleet = fleetOf(configurations);
  return [
    ...inputs,
    ...(fleet === null ? [] : [detectorInput(serverFleet, fleet, null, null)]),
    ...requests.lifeLines.map((line) => detectorInput(uriLifeLine, line, null, line.host)),
    ...requests.streams.map((stream) => detectorInput(logStream, stream, null, stream.host)),
    ...[...groupBy(records.builds, ({ host }) => host)].map(([host, seen]) =>
      detectorInput(buildSightings, seen, null, host),
    ),
    ...agentsAtWork(records, inputs),
    ...[...pagesUploaded(records.matches)].map(([host, pages]) => detectorInput(uploadedPages, pages, null, host)),
    ...logChanges.map(({ artifact, change }) => detectorInput(logChange, change, artifact, artifact.host)),
  ];
}

/** Transport agents that logs of each server show, beside those that its configuration lists. */
function agentsAtWork({ agents }: RecordAnalysis, inputs: readonly DetectorInput[]): DetectorInput[] {
  return [...groupBy(agents, ({ host }) => host)].map(([host, seen]) => {
    const lists = inputs.filter((input) => isInputOf(input, agentsConfig)).filter((input) => input.host === host);
    const together = [...groupBy(seen, ({ name }) => name.toLowerCase()).values()].flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : {
            ...first,
            first: Math.min(first.first, ...others.map((one) => one.first)),
            last: Math.max(first.last, ...others.map((one) => one.last)),
            count: others.reduce((sum, { count }) => sum + count, first.count),
          },
    );
    const sightings = together.sort((a, b) => compareText(a.name.toLowerCase(), b.name.toLowerCase()));
    const configured = lists.length === 0 ? null : lists.flatMap(({ value }) => value.agents.map(({ name }) => name));
    const until = sightings.reduce((last, one) => Math.max(last, one.last), 0);
    return detectorInput(transportAgentsAtWork, { sightings, until, configured }, null, host);
  });
}

function emptyEvidence(host: string | null) {
  return {
    host,
    artifacts: [],
    configuration: null,
    lifeLines: [],
    flaggedFiles: new Map(),
    images: [],
  };
}
