import { driveFolders } from './drive-folders.js';
import type { Layout } from './layout.js';
import { volume } from './volume.js';

/**
 * In the order in which they are tried on each folder, from the top down: first those with a collector's own record, which knows
 * paths and times exactly, then those that a folder's name tells, last those that only the content of a folder suggests.
 */
export const LAYOUTS: readonly Layout[] = [driveFolders, volume];
