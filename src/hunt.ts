import { configurationGaps } from './case/verdict/configuration-gaps.js';
import { type Continuation, FROM_NOTHING } from './case/continuation.js';
import { Dossier } from './case/dossier.js';
import { examineContent, type Unscanned } from './case/content/examine-content.js';
import { analyseRecords, examineAcross, examineRecords } from './case/logs/examine-records.js';
import { ordinaryPages } from './case/verdict/empty-answers.js';
import { analyseRequests, examineRequests, logEngineOf } from './case/logs/examine-requests.js';
import { beginHashing, evidenceFiles } from './case/evidence/evidence-files.js';
import { packDigest } from './case/findings/finding-sources.js';
import { followActors } from './case/logs/follow-actors.js';
import { FreshHashes } from './case/evidence/fresh-hashes.js';
import { type HuntProgress, ProgressMeter } from './case/hunt-progress.js';
import { compiledNamesOf } from './case/content/uncompiled-sources.js';
import { type HuntOptions, type HuntSettings, settleOptions } from './case/hunt-settings.js';
import {
  collectedHashes,
  describeServers,
  hostsWithFindings,
  questionsAbout,
  runAllDetectors,
} from './case/judge-servers.js';
import { NamedFiles } from './case/evidence/named-files.js';
import { packNote, requireSignatureFiles, verifyPacks } from './case/own-signatures.js';
import { rareAgents } from './case/story/rare-agents.js';
import { toolVersion } from './case/tool-version.js';
import { momentsOf, traceRequests } from './case/logs/trace-requests.js';
import { collect } from './collection/collect.js';
import { Reading } from './collection/reading/reading.js';
import type { RenamedFiles } from './collection/placing/renamed-files.js';
import { detectors } from './detectors/index.js';
import { type ContentEngine, createContentEngine, processesFor } from './engine/content/content-engine.js';
import { loggingFacts } from './engine/logging-facts.js';
import { isLogKind, type LogAnalysis } from './engine/logs/log-analysis.js';
import type { LogEngine } from './engine/logs/log-engine.js';
import { byFirstRecord, peekLogs } from './engine/logs/peek-logs.js';
import { readConfiguration } from './engine/read-configuration.js';
import { isRecordKind, type RecordAnalysis } from './engine/records/record-analysis.js';
import { resolveServers } from './engine/resolve-servers.js';
import { signatureFolders } from './engine/signature-folders.js';
import type { Artifact } from './model/artifact.js';
import type { Finding, Report } from './model/finding.js';
import { AsyncQueue } from './platform/async-queue.js';
import { AfterpatchError } from './platform/errors.js';
import { giveWay } from './platform/give-way.js';
import {
  countNotApplicable,
  createSigmaPack,
  EVENT_LOGS,
  EXCHANGE_LOGS,
  iisMapping,
  type LogSource,
  loadSigmaPack,
} from './signatures/sigma/index.js';

