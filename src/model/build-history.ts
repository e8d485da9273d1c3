import { defineInputClass } from './input-class.js';

/** A build of Exchange that a log shows at work, from the first to the last time. Times are seconds since 1970, UTC. */
export interface BuildSighting {
  /** `15.1.2308.8`, without leading zeros. */
  readonly build: string;
  readonly first: number;
  readonly last: number;
  /** Records or headers that show it. */
  readonly count: number;
  /** In words: which log says so. */
  readonly source: string;
  /** `collectedPath` of the first file that shows it. */
  readonly path: string;
}

/** What the logs of one server show of its builds. One input for each server. */
export const buildSightings = defineInputClass<readonly BuildSighting[]>('build-sightings');
