import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.js';
import { readConfigurationInputs } from '../../src/formats/read-configuration-inputs.js';
import type { Artifact, ArtifactKind } from '../../src/model/artifact.js';
import type { Detection } from '../../src/model/detector.js';
import { compareSeverity } from '../../src/model/severity.js';
import { fakeArtifact, fakeContext } from '../helpers/detector-context.js';

const real = resolve(import.meta.dirname, '../../../shared/real-data/iis-config');
const names = existsSync(real)
  ? readdirSync(real, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.config'))
      .sort()
  : [];

function kindOf(name: string): ArtifactKind {
  if (/applicationHost/i.test(name)) return 'application-host-config';
  return /web\d*\.config$/i.test(name) ? 'web-config' : 'other';
}

/** What every detector says of each file by itself and, with `conclude`, as a host's only one. */
function judge(name: string) {
  const artifact: Artifact = fakeArtifact({ kind: kindOf(name), collectedPath: name, windowsPath: null });
  const { inputs, notes } = readConfigurationInputs(artifact, readFileSync(join(real, name)));
  const context = fakeContext({ artifact });
  const found = inputs.flatMap(({ class: { name: inputClass }, value }) =>
    detectors
      .filter(({ consumes }) => consumes.name === inputClass)
      .flatMap((detector) => {
        const detections: Detection[] = [
          ...(detector.inspect?.(value, context) ?? []),
          ...(detector.conclude?.([{ input: value, artifact }], context) ?? []),
        ];
        return detections.map((detection) => ({
          detector: detector.id,
          file: name.split('/').at(-1),
          severity: detection.severity ?? detector.severity,
          data: detection.data,
        }));
      }),
  );
  return { inputs, notes, found };
}

describe.skipIf(names.length === 0)('detectors on 47 real configurations', () => {
  const judged = names.map(judge);

  it('reads them all', () => {
    expect(names).toHaveLength(47);
    expect(judged.every(({ inputs }) => inputs.length > 0)).toBe(true);
  });

  it('finds the planted modules and nothing else above informational', () => {
    const grave = judged.flatMap(({ found }) => found).filter(({ severity }) => compareSeverity(severity, 'low') >= 0);
    expect(grave.map(({ detector, file, data }) => [detector, file, data?.['name']])).toEqual(
      ['Test-SignedBy3rdParty', 'Test-Unsigned', 'Test-UnsignedInvalid'].map((name) => [
        'iis.foreign-native-module',
        'E16_applicationHost_Mixed.config',
        name,
      ]),
    );
  });

  it('says of the three malformed ones where the fault is', () => {
    const faults = judged.flatMap(({ notes }) => notes).filter(({ code }) => code === 'malformed');
    expect(
      faults.map(({ path, positions }) => [path?.split('/').at(-1), positions?.[0]?.line, positions?.[0]?.column]),
    ).toEqual([
      ['EdgeTransport.exe1.config', 29, 3],
      ['BadApplicationHost.config', 128, 5],
      ['DefaultWebSite_web1.config', 42, 3],
    ]);
  });
});
