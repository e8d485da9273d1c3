import { acquire } from './acquire.js';
import { cylr } from './cylr.js';
import { deviceVolumes } from './device-volumes.js';
import { dfirOrc } from './dfir-orc.js';
import { driveFolders } from './drive-folders.js';
import { exchangeLogCollector } from './exchange-log-collector.js';
import { kape } from './kape.js';
import type { Layout } from './layout.js';
import { uac } from './uac.js';
import { velociraptor } from './velociraptor.js';
import { velociraptorContainer } from './velociraptor-container.js';
import { volume } from './volume.js';

/**
 * In the order in which they are tried on each folder, from the top down: first those with a collector's own record, which knows
 * paths and times exactly, then those that a collector's folder names tell, then habits of copying, last what only the content of
 * a folder suggests. What none of them takes is anchored by known path ends (`loose.ts`).
 */
export const LAYOUTS: readonly Layout[] = [
  velociraptor,
  velociraptorContainer,
  kape,
  dfirOrc,
  acquire,
  cylr,
  uac,
  exchangeLogCollector,
  driveFolders,
  deviceVolumes,
  volume,
];
