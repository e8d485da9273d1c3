import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ContentEngine,
  type ContentEngineOptions,
  type ContentOutcome,
  createContentEngine,
} from '../../../src/engine/content/content-engine.js';
import type { Artifact } from '../../../src/model/artifact.js';

/** A folder that is gone after the test, for evidence and signatures. */
export class ContentFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'content-'));
  readonly #engines: ContentEngine[] = [];
  #count = 0;

  file(name: string, content: string | Uint8Array): string {
    const file = path.join(this.path, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  artifact(name: string, content: string | Uint8Array, more: Partial<Artifact> = {}): Artifact {
    return this.artifactAt(this.file(`evidence/${name}`, content), name, more);
  }

  artifactAt(file: string, name: string, more: Partial<Artifact> = {}): Artifact {
    const id = this.#count;
    this.#count += 1;
    return {
      id,
      kind: 'web-content',
      host: 'EX01.corp.example',
      collectedPath: name,
      windowsPath: null,
      location: { path: Buffer.from(file) },
      size: statSync(file).size,
      times: null,
      carriesCode: true,
      ...more,
    };
  }

  async engine(rules: string, options: Partial<ContentEngineOptions> = {}): Promise<ContentEngine> {
    this.file('signatures/test.yar', rules);
    const engine = await createContentEngine({
      signatureFolders: [path.join(this.path, 'signatures')],
      engine: 'auto',
      jobs: 2,
      deadlineMs: 20_000,
      ...options,
    });
    this.#engines.push(engine);
    return engine;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#engines.map((engine) => engine.close()));
    rmSync(this.path, { recursive: true });
  }
}

export async function outcomesOf(engine: ContentEngine, artifacts: Iterable<Artifact>): Promise<ContentOutcome[]> {
  const outcomes: ContentOutcome[] = [];
  for await (const outcome of engine.scan(artifacts)) outcomes.push(outcome);
  return outcomes;
}

/** Ids of the rules that hit each file. */
export function hitsOf(outcomes: readonly ContentOutcome[]): (readonly string[] | null)[] {
  return outcomes.map(({ report }) => report?.yara.map((match) => match.ruleId) ?? null);
}
