import { describe, expect, it } from 'vitest';
import * as jobs from '../../src/collection/reading/jobs.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { type CollectedFile, Folder } from '../../src/collection/walking/tree.js';
import { fakeArtifact } from '../helpers/detector-context.js';

/** What each message between the process that reads and the one that asks is told by; lists and maps have to be such. */
const MESSAGES: readonly [what: string, is: (value: object) => boolean, message: Record<string, unknown>][] = [
  ['a job', jobs.isReadingJob, { read: 1 }],
  ['inputs of configuration', jobs.isConfigurationInputs, { inputs: [], notes: [] }],
  ['inputs of file systems', jobs.isFileSystemInputs, { history: 1, notes: [] }],
  ['the end of a record', jobs.isRecordEnd, { cut: 1, notes: [] }],
  ['the end of an archive', jobs.isArchiveEnd, { shut: 1, notes: [] }],
  ['ends of files', jobs.isFileEnds, { ends: [] }],
  ['what is served', jobs.isServed, { folders: 1, extensions: 1 }],
  ['a digest', jobs.isDigest, { digest: 1 }],
  ['a hash', jobs.isHash, { sha256: 1 }],
  ['beginnings', jobs.isBeginnings, { beginnings: new Map() }],
  ['the start of a log', jobs.isLogStart, { senders: 1, first: 1 }],
];

describe.each(MESSAGES)('%s', (_, is, message) => {
  it('is told by its members, and is nothing else', () => {
    expect(is(message)).toBe(true);
    const names = Object.keys(message);
    const less = names.map((name) => Object.fromEntries(Object.entries(message).filter(([one]) => one !== name)));
    const others = names
      .filter((name) => typeof message[name] === 'object')
      .map((name) => ({ ...message, [name]: { length: 0 } }));
    expect([{}, [], ...less, ...others].filter(is)).toEqual([]);
  });
});

it.each<[string, (value: unknown) => boolean, readonly unknown[], readonly unknown[]]>([
  ['a job', jobs.isReadingJob, [{ read: 1 }], [null, undefined, 'read']],
  ['an answer', jobs.isAnswer, [{}], [null, undefined, 'a']],
  ['rows', jobs.isRows, [[], [['a', 'b'], []]], [null, 'a', { 0: [] }, ['a'], [['a'], 'b'], [['a', 1]]]],
  [
    'members',
    jobs.isMembers,
    [[], [{ place: 1, facts: 1 }]],
    [null, 'a', [{ place: 1 }], [{ facts: 1 }], [{ place: 1, facts: 1 }, null]],
  ],
])('%s cannot be anything', (_, is, those, others) => {
  expect([...those, ...others].map(is)).toEqual([...those.map(() => true), ...others.map(() => false)]);
});

describe('reading that was stopped before it began', () => {
  const file: CollectedFile = {
    name: 'a.zip',
    collectedPath: 'C/a.zip',
    folder: new Folder('C', 'C', null, 0),
    path: Buffer.from('/evidence/C/a.zip'),
    size: 10,
    type: 'file',
    modified: null,
    created: null,
    timeSource: 'file-system',
  };
  const artifact = fakeArtifact({ kind: 'web-config', windowsPath: 'C:\\web.config' });
  const facts = { day: null, utcOffsetMinutes: 0 };
  const said = (path: string) => [{ code: 'interrupted', path, incomplete: true }];

  it.each<[string, (reading: Reading) => Promise<unknown>, unknown]>([
    [
      'an archive',
      (one) => one.archive(file),
      { members: [], shut: null, written: 0, folder: null, notes: said('C/a.zip') },
    ],
    [
      'a record',
      (one) => one.record(file, { format: 'csv', names: [] }),
      { rows: [], cut: false, notes: said('C/a.zip') },
    ],
    ['ends of files', (one) => one.ends([file]), null],
    ['a digest', (one) => one.digest(artifact), null],
    ['a hash', (one) => one.hash(artifact), null],
    ['beginnings', (one) => one.beginnings(artifact, [1]), new Map()],
    ['the start of a log', (one) => one.logStart(artifact, facts, false, 1), { notes: [], first: null, ranges: null }],
    ['a configuration', (one) => one.configuration(artifact), { inputs: [], notes: said('C/web.config') }],
    ['file systems', (one) => one.fileSystem([artifact], 'C:'), { history: null, notes: said('C/web.config') }],
    ['no file system', (one) => one.fileSystem([], 'C:'), { history: null, notes: [] }],
  ])('gives nothing of %s, and says so where nobody else does', async (_, read, expected) => {
    const reading = new Reading({ signal: AbortSignal.abort() });
    const told = await read(reading);
    await reading.close();
    if (expected === null) expect(told).toBeNull();
    else expect(told).toMatchObject(expected as object);
  });
});
