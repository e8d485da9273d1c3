import { detectors } from '../../detectors/index.js';
import type { Severity, SignatureProblem } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import type { LoadedRule } from '../../model/signature.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import type { MeasureSample } from '../../signatures/measure/measure-sample.js';
import type { MeasuredFile, MeasureReport, NamedRates, Rates, SignatureRates } from './measure-report.js';
import { rateOf } from './rate.js';

/** A sample and what the engine said of it. */
export interface JudgedFile {
  readonly sample: MeasureSample;
  readonly malicious: boolean;
  readonly sha256: string;
  /** Id and severity of everything that hit it. */
  readonly hits: readonly (readonly [id: string, severity: Severity])[];
  /** Why it was not wholly examined. */
  readonly notes: readonly string[];
  readonly milliseconds: number | null;
}

export interface Judgement {
  readonly judged: readonly JudgedFile[];
  readonly threshold: Severity;
  readonly contentOnly: boolean;
  readonly engine: 'native' | 'wasm';
  readonly rules: readonly LoadedRule[];
  readonly problems: readonly SignatureProblem[];
  readonly absent: readonly string[];
  readonly seconds: number;
}

const SLOWEST = 20;

/** Counts. Rates are of files; the same content in two places of a list counts twice. */
export function summarize(judgement: Judgement): MeasureReport {
  const { judged, threshold } = judgement;
  const above = (file: JudgedFile) =>
    file.hits.filter(([, severity]) => compareSeverity(severity, threshold) >= 0).map(([id]) => id);
  const hitsOf = new Map(judged.map((file) => [file, above(file)]));
  const isHit = (file: JudgedFile) => (hitsOf.get(file)?.length ?? 0) > 0;
  const malicious = judged.filter((file) => file.malicious);
  const benign = judged.filter((file) => !file.malicious);
  const rate = (files: readonly JudgedFile[]) => rateOf(files.filter(isHit).length, files.length);
  const rates = (files: readonly JudgedFile[]): Rates => ({
    malicious: rate(files.filter((file) => file.malicious)),
    benign: rate(files.filter((file) => !file.malicious)),
  });
  const by = (key: (file: JudgedFile) => string | null): NamedRates[] =>
    [...groupBy(judged, key)]
      .flatMap(([name, files]) => (name === null ? [] : [{ name, ...rates(files) }]))
      .sort((a, b) => compareText(a.name, b.name));
  const ofFamily = ratesBy(judged, hitsOf, familyOf);
  const bytes = judged.reduce((sum, file) => sum + file.sample.size, 0);
  const scanned = judged.flatMap((file) => (file.milliseconds === null ? [] : [file.milliseconds]));
  return {
    threshold,
    engine: judgement.engine,
    contentOnly: judgement.contentOnly,
    rules: judgement.rules.length,
    problems: judgement.problems,
    overall: rates(judged),
    clusters: clusterRates(malicious, isHit),
    bySignature: signatureRates(
      judgement,
      malicious,
      hitsOf,
      ratesBy(judged, hitsOf, (id) => id),
    ),
    byFamily: families(judgement).map((name) => ({ name, ...ofFamily(name) })),
    byExtension: by((file) => file.sample.extension),
    bySource: by((file) => file.sample.source),
    byCluster: by((file) => file.sample.cluster),
    missed: malicious
      .filter((file) => !isHit(file))
      .map((file) =>
        measured(
          file,
          file.hits.map(([id]) => id),
        ),
      ),
    wronglyHit: benign.filter(isHit).map((file) => measured(file, hitsOf.get(file) ?? [])),
    notExamined: judged.flatMap((file) => file.notes.map((reason) => ({ name: file.sample.name, reason }))),
    absent: judgement.absent,
    cost: {
      files: judged.length,
      bytes,
      seconds: judgement.seconds,
      millisecondsPerFile: scanned.reduce((sum, one) => sum + one, 0) / Math.max(scanned.length, 1),
      slowestFiles: slowest(judged),
      signatures: null,
    },
  };
}

function clusterRates(malicious: readonly JudgedFile[], isHit: (file: JudgedFile) => boolean) {
  const groups = [...groupBy(malicious, (file) => file.sample.cluster)].flatMap(([name, files]) =>
    name === null ? [] : [files],
  );
  if (groups.length === 0) return null;
  return {
    anyFile: rateOf(groups.filter((files) => files.some(isHit)).length, groups.length),
    everyFile: rateOf(groups.filter((files) => files.every(isHit)).length, groups.length),
  };
}

function signatureRates(
  judgement: Judgement,
  malicious: readonly JudgedFile[],
  hitsOf: ReadonlyMap<JudgedFile, readonly string[]>,
  ratesOf: (id: string) => Rates,
): SignatureRates[] {
  const used = new Set(judgement.judged.flatMap((file) => file.hits.map(([id]) => id)));
  const known = [
    ...judgement.rules.map(({ id, severity }) => ({ id, severity, source: 'yara' as const })),
    ...detectors
      .filter((one) => one.consumes.name === 'web-content')
      .map(({ id, severity }) => ({ id, severity, source: 'detector' as const })),
  ].filter(({ id, source }) => source === 'yara' || used.has(id));
  const alone = new Map<string, number>();
  for (const file of malicious) {
    const [only, second] = hitsOf.get(file) ?? [];
    if (only !== undefined && second === undefined) alone.set(only, (alone.get(only) ?? 0) + 1);
  }
  return known
    .map(({ id, severity, source }) => ({ name: id, severity, source, onlyOne: alone.get(id) ?? 0, ...ratesOf(id) }))
    .sort((a, b) => b.malicious.hits - a.malicious.hits || compareText(a.name, b.name));
}

/** Counted in one pass: there may be thousands of rules and tens of thousands of files. */
function ratesBy(
  judged: readonly JudgedFile[],
  hitsOf: ReadonlyMap<JudgedFile, readonly string[]>,
  keyOf: (id: string) => string,
): (key: string) => Rates {
  const counts = new Map<string, { malicious: number; benign: number }>();
  for (const file of judged) {
    for (const key of new Set((hitsOf.get(file) ?? []).map(keyOf))) {
      const count = counts.get(key) ?? { malicious: 0, benign: 0 };
      count[file.malicious ? 'malicious' : 'benign'] += 1;
      counts.set(key, count);
    }
  }
  const malicious = judged.filter((file) => file.malicious).length;
  return (key) => ({
    malicious: rateOf(counts.get(key)?.malicious ?? 0, malicious),
    benign: rateOf(counts.get(key)?.benign ?? 0, judged.length - malicious),
  });
}

function families(judgement: Judgement): string[] {
  const ids = [
    ...judgement.rules.map((rule) => rule.id),
    ...judgement.judged.flatMap((file) => file.hits.map(([id]) => id)),
  ];
  return [...new Set(ids.map(familyOf))].sort(compareText);
}

/** What stands before the first dot of an id; a foreign rule's name has none and is its own family. */
function familyOf(id: string): string {
  return id.split('.')[0] ?? id;
}

function measured(file: JudgedFile, signatures: readonly string[]): MeasuredFile {
  return { name: file.sample.name, sha256: file.sha256, cluster: file.sample.cluster, signatures };
}

function slowest(judged: readonly JudgedFile[]) {
  return judged
    .flatMap(({ sample, milliseconds }) =>
      milliseconds === null ? [] : [{ name: sample.name, bytes: sample.size, milliseconds }],
    )
    .sort((a, b) => b.milliseconds - a.milliseconds || compareText(a.name, b.name))
    .slice(0, SLOWEST);
}
