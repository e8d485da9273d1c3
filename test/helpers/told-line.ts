import { isoTime } from '../../src/formats/log-line/line-time.js';
import type { LogReader } from '../../src/formats/log-line/log-reader.js';

/** What a line is: its time, whether it had to be recovered, its columns, and where the date stands. */
export function toldLine(reader: LogReader, text: string): string {
  const bytes = Buffer.from(`#${text}#`, 'latin1');
  const kind = reader.read(bytes, 1, bytes.length - 1);
  if (kind === 'unparsable') return `unparsable: ${reader.reason}`;
  if (kind !== 'record') return kind;
  const cells = reader.columns.names.map((_, i) => {
    const [start = -1, end = -1] = reader.ranges.subarray(2 * i, 2 * i + 2);
    return start < 0 ? '-' : `[${bytes.toString('latin1', start, end)}]`;
  });
  const date = reader.date ? bytes.toString('latin1', reader.date.start, reader.date.end) : 'no date';
  return `${isoTime(reader.time)}${reader.recovered ? ' recovered' : ''} ${cells.join('')} ${date} ${isoTime(reader.date?.midnight ?? Number.NaN)}`;
}
