// Counters of the file that the kernel reads, each an f64, by their place. Those that end in `Beyond` count what a limit left out.
// Compiled into the kernel (assembly/log-kernel/) and read by its host alike: written once, here.

export const lines: i32 = 0;
export const records: i32 = 1;
/** Records outside of the times that are asked for. */
export const outside: i32 = 2;
/** Records whose life-lines found no memory. */
export const notKept: i32 = 3;
export const stemsBeyond: i32 = 4;
export const clientsBeyond: i32 = 5;
export const valuesBeyond: i32 = 6;
export const hoursBeyond: i32 = 7;
export const windowsBeyond: i32 = 8;
/** Seconds since 1970. */
export const firstTime: i32 = 9;
export const lastTime: i32 = 10;
export const stepsBack: i32 = 11;
export const noTime: i32 = 12;
export const candidateLines: i32 = 13;
export const missesBeyond: i32 = 14;
export const linesBeyond: i32 = 15;
/** Requests for what is no path of a URI. */
export const pathless: i32 = 16;
/** Records that did not have their columns one after the other. */
export const recovered: i32 = 17;
