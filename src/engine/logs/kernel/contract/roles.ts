// Parts that a layout's columns play in the kernel, by their place in its table of roles.
// Compiled into the kernel (assembly/log-kernel/) and read by its host alike: written once, here.

export const date: i32 = 0;
export const time: i32 = 1;
export const method: i32 = 2;
export const stem: i32 = 3;
export const query: i32 = 4;
export const port: i32 = 5;
export const user: i32 = 6;
export const client: i32 = 7;
export const agent: i32 = 8;
export const referer: i32 = 9;
export const status: i32 = 10;
export const bytesSent: i32 = 11;
export const bytesReceived: i32 = 12;
export const timeTaken: i32 = 13;
export const site: i32 = 14;
export const server: i32 = 15;
export const forwarded: i32 = 16;
export const win32Status: i32 = 17;
