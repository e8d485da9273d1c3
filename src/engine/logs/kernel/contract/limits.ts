// Sizes and limits that the kernel and its host have to agree on.
// Compiled into the kernel (assembly/log-kernel/) and read by its host alike: written once, here.

/** What it holds of what rules look for: literals, their bytes, and groups of four bytes that they are found by. */
export const MAXIMUM_LITERALS: i32 = 0x4000;
export const LITERAL_BYTES: i32 = 0x80000;
export const MAXIMUM_GRAMS: i32 = 0x10000;

/**
 * Bytes of a candidate's entry: start, end, line, first literal, literals, flags, first column, nothing, time and place in the file
 * as f64.
 */
export const CANDIDATE_SIZE: i32 = 48;
/**
 * Flags of a candidate. `ODD_STEM`: what IIS makes of its path may hold literals that the line does not; `PARTED`: one space parts each
 * column from the next, and none is within a value.
 */
export const EVERY_RULE: i32 = 1;
export const ASCII_ONLY: i32 = 2;
export const ODD_STEM: i32 = 4;
export const PARTED: i32 = 8;

/** Flags of a URI's entry. */
export const EXECUTABLE: i32 = 1;
export const ANSWERED: i32 = 4;

/** Methods and statuses of a file that get a counter of their own, with the one that is for all others. */
export const METHODS: u32 = 12;
export const STATUSES: u32 = 28;

/** Bytes of a kept line's entry, and of an hour's. */
export const EXAMPLE_SIZE: i32 = 32;
export const HOUR_SIZE: i32 = 20;
export const HITS_PER_BLOCK: u32 = 32;
/** Of a set's second word: how many items it has, and that there were more. */
export const SET_USED: u32 = 0xff;
export const SET_CAPPED: u32 = 0x10000;
/** The largest number: a time that is none yet. */
export const NEVER: u32 = 0xffffffff;
