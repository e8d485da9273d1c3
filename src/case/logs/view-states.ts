import type { ConfigurationFile } from '../../formats/iis-config/configuration-file.js';
import { sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import type { RegistryExport } from '../../formats/registry-export/registry-export.js';
import { isSignedWith, type ValidationKey } from '../../formats/view-state/signed-view-state.js';
import { readViewState } from '../../formats/view-state/view-state.js';
import { attribute } from '../../formats/xml/xml-document.js';
import type { Evidence, RecordEvidence } from '../../model/finding.js';
import { maskKey } from '../../server/configuration/mask-key.js';

/** Keys of one server that are tried; a server has one for each application at most. */
const MOST_KEYS = 50;

const WRITTEN_OUT = /^((?:[0-9a-f]{2}){8,})(,IsolateApps)?$/i;
const OF_ASP_NET = /\\ASP\.NET\\/i;
/** `AutoGenKeyFormat` of a key that is kept as it is; the other one is encrypted for its account (DPAPI). */
const IN_CLEAR = '2';
/** Characters of hex of the shortest one that both keys are in. */
const LEAST_AUTOMATIC = 176;

/**
 * Validation keys of one server: those that its configuration writes out, and those that ASP.NET made for itself, where the registry
 * of their account was collected and keeps them as they are.
 */
export function validationKeysIn(
  files: readonly { readonly file: ConfigurationFile }[],
  registry: readonly RegistryExport[],
): ValidationKey[] {
  const written = files.flatMap(({ file }) =>
    sectionsNamed(file, 'system.web/machineKey').flatMap(({ element }): ValidationKey[] => {
      const [, hex, isolates] = WRITTEN_OUT.exec(attribute(element, 'validationKey')?.trim() ?? '') ?? [];
      return hex === undefined ? [] : [{ hex, isAutomatic: false, isolatesApps: isolates !== undefined }];
    }),
  );
  const automatic = registry.flatMap(({ values }) => {
    const ofAspNet = values.filter(({ key }) => OF_ASP_NET.test(`${key}\\`));
    const inClear = ofAspNet.filter(({ name, texts }) => /^AutoGenKeyFormat$/i.test(name) && texts[0] === IN_CLEAR);
    const keys = new Set(inClear.map(({ key }) => key));
    return ofAspNet.flatMap(({ key, name, texts: [hex = ''] }) =>
      keys.has(key) && /^AutoGenKeyV4$/i.test(name) && hex.length >= LEAST_AUTOMATIC && /^[0-9a-f]+$/i.test(hex)
        ? [true, false].map((isolatesApps): ValidationKey => ({ hex, isAutomatic: true, isolatesApps }))
        : [],
    );
  });
  const distinct = new Map([...written, ...automatic].map((one) => [`${one.hex} ${one.isolatesApps}`, one]));
  return [...distinct.values()].slice(0, MOST_KEYS);
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
export function viewStatesIn(
  examples: readonly RecordEvidence[],
  validationKeys: readonly ValidationKey[] = [],
): Evidence[] {
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
    const facts = [
      fact,
      ...(key === undefined ? [] : [{ type: 'fact' as const, label, text: maskKey(key.hex), path }]),
    ];
    if (program === null) return facts;
    const text = `${program.size} bytes${program.cut ? ', cut short by the event' : ''}, SHA-256 ${program.sha256}`;
    return [...facts, { type: 'fact' as const, label: 'program (MZ) in the view state', text, path }];
  });
  return [...new Map(told.map((fact) => [`${fact.label} ${fact.text}`, fact])).values()];
}
