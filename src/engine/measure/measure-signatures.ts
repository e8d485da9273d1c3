import { detectors } from '../../detectors/index.js';
import type { Artifact } from '../../model/artifact.js';
import type { Severity } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import { compareText } from '../../platform/order.js';
import { hashOf, type MeasureSample, type MeasureSet } from '../../signatures/measure/measure-sample.js';
import type { EngineChoice } from '../../signatures/yara/choose-binding.js';
import { type ContentEngine, type ContentOutcome, createContentEngine } from '../content/content-engine.js';
import { measureCost } from './measure-cost.js';
import type { MeasureReport } from './measure-report.js';
import { type JudgedFile, summarize } from './summarize.js';

export interface MeasureOptions {
  readonly malicious: MeasureSet;
  readonly benign: MeasureSet;
  readonly signatureFolders: readonly string[];
  readonly threshold: Severity;
  readonly engine: EngineChoice;
  readonly jobs: number;
  readonly deadlineMs: number;
  /** Show files under their own paths, so that rules and detectors of place and name count too. */
  readonly withPlace: boolean;
  /** Detectors are measured, too; true where left out. */
  readonly withDetectors?: boolean;
  /** Time every rule by itself as well, on some of the files: takes about as long again. */
  readonly withCost?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((files: number, total: number) => void) | undefined;
}

/** Every file with what hit it, and what judged. */
export interface Judged {
  readonly judged: readonly JudgedFile[];
  readonly engine: ContentEngine['engine'];
  readonly rules: ContentEngine['rules'];
  readonly problems: ContentEngine['problems'];
  readonly seconds: number;
}

/**
 * Runs the content engine over known malicious and known benign files and counts. One threshold holds for both rates.
 * @throws AfterpatchError as `createContentEngine` does.
 */
export async function measureSignatures(options: MeasureOptions): Promise<MeasureReport> {
  const { judged, ...by } = await judgeFiles(options);
  const report = summarize({
    judged,
    threshold: options.threshold,
    contentOnly: !options.withPlace,
    absent: [...options.malicious.absent, ...options.benign.absent],
    ...by,
  });
  if (options.withCost !== true) return report;
  return { ...report, cost: { ...report.cost, signatures: await measureCost(judged, options) } };
}

/** Runs the content engine over known files, and tells of each what hit it. Throws as `measureSignatures`. */
export async function judgeFiles(options: Omit<MeasureOptions, 'threshold'>): Promise<Judged> {
  const { signatureFolders, engine, jobs, deadlineMs, signal } = options;
  const content = await createContentEngine({
    signatureFolders,
    engine,
    jobs,
    deadlineMs,
    signal,
    detectorsOff: options.withDetectors === false ? detectors.map(({ id }) => id) : [],
  });
  try {
    const began = performance.now();
    const judged = await judgeAll(content, options);
    const seconds = (performance.now() - began) / 1000;
    return { judged, engine: content.engine, rules: content.rules, problems: content.problems, seconds };
  } finally {
    await content.close();
  }
}

async function judgeAll(content: ContentEngine, options: Omit<MeasureOptions, 'threshold'>): Promise<JudgedFile[]> {
  const samples = [
    ...options.malicious.samples.map((sample) => ({ sample, malicious: true })),
    ...options.benign.samples.map((sample) => ({ sample, malicious: false })),
  ];
  const artifacts: Artifact[] = [];
  for (const [id, { sample }] of samples.entries()) artifacts.push(await artifactOf(sample, id, options.withPlace));
  const severities = new Map<string, Severity>([
    ...detectors.map((one) => [one.id, one.severity] as const),
    ...content.rules.map((one) => [one.id, one.severity] as const),
  ]);
  const judged: JudgedFile[] = [];
  for await (const outcome of content.scan(artifacts)) {
    const of = samples[outcome.artifact.id];
    if (of === undefined) continue;
    judged.push({ ...of, sha256: outcome.report?.sha256 ?? (await hashOf(of.sample)), ...judge(outcome, severities) });
    options.onProgress?.(judged.length, samples.length);
  }
  return judged;
}

/** `<hash>.<ext>` in one folder tells a rule nothing but the extension. */
async function artifactOf(sample: MeasureSample, id: number, withPlace: boolean): Promise<Artifact> {
  const neutral = `${await hashOf(sample)}${sample.extension === '' ? '' : `.${sample.extension}`}`;
  return {
    id,
    kind: 'web-content',
    host: null,
    collectedPath: withPlace ? sample.name : neutral,
    windowsPath: null,
    location: { path: Buffer.from(sample.file) },
    size: sample.size,
    times: null,
    carriesCode: true,
  };
}

function judge(
  outcome: ContentOutcome,
  severities: ReadonlyMap<string, Severity>,
): Pick<JudgedFile, 'hits' | 'notes' | 'milliseconds'> {
  const hits = new Map<string, Severity>();
  const add = (id: string, severity: Severity) => {
    const known = hits.get(id);
    if (known === undefined || compareSeverity(severity, known) > 0) hits.set(id, severity);
  };
  for (const { ruleId, mild } of outcome.report?.yara ?? []) {
    const severity = severities.get(ruleId) ?? 'medium';
    add(ruleId, mild !== undefined && compareSeverity(severity, 'low') > 0 ? 'low' : severity);
  }
  for (const { detector, detection } of outcome.report?.detections ?? []) {
    add(detector, detection.severity ?? severities.get(detector) ?? 'medium');
  }
  return {
    hits: [...hits].sort(([a], [b]) => compareText(a, b)),
    notes: outcome.notes.filter((note) => note.incomplete).map((note) => note.message),
    milliseconds: outcome.milliseconds,
  };
}
