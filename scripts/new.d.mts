/** Whole files that making one would write: new ones, and those that a line was added to. Throws with a message for the user. */
export function filesOfNew(kind: string, id: string, root: string): { path: string; text: string }[];
