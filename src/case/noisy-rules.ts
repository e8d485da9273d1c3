import type { Artifact } from '../model/artifact.js';
import { compareSeverity } from '../model/severity.js';
import type { ContentReport, LoadedRule } from '../model/signature.js';
import { groupBy } from '../platform/group-by.js';
import { createKnownGood } from '../server/known-good.js';

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

function isFoundByOurs({ yara, detections }: ContentReport, foreign: ReadonlyMap<string, LoadedRule>): boolean {
  return (
    yara.some(({ ruleId }) => !foreign.has(ruleId)) ||
    detections.some(({ detection }) => compareSeverity(detection.severity ?? 'medium', 'medium') >= 0)
  );
}
