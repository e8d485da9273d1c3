import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DetectorSample } from './detector-samples.js';
import { readSample } from './sample-file.js';

/** A server's folder in a sample that has several. */
export interface SampleServer {
  readonly name: string;
  readonly path: string;
}

/** Samples of servers as they lie on a server's disk, in a temporary folder: some of their files are made only now. */
export class LaidOutSamples {
  private constructor(private readonly folder: string) {}

  static async begin(): Promise<LaidOutSamples> {
    return new LaidOutSamples(await mkdtemp(path.join(tmpdir(), 'afterpatch-samples-')));
  }

  /** @throws Error where a file of it cannot be read or made. */
  async add({ folder, files }: DetectorSample): Promise<{ folder: string; servers: SampleServer[] }> {
    const target = await mkdtemp(path.join(this.folder, 'sample-'));
    for (const file of files) {
      const { name, bytes } = readSample(file);
      const to = path.join(target, path.relative(folder, path.dirname(file)), name);
      await mkdir(path.dirname(to), { recursive: true });
      await writeFile(to, bytes);
    }
    // A drive has one letter.
    const names = (await readdir(target)).filter((name) => name.length > 1);
    return { folder: target, servers: names.map((name) => ({ name, path: path.join(target, name) })) };
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
