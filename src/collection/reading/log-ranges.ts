import { MAXIMUM_LINE } from '../../formats/log-file/read-log.js';
import { RECOGNISED_BYTES, recogniseLog } from '../../formats/log-file/recognise-log.js';
import { wideEncoding } from '../../formats/log-file/utf8-chunks.js';
import type { LogFileFacts } from '../../formats/log-line/log-reader.js';
import { W3cReader, type W3cState } from '../../formats/w3c/w3c-reader.js';
import type { Artifact } from '../../model/artifact.js';
import { FileHandle } from '../opening/file-handle.js';
import type { LogRanges } from './jobs.js';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
/** Bytes that are looked through at once for a line end. */
const STEP = 4 << 10;

/**
 * Where a log can be cut: behind the first line feed at each multiple of `range` bytes, so that where it is cut depends on what
 * stands there and not on who reads it, or on what is appended later. Null where it is read in one piece: a small or packed one, one
 * that is not plain W3C by its first bytes (`head`), and one without line feeds.
 */
export function logRanges(artifact: Artifact, head: Uint8Array, facts: LogFileFacts, range: number): LogRanges | null {
  const { kind, location, size } = artifact;
  if (kind !== 'iis-log' || location.member || size <= range) return null;
  if (wideEncoding(head) !== null || recogniseLog(head) !== 'w3c') return null;
  const cuts = cutsOf(artifact, range);
  return cuts.length === 0 ? null : { cuts, state: stateBehind(head.subarray(0, RECOGNISED_BYTES), facts) };
}

function cutsOf({ location, size }: Artifact, range: number): number[] {
  const cuts: number[] = [];
  let file: FileHandle;
  try {
    file = FileHandle.open(location);
  } catch {
    // Whoever reads it says so.
    return [];
  }
  try {
    for (let at = range; at < size; at += range) {
      const cut = behindLineFeed(file, at - 1);
      // What has no line ends is no log: the rest is not looked through for them.
      if (cut === null) break;
      if (cut < size && cut > (cuts.at(-1) ?? 0)) cuts.push(cut);
    }
  } catch {
    return [];
  } finally {
    file.close();
  }
  return cuts;
}

function behindLineFeed(file: FileHandle, from: number): number | null {
  for (let at = from; at < from + MAXIMUM_LINE; at += STEP) {
    const bytes = file.readAt(at, STEP);
    const found = bytes.indexOf(LINE_FEED);
    if (found >= 0) return at + found + 1;
    if (bytes.length < STEP) return null;
  }
  return null;
}

function stateBehind(head: Uint8Array, facts: LogFileFacts): W3cState {
  const reader = new W3cReader(facts);
  for (let from = 0, at = 0; at < head.length; at++) {
    if (head[at] !== LINE_FEED && head[at] !== RETURN) continue;
    if (at > from) reader.read(head, from, at);
    from = at + 1;
  }
  return reader.state;
}
