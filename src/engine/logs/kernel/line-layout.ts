import type { LogColumns } from '../../../formats/log-line/log-reader.js';
import type { ColumnType } from '../../../formats/w3c/column-types.js';
import * as FORM from './contract/column-forms.js';
import * as ROLE from './contract/roles.js';

/** Names of the columns that play a part. The first that is logged plays it; what proxies forward has many names (`LogColumns`). */
const COLUMNS_OF: readonly (readonly [role: number, names: readonly string[]])[] = [
  [ROLE.date, ['date']],
  [ROLE.time, ['time']],
  [ROLE.method, ['cs-method']],
  [ROLE.stem, ['cs-uri-stem']],
  [ROLE.query, ['cs-uri-query']],
  [ROLE.port, ['s-port']],
  [ROLE.user, ['cs-username']],
  [ROLE.client, ['c-ip']],
  [ROLE.agent, ['cs(user-agent)']],
  [ROLE.referer, ['cs(referer)']],
  [ROLE.status, ['sc-status']],
  [ROLE.bytesSent, ['sc-bytes']],
  [ROLE.bytesReceived, ['cs-bytes']],
  [ROLE.timeTaken, ['time-taken']],
  [ROLE.site, ['s-sitename']],
  [ROLE.server, ['s-computername', 's-ip']],
  [ROLE.win32Status, ['sc-win32-status']],
];

/** What each type of column is to the kernel. */
export const TYPE_NUMBERS: Readonly<Record<ColumnType, number>> = {
  text: FORM.TYPE_TEXT,
  date: FORM.TYPE_DATE,
  time: FORM.TYPE_TIME,
  method: FORM.TYPE_METHOD,
  stem: FORM.TYPE_STEM,
  address: FORM.TYPE_ADDRESS,
  number: FORM.TYPE_NUMBER,
  status: FORM.TYPE_STATUS,
};

/**
 * How lines are parted into columns, where the kernel reads them by itself: W3C with a date and a time, or with a time alone, IIS
 * native, NCSA. `foreign`: the host reads each.
 */
export type LineForm = 'foreign' | 'dated' | 'clocked' | 'native' | 'ncsa';
export const FORM_NUMBERS: Readonly<Record<LineForm, number>> = {
  foreign: FORM.FORM_FOREIGN,
  dated: FORM.FORM_DATED,
  clocked: FORM.FORM_CLOCKED,
  native: FORM.FORM_NATIVE,
  ncsa: FORM.FORM_NCSA,
};

/** What the lines to come look like. */
export interface LineLayout {
  readonly columns: LogColumns;
  readonly form: LineForm;
  /** A line told the columns, not a header. */
  readonly inferred: boolean;
  /** What the kernel calls it. */
  readonly id: number;
}

/** The column that plays each role, by its number; -1 where none does. */
export function columnsOfRoles(columns: LogColumns): (readonly [role: number, column: number])[] {
  const named = COLUMNS_OF.map(
    ([role, names]) => [role, names.map((name) => columns.indexOf(name)).find((i) => i >= 0) ?? -1] as const,
  );
  return [[ROLE.forwarded, columns.forwarded], ...named];
}
