import { csvRows } from '../csv/csv-records.js';
import type { MftRecord } from './master-file-table.js';
import { USN_REASONS, type UsnChange } from './usn-journal.js';

/** First columns of what MFTECmd writes of a master file table, and of a change journal. */
const TABLE = /^\ufeff?"?EntryNumber"?,"?SequenceNumber"?,"?InUse"?,"?ParentEntryNumber"?,/i;
const JOURNAL = /^\ufeff?"?Name"?,"?Extension"?,"?EntryNumber"?,"?SequenceNumber"?,"?ParentEntryNumber"?,/i;

/** As MFTECmd names the reasons that count here. */
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

/** Whether a text begins like MFTECmd's CSV of a table or a journal. */
export function isFileSystemExport(text: string): boolean {
  return TABLE.test(text) || JOURNAL.test(text);
}

export interface FileSystemTold {
  record(record: MftRecord): void;
  change(change: UsnChange): void;
}

/** Tells each row of MFTECmd's CSV as the record or the change that it was made of, and gives how many there were. Never throws. */
export function readFileSystemExport(bytes: Buffer, told: FileSystemTold): number {
  const isTable = TABLE.test(bytes.toString('utf8', 0, 256));
  let rows = 0;
  for (const { get } of csvRows(bytes)) {
    const number = (column: string) => {
      const value = Number(get(column));
      return Number.isSafeInteger(value) && value >= 0 ? value : 0;
    };
    const place = {
      entry: number('entrynumber'),
      sequence: number('sequencenumber'),
      parentEntry: number('parententrynumber'),
      parentSequence: number('parentsequencenumber'),
    };
    rows++;
    if (isTable) {
      const created = timeOf(get('created0x10'));
      const modified = timeOf(get('lastmodified0x10'));
      // Left empty where they are those of the file itself.
      const named = { created: timeOf(get('created0x30')), modified: timeOf(get('lastmodified0x30')) };
      const hasFractions = /\.\d*[1-9]/.test(get('created0x10')) || /\.\d*[1-9]/.test(get('lastmodified0x10'));
      if (created === null || modified === null) continue;
      told.record({
        ...place,
        inUse: isTrue(get('inuse')),
        isFolder: isTrue(get('isdirectory')),
        name: get('filename'),
        standard: { created, modified, hasFractions },
        named: { created: named.created ?? created, modified: named.modified ?? modified, hasFractions },
        size: number('filesize'),
        content: null,
        streams: [],
      });
    } else {
      const time = timeOf(get('updatetimestamp'));
      if (time === null) continue;
      const isFolder = /\bdirectory\b/i.test(get('fileattributes'));
      told.change({ ...place, time, reasons: reasonsOf(get('updatereasons')), isFolder, name: get('name') });
    }
  }
  return rows;
}

function isTrue(text: string): boolean {
  return text.toLowerCase() === 'true';
}

function reasonsOf(text: string): number {
  return text.split('|').reduce((all, reason) => {
    const name = reason.trim().toLowerCase();
    return all | (Object.hasOwn(REASONS, name) ? (REASONS[name] ?? 0) : 0);
  }, 0);
}

/** `2021-03-03 02:17:40.1234567`, UTC; null for anything else. */
function timeOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(text)) return null;
  const time = Date.parse(`${text.slice(0, 23).replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? null : time;
}
