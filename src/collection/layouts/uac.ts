import { hostInContainerName } from './container-name.js';
import type { Layout } from './layout.js';

/** UAC, of a Unix system beside the servers: `[root]` is its root, which is no drive of Windows, and `uac.log` what the tool did. */
export const uac: Layout = {
  name: 'UAC',
  detect: (folder) => folder.fileNamed('uac.log') !== undefined && folder.folderNamed('[root]') !== undefined,
  async map(folder) {
    const log = folder.fileNamed('uac.log');
    return { roots: [], isOtherSystem: true, records: log ? [log] : [], host: hostInContainerName(folder) };
  },
};
