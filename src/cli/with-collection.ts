import { collect } from '../collection/collect.js';
import { Reading } from '../collection/reading/reading.js';
import type { Artifact } from '../model/artifact.js';

/** Collects paths, and does something with what was found while it can be read. */
export async function withCollection<Result>(
  paths: readonly string[],
  use: (artifacts: readonly Artifact[], reading: Reading) => Promise<Result>,
): Promise<Result> {
  const reading = new Reading();
  try {
    return await use((await collect(paths, { reading })).artifacts, reading);
  } finally {
    await reading.close();
  }
}
