import { registryExport } from '../../formats/registry-export/registry-export.js';
import { has } from '../../platform/objects.js';
import { windowsPathOf } from '../kinds/kind.js';
import { provisionalArtifact } from '../provisional-artifact.js';
import type { NoteLedger } from '../note-ledger.js';
import type { Reading } from '../reading/reading.js';
import type { Placed } from '../served/served-places.js';
import type { CollectedFile } from '../walking/tree.js';

/** A server has one, a backup of it, and those of its snapshots; a collection may be of many servers. */
const MOST_HIVES = 256;
/** Where Windows has the one that is in force. */
const IN_FORCE = /\\windows\\system32\\config\\system$/;
const COMPUTER_NAME = /\\Control\\ComputerName\\ComputerName$/i;

/** Names of the computers that collected SYSTEM hives state, by the hive's file. What is wrong with a hive is told where it is read. */
export async function computersOfHives(
  placed: Iterable<Placed>,
  reading: Reading,
  notes: NoteLedger,
): Promise<ReadonlyMap<CollectedFile, string>> {
  const [inForce, others]: [CollectedFile[], CollectedFile[]] = [[], []];
  for (const { file, restored, facts } of placed) {
    if (facts.kind !== 'registry-hive') continue;
    const path = windowsPathOf({ windowsPath: restored.windowsPath, collectedPath: file.collectedPath });
    if (/\\system(?:\.hiv)?$/.test(path)) (IN_FORCE.test(path) ? inForce : others).push(file);
  }
  const hives = [...inForce, ...others];
  if (hives.length > MOST_HIVES) {
    const message = `More than ${MOST_HIVES} hives could name a server; the names in the others were not looked at. By hand: hunt one server at a time`;
    notes.add({ code: 'limit-reached', message, path: null, count: hives.length - MOST_HIVES, incomplete: true });
  }
  const computers = new Map<CollectedFile, string>();
  for (const file of hives.slice(0, MOST_HIVES)) {
    const { inputs } = await reading.configuration({ ...provisionalArtifact(file, null), kind: 'registry-hive' });
    for (const { class: inputClass, value } of inputs) {
      if (inputClass.name !== registryExport.name || !isExport(value)) continue;
      const stated = value.values.find(({ key, name }) => COMPUTER_NAME.test(key) && /^computername$/i.test(name));
      const name = stated?.texts[0];
      if (name !== undefined && /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(name)) computers.set(file, name);
    }
  }
  return computers;
}

function isExport(value: unknown): value is NonNullable<typeof registryExport.shape> {
  return has(value, 'values') && Array.isArray(value.values);
}
