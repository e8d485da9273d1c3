import type { RegistryExport, RegistryValue } from '../formats/registry-export/registry-export.js';
import type { Artifact } from '../model/artifact.js';
import type { ContentEvidence, FactEvidence } from '../model/finding.js';

/** Values whose key, without hive and control set, ends the given way; the pattern's groups come along. */
export function* registryValues(
  { values }: RegistryExport,
  key: RegExp,
): Generator<{ readonly value: RegistryValue; readonly groups: readonly string[] }> {
  for (const value of values) {
    const match = key.exec(value.key);
    if (match) yield { value, groups: match.slice(1).map((group) => group ?? '') };
  }
}

export function registryEvidence(value: RegistryValue, artifact: Artifact | null): ContentEvidence | FactEvidence {
  const text = `${value.name === '' ? '@' : value.name} = ${value.texts.join(' | ')}`;
  const path = artifact?.collectedPath ?? null;
  if (value.line === null) return { type: 'fact', path, label: value.key, text };
  return {
    type: 'content',
    path,
    label: value.key,
    offset: value.offset,
    length: 0,
    line: value.line,
    column: 1,
    text,
    view: 'raw',
  };
}
