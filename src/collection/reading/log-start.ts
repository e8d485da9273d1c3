import { readLog } from '../../formats/log-file/read-log.js';
import { hasLocalTimes, RECOGNISED_BYTES } from '../../formats/log-file/recognise-log.js';
import { wideEncoding } from '../../formats/log-file/utf8-chunks.js';
import { forwardedColumn } from '../../formats/log-line/forwarded-column.js';
import type { LogFileFacts } from '../../formats/log-line/log-reader.js';
import type { Artifact } from '../../model/artifact.js';
import { openArtifact } from '../opening/open-artifact.js';
import type { LoggedSender, LogStart } from './jobs.js';
import { logRanges } from './log-ranges.js';

/** Bytes that are looked at. */
const LOOKED_AT = 64 << 10;

/** Looks at the beginning of a log, and for where ranges of it would begin. Its bytes and who asked are kept where it is one of the sample. */
export async function logStart(
  artifact: Artifact,
  facts: LogFileFacts,
  sampled: boolean,
  range: number,
): Promise<LogStart> {
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of openArtifact(artifact)) {
    head = new Uint8Array(chunk.subarray(0, LOOKED_AT));
    break;
  }
  let first: number | null = null;
  const senders: LoggedSender[] = [];
  for (const line of readLog(head.subarray(0, RECOGNISED_BYTES), facts)) {
    if (line.kind !== 'record') continue;
    first ??= line.time === null ? null : Date.parse(line.time) / 1000;
    if (sampled) senders.push(senderIn(line.fields, facts));
    else if (first !== null) break;
  }
  const isKept = sampled && wideEncoding(head) === null;
  const ranges = logRanges(artifact, head, facts, range);
  return { local: hasLocalTimes(head), first, senders, head: isKept ? head : new Uint8Array(0), ranges };
}

function senderIn(fields: Readonly<Record<string, string | null>>, { forwardedFields }: LogFileFacts): LoggedSender {
  const columns = Object.keys(fields);
  const column = columns[forwardedColumn(columns, forwardedFields)] ?? null;
  return {
    client: fields['c-ip'] ?? '',
    server: fields['s-ip'] ?? '',
    column,
    forwarded: column === null ? '' : (fields[column] ?? ''),
  };
}
