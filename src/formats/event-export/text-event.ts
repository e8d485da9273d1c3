import type { WindowsEvent } from '../windows-event/windows-event.js';
import { rowEvent } from './row-event.js';

/** Labels of `wevtutil /f:text` and the names that rows have for them. */
const LABELS: Readonly<Record<string, string>> = {
  'log name': 'channel',
  source: 'provider',
  date: 'timecreated',
  'event id': 'eventid',
  user: 'userid',
  keyword: 'keywords',
};

/** The event of one block of `wevtutil /f:text`: labels, then its description up to the end. */
export function wevtutilEvent(block: string): WindowsEvent | null {
  const at = /^ *Description: *\r?\n?/m.exec(block);
  const head = at ? block.slice(0, at.index) : block;
  const row = new Map<string, unknown>();
  for (const [, label = '', value = ''] of head.matchAll(/^ +([A-Z][\w ]*?): *(.*?)\r?$/gm)) {
    const name = label.toLowerCase();
    row.set(LABELS[name] ?? name, value);
  }
  if (at) row.set('message', block.slice(at.index + at[0].length).trim());
  return rowEvent(row);
}

/** The event of one block of `Get-WinEvent | Format-List`: values go on in lines that are indented below them. */
export function formatListEvent(block: string): WindowsEvent | null {
  const row = new Map<string, unknown>();
  let name: string | null = null;
  for (const line of block.split(/\r?\n/)) {
    const match = /^(\w+) *: ?(.*)$/.exec(line);
    if (match) {
      name = match[1]?.toLowerCase() ?? '';
      row.set(name, match[2]?.trimEnd() ?? '');
    } else if (name !== null && line.trim() !== '') row.set(name, `${row.get(name)}\n${line.trim()}`);
  }
  // Here `Properties` are names of types.
  row.delete('properties');
  return rowEvent(row);
}
