import type { ConfigurationFile } from '../formats/iis-config/configuration-file.js';
import { sectionsNamed } from '../formats/iis-config/configuration-file.js';
import { isSignedWith } from '../formats/view-state/signed-view-state.js';
import { readViewState } from '../formats/view-state/view-state.js';
import { attribute } from '../formats/xml/xml-document.js';
import type { Evidence, RecordEvidence } from '../model/finding.js';
import { maskKey } from '../server/configuration/mask-key.js';

/** Keys of one server that are tried; a server has one for each application at most. */
const MOST_KEYS = 50;

/** Validation keys, in hex, that configuration of one server writes out. Without those that each application alters (`IsolateApps`). */
export function validationKeysIn(files: readonly { readonly file: ConfigurationFile }[]): string[] {
  const keys = files.flatMap(({ file }) =>
    sectionsNamed(file, 'system.web/machineKey').map(
      ({ element }) => attribute(element, 'validationKey')?.trim() ?? '',
    ),
  );
  return [...new Set(keys.filter((key) => /^(?:[0-9a-f]{2}){8,}$/i.test(key)))].slice(0, MOST_KEYS);
}

/** Whether evidence tells of objects or a program signed with the key of the server: no page makes such. */
export function isForgedWithOwnKey(evidence: readonly Evidence[]): boolean {
  return evidence.some((one) => one.type === 'fact' && one.label === FORGED);
}

const FORGED = "view state of a tool, signed with the server's own key";

/**
 * What the view states in events of ASP.NET carry: their size, what makes objects of them, programs, and whether one of the
 * server's own validation keys signed them.
 */
export function viewStatesIn(examples: readonly RecordEvidence[], validationKeys: readonly string[] = []): Evidence[] {
  const told = examples.flatMap(({ path, fields }) => {
    if (!/^ASP\.NET/.test(fields['Provider_Name'] ?? '')) return [];
    const values = Object.values(fields).flatMap((value) => value ?? []);
    const state = readViewState(values);
    if (state === null) return [];
    const gadgets = state.gadgets.length === 0 ? '' : `, made by ${state.gadgets.join(', ')}`;
    const fact = { type: 'fact' as const, label: 'view state', text: `${state.bytes.length} bytes${gadgets}`, path };
    const { program } = state;
    const key = validationKeys.find((one) => isSignedWith(state.bytes, one, values));
    const isOfTool = state.gadgets.length > 0 || program !== null;
    const label = isOfTool ? FORGED : "view state signed with the server's own key";
    const facts = [fact, ...(key === undefined ? [] : [{ type: 'fact' as const, label, text: maskKey(key), path }])];
    if (program === null) return facts;
    const text = `${program.size} bytes${program.cut ? ', cut short by the event' : ''}, SHA-256 ${program.sha256}`;
    return [...facts, { type: 'fact' as const, label: 'program (MZ) in the view state', text, path }];
  });
  return [...new Map(told.map((fact) => [`${fact.label} ${fact.text}`, fact])).values()];
}
