// How lines are parted into columns, and what a column may hold, by the numbers that the kernel knows them under.
// Compiled into the kernel (assembly/log-kernel/) and read by its host alike: written once, here.

/** The host reads every line. */
export const FORM_FOREIGN: i32 = 0;
/** W3C: columns parted by spaces, with a date and a time; with a time alone, whose day the lines before tell. */
export const FORM_DATED: i32 = 1;
export const FORM_CLOCKED: i32 = 2;
/** IIS native: columns parted by commas. */
export const FORM_NATIVE: i32 = 3;
export const FORM_NCSA: i32 = 4;

export const TYPE_TEXT: i32 = 0;
export const TYPE_DATE: i32 = 1;
export const TYPE_TIME: i32 = 2;
export const TYPE_METHOD: i32 = 3;
export const TYPE_STEM: i32 = 4;
export const TYPE_ADDRESS: i32 = 5;
export const TYPE_NUMBER: i32 = 6;
export const TYPE_STATUS: i32 = 7;

/** The most columns of which it is asked whether they hold spaces. */
export const MAXIMUM_SPACIOUS: i32 = 8;
