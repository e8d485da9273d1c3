// Where everything lies in the kernel's memory, and how much of it there is. Limits reached are counted, never passed over.

import { MAXIMUM_SPACIOUS } from '../../src/engine/logs/kernel/contract/column-forms';
import {
  CANDIDATE_SIZE,
  HOUR_SIZE,
  LITERAL_BYTES,
  MAXIMUM_GRAMS,
  MAXIMUM_LITERALS,
  METHODS,
  STATUSES,
} from '../../src/engine/logs/kernel/contract/limits';

export {
  date as DATE,
  time as TIME,
  method as METHOD,
  stem as STEM,
  query as QUERY,
  port as PORT,
  user as USER,
  client as CLIENT,
  agent as AGENT,
  referer as REFERER,
  status as STATUS,
  bytesSent as BYTES_SENT,
  bytesReceived as BYTES_RECEIVED,
  timeTaken as TIME_TAKEN,
  site as SITE,
  server as SERVER,
  forwarded as FORWARDED,
  win32Status as WIN32_STATUS,
} from '../../src/engine/logs/kernel/contract/roles';
export {
  lines as LINES,
  records as RECORDS,
  outside as OUTSIDE,
  notKept as NOT_KEPT,
  stemsBeyond as STEMS_BEYOND,
  clientsBeyond as CLIENTS_BEYOND,
  valuesBeyond as VALUES_BEYOND,
  hoursBeyond as HOURS_BEYOND,
  windowsBeyond as WINDOWS_BEYOND,
  firstTime as FIRST_TIME,
  lastTime as LAST_TIME,
  stepsBack as STEPS_BACK,
  noTime as NO_TIME,
  candidateLines as CANDIDATE_LINES,
  missesBeyond as MISSES_BEYOND,
  linesBeyond as LINES_BEYOND,
  pathless as PATHLESS,
  recovered as RECOVERED,
} from '../../src/engine/logs/kernel/contract/counters';
export {
  CANDIDATE_SIZE,
  HITS_PER_BLOCK,
  HOUR_SIZE,
  LITERAL_BYTES,
  MAXIMUM_GRAMS,
  MAXIMUM_LITERALS,
  METHODS,
  STATUSES,
} from '../../src/engine/logs/kernel/contract/limits';

export const MAXIMUM_COLUMNS: i32 = 512;
export const BUFFER_SIZE: i32 = 0x180000;
/** Longest line that is read, bytes. */
export const MAXIMUM_LINE: i32 = 0x100000;
export const SCRATCH_SIZE: i32 = 0x110000;
export const MAXIMUM_CANDIDATES: i32 = 0x1000;
export const MAXIMUM_CANDIDATE_LITERALS: i32 = 0x8000;
export const MAXIMUM_CANDIDATE_COLUMNS: i32 = 0x10000;
export const MAXIMUM_PROBES: i32 = 64;
export const MAXIMUM_CLIENTS: i32 = 0x20000;
export const MAXIMUM_AGENTS: i32 = 0x10000;
export const MAXIMUM_USERS: i32 = 0x10000;
export const MAXIMUM_WORDS: i32 = 0x1000;
export const MAXIMUM_STEMS: i32 = 0x4000;
export const MAXIMUM_HOURS: i32 = 0x8000;
export const MAXIMUM_WINDOWS: i32 = 0x40000;
export const MAXIMUM_STEM_LENGTH: i32 = 1024;
export const MAXIMUM_EXAMPLE_LENGTH: i32 = 8192;
export const SET_CAPACITY: i32 = 64;
export const RECENT_STEMS: u32 = 256;
export const RECENT_SIZE: i32 = 96;
export const RECENT_LENGTH: i32 = 64;
export const REGULARS: i32 = 64;
export const HITS_PER_STEM: u32 = 2048;
export const NOBODY: u32 = 0x7fffffff;
export const BIG_DOWNLOAD: u32 = 10_000_000;
export const LONG_DOWNLOAD: u32 = 60_000;

export const BUFFER: usize = memory.data(BUFFER_SIZE + 128, 64);
export const SCRATCH: usize = memory.data(SCRATCH_SIZE + 128, 64);
export const STARTS: usize = memory.data((MAXIMUM_COLUMNS + 2) * 4, 16);
export const ENDS: usize = memory.data((MAXIMUM_COLUMNS + 2) * 4, 16);

/** Where columns lie that were found in a line with another number of tokens, until they are `STARTS` and `ENDS`. */
export const PLACED_STARTS: usize = memory.data((MAXIMUM_COLUMNS + 2) * 4, 16);
export const PLACED_ENDS: usize = memory.data((MAXIMUM_COLUMNS + 2) * 4, 16);
/** What each column of the layout may hold; those whose values may hold spaces, the likeliest first, then -1. */
export const COLUMN_TYPES: usize = memory.data(MAXIMUM_COLUMNS, 16);
export const SPACIOUS: usize = memory.data(MAXIMUM_SPACIOUS * 4, 16);

