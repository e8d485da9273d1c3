import { readLog } from '../../formats/log-file/read-log.js';
import { recogniseLog, RECOGNISED_BYTES as RECOGNISED_LOG_BYTES } from '../../formats/log-file/recognise-log.js';
import { isRecord } from '../../platform/objects.js';
import {
  type BoundMapping,
  bindMapping,
  cellRecord,
  type LogSource,
  objectRecord,
} from '../../signatures/sigma/index.js';
import { iisMapping } from '../../signatures/sigma/mappings/iis.js';
import { AgentSightings } from './agent-sightings.js';
import { BuildSightings } from './build-sightings.js';
import { RECOGNISED_BYTES, startPass } from './read-records.js';
import type { RecordAtHand } from './record-hunt.js';

/** How a file was read as records. */
export interface RecordsRead {
  /** In words; null where it is nothing that is read as records. */
  readonly format: string | null;
  readonly records: number;
  /** What could not be read. */
  readonly losses: readonly string[];
}

/** Of losses, so many are told. */
const TOLD_LOSSES = 20;
/** Records of plain JSON say nothing of where they came from. */
const ANY_SOURCE: LogSource = { category: null, product: null, service: null };

/**
 * Reads a whole file that lies in memory as records, by the reader that its content asks for: logs of web servers, of Exchange and of
 * Windows, and plain JSON objects. The record is valid until `take` returns.
 */
export function recordsOfFile(name: string, bytes: Buffer, take: (record: RecordAtHand) => void): RecordsRead {
  const losses: string[] = [];
  let records = 0;
  const lose = (reason: string): void => {
    if (losses.length < TOLD_LOSSES) losses.push(reason);
  };
  const counted = (record: RecordAtHand): void => {
    records++;
    take(record);
  };
  const sink = {
    record: counted,
    passed: () => {},
    loss: ({ reason, line }: { reason: string; line: number | null }) =>
      lose(line === null ? reason : `line ${line}: ${reason}`),
  };
  const pass = startPass(bytes.subarray(0, RECOGNISED_BYTES), sink, {
    builds: new BuildSightings(name),
    agents: new AgentSightings(name),
  });
  if (pass !== null) {
    pass.push(bytes);
    pass.finish();
    return { format: pass.format, records, losses };
  }
  const objects = /^\s*[[{]/.test(bytes.subarray(0, 64).toString('utf8')) ? jsonObjects(bytes) : null;
  if (objects !== null) {
    for (const [at, object] of objects.entries()) counted(jsonRecord(object, at + 1));
    return { format: 'JSON', records, losses };
  }
  const format = recogniseLog(bytes.subarray(0, RECOGNISED_LOG_BYTES));
  if (format === null) return { format: null, records: 0, losses };
  const bound = new Map<string, BoundMapping>();
  for (const line of readLog(bytes)) {
    if (line.kind === 'unparsable') lose(`line ${line.line}: ${line.reason}`);
    if (line.kind !== 'record') continue;
    const names = Object.keys(line.fields);
    const key = names.join(' ');
    const mapping = bound.get(key) ?? bindMapping(iisMapping, names);
    bound.set(key, mapping);
    const cells = Object.values(line.fields).map((text) => text ?? iisMapping.nullText);
    counted({
      ...cellRecord(mapping, cells),
      logSource: iisMapping.logSource,
      seconds: line.time === null ? Number.NaN : Date.parse(line.time) / 1000,
      offset: line.offset,
      line: line.line,
      shown: () =>
        names.flatMap((column, at) => (cells[at] === iisMapping.nullText ? [] : [[column, cells[at] ?? '']])),
    });
  }
  return { format, records, losses };
}

/** A record of JSON; its time, where it tells one, is `timestamp`, `@timestamp` or `time`. */
export function jsonRecord(object: Readonly<Record<string, unknown>>, line: number, time?: number): RecordAtHand {
  const told = object['timestamp'] ?? object['@timestamp'] ?? object['time'];
  return {
    ...objectRecord(object),
    logSource: ANY_SOURCE,
    seconds: time === undefined ? Date.parse(String(told)) / 1000 : time / 1000,
    offset: 0,
    line,
    shown: () =>
      Object.entries(object).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  };
}

/** The objects of a JSON array, of JSON lines, or one; null for anything else. */
function jsonObjects(bytes: Buffer): Readonly<Record<string, unknown>>[] | null {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const parsed =
    parseJson(text) ??
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseJson);
  const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const objects = list.filter(isRecord);
  return objects.length === list.length ? objects : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
