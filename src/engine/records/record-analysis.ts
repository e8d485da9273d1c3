import type { ArtifactKind } from '../../model/artifact-kind.js';
import { isReadBy, type KindReadBy } from '../../model/artifact-kind.js';
import type { BuildSighting } from '../../model/build-history.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { TransportAgentSighting } from '../../model/transport-agent-sightings.js';
import type { UncountedMatches } from '../logs/file-analysis.js';
import type { LogAnalysis } from '../logs/log-analysis.js';
import type { TallyPart } from '../logs/matches/match-tally.js';
import type { PackedRecord } from '../logs/record-cells.js';
import type { RecordComputers } from './record-computers.js';
import type { ComputerMatches } from './record-hunt.js';

/** Kinds of artifacts that the record engine reads. */
export type RecordKind = KindReadBy<'records'>;

export function isRecordKind(kind: ArtifactKind): kind is RecordKind {
  return isReadBy(kind, 'records');
}

/** What one file said. Plain data: it comes from another process. Times are seconds since 1970, UTC. */
export interface RecordFileAnalysis {
  /** In words, such as `event log (evtx)`; null where it is none that is read. */
  readonly format: string | null;
  readonly bytes: number;
  readonly records: number;
  /** Records that tell no time. */
  readonly timeless: number;
  /** Records outside of the period that is hunted. */
  readonly outside: number;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly losses: readonly RecordLosses[];
  /** What is irregular in the file and loses nothing, by name, and how often. */
  readonly irregular: readonly (readonly [string, number])[];
  readonly cutShort: boolean;
  /** Of what there are more names in the file than are kept, in words, and how often these stand there. */
  readonly beyond: readonly (readonly [string, number])[];
  readonly groups: readonly ComputerMatches[];
  readonly computers: RecordComputers;
  readonly uncounted: readonly UncountedMatches[];
  readonly builds: readonly BuildSighting[];
  readonly agents: readonly TransportAgentSighting[];
  /** Records of requests that are followed; the only thing that is told where any is. */
  readonly traced: readonly PackedRecord[];
  /** Of matches, where they are counted by values of fields. */
  readonly tallies: readonly TallyPart[];
  /** What went wrong while the file was read, as `openArtifact` tells. */
  readonly readNotes: readonly CoverageNote[];
}

/** What could not be read of one file, for one reason. */
export interface RecordLosses {
  readonly reason: string;
  readonly count: number;
  /** Bytes of damaged stretches, where the format tells them. */
  readonly bytes: number;
  readonly positions: readonly { readonly offset: number; readonly line: number | null }[];
}

/** What all files together said. In a stable order throughout. */
export interface RecordAnalysis extends Pick<LogAnalysis, 'matches' | 'alerts' | 'counted' | 'notes'> {
  /** Of each file that was read and each server that its records are of, in the order of the collection. */
  readonly files: readonly ReadRecords[];
  /** By host and time. */
  readonly builds: readonly (BuildSighting & { readonly host: string | null })[];
  /** Transport agents at work, of each file that shows any. */
  readonly agents: readonly (TransportAgentSighting & { readonly host: string | null })[];
}

export interface ReadRecords {
  readonly path: string;
  readonly host: string | null;
  readonly kind: RecordKind;
  readonly records: number;
  readonly outside: number;
  /** Everything in it was read. */
  readonly whole: boolean;
  /** UTC ISO 8601. */
  readonly first: string | null;
  readonly last: string | null;
}
