import { csvRows } from '../../formats/csv/csv-records.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { JobProgress } from '../../platform/serve-jobs.js';
import { jsonRows, textOf } from '../json-lines.js';
import { readArtifact } from '../opening/open-artifact.js';
import { textOfBytes } from '../kinds/text-of-bytes.js';
import type { RecordColumns, RecordEnd, RecordRow } from './jobs.js';

/** Bytes. A line a file makes 64 MiB for 200,000 files. */
const LARGEST_RECORD = 64 * 1024 * 1024;
/** Rows that are handed over together. */
const PART = 5_000;

/** Hands over what is asked for of a collector's own record, CSV or JSON. None of it where it cannot be read whole. */
export async function readRecord(
  artifact: Artifact,
  columns: RecordColumns,
  progress: (told: JobProgress) => Promise<void>,
): Promise<RecordEnd> {
  const { bytes, truncated, notes } = await readArtifact(artifact, LARGEST_RECORD);
  if (truncated) {
    const message = `The collector's record is larger than ${LARGEST_RECORD} bytes and was not used`;
    const note: CoverageNote = { code: 'limit-reached', message, path: artifact.collectedPath, incomplete: true };
    return { notes: [...notes, note], cut: false };
  }
  if (notes.length > 0) return { notes, cut: false };
  let part: RecordRow[] = [];
  let isCut = false;
  let isTold = isWithoutRows(bytes, columns);
  for (const { row, cut } of recordRows(bytes, columns)) {
    isCut ||= cut;
    isTold ||= columns.format === 'json' || row.some((value) => value !== '');
    part.push(row);
    if (part.length < PART) continue;
    await progress({ part });
    part = [];
  }
  if (part.length > 0) await progress({ part });
  if (isTold) return { notes, cut: isCut };
  const message = "The collector's record could not be read as one and was not used: it is damaged, or of another form";
  return { notes: [{ code: 'unparsable', message, path: artifact.collectedPath, incomplete: true }], cut: isCut };
}

/** Nothing, an empty array or object, or no more than a line of the names that are asked for. */
function isWithoutRows(bytes: Buffer, { format, names }: RecordColumns): boolean {
  const text = textOfBytes(bytes.subarray(0, 4096)).trim();
  if (/^(?:|\[\s*\]|\{\s*\})$/.test(text)) return true;
  return format === 'csv' && !text.includes('\n') && names.flat().some((name) => text.toLowerCase().includes(name));
}

/** The columns asked for of each row; `cut` where a row has more columns than are looked at. */
export function* recordRows(
  bytes: Buffer,
  { format, names }: RecordColumns,
): Generator<{ row: RecordRow; cut: boolean }> {
  if (format === 'json') {
    for (const row of jsonRows(bytes))
      yield { row: names.map((some) => textOf(row, ...some) ?? numberIn(row, some)), cut: false };
    return;
  }
  for (const { get, cut } of csvRows(bytes)) {
    yield { row: names.map((some) => some.map(get).find((value) => value !== '') ?? ''), cut };
  }
}

function numberIn(row: Readonly<Record<string, unknown>>, names: readonly string[]): string {
  const value = names.map((name) => row[name]).find((one) => typeof one === 'number');
  return value === undefined ? '' : String(value);
}