export const BITMAP: usize = memory.data(0x4000, 64);
export const HEADS: usize = memory.data(0x1000 * 4, 64);
export const GRAMS: usize = memory.data(MAXIMUM_GRAMS * 12, 64);
export const MIDDLE_BITMAP: usize = memory.data(0x4000, 64);
export const FOLD: usize = memory.data(256, 64);
export const NIBBLES: usize = memory.data(8 * 16, 64);
export const BUCKETS: usize = memory.data(9 * 4, 16);
export const BUCKET_ITEMS: usize = memory.data(MAXIMUM_LITERALS * 8, 16);
export const LITERALS: usize = memory.data(MAXIMUM_LITERALS * 8, 16);
export const LITERAL_LINE: usize = memory.data(MAXIMUM_LITERALS * 4, 16);
export const LITERAL_TEXT: usize = memory.data(LITERAL_BYTES, 16);

export const CANDIDATES: usize = memory.data(MAXIMUM_CANDIDATES * CANDIDATE_SIZE, 16);
export const CANDIDATE_COLUMNS: usize = memory.data(MAXIMUM_CANDIDATE_COLUMNS * 8, 16);
export const CANDIDATE_LITERALS: usize = memory.data(MAXIMUM_CANDIDATE_LITERALS * 2, 16);

/** Paths that no rule behind some literals can match. */
export const DISMISSALS: u32 = 0x400;
export const DISMISSAL_SIZE: i32 = 128;
export const DISMISSAL_LENGTH: i32 = DISMISSAL_SIZE - 32;
export const DISMISSAL_LITERALS: i32 = 8;
export const DISMISSED: usize = memory.data(DISMISSALS * DISMISSAL_SIZE, 64);

export const EXTENSIONS: usize = memory.data(256 * 16, 16);
// Slots of eight bytes: number of the entry plus one, and the upper half of its hash.
export const CLIENT_SLOTS: usize = memory.data(MAXIMUM_CLIENTS * 2 * 8, 64);
export const CLIENT_ENTRIES: usize = memory.data(MAXIMUM_CLIENTS * 16, 64);
export const AGENT_SLOTS: usize = memory.data(MAXIMUM_AGENTS * 2 * 8, 64);
export const AGENT_ENTRIES: usize = memory.data(MAXIMUM_AGENTS * 16, 64);
export const USER_SLOTS: usize = memory.data(MAXIMUM_USERS * 2 * 8, 64);
export const USER_ENTRIES: usize = memory.data(MAXIMUM_USERS * 16, 64);
export const WORD_SLOTS: usize = memory.data(MAXIMUM_WORDS * 2 * 8, 64);
export const WORD_ENTRIES: usize = memory.data(MAXIMUM_WORDS * 16, 64);
/** Hashes of names that were told, 0 for none. */
export const NAME_SLOTS: u32 = 0x20000;
export const NAMES: usize = memory.data(0x20000 * 8, 64);
/** Tables of interned values: slots, entries, capacity, mask of the slots in use, entries in use. */
export const TABLES: usize = memory.data(4 * 20, 16);
export const CLIENT_TABLE: i32 = 0;
export const AGENT_TABLE: i32 = 1;
export const USER_TABLE: i32 = 2;
export const WORD_TABLE: i32 = 3;
export const STEM_SLOTS: usize = memory.data(MAXIMUM_STEMS * 2 * 4, 64);
export const STEM_POINTERS: usize = memory.data(MAXIMUM_STEMS * 4, 64);
/** How often stems without an entry were asked for, about: two rows of counters of one byte. */
export const SEEN_CELLS: u32 = 0x200000;
export const SEEN: usize = memory.data(0x400000, 64);
export const HOUR_SLOTS: usize = memory.data(MAXIMUM_HOURS * 2 * 4, 64);
export const RECENT: usize = memory.data(RECENT_STEMS * RECENT_SIZE, 64);
export const HOURS: usize = memory.data(MAXIMUM_HOURS * HOUR_SIZE, 64);
export const WINDOWS: usize = memory.data(MAXIMUM_WINDOWS * 16, 64);

/** Columns of the layout that matter here, in the order of `Role`; -1 where not logged. */
export const ROLES: usize = memory.data(20 * 4, 16);
export const COUNTERS: usize = memory.data(32 * 8, 16);

/** The most distinct methods and statuses that get a counter of their own: their words. */
export const METHOD_WORDS: usize = memory.data(METHODS * 4, 16);
export const STATUS_WORDS: usize = memory.data(STATUSES * 4, 16);

export function count(index: i32): void {
  add(index, 1);
}

export function add(index: i32, times: u32): void {
  store<f64>(COUNTERS + ((<usize>index) << 3), load<f64>(COUNTERS + ((<usize>index) << 3)) + <f64>times);
}

/** Column that plays the role, -1 where none does. */
export function role(index: i32): i32 {
  return load<i32>(ROLES + ((<usize>index) << 2));
}

/** Where a column of the record at hand starts and ends in the buffer; -1 where the line lacks it. */
export function startOf(column: i32): i32 {
  return load<i32>(STARTS + ((<usize>column) << 2));
}

export function endOf(column: i32): i32 {
  return load<i32>(ENDS + ((<usize>column) << 2));
}
