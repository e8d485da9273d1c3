import { detectors } from '../../detectors/index.js';
import type { ContentEngine } from '../../engine/content/content-engine.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { Detection, RuleDescription } from '../../model/detector.js';
import type { Evidence } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import type { ContentReport, LoadedRule } from '../../model/signature.js';
import { groupBy } from '../../platform/group-by.js';
import { safeText } from '../../platform/safe-text.js';
import type { Dossier } from '../dossier.js';
import { detectorSource, signatureSource, yaraDetections } from '../findings/finding-sources.js';
import type { ProgressMeter } from '../hunt-progress.js';
import { type CommonRule, commonRules, type ExaminedFile, isCommon, noisyRules } from './noisy-rules.js';
import { pagesWithParts } from './pages-with-parts.js';
import { quotedTexts } from './quoted-texts.js';
import { unfollowedLanguages } from './unfollowed-languages.js';
import { ToldTogether } from './told-together.js';
import { type Compilation, type CompiledNames, compilationOf, isSerious, isSource } from './uncompiled-sources.js';

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
 * @param compiledNames what compilations of the servers were made of
 */
export async function examineContent(
  engine: ContentEngine | Unscanned,
  artifacts: readonly Artifact[],
  compiledNames: CompiledNames,
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
  const reports = new Map<number, ContentReport>();
  const sources: ExaminedFile[] = [];
  const joinable: ExaminedFile[] = [];
  const texts: ExaminedFile[] = [];
  const note = (one: CoverageNote) => dossier.note(one);
  const matchedByOthers: ExaminedFile[] = [];
  const add = (file: ExaminedFile, idle?: Idle) => addFound(file, rules, foreign, dossier, idle);
  for (const one of unfollowedLanguages(carriers)) note(one);
  progress.begin('content', carriers.length);
  for await (const { artifact, report, notes } of engine.scan(carriers, { signal })) {
    progress.read(artifact);
    for (const note of notes) dossier.note(note);
    if (report === null) continue;
    reports.set(artifact.id, report);
    const file = { artifact, report };
    if (report.yara.some(({ ruleId }) => foreign.has(ruleId))) matchedByOthers.push(file);
    if (report.quoting === 'text' && isSerious(report)) texts.push(file);
    else if (isSource(artifact) && isSerious(report)) sources.push(file);
    else if (mayBeJoined(report)) joinable.push(file);
    else add(file, idlenessOfRules(report));
  }
  const compilations = compilationOf(sources, carriers, reports, compiledNames);
  const quoted = quotedTexts(texts, carriers, reports);
  const idleness = ({ artifact: { id }, report }: ExaminedFile): Idle | undefined => {
    if (quoted.has(id)) return 'quoted';
    return compilations.get(id) === 'not-compiled' ? 'not-compiled' : idlenessOfRules(report);
  };
  noteCompilations(sources, compilations, dossier);
  const together = new ToldTogether();
  for await (const { artifact, report, notes } of engine.scanJoined(pagesWithParts(carriers, reports, note), {
    signal,
  })) {
    for (const one of notes) note(one);
    const alone = reports.get(artifact.id);
    if (report === null || alone === undefined) continue;
    const told = new Set(alone.detections.map(keyOf));
    const detections = report.detections.filter((one) => !told.has(keyOf(one)));
    together.add(detections);
    add({ artifact, report: { ...alone, yara: [], detections } });
  }
  for (const file of [...joinable, ...sources, ...texts]) {
    const detections = file.report.detections.filter((one) => !together.tells(one));
    add({ ...file, report: { ...file.report, detections } }, idleness(file));
  }
  const common = matchedByOthers.length === 0 ? [] : commonRules(examinedOf(carriers, reports), foreign);
  addMatchesOfOthers(matchedByOthers, foreign, common, idleness, dossier);
  return reports;
}

function idlenessOfRules({ quoting }: ContentReport): Idle | undefined {
  return quoting === 'rules' ? 'rules' : undefined;
}

/** Whether the file takes in others, or leaves open what it does. */
function mayBeJoined({ references, halves }: ContentReport): boolean {
  return references.length > 0 || halves.acts.length > 0;
}

function examinedOf(carriers: readonly Artifact[], reports: ContentReports): ExaminedFile[] {
  return carriers.flatMap((artifact) => {
    const report = reports.get(artifact.id);
    return report === undefined ? [] : { artifact, report };
  });
}

function keyOf({ detector, detection: { message, identity } }: ContentReport['detections'][number]): string {
  return [detector, message, ...identity].join('\0');
}

const detectorOf = new Map(detectors.map((detector) => [detector.id, detector]));

