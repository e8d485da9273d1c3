import type { CoverageNote } from '../../model/coverage.js';
import type { RecordColumns } from '../reading/jobs.js';
import type { Layout } from './layout.js';

const SCHEME: RecordColumns = { format: 'json', names: [['Scheme']] };

/**
 * What Velociraptor's offline collector encrypts for a key: `data.zip`, the collection itself, and `metadata.json`, which holds its
 * password, encrypted. Whoever has the server's key opens it; no password that somebody knows does.
 */
export const velociraptorContainer: Layout = {
  name: 'Velociraptor, encrypted',
  detect: (folder) => folder.fileNamed('data.zip') !== undefined && folder.fileNamed('metadata.json') !== undefined,
  async map(folder, read) {
    const metadata = folder.fileNamed('metadata.json');
    const data = folder.fileNamed('data.zip');
    const [row] = metadata ? (await read(metadata, SCHEME)).rows : [];
    const scheme = row?.[0] ?? '';
    if (metadata === undefined || data === undefined || !/^(?:X509|PGP)$/i.test(scheme)) return { roots: [] };
    const message = `The collector encrypted it for a key (${scheme.toUpperCase()}), not by a password: unpack it with 'velociraptor unzip' and the server's configuration, and hunt what comes out`;
    const note: CoverageNote = { code: 'encrypted', message, path: data.collectedPath, incomplete: true };
    return { roots: [], records: [metadata], notes: [note] };
  },
};
