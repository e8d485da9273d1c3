import type { JobOutcome } from '../../platform/process-pool.js';
import type { FileAnalysis } from './file-analysis.js';
import { isEventBatch, lineOf } from './correlation/packed-events.js';
import type { PackedRecord } from './record-cells.js';

/**
 * What was told of a range, with line numbers of the log instead of the range.
 * @param before lines of the log before the range; null where that is not known, so that no record tells its line
 */
export function shiftLines(outcome: JobOutcome<FileAnalysis>, before: number | null): JobOutcome<FileAnalysis> {
  if (outcome.status !== 'done' || before === 0) return outcome;
  return {
    ...outcome,
    result: shifted(outcome.result, before),
    parts: outcome.parts.map((part) => (isEventBatch(part) ? { ...part, linesBefore: before } : part)),
  };
}

function shifted(analysis: FileAnalysis, before: number | null): FileAnalysis {
  const { lines, groups, lifeLines, traced, tallies } = analysis;
  // An example may be the first line and a success: it stays one object.
  const moved = new Map<PackedRecord, PackedRecord>();
  const move = (record: PackedRecord): PackedRecord => {
    const known = moved.get(record);
    if (known) return known;
    const made = { ...record, line: lineOf(record.line, before) };
    moved.set(record, made);
    return made;
  };
  const moveOrNull = (record: PackedRecord | null) => record && move(record);
  return {
    ...analysis,
    lines: {
      ...lines,
      reasons: lines.reasons.map((reason) => ({
        ...reason,
        positions: reason.positions.map(({ offset, line }) => ({ offset, line: lineOf(line, before) })),
      })),
    },
    groups: groups.map((group) => ({ ...group, head: group.head.map(move), tail: group.tail.map(move) })),
    lifeLines: lifeLines.map((part) => {
      const { first, success, last } = part.examples;
      return {
        ...part,
        examples: { first: moveOrNull(first), success: moveOrNull(success), last: moveOrNull(last) },
      };
    }),
    traced: traced.map(move),
    tallies: tallies.map((tally) => ({ ...tally, examples: tally.examples.map(move) })),
  };
}
