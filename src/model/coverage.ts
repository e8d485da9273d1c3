import type { CoverageEntry } from './finding.js';

/**
 * Why something collected was not, or not wholly, examined; or what is worth knowing about what was.
 * `remembered`: it is no longer there, and counts as an earlier sweep read it. `not-read`: nothing reads files of its kind.
 * `signature-noisy`: a rule of others matches what the product ships, or most files of a kind.
 * `not-compiled`: source code that nothing on the server compiles, as far as what was collected tells.
 * `pack-not-verified`: a pack of signatures is not as somebody who is trusted signed it.
 */
export const COVERAGE_CODES = [
  'unreadable',
  'timed-out',
  'engine-crash',
  'truncated',
  'unparsable',
  'malformed',
  'changed-while-reading',
  'limit-reached',
  'encrypted',
  'signature-left-out',
  'signature-noisy',
  'not-compiled',
  'pack-not-verified',
  'detector-crash',
  'link-not-followed',
  'loop-not-entered',
  'duplicate',
  'odd-name',
  'not-examined',
  'not-read',
  'interrupted',
  'times-unreliable',
  'server-not-named',
  'contradictory',
  'clients-behind-proxy',
  'remembered',
] as const;

export type CoverageCode = (typeof COVERAGE_CODES)[number];

/** A note for the ledger. `incomplete` says that something collected was not examined because of it: it counts for exit code 3. */
export interface CoverageNote {
  readonly code: CoverageCode;
  readonly message: string;
  readonly path?: string | null;
  readonly host?: string | null;
  readonly count?: number;
  readonly incomplete: boolean;
  /** The first few places; `count` is the whole number. */
  readonly positions?: CoverageEntry['positions'];
}

/** Classes of evidence that `--require` names and the report lists. */
export const EVIDENCE_CLASSES = [
  'web-content',
  'iis-logs',
  'httperr-logs',
  'ftp-logs',
  'smtp-logs',
  'central-binary-logs',
  'iis-configuration',
  'transport-agents',
  'compiled-pages',
  'exchange-logs',
  'event-logs',
  'scheduled-tasks',
  'registry',
] as const;

export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];
