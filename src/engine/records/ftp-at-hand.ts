import type { FtpRecord } from '../../formats/ftp-log/ftp-log-reader.js';
import { FTP_LOGS, type FieldValues, fieldValues } from '../../signatures/sigma/index.js';
import type { RecordAtHand } from './record-hunt.js';

/** What a file that a command gives a name was called before, as rules and evidence name it. */
export const RENAMED_FROM = 'renamed-from';

/** A command of FTP as rules see it: its columns by their names, `-` as null, and what it renamed. */
export class FtpAtHand implements RecordAtHand {
  readonly logSource = FTP_LOGS;
  readonly seconds: number;
  readonly offset: number;
  readonly line: number;

  constructor(
    readonly record: FtpRecord,
    readonly renamedFrom: string | null = null,
  ) {
    ({ seconds: this.seconds, offset: this.offset, line: this.line } = record);
  }

  field(name: string): FieldValues | undefined {
    if (this.renamedFrom !== null && name.toLowerCase() === RENAMED_FROM) return fieldValues([this.renamedFrom]);
    const at = this.record.columns.indexOf(name.toLowerCase());
    if (at < 0) return undefined;
    const cell = this.record.cells[at] ?? '-';
    return cell === '-' ? fieldValues([''], true) : fieldValues([cell]);
  }

  keywords(): FieldValues {
    return fieldValues(this.record.cells);
  }

  shown(): readonly (readonly [string, string])[] {
    const { columns, cells } = this.record;
    const logged = columns.flatMap((name, i) => {
      const cell = cells[i];
      return cell === undefined || cell === '-' ? [] : [[name, cell] as const];
    });
    return this.renamedFrom === null ? logged : [...logged, [RENAMED_FROM, this.renamedFrom]];
  }
}
