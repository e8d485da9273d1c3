import { csvRows } from '../../formats/csv/csv-records.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { CollectedFile } from '../tree.js';
import type { Layout, RecordedFile } from './layout.js';
import { recordedTime } from './recorded-time.js';
import { wideRecord } from './wide-record.js';

const GET_THIS = /^GetThis.*\.csv$/i;

/** DFIR-ORC, unpacked: samples with made-up names, and `GetThis.csv` that knows path, times and computer of each. */
export const dfirOrc: Layout = {
  name: 'DFIR-ORC',
  detect: (folder) => [...folder.files.values()].some((file) => GET_THIS.test(file.name)),
  async map(folder, read) {
    const known = new Map<CollectedFile, RecordedFile>();
    const records = [...folder.files.values()].filter((file) => GET_THIS.test(file.name));
    const hosts = new Set<string>();
    const notes: CoverageNote[] = [];
    for (const record of records) {
      const bytes = await read(record);
      let cut = false;
      for (const row of bytes ? csvRows(bytes) : []) {
        cut ||= row.cut;
        const file = folder.find(row.get('samplename').split(/[\\/]/));
        const path = row.get('fullname');
        if (!file || !path.startsWith('\\')) continue;
        hosts.add(row.get('computername'));
        known.set(file, {
          // The record names the volume by serial number only; what is collected lies on the system's.
          windowsPath: `C:${path}`,
          created: recordedTime(row.get('creationdate')),
          modified: recordedTime(row.get('lastmodificationdate')),
        });
      }
      if (cut) notes.push(wideRecord(record));
    }
    const [host] = hosts;
    return { roots: [], known, records, notes, host: hosts.size === 1 && host ? host : null };
  },
};
