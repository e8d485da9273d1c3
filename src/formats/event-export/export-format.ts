import { wideEncoding } from '../log-file/utf8-chunks.js';

/**
 * How event logs come as text. `xml`: `wevtutil /f:xml`, Event Viewer, `Get-WinEvent` as XML; `csv`: `Get-WinEvent | Export-Csv`,
 * EvtxECmd, hayabusa's timeline; `json`: the same tools' JSON, lines or one array; `wevtutil-text`: `wevtutil /f:text`;
 * `format-list`: `Get-WinEvent | Format-List`.
 */
export type EventExportFormat = 'xml' | 'csv' | 'json' | 'wevtutil-text' | 'format-list';

const HEAD = 65_536;

/** The format by the first bytes of a file; null for what is no export of events. */
export function recogniseEventExport(head: Uint8Array): EventExportFormat | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD));
  const text = new TextDecoder(wideEncoding(bytes) ?? 'utf-8').decode(bytes).trimStart();
  if (/^(?:<\?xml[^>]*>\s*)?(?:<Events[^>]*>\s*)?<Event\s+xmlns\s*=/i.test(text)) return 'xml';
  if (/^Event\[\d+\]:?\s*?\n/.test(text)) return 'wevtutil-text';
  if (/^[[{]/.test(text)) return isEventJson(text) ? 'json' : null;
  const firstLine = text.replace(/^#TYPE [^\n]*\n/, '').split(/\r?\n/, 1)[0] ?? '';
  if (firstLine.includes(',')) return isEventHeader(firstLine) ? 'csv' : null;
  const label = (name: string) => new RegExp(`^${name} +: `, 'm').test(text);
  return label('ProviderName') && label('Id') && label('TimeCreated') ? 'format-list' : null;
}

function isEventHeader(line: string): boolean {
  const names = new Set(line.split(',').map((name) => name.trim().replaceAll('"', '').toLowerCase()));
  const hasId = names.has('eventid') || (names.has('id') && names.has('providername'));
  return hasId && ['recordid', 'eventrecordid', 'recordnumber', 'channel', 'logname'].some((name) => names.has(name));
}

function isEventJson(text: string): boolean {
  const has = (name: string) => text.includes(`"${name}"`);
  const hasId = has('EventID') || has('EventId') || (has('Id') && has('ProviderName'));
  return hasId && ['Channel', 'LogName', 'Provider', 'ProviderName'].some(has);
}
