import type { CoverageNote } from '../../model/coverage.js';
import type { RecordColumns } from '../reading/jobs.js';
import type { CollectedFile } from '../walking/tree.js';
import type { Layout, RecordedFile } from './layout.js';
import { hostInContainerName } from './container-name.js';
import { recordedTime } from './recorded-time.js';
import { snapshotPrefix } from './snapshot.js';
import { wideRecord } from './wide-record.js';

const GET_THIS = /^GetThis.*\.csv$/i;
const STATISTICS = /^Statistics.*\.json$/i;
const SAMPLES: RecordColumns = {
  format: 'csv',
  names: [['samplename'], ['fullname'], ['computername'], ['creationdate'], ['lastmodificationdate'], ['snapshotid']],
};
/** Of what was on the volume itself. */
const NO_SNAPSHOT = /^\{?[0-]*\}?$/;

/** DFIR-ORC, unpacked: samples with made-up names, and `GetThis.csv` that knows path, times and computer of each. */
export const dfirOrc: Layout = {
  name: 'DFIR-ORC',
  detect: (folder) => [...folder.files.values()].some((file) => GET_THIS.test(file.name)),
  async map(folder, read) {
    const known = new Map<CollectedFile, RecordedFile>();
    const files = [...folder.files.values()];
    const records = files.filter((file) => GET_THIS.test(file.name));
    const hosts = new Set<string>();
    const notes: CoverageNote[] = [];
    for (const record of records) {
      const { rows, cut } = await read(record, SAMPLES);
      if (cut) notes.push(wideRecord(record));
      for (const [name = '', path = '', computer = '', created, modified, snapshot] of rows) {
        const file = folder.find(name.split(/[\\/]/));
        if (!file || !path.startsWith('\\')) continue;
        hosts.add(computer);
        known.set(file, {
          // The record names the volume by serial number only; what is collected lies on the system's, or on a snapshot of it.
          windowsPath: (NO_SNAPSHOT.test(snapshot ?? '') ? 'C:' : snapshotPrefix(snapshot ?? '')) + path,
          created: recordedTime(created),
          modified: recordedTime(modified),
        });
      }
    }
    const [host] = hosts;
    records.push(...files.filter((file) => STATISTICS.test(file.name)));
    return { roots: [], known, records, notes, host: hosts.size === 1 && host ? host : hostInContainerName(folder) };
  },
};