export interface HuntHooks {
  /** Once aborted, the hunt ends soon; its report holds what was found until then and has the status `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: HuntProgress) => void) | undefined;
}

/** A hunt under way: findings as they come, and the report at the end. */
export interface Hunt extends AsyncIterable<Finding> {
  /**
   * The whole report. Its findings are final: merged, related and sorted, where those that came before are each as it was found.
   * Rejects with `AfterpatchError` where there can be no result.
   */
  readonly report: Promise<Report>;
}

/**
 * Hunts what was collected of one or several servers. Starts at once.
 * @throws AfterpatchError through `report` and the iteration: `path-not-found`, `no-signatures`, `usage` and the like.
 */
export function hunt({ signal, onProgress, ...options }: HuntOptions & HuntHooks): Hunt {
  const queue = new AsyncQueue<Finding>();
  const report = run(options, { signal, onProgress }, (finding) => queue.push(finding));
  report.then(
    () => queue.end(),
    (error: unknown) => queue.fail(error),
  );
  return { report, [Symbol.asyncIterator]: () => queue.values() };
}

async function run(options: HuntOptions, hooks: HuntHooks, onFinding: (finding: Finding) => void): Promise<Report> {
  const report = await huntOn(options, hooks, FROM_NOTHING, onFinding);
  if (report === null) throw new AfterpatchError('internal', 'The hunt ended without a report.', 'Please report this.');
  return report;
}

/**
 * A hunt that may go on from earlier ones.
 * @param continuation where results of single files come from, and what is known of what is no longer there
 * @returns null where `continuation` wants nothing judged.
 */
export async function huntOn(
  options: HuntOptions,
  hooks: HuntHooks,
  continuation: Continuation,
  onFinding: (finding: Finding) => void = () => {},
): Promise<Report | null> {
  const settings = settleOptions(options, continuation.units);
  const reading = new Reading({ ...settings, signal: hooks.signal });
  const hashes = continuation.hashes ?? new FreshHashes({ ...settings, signal: hooks.signal });
  return examine(settings, reading, new NamedFiles(hashes), hooks, continuation, onFinding).finally(async () => {
    settings.spares.close();
    await hashes.close();
    return reading.close();
  });
}

/** The flow: collect, read configuration, examine content, read logs, detect, conclude. */
async function examine(
  settings: HuntSettings,
  reading: Reading,
  named: NamedFiles,
  { signal, onProgress }: HuntHooks,
  continuation: Continuation,
  onFinding: (finding: Finding) => void,
): Promise<Report | null> {
  const given = await requireSignatureFiles(settings.signatures);
  const dossier = new Dossier(settings, toolVersion(), onFinding);
  const packs = await verifyPacks(settings.signatures, settings.trustedKeys, dossier.version);
  for (const note of packs.map(packNote)) if (note !== null) dossier.note(note);
  const progress = new ProgressMeter(() => dossier.findings.length, onProgress);
  const collection = await collect(settings.paths, {
    hosts: settings.hosts,
    renamed: settings.manifest === undefined ? undefined : await readManifest(settings.manifest),
    reading,
    ...(signal && { signal }),
    onProgress: ({ files, bytes, current }) => progress.at('collecting', files, bytes, current),
  });
  const earlier = await continuation.earlier(collection);
  const artifacts = [...collection.artifacts, ...earlier.logs.map(({ artifact }) => artifact), ...earlier.records];
  dossier.collected(artifacts);
  for (const note of [...collection.notes, ...earlier.notes]) dossier.note(note);
  if (earlier.told !== null) return dossier.retell(earlier.told);

  // Rules are loaded where there is something to read with them; the user's own always, since they may be wrong.
  const own = settings.signatures.length > 0;
  const carriers = collection.artifacts.filter((artifact) => artifact.carriesCode);
  const logs = artifacts.some(({ kind }) => isLogKind(kind) || isRecordKind(kind));
  // It compiles its rules in a process of its own while configuration and Sigma rules are read.
  const engine =
    given.yara || carriers.length > 0 ? startContentEngine(settings, carriers, signal) : Promise.resolve(NOT_NEEDED);
  const stopping = new AbortController();
  const stoppable = AbortSignal.any([stopping.signal, ...(signal ? [signal] : [])]);
  let underWay: LogsUnderWay | null = null;
  let logEngine: LogEngine | null = null;
  try {
    const here = logSourcesOf(artifacts);
    const sigma =
      own || logs
        ? await loadSigmaPack(signatureFolders('sigma', settings.signatures), { records: here, only: here })
        : createSigmaPack([]);

    progress.begin('configuration', collection.artifacts.length);
    const configuration = await readConfiguration(collection.artifacts, reading, (artifact) => progress.read(artifact));
    for (const note of configuration.notes) dossier.note(note);
    const { inputs } = configuration;
    for (const note of configurationGaps(collection.artifacts, inputs)) dossier.note(note);
    const configurations = resolveServers(inputs);
    const factsOf = loggingFacts(inputs, configurations, collection.hosts);
    const peeked = await peekLogs(collection.artifacts, reading, factsOf);
    continuation.peeked(peeked);
    const allLogs = byFirstRecord([...peeked, ...earlier.logs]);
    await reading.rest();

    const reader = logEngineOf(sigma, settings);
    logEngine = reader;
    const readLogs = (): LogsUnderWay => {
      const requests = analyseRequests(reader, allLogs, progress, stoppable);
      const records = requests.then(() => analyseRecords(sigma, artifacts, settings, progress, stoppable));
      // A failure is met where each is awaited, which may be after something else failed first.
      for (const one of [requests, records]) one.catch(() => {});
      return { requests, records };
    };
    // Where content leaves a process to spare, they are read beside it.
    if (processesFor(carriers, settings.jobs) < settings.jobs) underWay = readLogs();

    const started = await engine;
    const reports = await examineContent(
      started,
      collection.artifacts,
      compiledNamesOf(inputs),
      dossier,
      progress,
      signal,
    );
    const content = 'reason' in started ? null : started;
    // What its processes hold, those that read logs may need.
    await content?.close();

    underWay ??= readLogs();
    const requests = await examineRequests(underWay.requests, sigma, allLogs, settings, dossier, progress);
    const records = await examineRecords(
      underWay.records,
      sigma,
      artifacts,
      configurations,
      inputs,
      settings,
      dossier,
      progress,
    );

    if (continuation.endsUnjudged) return null;
    examineAcross(sigma, requests, records, settings, dossier);

    progress.begin('concluding', 0);
    const evidence = {
      collection,
      inputs,
      configurations,
      content: reports,
      requests,
      records,
      logChanges: earlier.changes,
    };
    await giveWay();
    // Of every file: only where somebody said what is good.
    const hashes = settings.knownGood === null ? new Map() : collectedHashes(evidence);
    const servers = await describeServers(evidence, dossier.findings, settings, hashes);
    await runAllDetectors(evidence, servers, settings, dossier, named, signal);
    const isRareAgent = rareAgents(requests.lifeLines);
    await giveWay();
    const hosts = hostsWithFindings(collection.hosts, dossier.findings);
    const told = await dossier.tell({
      hosts,
      urlsOfFile: (host, path) => servers.get(host)?.urlMap.urlsOf(path) ?? [],
      isOrdinaryPage: ordinaryPages(servers),
      proxies: requests.proxies.map(({ address }) => address),
      isRareAgent,
    });
    const moments = momentsOf(told);
    if (!signal?.aborted) beginHashing(told.findings, { artifacts, content: reports }, named);
    const { actors, traced, digests } = await followActors(
      reader,
      told,
      moments,
      isRareAgent,
      settings,
      dossier,
      progress,
      signal,
    );
    for (const [artifact, digest] of digests) void named.hash(artifact, digest);
    const incidents = await traceRequests(
      told,
      moments,
      traced,
      records,
      artifacts,
      sigma,
      settings,
      dossier,
      progress,
      signal,
    );
    for (const note of continuation.afterwards()) dossier.note(note);
    await giveWay();
    progress.begin('hashing', 0);
    const hashed = await evidenceFiles(
      { findings: told.findings, found: dossier.findings, incidents, coverage: dossier.ledger.paths },
      { artifacts, content: reports, folder: collection.folder },
      named,
      signal,
    );
    for (const note of hashed.notes) dossier.note(note);
    return dossier.conclude({
      interrupted: signal?.aborted ?? false,
      hosts,
      told: { ...told, case: { ...told.case, incidents: [...incidents] } },
      evidence: hashed.evidence,
      actors,
      questions: questionsAbout(evidence),
      streams: requests.streams,
      hashes,
      signatures: {
        loaded: {
          yara: content?.rules.length ?? 0,
          sigma: sigma.rules.length + sigma.correlations.length + sigma.passedOver.length,
          detectors: detectors.length,
        },
        notLoaded: [...(content?.problems ?? []), ...sigma.problems],
        ...(own && { notApplicable: countNotApplicable(sigma.program, here) + sigma.passedOver.length }),
        ...(packs.length > 0 && { packs }),
        digests: { yara: packDigest(content?.rules ?? []), sigma: packDigest([...sigma.rules, ...sigma.passedOver]) },
      },
    });
  } finally {
    // Where something failed first.
    stopping.abort();
    await Promise.allSettled([underWay?.requests, underWay?.records]);
    await logEngine?.close();
    await engine.then(
      (started) => ('reason' in started ? undefined : started.close()),
      () => {},
    );
  }
}

/** What logs say, as they are read. */
interface LogsUnderWay {
  readonly requests: Promise<LogAnalysis>;
  readonly records: Promise<RecordAnalysis>;
}

/** Its schema is compiled when it is read, by what takes as long to load as the rest of a small hunt. */
async function readManifest(path: string): Promise<RenamedFiles> {
  const { readCollectionManifest } = await import('./case/evidence/collection-manifest.js');
  return readCollectionManifest(path);
}

/** Log sources of requests and of what was collected beside them: a rule for others that does not load hides nothing. */
function logSourcesOf(artifacts: readonly Artifact[]): LogSource[] {
  const kinds = new Set(artifacts.map(({ kind }) => kind));
  return [
    iisMapping.logSource,
    ...(kinds.has('event-log') || kinds.has('ftp-log') ? [EVENT_LOGS] : []),
    ...(kinds.has('exchange-log') ? [EXCHANGE_LOGS] : []),
  ];
}

const NOT_NEEDED: Unscanned = { code: 'not-examined', reason: 'Nothing here is scanned for code' };

/**
 * What cannot be started ends the scan of content, not the hunt: what it would have examined is noted, and the rest is examined. Not
 * under `--strict`, and not where no signature compiles: then the user must know before anything else.
 */
function startContentEngine(
  settings: HuntSettings,
  carriers: readonly Artifact[],
  signal: AbortSignal | undefined,
): Promise<ContentEngine | Unscanned> {
  const started = createContentEngine({
    signatureFolders: signatureFolders('yara', settings.signatures),
    engine: settings.engine,
    jobs: processesFor(carriers, settings.jobs),
    deadlineMs: settings.deadlineMs,
    units: settings.units,
    signal,
  }).catch((error: unknown): Unscanned => {
    if (signal?.aborted) return { code: 'interrupted', reason: 'The run was stopped before it was examined' };
    if (error instanceof AfterpatchError && error.code === 'engine-failed' && !settings.strict) {
      return { code: 'engine-crash', reason: `It was not scanned for code. ${error.message}` };
    }
    throw error;
  });
  // Its failure is met where it is awaited, which may be after something else failed first.
  started.catch(() => {});
  return started;
}
