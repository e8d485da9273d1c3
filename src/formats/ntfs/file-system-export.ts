import { csvRows } from '../csv/csv-records.js';
import { jsonObjects } from '../json/json-objects.js';
import type { MftRecord } from './master-file-table.js';
import { USN_REASONS, type UsnChange } from './usn-journal.js';

/** Columns that tell what tools write of a master file table, and of a change journal. */
const TABLE = ['entrynumber', 'inuse', 'parententrynumber'] as const;
const JOURNALS = [
  ['name', 'entrynumber', 'parententrynumber', 'updatereasons'],
  ['timestamp', 'filename', 'reason', 'mftid', 'parentmftid'],
] as const;
/** Names of columns at the beginning of a text: of a CSV's first line, or of the first object of a JSON. */
const NAMES = /"([A-Za-z0-9_]{1,40})":|(?:^|,)"?([A-Za-z0-9_]{1,40})"?(?=,|\r?$)/gm;
const LONGEST_NAMES = 4096;

/** As MFTECmd names the reasons that count here; Velociraptor writes them with underscores. */
const REASONS: Readonly<Record<string, number>> = {
  dataoverwrite: USN_REASONS.overwritten,
  dataextend: USN_REASONS.extended,
  datatruncation: USN_REASONS.truncated,
  filecreate: USN_REASONS.created,
  filedelete: USN_REASONS.deleted,
  renameoldname: USN_REASONS.renamedFrom,
  renamenewname: USN_REASONS.renamedTo,
  basicinfochange: USN_REASONS.attributesChanged,
};

/** Where an export says that a file lies. Null where it does not say, or names a folder that it lost. */
export interface ExportedPlace {
  /** `D:`. */
  readonly drive: string | null;
  /** `\inetpub\wwwroot\x.aspx` */
  readonly path: string | null;
}

export interface FileSystemTold {
  record(record: MftRecord, place: ExportedPlace): void;
  change(change: UsnChange, place: ExportedPlace): void;
}

type Form = 'table' | 'journal';

/** Whether a text begins like what MFTECmd or Velociraptor write of a table or a journal, as CSV or JSON. */
export function isFileSystemExport(text: string): boolean {
  return formOf(text) !== null;
}

/**
 * Tells each row as the record or the change that it was made of, and gives how many rows there were. CSV and JSON of MFTECmd
 * (`MFTRecordOut`, `JEntryOut`) and of Velociraptor (`Windows.NTFS.MFT`, `Windows.Forensics.Usn`). Never throws.
 */
export function readFileSystemExport(bytes: Buffer, told: FileSystemTold): number {
  const head = bytes.toString('utf8', 0, LONGEST_NAMES);
  const form = formOf(head);
  if (form === null) return 0;
  let rows = 0;
  for (const get of isJson(head) ? jsonRows(bytes) : csvGetters(bytes)) {
    rows++;
    if (form === 'table') tellRecord(get, told);
    else tellChange(get, told);
  }
  return rows;
}

/** Of a column in lower case, as text; empty where there is none. */
type Get = (...columns: readonly string[]) => string;

function formOf(text: string): Form | null {
  const head = text.slice(0, LONGEST_NAMES).replace(/^\ufeff/, '');
  const names = new Set<string>();
  const beginning = isJson(head) ? head : (head.split('\n', 1)[0] ?? '');
  for (const [, ofObject, ofLine] of beginning.matchAll(NAMES)) names.add((ofObject ?? ofLine ?? '').toLowerCase());
  if (TABLE.every((name) => names.has(name))) return 'table';
  return JOURNALS.some((columns) => columns.every((name) => names.has(name))) ? 'journal' : null;
}

