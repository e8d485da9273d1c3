import { driveFolders } from './drive-folders.js';
import type { Layout } from './layout.js';

/** CyLR: a zip with drives as folders named by letter, and its own log. */
export const cylr: Layout = {
  name: 'CyLR',
  detect: (folder) => folder.fileNamed('cylr.log') !== undefined && driveFolders.detect(folder),
  async map(folder, read) {
    const log = folder.fileNamed('cylr.log');
    return { ...(await driveFolders.map(folder, read)), records: log ? [log] : [] };
  },
};
