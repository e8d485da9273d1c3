/** One `Type:Key[Instance]=Value` of a cell. */
export interface EventDataEntry {
  /** `S`, `I32`, `Dbl` and the like; null where none is written. */
  readonly type: string | null;
  /** With its instance in brackets, as written. */
  readonly key: string;
  readonly value: string;
}

/** The most entries of one cell. */
export const MAXIMUM_ENTRIES = 1024;

/**
 * Entries of `EventData` and `GenericInfo` cells: `S:CMD=Get-InboxRule;S:URL=/ecp/x;Dbl:BudgUse.T[]=12`. Exchange does not escape
 * values: a URL with `;S:CMD=` in it makes an entry here that Exchange never wrote. What follows a key whose value a client sends
 * (`URL`, `EX`) proves nothing by itself. A part without `=` belongs to the value before it. Order as written.
 */
export function eventDataEntries(cell: string): EventDataEntry[] {
  const entries: { type: string | null; key: string; value: string }[] = [];
  for (const part of cell.split(';')) {
    const match = /^(?:(S|Dbl|I32|I64|F|B|Dt):)?([\w.:-]{1,64}(?:\[[^\]]{0,256}\])?)=/.exec(part);
    const last = entries.at(-1);
    if (match && entries.length < MAXIMUM_ENTRIES) {
      entries.push({ type: match[1] ?? null, key: match[2] ?? '', value: part.slice(match[0].length) });
    } else if (last) last.value += `;${part}`;
  }
  // The semicolon at the end of a cell ends its last value.
  const last = entries.at(-1);
  if (last && cell.endsWith(';')) last.value = last.value.slice(0, -1);
  return entries;
}

/** A value without the marks that Exchange puts around personal data, for comparisons. */
export function withoutPrivacyMarks(value: string): string {
  return value.replace(/<\/?PII>/g, '');
}
