import { type DetectorInput, isInputOf } from '../../engine/run-detectors.js';
import { configurationFile, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { childrenNamed } from '../../formats/xml/xml-document.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';

/**
 * Server configurations that cannot be whole: IIS has at least one site in each. One that was blanked, or of which somebody kept a
 * part, does not say what IIS loads, however well it reads.
 */
export function configurationGaps(artifacts: readonly Artifact[], inputs: readonly DetectorInput[]): CoverageNote[] {
  const whole = new Set(
    inputs.flatMap((input) =>
      isInputOf(input, configurationFile) &&
      sectionsNamed(input.value, 'system.applicationHost/sites').some(
        ({ element }) => childrenNamed(element, 'site').length > 0,
      )
        ? [input.artifact?.id]
        : [],
    ),
  );
  return artifacts
    .filter(({ kind, id }) => kind === 'application-host-config' && !whole.has(id))
    .map(({ collectedPath: path, host }) => ({
      code: 'not-examined',
      message: 'It names no site, as every whole configuration of IIS does: what the server loads is not known from it',
      path,
      host,
      incomplete: true,
    }));
}
