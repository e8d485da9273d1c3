import { readViewState } from '../formats/view-state/view-state.js';
import type { Evidence, RecordEvidence } from '../model/finding.js';

/** What the view states in events of ASP.NET carry: their size, what makes objects of them, and programs. */
export function viewStatesIn(examples: readonly RecordEvidence[]): Evidence[] {
  const told = examples.flatMap(({ path, fields }) => {
    if (!/^ASP\.NET/.test(fields['Provider_Name'] ?? '')) return [];
    const state = readViewState(Object.values(fields).flatMap((value) => value ?? []));
    if (state === null) return [];
    const gadgets = state.gadgets.length === 0 ? '' : `, made by ${state.gadgets.join(', ')}`;
    const fact = { type: 'fact' as const, label: 'view state', text: `${state.bytes.length} bytes${gadgets}`, path };
    const { program } = state;
    if (program === null) return [fact];
    const text = `${program.size} bytes${program.cut ? ', cut short by the event' : ''}, SHA-256 ${program.sha256}`;
    return [fact, { type: 'fact' as const, label: 'program (MZ) in the view state', text, path }];
  });
  return [...new Map(told.map((fact) => [`${fact.label} ${fact.text}`, fact])).values()];
}
