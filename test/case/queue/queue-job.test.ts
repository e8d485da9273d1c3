import { describe, expect, it } from 'vitest';
import { artifactOf, movedTask, queueJobOf, taskEndsOf } from '../../../src/case/queue/queue-job.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const digest = 'a'.repeat(64);
const task = { key: digest, contents: [digest], task: '{}' };
const job = { run: 'r', tool: 't', kind: 'content', setup: digest, hints: null, deadlineMs: 1, tasks: [task] };

describe('what lies in a queue', () => {
  it.each<[string, object]>([
    ['with hints', { ...job, hints: digest }],
    ['without', job],
    ['of records', { ...job, kind: 'records' }],
    ['without tasks', { ...job, tasks: [] }],
    ['with as many as are taken', { ...job, tasks: Array.from({ length: 10_000 }, () => task) }],
  ])('is a job %s', (_, value) => {
    expect(queueJobOf({ ...value, more: 'is not taken' })).toEqual(value);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'job'],
    ['undefined', undefined],
    ['one without run', { ...job, run: 1 }],
    ['one without tool', { ...job, tool: null }],
    ['a kind that is not handed on', { ...job, kind: 'history' }],
    ['a setup that is no digest', { ...job, setup: '../x' }],
    ['a setup that is a number', { ...job, setup: 7 }],
    ['hints that are no digest', { ...job, hints: 'A'.repeat(64) }],
    ['hints that are not told', { ...job, hints: undefined }],
    ['no time', { ...job, deadlineMs: 0 }],
    ['time that is no number', { ...job, deadlineMs: Number.NaN }],
    ['time in words', { ...job, deadlineMs: '1' }],
    ['no list of tasks', { ...job, tasks: {} }],
    ['more than are taken', { ...job, tasks: Array.from({ length: 10_001 }, () => task) }],
    ['a task that is none', { ...job, tasks: [task, null] }],
    ['a task in words', { ...job, tasks: ['task'] }],
    ['a task with a key that is none', { ...job, tasks: [{ ...task, key: 'x' }] }],
    ['a task with contents that are no list', { ...job, tasks: [{ ...task, contents: digest }] }],
    ['a task with contents that are no digests', { ...job, tasks: [{ ...task, contents: [digest, 'x'] }] }],
    ['a task that is no text', { ...job, tasks: [{ ...task, task: {} }] }],
  ])('is no job: %s', (_, value) => expect(queueJobOf(value)).toBeNull());

  it.each<[unknown, number, unknown]>([
    [['kept', 'changed', 'unreachable', 'too-large'], 4, ['kept', 'changed', 'unreachable', 'too-large']],
    [[], 0, []],
    [['kept'], 2, null],
    [['kept', 'again'], 2, null],
    ['kept', 4, null],
    [null, 0, null],
  ])('%j answers %d tasks with %j', (value, tasks, expected) => expect(taskEndsOf(value, tasks)).toEqual(expected));
});

const plain = fakeArtifact({ kind: 'web-content', collectedPath: 'EX01/a.aspx', host: null, windowsPath: null });
const located = (more: object) => ({ ...plain, location: { path: Buffer.from('/e/a'), ...more } });
const artifact = located({});

describe('the file that a task is about', () => {
  it.each<[string, object]>([
    ['itself', artifact],
    ['with names', { ...artifact, host: 'EX01', windowsPath: 'C:\\a' }],
    ['empty', { ...artifact, size: 0 }],
    ['a part of another', located({ range: {}, member: {} })],
    ['an object', located({ object: { etag: '"x"', size: 0 } })],
  ])('is %s', (_, value) => {
    expect(artifactOf(value)).toEqual(value);
    expect(artifactOf({ artifact: value, range: 1 })).toEqual(value);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'a'],
    ['nothing within a task', { artifact: null }],
    ['a text within a task', { artifact: 'a' }],
    ['of no kind', { ...artifact, kind: 'unheard-of' }],
    ['of a kind that is no text', { ...artifact, kind: 1 }],
    ['a link', { ...artifact, kind: 'link' }],
    ['without path', { ...artifact, collectedPath: null }],
    ['of a host that is none', { ...artifact, host: 1 }],
    ['with a path that is none', { ...artifact, windowsPath: 1 }],
    ['smaller than nothing', { ...artifact, size: -1 }],
    ['of half a byte', { ...artifact, size: 0.5 }],
    ['without times', { ...artifact, times: undefined }],
    ['nowhere', { ...artifact, location: null }],
    ['at a place in words', { ...artifact, location: 'a' }],
    ['at a path in words', located({ path: '/e/a' })],
    ['a part that is none', located({ range: null })],
    ['a member that is none', located({ member: 1 })],
    ['a version that is none', located({ object: null })],
    ['a version in words', located({ object: '"x"' })],
    ['a version without a name', located({ object: { etag: '', size: 1 } })],
    ['a version with a number for one', located({ object: { etag: 1, size: 1 } })],
    ['a version without size', located({ object: { etag: 'x' } })],
    ['a version of less than nothing', located({ object: { etag: 'x', size: -1 } })],
  ])('is not %s', (_, value) => expect(artifactOf(value)).toBeNull());

  it('lies elsewhere for whoever does the task', () => {
    const path = Buffer.from('a');
    const moved = { ...artifact, id: 0, location: { path } };
    expect(movedTask({ ...artifact, id: 7 }, path)).toEqual(moved);
    expect(movedTask({ artifact: { ...artifact, id: 7 }, part: 2 }, path)).toEqual({ artifact: moved, part: 2 });
    expect(movedTask({ part: 2 }, path)).toEqual({ part: 2 });
  });
});
