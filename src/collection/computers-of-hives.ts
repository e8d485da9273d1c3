import { registryExport } from '../formats/registry-export/registry-export.js';
import { windowsPathOf } from './kind.js';
import { provisionalArtifact } from './provisional-artifact.js';
import type { Reading } from './reading/reading.js';
import type { Placed } from './served-places.js';
import type { CollectedFile } from './tree.js';

/** A server has one, a backup of it, and those of its snapshots. */
const MOST_HIVES = 64;
const COMPUTER_NAME = /\\Control\\ComputerName\\ComputerName$/i;

/** Names of the computers that collected SYSTEM hives state, by the hive's file. What is wrong with a hive is told where it is read. */
export async function computersOfHives(
  placed: Iterable<Placed>,
  reading: Reading,
): Promise<ReadonlyMap<CollectedFile, string>> {
  const hives: CollectedFile[] = [];
  for (const { file, restored, facts } of placed) {
    if (facts.kind !== 'registry-hive') continue;
    const path = windowsPathOf({ windowsPath: restored.windowsPath, collectedPath: file.collectedPath });
    if (/\\system(?:\.hiv)?$/.test(path)) hives.push(file);
  }
  const computers = new Map<CollectedFile, string>();
  for (const file of hives.slice(0, MOST_HIVES)) {
    const { inputs } = await reading.configuration({ ...provisionalArtifact(file, null), kind: 'registry-hive' });
    for (const { class: inputClass, value } of inputs) {
      if (inputClass.name !== registryExport.name || !isExport(value)) continue;
      const found = value.values.find(({ key, name }) => COMPUTER_NAME.test(key) && /^computername$/i.test(name));
      const name = found?.texts[0];
      if (name !== undefined && /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(name)) computers.set(file, name);
    }
  }
  return computers;
}

function isExport(value: unknown): value is NonNullable<typeof registryExport.shape> {
  return typeof value === 'object' && value !== null && 'values' in value && Array.isArray(value.values);
}
