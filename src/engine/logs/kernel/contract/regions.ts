// Regions of the kernel's memory, by the number that its `address` and `size` know them under.
// Compiled into the kernel (assembly/log-kernel/) and read by its host alike: written once, here.

export const buffer: i32 = 0;
export const starts: i32 = 1;
export const ends: i32 = 2;
export const bitmap: i32 = 3;
export const heads: i32 = 4;
export const grams: i32 = 5;
export const fold: i32 = 6;
export const nibbles: i32 = 7;
export const buckets: i32 = 8;
export const bucketItems: i32 = 9;
export const literals: i32 = 10;
export const literalTexts: i32 = 11;
export const candidates: i32 = 12;
export const candidateLiterals: i32 = 13;
export const extensions: i32 = 14;
export const roles: i32 = 15;
export const counters: i32 = 16;
export const agents: i32 = 17;
export const users: i32 = 18;
export const words: i32 = 19;
export const stems: i32 = 20;
export const hours: i32 = 21;
export const methods: i32 = 22;
export const statuses: i32 = 23;
export const middleBitmap: i32 = 24;
export const candidateColumns: i32 = 25;
/** Text that `literalsOf` is asked about. */
export const scratch: i32 = 26;
/** A byte for each column of the layout: its type. */
export const columnTypes: i32 = 27;
/** Columns whose values may hold spaces. */
export const spacious: i32 = 28;
