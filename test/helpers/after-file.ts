type Closing = () => Promise<void>;

const closing: Closing[] = [];

/** What a helper opened for a file of tests is closed behind its last one: helpers are loaded once for many files. */
export function afterFile(close: Closing): void {
  closing.push(close);
}

export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}
