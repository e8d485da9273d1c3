import type { Artifact } from '../../model/artifact.js';
import { compareSeverity } from '../../model/severity.js';
import type { ContentReport, LoadedRule } from '../../model/signature.js';
import { groupBy } from '../../platform/group-by.js';
import { extensionOf } from '../../platform/windows-path.js';
import { createKnownGood } from '../../server/known-good.js';

/** So many pages with the contents that Microsoft ships prove a rule wrong. */
const SHIPPED_CONTENTS = 3;
/** So many different pages of the product, on which nothing else finds anything, do: nobody hides in that many at once. */
const SHIPPED_PAGES = 10;

export interface ExaminedFile {
  readonly artifact: Artifact;
  readonly report: ContentReport;
}

/**
 * Rules of others that match what every server has. Each with the number of the product's pages that it matches: of
 * different contents, none known to be changed, none on which a rule of ours finds anything.
 * @param foreign those that may be called noisy: the tool's own are measured before they ship.
 */
export function noisyRules(
  files: readonly ExaminedFile[],
  foreign: ReadonlyMap<string, LoadedRule>,
): ReadonlyMap<string, number> {
  const pages = new Map<string, { readonly contents: Set<string>; readonly known: Set<string> }>();
  for (const [, ofHost] of groupBy(files, ({ artifact }) => artifact.host)) {
    const knownGood = createKnownGood(ofHost.flatMap(({ artifact }) => artifact.windowsPath ?? []));
    for (const { artifact, report } of ofHost) {
      const { windowsPath } = artifact;
      if (windowsPath === null || !knownGood.isShippedPath(windowsPath) || isFoundByOurs(report, foreign)) continue;
      const verdict = knownGood.hash(windowsPath, report.sha256);
      if (verdict === 'modified') continue;
      for (const { ruleId } of report.yara) {
        if (!foreign.has(ruleId)) continue;
        const matched = pages.get(ruleId) ?? { contents: new Set(), known: new Set() };
        pages.set(ruleId, matched);
        matched.contents.add(report.sha256);
        if (verdict === 'known') matched.known.add(report.sha256);
      }
    }
  }
  return new Map(
    [...pages]
      .filter(([, { contents, known }]) => contents.size >= SHIPPED_PAGES || known.size >= SHIPPED_CONTENTS)
      .map(([rule, { contents }]) => [rule, contents.size]),
  );
}

/** So many different files of one kind, and most that a server has of it, are no find: they are what all of that kind are. */
const FILES_OF_A_KIND = 20;

/**
 * Rules of others that match most files of a kind, by its extension, of a server: `matched` different contents of `of`, on none of which a rule of
 * ours finds anything. Either each file of the kind has what they match, or somebody put it into all of them.
 */
export function commonRules(
  files: readonly ExaminedFile[],
  foreign: ReadonlyMap<string, LoadedRule>,
): readonly CommonRule[] {
  const kinds = groupBy(files, ({ artifact }) => `${artifact.host ?? ''}\0${kindOf(artifact)}`);
  return [...kinds.values()].flatMap((ofKind) => {
    const all = new Set(ofKind.map(({ report }) => report.sha256));
    if (all.size < FILES_OF_A_KIND) return [];
    const matched = new Map<string, Set<string>>();
    for (const { report } of ofKind) {
      if (isFoundByOurs(report, foreign)) continue;
      for (const { ruleId } of report.yara) matched.set(ruleId, (matched.get(ruleId) ?? new Set()).add(report.sha256));
    }
    const [{ artifact } = { artifact: null }] = ofKind;
    return [...matched].flatMap(([rule, { size }]) =>
      artifact !== null && foreign.has(rule) && size >= FILES_OF_A_KIND && size * 2 > all.size
        ? [{ rule, host: artifact.host, kind: kindOf(artifact), matched: size, of: all.size }]
        : [],
    );
  });
}

export interface CommonRule {
  readonly rule: string;
  readonly host: string | null;
  /** Extension in lower case. */
  readonly kind: string;
  readonly matched: number;
  readonly of: number;
}

/** Whether what a rule says of a file is what it says of most of that kind. */
export function isCommon(
  common: readonly CommonRule[],
  rule: string,
  { artifact, report }: ExaminedFile,
  foreign: ReadonlyMap<string, LoadedRule>,
): boolean {
  const kind = kindOf(artifact);
  return (
    common.some((one) => one.rule === rule && one.host === artifact.host && one.kind === kind) &&
    !isFoundByOurs(report, foreign)
  );
}

function kindOf({ windowsPath, collectedPath }: Artifact): string {
  return extensionOf(windowsPath ?? collectedPath);
}

function isFoundByOurs({ yara, detections }: ContentReport, foreign: ReadonlyMap<string, LoadedRule>): boolean {
  return (
    yara.some(({ ruleId }) => !foreign.has(ruleId)) ||
    detections.some(({ detection }) => compareSeverity(detection.severity ?? 'medium', 'medium') >= 0)
  );
}
