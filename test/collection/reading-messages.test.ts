import { describe, expect, it } from 'vitest';
import * as jobs from '../../src/collection/reading/jobs.js';

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
