import { csvRows } from '../csv.js';
import type { CollectedFile } from '../tree.js';
import type { Layout, RecordedFile } from './layout.js';
import { recordedTime } from './recorded-time.js';

const GET_THIS = /^GetThis.*\.csv$/i;

/** DFIR-ORC, unpacked: samples with made-up names, and `GetThis.csv` that knows path, times and computer of each. */
export const dfirOrc: Layout = {
  name: 'DFIR-ORC',
  detect: (folder) => [...folder.files.values()].some((file) => GET_THIS.test(file.name)),
  async map(folder, read) {
    const known = new Map<CollectedFile, RecordedFile>();
    const records = [...folder.files.values()].filter((file) => GET_THIS.test(file.name));
    const hosts = new Set<string>();
    for (const record of records) {
      const bytes = await read(record);
      for (const row of bytes ? csvRows(bytes.toString('utf8')) : []) {
        const file = folder.find((row.get('samplename') ?? '').split(/[\\/]/));
        const path = row.get('fullname') ?? '';
        if (!file || !path.startsWith('\\')) continue;
        hosts.add(row.get('computername') ?? '');
        known.set(file, {
          // The record names the volume by serial number only; what is collected lies on the system's.
          windowsPath: `C:${path}`,
          created: recordedTime(row.get('creationdate')),
          modified: recordedTime(row.get('lastmodificationdate')),
        });
      }
    }
    const [host] = hosts;
    return { roots: [], known, records, host: hosts.size === 1 && host ? host : null };
  },
};
