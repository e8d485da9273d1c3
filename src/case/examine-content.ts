import { detectors } from '../detectors/index.js';
import type { ContentEngine } from '../engine/content/content-engine.js';
import type { Artifact } from '../model/artifact.js';
import type { CoverageNote } from '../model/coverage.js';
import type { Detection, RuleDescription } from '../model/detector.js';
import { compareSeverity } from '../model/severity.js';
import type { ContentReport, LoadedRule } from '../model/signature.js';
import { safeText } from '../platform/safe-text.js';
import type { Dossier } from './dossier.js';
import { detectorSource, signatureSource, yaraDetections } from './finding-sources.js';
import type { ProgressMeter } from './hunt-progress.js';
import { type ExaminedFile, noisyRules } from './noisy-rules.js';

/** Why no file is scanned, as each file's note says it. */
export interface Unscanned {
  readonly code: CoverageNote['code'];
  readonly reason: string;
}

/** What content engines said, by `Artifact.id`; files without a report could not be examined. */
export type ContentReports = ReadonlyMap<number, ContentReport>;

/**
 * Has every file that can carry code examined, and takes what is found into the dossier.
 * @param engine or why there is none: then no file is examined, and each has a note.
 */
export async function examineContent(
  engine: ContentEngine | Unscanned,
  artifacts: readonly Artifact[],
  dossier: Dossier,
  progress: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<ContentReports> {
  const carriers = artifacts.filter((artifact) => artifact.carriesCode);
  if ('reason' in engine) {
    const { code, reason: message } = engine;
    for (const { collectedPath: path, host } of carriers) dossier.note({ code, message, path, host, incomplete: true });
    return new Map();
  }
  const rules = new Map(engine.rules.map((rule) => [rule.id, rule]));
  const foreign = new Map([...rules].filter(([, rule]) => rule.pack !== engine.shippedPack));
  const detectorOf = new Map(detectors.map((detector) => [detector.id, detector]));
  const reports = new Map<number, ContentReport>();
  const matchedByOthers: ExaminedFile[] = [];
  progress.begin('content', carriers.length);
  for await (const { artifact, report, notes } of engine.scan(carriers, { signal })) {
    progress.read(artifact);
    for (const note of notes) dossier.note(note);
    if (report === null) continue;
    reports.set(artifact.id, report);
    const subject = { artifact, sha256: report.sha256, host: artifact.host };
    const ofOthers = report.yara.some(({ ruleId }) => foreign.has(ruleId));
    if (ofOthers) matchedByOthers.push({ artifact, report });
    for (const { rule, detection } of yaraDetections(report.yara, rules, shownPath(artifact))) {
      if (!foreign.has(rule.id)) dossier.add(signatureSource(rule), milder(detection, rule, report), subject);
    }
    for (const { detector: id, detection } of report.detections) {
      const detector = detectorOf.get(id);
      if (detector === undefined) continue;
      dossier.add(detectorSource(detector, dossier.version), milder(detection, detector, report), subject);
    }
  }
  addMatchesOfOthers(matchedByOthers, foreign, dossier);
  return reports;
}

/** What rules of others say is judged once it is known what else they match. */
function addMatchesOfOthers(
  files: readonly ExaminedFile[],
  foreign: ReadonlyMap<string, LoadedRule>,
  dossier: Dossier,
): void {
  const noisy = noisyRules(files, foreign);
  for (const [rule, pages] of noisy) {
    const message = `The rule ${safeText(rule)} matches ${pages} pages as the product ships them: what it finds is given as informational`;
    dossier.note({ code: 'signature-noisy', message, incomplete: false });
  }
  for (const { artifact, report } of files) {
    const subject = { artifact, sha256: report.sha256, host: artifact.host };
    for (const { rule, detection } of yaraDetections(report.yara, foreign, shownPath(artifact))) {
      const judged = noisy.has(rule.id)
        ? ({ ...detection, severity: 'informational', confidence: 'weak', outcome: 'hygiene' } as const)
        : milder(detection, rule, report);
      dossier.add(signatureSource(rule), judged, subject);
    }
  }
}

/** A rule file is no shell: what it shows is what it looks for, and nothing runs it where it lies. */
function milder(detection: Detection, rule: RuleDescription, { isRuleFile }: ContentReport): Detection {
  if (!isRuleFile || compareSeverity(detection.severity ?? rule.severity, 'low') <= 0) return detection;
  return { ...detection, severity: 'low', confidence: 'weak' };
}

function shownPath({ windowsPath, collectedPath }: Artifact): string {
  return safeText(windowsPath ?? collectedPath, 400);
}
