// Fields of the entry that the kernel keeps for each URI, bytes from its start.
// Compiled into the kernel (assembly/log-kernel/) and read by its host alike: written once, here.

export const text: usize = 8;
export const length: usize = 12;
export const site: usize = 16;
export const requests: usize = 20;
export const ownRequests: usize = 24;
export const first: usize = 28;
export const last: usize = 32;
export const firstSuccess: usize = 36;
export const lastSuccess: usize = 40;
export const missBefore: usize = 44;
export const missAfter: usize = 48;
export const firstMiss: usize = 52;
export const lastMiss: usize = 56;
export const uploads: usize = 60;
export const withReferer: usize = 64;
export const withQuery: usize = 68;
export const maximumSent: usize = 72;
export const maximumReceived: usize = 76;
export const maximumTaken: usize = 80;
export const flags: usize = 84;
export const sent: usize = 88;
export const received: usize = 96;
/** The busiest ten minutes of one client: its number, which ten minutes since 1970, requests, how many of them were POST. */
export const busiestWindow: usize = 104;
/** Five sets (clients, agents, users, servers, ports) of eight bytes: where the items are, and how many. */
export const sets: usize = 120;
export const hitsHead: usize = 160;
export const hitsCount: usize = 168;
/** Three lines: the first that was no miss, the first success, the last. */
export const examples: usize = 172;
/** Counters of the first methods and statuses seen, the last of each for all others. */
export const methodCounts: usize = 272;
export const statusCounts: usize = 320;
/** Answers 404 that the page itself gave. */
export const feignedMisses: usize = 440;