/** Takes in what our rules and detectors found in a file. */
function addFound(
  { artifact, report }: ExaminedFile,
  rules: ReadonlyMap<string, LoadedRule>,
  foreign: ReadonlyMap<string, LoadedRule>,
  dossier: Dossier,
  idle: Idle | undefined,
): void {
  const subject = { artifact, sha256: report.sha256, host: artifact.host };
  for (const { rule, detection } of yaraDetections(report.yara, rules, shownPath(artifact))) {
    if (!foreign.has(rule.id)) dossier.add(signatureSource(rule), milder(detection, rule, idle), subject);
  }
  for (const { detector: id, detection } of report.detections) {
    const detector = detectorOf.get(id);
    if (detector === undefined) continue;
    dossier.add(detectorSource(detector, dossier.version), milder(detection, detector, idle), subject);
  }
}

/** Once for each server: what its source files weigh depends on what was collected with them. */
function noteCompilations(
  sources: readonly ExaminedFile[],
  compilations: ReadonlyMap<number, Compilation>,
  dossier: Dossier,
): void {
  for (const [host, own] of groupBy(sources, ({ artifact }) => artifact.host)) {
    const count = (which: Compilation) => own.filter(({ artifact }) => compilations.get(artifact.id) === which).length;
    const [idle, unknown] = [count('not-compiled'), count('unknown')];
    if (idle > 0) {
      const message =
        'Source code that no page names, outside of App_Code: nothing compiles it there, so what is found in it is given as low';
      dossier.note({ code: 'not-compiled', message, host, count: idle, incomplete: false });
    }
    if (unknown > 0) {
      const message =
        'Source code of which it is not known whether anything compiles it, since pages that may name it were not collected or not read: what is found in it keeps its weight';
      dossier.note({ code: 'not-compiled', message, host, count: unknown, incomplete: false });
    }
  }
}

/** What rules of others say is judged once it is known what else they match. */
function addMatchesOfOthers(
  files: readonly ExaminedFile[],
  foreign: ReadonlyMap<string, LoadedRule>,
  commonOnes: readonly CommonRule[],
  idleness: (file: ExaminedFile) => Idle | undefined,
  dossier: Dossier,
): void {
  const noisy = noisyRules(files, foreign);
  for (const [rule, pages] of noisy) {
    const message = `The rule ${safeText(rule)} matches ${pages} pages as the product ships them: what it finds is given as informational`;
    dossier.note({ code: 'signature-noisy', message, incomplete: false });
  }
  const common = commonOnes.filter(({ rule }) => !noisy.has(rule));
  for (const { rule, host, kind, matched, of } of common) {
    const message = `The rule ${safeText(rule)} matches ${matched} of ${of} different .${safeText(kind)} files: either each of that kind has what it looks for, or somebody put it into all of them; what it finds in them is given as low`;
    dossier.note({ code: 'signature-noisy', message, host, incomplete: false });
  }
  for (const file of files) {
    const { artifact, report } = file;
    const subject = { artifact, sha256: report.sha256, host: artifact.host };
    for (const { rule, detection } of yaraDetections(report.yara, foreign, shownPath(artifact))) {
      const judged = noisy.has(rule.id)
        ? ({ ...detection, severity: 'informational', confidence: 'weak', outcome: 'hygiene' } as const)
        : milder(detection, rule, isCommon(common, rule.id, file, foreign) ? 'common' : idleness(file));
      dossier.add(signatureSource(rule), judged, subject);
    }
  }
}

/** Why nothing runs the code in a file, or why what a rule finds in it tells little. */
type Idle = 'rules' | 'quoted' | 'not-compiled' | 'common';

/**
 * A rule file is no shell: what it shows is what it looks for, and nothing runs it where it lies. Nor does anything run source code that
 * nothing compiles, which IIS does not even hand out, or the pages that a text speaks of.
 */
function milder(detection: Detection, rule: RuleDescription, idle: Idle | undefined): Detection {
  if (idle === undefined || compareSeverity(detection.severity ?? rule.severity, 'low') <= 0) return detection;
  const at = detection.at === undefined ? [] : [detection.at].flat();
  return { ...detection, severity: 'low', confidence: 'weak', at: [...at, ...IDLE[idle]] };
}

const IDLE: Readonly<Record<Idle, readonly Evidence[]>> = {
  rules: [],
  common: [],
  quoted: [
    {
      type: 'fact',
      path: null,
      label: 'text that quotes a page',
      text: 'No server runs files of this kind, nothing that was collected serves this one, and no page names it: what is found in it is quoted there',
    },
  ],
  'not-compiled': [
    {
      type: 'fact',
      path: null,
      label: 'not compiled',
      text: 'It lies outside of App_Code, and none of the pages that were read names it: nothing compiles it where it lies',
    },
  ],
};

function shownPath({ windowsPath, collectedPath }: Artifact): string {
  return safeText(windowsPath ?? collectedPath, 400);
}
