import type { ContentReport } from '../../model/signature.js';
import { detectors } from '../../detectors/index.js';
import type { Severity } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';

type FoundInContent = ContentReport['detections'][number];

const severityOf = new Map(detectors.map(({ id, severity }) => [id, severity]));

/** What is found in pages together with what they take in, by the place in which each ends: alone, a file tells less of the same. */
export class ToldTogether {
  readonly #severities = new Map<string, Severity>();

  add(found: readonly FoundInContent[]): void {
    for (const one of found) {
      const [place, severity] = [placeOf(one), weightOf(one)];
      const known = place === null ? undefined : this.#severities.get(place);
      if (place === null || (known !== undefined && compareSeverity(known, severity) >= 0)) continue;
      this.#severities.set(place, severity);
    }
  }

  /** Whether the same was found of a page that the file is part of, and weighs more there: what a part does by itself is the part's. */
  tells(alone: FoundInContent): boolean {
    const place = placeOf(alone);
    const together = place === null ? undefined : this.#severities.get(place);
    return together !== undefined && compareSeverity(together, weightOf(alone)) > 0;
  }
}

/** The detector, and where what it found ends: the last piece of code that it shows. */
function placeOf({ detector, detection }: FoundInContent): string | null {
  const shown = [detection.at ?? []].flat().filter((evidence) => evidence.type === 'content');
  const last = shown.at(-1);
  return last === undefined ? null : JSON.stringify([detector, last.path, last.offset]);
}

function weightOf({ detector, detection }: FoundInContent): Severity {
  return detection.severity ?? severityOf.get(detector) ?? 'medium';
}
