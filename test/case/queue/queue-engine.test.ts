import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { QueueEngine, withoutCredentials } from '../../../src/case/queue/queue-engine.js';
import { queueJobOf, taskEndsOf } from '../../../src/case/queue/queue-job.js';
import { createStore } from '../../../src/sweep.js';
import { afterpatchHere } from '../../helpers/command-in-process.js';
import { afterpatch } from '../../helpers/run-command.js';

describe('credentials', () => {
  it.each([
    ['redis://sweeps:s3cr3t@queue:6379', 'WRONGPASS for sweeps with s3cr3t at queue'],
    ['rediss://:p%40ss@queue', 'p@ss or p%40ss is refused by queue'],
    ['postgres://u:a:b@c@db/x', 'cannot connect to postgres://u:a:b@c@db/x at queue'],
    ['postgres://queue/x?user=u&password=s3cr3t', 'queue says no to s3cr3t'],
    ['redis://queue:6379', 'connect ECONNREFUSED at queue'],
  ])('of %s are in no message', (url, message) => {
    const told = withoutCredentials(message, url);
    expect(told).toContain('queue');
    expect(told).not.toMatch(/s3cr3t|sweeps|p@ss|p%40ss|a:b|b@c/);
  });

  it('are in no error, where there is no server and where there is no such address', async () => {
    const engine = await QueueEngine.load('redis://sweeps:s3cr3t@127.0.0.1:1');
    await expect(engine.open('x', () => {})).rejects.toMatchObject({
      code: 'queue-failed',
      message: expect.stringMatching(/^The queue at redis:\/\/127\.0\.0\.1:1 cannot be used: connect ECONNREFUSED/),
    });
    const failed = await QueueEngine.load('amqp://sweeps:s3cr3t@queue').catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'usage', message: 'That is no address of a queue.' });
  });
});

it('says of tables that are not there how to make them, and of anything else what to look at', async () => {
  const engine = await QueueEngine.load('postgres://sweeps:s3cr3t@queue/x');
  const { hint: unprepared } = engine.failure(new engine.bullmq.SchemaMigrationRequiredError('no tables'));
  const { hint: other } = engine.failure(new Error('no tables'));
  expect(unprepared).toContain('sweep init');
  expect(other).toContain('Does it run');
});

it('that cannot be reached keeps no worker from ending', async () => {
  const store = mkdtempSync(join(tmpdir(), 'afterpatch-queue-'));
  await createStore(store);
  const ended = await afterpatch(['worker', '--store', store, '--evidence-root', store], {
    env: { AFTERPATCH_QUEUE: 'redis://127.0.0.1:1' },
  });
  rmSync(store, { recursive: true });
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('connect ECONNREFUSED') });
});

describe('the command line', () => {
  afterEach(() => {
    delete process.env['AFTERPATCH_QUEUE'];
  });

  it('takes the address from the environment, and says what it lacks', async () => {
    const worker = ['worker', '--store', '/nowhere', '--evidence-root', '/'];
    expect(await afterpatchHere(worker)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no queue.'),
    });
    process.env['AFTERPATCH_QUEUE'] = 'redis://sweeps:s3cr3t@127.0.0.1:1';
    expect(await afterpatchHere(worker)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no case store at /nowhere'),
    });
    process.env['AFTERPATCH_QUEUE'] = 'ftp://sweeps:s3cr3t@queue';
    const wrong = await afterpatchHere(worker);
    expect(wrong.stderr).toContain('That is no address of a queue.');
    expect(wrong.stderr).not.toContain('s3cr3t');
  });
});

describe('a job', () => {
  const digest = 'a'.repeat(64);
  const job = {
    run: 'r',
    tool: '1',
    kind: 'content',
    setup: digest,
    hints: null,
    deadlineMs: 1_000,
    tasks: [{ key: digest, contents: [digest], task: '{}' }],
  };

  it('is taken as it is sent', () => {
    expect(queueJobOf(JSON.parse(JSON.stringify(job)))).toEqual(job);
    expect(taskEndsOf(['kept', 'changed'], 2)).toEqual(['kept', 'changed']);
  });

  it.each([
    null,
    'text',
    { ...job, kind: 'configuration' },
    { ...job, setup: '../../etc/passwd' },
    { ...job, hints: 7 },
    { ...job, deadlineMs: 0 },
    { ...job, tasks: {} },
    { ...job, tasks: [{ key: 'x', contents: [digest], task: '{}' }] },
    { ...job, tasks: [{ key: digest, contents: ['x'], task: '{}' }] },
    { ...job, tasks: new Array(10_001).fill(job.tasks[0]) },
  ])('is none that is otherwise: %#', (other) => {
    expect(queueJobOf(other)).toBeNull();
  });

  it.each([[null], ['kept'], [['kept']], [['kept', 'clean']], [['kept', 'kept', 'kept']]])(
    'is not answered by %j',
    (answer) => {
      expect(taskEndsOf(answer, 2)).toBeNull();
    },
  );
});
