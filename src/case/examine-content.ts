import { detectors } from '../detectors/index.js';
import type { ContentEngine } from '../engine/content/content-engine.js';
import type { Artifact } from '../model/artifact.js';
import type { ContentReport } from '../model/signature.js';
import { safeText } from '../platform/safe-text.js';
import type { Dossier } from './dossier.js';
import { detectorSource, signatureSource, yaraDetections } from './finding-sources.js';
import type { ProgressMeter } from './hunt-progress.js';

const INTERRUPTED = {
  code: 'interrupted',
  message: 'The run was stopped before it was examined',
  incomplete: true,
} as const;

/** What content engines said, by `Artifact.id`; files without a report could not be examined. */
export type ContentReports = ReadonlyMap<number, ContentReport>;

/**
 * Has every file that can carry code examined, and takes what is found into the dossier.
 * @param engine null where the hunt was interrupted before it ran: then no file is examined.
 */
export async function examineContent(
  engine: ContentEngine | null,
  artifacts: readonly Artifact[],
  dossier: Dossier,
  progress: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<ContentReports> {
  const carriers = artifacts.filter((artifact) => artifact.carriesCode);
  if (engine === null) {
    for (const { collectedPath: path, host } of carriers) dossier.note({ ...INTERRUPTED, path, host });
    return new Map();
  }
  const rules = new Map(engine.rules.map((rule) => [rule.id, rule]));
  const detectorOf = new Map(detectors.map((detector) => [detector.id, detector]));
  const reports = new Map<number, ContentReport>();
  progress.begin('content', carriers.length);
  for await (const { artifact, report, notes } of engine.scan(carriers, { signal })) {
    progress.read(artifact);
    for (const note of notes) dossier.note(note);
    if (report === null) continue;
    reports.set(artifact.id, report);
    const subject = { artifact, sha256: report.sha256, host: artifact.host };
    const file = safeText(artifact.windowsPath ?? artifact.collectedPath, 400);
    for (const { rule, detection } of yaraDetections(report.yara, rules, file)) {
      dossier.add(signatureSource(rule), detection, subject);
    }
    for (const { detector: id, detection } of report.detections) {
      const detector = detectorOf.get(id);
      if (detector !== undefined) dossier.add(detectorSource(detector, dossier.version), detection, subject);
    }
  }
  return reports;
}
