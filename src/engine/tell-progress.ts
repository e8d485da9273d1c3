/** How often a file that is being read tells so, milliseconds: the deadline of a process is for going without. */
const PROGRESS_MS = 250;

/**
 * The same chunks. That one was read and worked through is progress, however long the file is; the parts that came of it are handed
 * over and forgotten.
 */
export async function* tellProgress<Part>(
  chunks: AsyncIterable<Uint8Array>,
  parts: Part[],
  progress: (told: { readonly done: number } | { readonly part: Part }) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let last = performance.now();
  let done = 0;
  for await (const chunk of chunks) {
    yield chunk;
    done += chunk.length;
    for (const part of parts.splice(0)) await progress({ part });
    const now = performance.now();
    if (now - last < PROGRESS_MS) continue;
    last = now;
    await progress({ done });
  }
}