function isJson(head: string): boolean {
  return /^\ufeff?\s{0,64}(?:\[\s{0,64})?\{/.test(head);
}

function* csvGetters(bytes: Buffer): Generator<Get> {
  for (const { get } of csvRows(bytes)) yield (...columns) => columns.map(get).find((text) => text !== '') ?? '';
}

function* jsonRows(bytes: Buffer): Generator<Get> {
  for (const object of jsonObjects(bytes)) {
    const values = new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), textOf(value)]));
    yield (...columns) => columns.map((column) => values.get(column) ?? '').find((text) => text !== '') ?? '';
  }
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('|');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function tellRecord(get: Get, told: FileSystemTold): void {
  const created = timeOf(get('created0x10'));
  const modified = timeOf(get('lastmodified0x10'));
  if (created === null || modified === null) return;
  // Left empty where they are those of the file itself.
  const named = { created: timeOf(get('created0x30')), modified: timeOf(get('lastmodified0x30')) };
  const hasFractions = /\.\d*[1-9]/.test(get('created0x10')) || /\.\d*[1-9]/.test(get('lastmodified0x10'));
  const record = {
    entry: number(get('entrynumber')),
    sequence: number(get('sequencenumber')),
    parentEntry: number(get('parententrynumber')),
    parentSequence: number(get('parentsequencenumber')),
    inUse: isTrue(get('inuse')),
    isFolder: isTrue(get('isdirectory', 'isdir')),
    name: get('filename'),
    standard: { created, modified, hasFractions },
    named: { created: named.created ?? created, modified: named.modified ?? modified, hasFractions },
    size: number(get('filesize')),
    content: null,
    streams: [],
  };
  told.record(record, placeOf(get('ospath', 'fullpath'), get('mftpath'), record.name));
}

function tellChange(get: Get, told: FileSystemTold): void {
  const time = timeOf(get('updatetimestamp', 'timestamp'));
  if (time === null) return;
  const change = {
    entry: number(get('entrynumber', 'mftid')),
    sequence: number(get('sequencenumber', 'sequence')),
    parentEntry: number(get('parententrynumber', 'parentmftid')),
    parentSequence: number(get('parentsequencenumber', 'parentsequence')),
    time,
    reasons: reasonsOf(get('updatereasons', 'reason')),
    isFolder: /\bdirectory\b/i.test(get('fileattributes')),
    name: get('name', 'filename'),
  };
  told.change(change, placeOf(get('ospath', 'fullpath'), get('device'), change.name));
}

/** Of `\\.\C:\x`, `C:/x`, `x` and the like; Velociraptor writes `<Err>` and the like for folders that are not known any more. */
function placeOf(path: string, device: string, name: string): ExportedPlace {
  const drive = (driveIn(path) ?? driveIn(device))?.toUpperCase() ?? null;
  const plain = path.replaceAll('/', '\\').replace(/^\\*(?:[.?]\\)?(?:[A-Za-z]:)?\\*/, '');
  const isWhole = plain !== '' && !/[<>]/.test(plain) && plain.toLowerCase().endsWith(name.toLowerCase());
  return { drive, path: isWhole ? `\\${plain}` : null };
}

function driveIn(path: string): string | undefined {
  return /^(?:[\\/]{0,2}[.?][\\/])?[\\/]?([A-Za-z]:)/.exec(path)?.[1];
}

function number(text: string): number {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function isTrue(text: string): boolean {
  return text.toLowerCase() === 'true';
}

function reasonsOf(text: string): number {
  return text.split(/[|,\s]/).reduce((all, reason) => {
    const name = reason.replaceAll('_', '').toLowerCase();
    return all | (Object.hasOwn(REASONS, name) ? (REASONS[name] ?? 0) : 0);
  }, 0);
}

/** `2021-03-03 02:17:40.1234567` or ISO 8601, UTC; null for anything else. */
function timeOf(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,9})?(?:Z|\+00:?00)?$/.exec(text);
  if (!match) return null;
  const time = Date.parse(`${match[1]}T${match[2]}${(match[3] ?? '').slice(0, 4)}Z`);
  return Number.isNaN(time) ? null : time;
}
