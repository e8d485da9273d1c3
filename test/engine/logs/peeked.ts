import { afterAll } from 'vitest';
import { Reading } from '../../../src/collection/reading/reading.js';
import { createLogEngine, type LogEngineOptions, type LogHooks } from '../../../src/engine/logs/log-engine.js';
import type { TallyKeys } from '../../../src/engine/logs/matches/match-tally.js';
import { type LoggingFacts, peekLogs } from '../../../src/engine/logs/peek-logs.js';
import type { Artifact } from '../../../src/model/artifact.js';

// Several files of tests in one process share this one: the first that ends closes it, and the next opens another.
let reading: Reading | null = null;
afterAll(async () => {
  await reading?.close();
  reading = null;
});

function opened(): Reading {
  reading ??= new Reading();
  return reading;
}

/**
 * A log engine that looks at the beginnings of logs first. It reads them in this process where no jobs are asked for.
 * @param range bytes of the ranges that logs are read in
 */
export function logEngine(
  options: Partial<LogEngineOptions> & Pick<LogEngineOptions, 'pack'>,
  toldOf?: (artifact: Artifact) => LoggingFacts,
  range?: number,
) {
  const engine = createLogEngine({ jobs: 0, ...options });
  return {
    follow: engine.follow.bind(engine),
    tally: async (artifacts: readonly Artifact[], keys: TallyKeys) =>
      engine.tally(await peekLogs(artifacts, opened(), toldOf, range), keys),
    analyse: async (artifacts: readonly Artifact[], hooks?: LogHooks) =>
      engine.analyse(await peekLogs(artifacts, opened(), toldOf, range), hooks),
  };
}
