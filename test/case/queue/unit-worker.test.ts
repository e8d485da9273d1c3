import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasPostgres, startPostgres } from '../../../scripts/queue-servers.mjs';
import { openEvidenceRoot } from '../../../src/case/queue/evidence-root.js';
import { QueueEngine } from '../../../src/case/queue/queue-engine.js';
import { runUnitWorker } from '../../../src/case/queue/unit-worker.js';
import { CaseStore } from '../../../src/case/store/case-store.js';

it.skipIf(!hasPostgres)(
  'a server that dies while a worker connects ends that worker, which would never find it again',
  async () => {
    const room = mkdtempSync(join(tmpdir(), 'afterpatch-worker-'));
    const server = await startPostgres();
    const engine = await QueueEngine.load(server.url);
    await engine.prepare();
    const open = engine.open.bind(engine);
    engine.open = async (...given) => {
      const queue = await open(...given);
      await server.stop();
      return queue;
    };
    const [store, root] = [await CaseStore.create(join(room, 'store')), await openEvidenceRoot(room)];
    try {
      await expect(runUnitWorker({ engine, store, root, tool: 'tool 1', jobs: 1 })).rejects.toMatchObject({
        code: 'queue-failed',
        message: expect.stringContaining('connect ECONNREFUSED'),
      });
    } finally {
      rmSync(room, { recursive: true });
    }
  },
);
