import type { CollectedFile, Folder } from '../walking/tree.js';
import { driveFolders } from './drive-folders.js';
import type { Layout } from './layout.js';

const LOG = /^cylr(?:_collection_log_.*)?\.log$/i;

/** CyLR: a zip with drives as folders named by letter, and its own log, `CyLR_Collection_Log_<time>.log` or, where that was put beside, `CyLR.log`. */
export const cylr: Layout = {
  name: 'CyLR',
  detect: (folder) => logsOf(folder).length > 0 && driveFolders.detect(folder),
  async map(folder, read) {
    return { ...(await driveFolders.map(folder, read)), records: logsOf(folder) };
  },
};

function logsOf(folder: Folder): CollectedFile[] {
  return [...folder.files.values()].filter((file) => LOG.test(file.name));
}
