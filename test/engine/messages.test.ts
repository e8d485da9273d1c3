import { describe, expect, it } from 'vitest';
import {
  isContentReady,
  isContentSetup,
  isExamination,
  isJob,
  isJoinedPage,
} from '../../src/engine/content/messages.js';
import { isJoinedRequests } from '../../src/engine/logs/analysis-merger.js';
import { asLogJob, isFileAnalysis, isLogReady, isLogSetup } from '../../src/engine/logs/messages.js';
import { isEventBatch } from '../../src/engine/logs/correlation/packed-events.js';
import { isCostJob, isCostSetup } from '../../src/engine/measure/cost-messages.js';
import { asRecordJob, isRecordFileAnalysis, isRecordReady, isRecordSetup } from '../../src/engine/records/messages.js';
import { isDigestJob, isFileDigest } from '../../src/engine/units/digest-file.js';

/** Whether it is taken by what takes a job or throws. */
const taken = (as: (value: unknown) => unknown) => (value: unknown) => {
  try {
    return as(value) === value;
  } catch (error) {
    expect(error).toEqual(new Error('That is no job'));
    return false;
  }
};
const artifact = { location: {}, collectedPath: 'a' };

/** What each message is told by: all of its members, and those of them that are lists. */
const MESSAGES: readonly [what: string, is: (value: unknown) => boolean, message: object][] = [
  ['the rules of a content process', isContentSetup, { sources: [] }],
  ['a content process that is ready', isContentReady, { ids: [] }],
  ['a file to examine', isJob, artifact],
  ['a page of parts to examine', isJoinedPage, { parts: 0, artifact }],
  ['an examination', isExamination, { report: null, notes: 0 }],
  ['the rules of a log process', isLogSetup, { documents: [] }],
  ['a log to read', taken(asLogJob), { artifact, siteInPath: false }],
  ['what a log says', isFileAnalysis, { lifeLines: 0, lines: 0 }],
  ['events of a log', isEventBatch, { times: 0, layouts: 0 }],
  ['what logs say together', isJoinedRequests, { lifeLines: 0, correlator: 0 }],
  ['the rules of a record process', isRecordSetup, { documents: [] }],
  ['records to read', taken(asRecordJob), { artifact }],
  ['what records say', isRecordFileAnalysis, { losses: 0, builds: 0 }],
  ['a file to digest', isDigestJob, { artifact, lengths: 0 }],
  ['a digest', isFileDigest, { digest: null }],
  ['the rules to time', isCostSetup, { sources: 0, files: 0 }],
  ['a rule to time', isCostJob, { id: 'a', source: null }],
];

describe.each(MESSAGES)('%s', (_, is, message) => {
  it('is told by its members', () => {
    expect(is(message)).toBe(true);
    expect(is({ ...message, another: 1 })).toBe(true);
  });

  it('is nothing else', () => {
    const less = Object.keys(message).map((name) =>
      Object.fromEntries(Object.entries(message).filter(([one]) => one !== name)),
    );
    const lists = Object.entries(message).filter(([, value]) => Array.isArray(value));
    const others = lists.map(([name]) => ({ ...message, [name]: { length: 0 } }));
    const values = [null, undefined, 'documents', 1, [], {}, ...less, ...others];
    expect(values.filter((value) => is(value))).toEqual([]);
  });
});

it('takes a page of parts for one only where the page is a file', () => {
  expect(isJoinedPage({ parts: [], artifact: { location: {} } })).toBe(false);
});

it.each([isLogReady, isRecordReady])('takes one word for ready: %o', (isReady) => {
  expect(['ready', 'Ready', true, null].map((value) => isReady(value))).toEqual([true, false, false, false]);
});
