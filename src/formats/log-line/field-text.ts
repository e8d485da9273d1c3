import type { LogReader } from './log-reader.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const ansi = new TextDecoder('windows-1252');

/** A column's text: UTF-8 (`u_ex` logs) where its bytes are that, else the Western ANSI code page (`ex` logs). Never throws. */
export function fieldText(bytes: Uint8Array, start: number, end: number): string {
  const part = bytes.subarray(start, end);
  try {
    return utf8.decode(part);
  } catch {
    return ansi.decode(part);
  }
}

/** Every column of the record just read, by the name as logged; `-` and columns that the line lacks are null. */
export function recordFields(reader: LogReader, bytes: Uint8Array): Record<string, string | null> {
  const fields: Record<string, string | null> = Object.create(null);
  reader.columns.names.forEach((name, i) => {
    fields[name] = columnText(reader, bytes, i);
  });
  return fields;
}

/** Text of one column of the record just read, null where it is absent or `-`. */
export function columnText(reader: LogReader, bytes: Uint8Array, column: number): string | null {
  const start = column < 0 ? -1 : (reader.ranges[2 * column] ?? -1);
  const end = reader.ranges[2 * column + 1] ?? -1;
  if (start < 0 || (end - start === 1 && bytes[start] === 0x2d)) return null;
  return fieldText(bytes, start, end);
}
