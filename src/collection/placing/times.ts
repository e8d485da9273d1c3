import type { ArtifactTimes } from '../../model/finding.js';
import { isoTime } from './iso-time.js';
import type { NoteLedger } from '../note-ledger.js';
import type { RestoredFile } from './restore-paths.js';
import type { CollectedFile } from '../walking/tree.js';

const HOUR = 3_600_000;
const SUSPICIOUS_SHARE = 0.8;

/**
 * Whether modification times look like those of the copy: more than 80 % within one hour.
 * Milliseconds.
 */
export function looksLikeCopyTimes(times: number[]): boolean {
  const sorted = Float64Array.from(times).sort();
  let most = 0;
  let start = 0;
  for (let end = 0; end < sorted.length; end++) {
    while ((sorted[end] ?? 0) - (sorted[start] ?? 0) > HOUR) start++;
    most = Math.max(most, end - start + 1);
  }
  return most > sorted.length * SUSPICIOUS_SHARE;
}

/** Times of one file with who says so: a collector's record is exact, all else as good as the copy. */
export function timesOf(file: CollectedFile, restored: RestoredFile, copied: boolean): ArtifactTimes | null {
  const { recorded } = restored;
  if (recorded && (recorded.created !== null || recorded.modified !== null)) {
    return { created: recorded.created, modified: recorded.modified, source: 'collector-record', quality: 'exact' };
  }
  const modified = isoTime(file.modified);
  if (modified === null) return null;
  const quality = copied || file.timeIsLocal === true ? 'unreliable' : 'coarse';
  return { created: null, modified, source: file.timeSource, quality };
}

/** One file and where it lay. */
interface Placed {
  readonly file: CollectedFile;
  readonly restored: RestoredFile;
}

/** Sources whose times are those of the copy (see `timeSourceOf`), which is noted. Files of which a collector recorded times don't count. */
export function copiedSources(placed: Iterable<Placed>, notes: NoteLedger): ReadonlySet<string> {
  const counted = new Map<string, number[]>();
  for (const { file, restored } of placed) {
    if (restored.recorded || restored.isRecord || file.modified === null) continue;
    if (file.type === 'link' || file.timeIsLocal === true) continue;
    const source = timeSourceOf(file);
    const times = counted.get(source) ?? [];
    if (times.length === 0) counted.set(source, times);
    times.push(file.modified);
  }
  const copied = new Set<string>();
  for (const [source, some] of counted) {
    if (!looksLikeCopyTimes(some)) continue;
    copied.add(source);
    // One file is always within one hour of itself: its time is not relied on, but that is no news either.
    if (some.length < 2) continue;
    const message =
      'Most files were modified within one hour: these are taken for times of the copy, not of the server';
    notes.add({ code: 'times-unreliable', message, path: null, count: some.length, incomplete: false });
  }
  return copied;
}

/** The source of what no archive tells. */
export const FILE_SYSTEM = '';

/** What a file's time depends on: the file system as a whole, each archive by itself. */
export function timeSourceOf(file: CollectedFile): string {
  return file.timeSource === 'archive' ? file.path.toString('latin1') : FILE_SYSTEM;
}
