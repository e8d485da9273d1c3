import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEvidenceRoot } from '../../src/case/queue/evidence-root.js';
import { SharedSetups } from '../../src/case/queue/shared-setups.js';
import { runUnitWorker, type UnitWorkerOptions } from '../../src/case/queue/unit-worker.js';
import { CaseStore } from '../../src/case/store/case-store.js';
import { keysOf, sha256Of } from '../../src/case/store/unit-results.js';
import { toolVersion } from '../../src/case/tool-version.js';
import { objectNow } from '../../src/collection/objects/object-store.js';
import { recordUnit } from '../../src/engine/records/record-engine.js';
import { AfterpatchError } from '../../src/platform/errors.js';
import { writePlain } from '../../src/platform/plain-json.js';
import { fakeArtifact } from '../helpers/detector-context.js';
import { BUCKET, ObjectStoreStandIn } from '../helpers/object-store.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-stored-'));
let store: ObjectStoreStandIn;
beforeAll(async () => {
  store = await ObjectStoreStandIn.start();
  Object.assign(process.env, store.environment);
});
afterAll(async () => {
  await store.stop();
  rmSync(room, { recursive: true });
});

it('a task that a worker takes from a queue is done where its object is as it was listed', async () => {
  const text = '#Software: Microsoft Exchange Server\r\n#Fields: TimeStamp,Name\r\n2021-03-04T10:00:00.000Z,a\r\n';
  store.objects.set('case/a.log', Buffer.from(text));
  store.objects.set('case/b.log', Buffer.from(text.replace(',a', ',b')));
  const object = await objectNow({ bucket: BUCKET, key: 'case/a.log' });
  const caseStore = await CaseStore.create(join(room, 'worked'));
  const asked = { documents: [], since: 0, until: 4_000_000_000 };
  const setup = await new SharedSetups(caseStore.setups).put(asked);
  const taskOf = (name: string) => {
    const location = { path: Buffer.from(name), object };
    const artifact = fakeArtifact({ kind: 'event-log', collectedPath: name, size: object.size, location });
    const contents = [sha256Of(text)];
    const [key] = keysOf(recordUnit('records', asked, { artifact }), toolVersion(), setup, contents);
    return { key, contents, task: writePlain({ artifact }).text };
  };
  const tasks = ['a.log', 'b.log', 'gone.log'].map(taskOf);
  const job = { run: '1', tool: '1', kind: 'records', setup, hints: null, deadlineMs: 60_000, tasks };
  const stop = new AbortController();
  const done: unknown[] = [];
  const engine: UnitWorkerOptions['engine'] = {
    bullmq: { DelayedError: Error },
    open: async () => ({ close: async () => {} }),
    worker: (_, work) => ({
      waitUntilReady: async () => {},
      run: async () => {
        done.push(await work({ data: job, attemptsMade: 2, moveToDelayed: async () => {} }, 'token'));
        stop.abort();
      },
      close: async () => {},
    }),
    failure: (error) => new AfterpatchError('queue-failed', String(error)),
  };
  const root = await openEvidenceRoot(`s3://${BUCKET}/case`);
  await runUnitWorker({ engine, store: caseStore, root, tool: '1', jobs: 0, signal: stop.signal });
  expect(done).toEqual([['kept', 'changed', 'unreachable']]);
});
