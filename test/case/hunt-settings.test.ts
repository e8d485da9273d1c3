import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { namedPath, settleOptions } from '../../src/case/hunt-settings.js';
import { evidence } from '../collection/evidence-folder.js';

const settle = (options: Partial<Parameters<typeof settleOptions>[0]>) => settleOptions({ paths: ['x'], ...options });

describe('settleOptions', () => {
  it('starts no more processes than four for each core, whoever asks for a million', () => {
    expect(settle({}).jobs).toBe(availableParallelism());
    expect(settle({ jobs: 1 }).jobs).toBe(1);
    expect(settle({ jobs: 1_000_000 }).jobs).toBe(4 * availableParallelism());
  });

  it.each([
    ['no path', { paths: [] }, /no path was given/],
    ['no processes', { jobs: 0 }, /--jobs takes a number above zero/],
    ['a number that is none', { deadline: Number.NaN }, /--deadline takes a number above zero/],
    ['a period that ends before it starts', { since: '2022-11-10', until: '2022-11-09' }, /is later than/],
    [
      'a grade of what is new, without what is not',
      { failOn: 'new:high' as const },
      /--fail-on new:high needs to know/,
    ],
    ['an unknown class', { require: ['logs'] }, /Not a class of evidence: logs/],
  ])('refuses %s', (_, options, message) => expect(() => settle(options)).toThrow(message));

  it('takes offsets for what they are, and UTC without one', () => {
    expect(settle({ patchedOn: '2022-11-09T01:00+02:00' }).patchedOn('EX01')).toBe('2022-11-08T23:00:00.000Z');
    expect(settle({ patchedOn: '2022-11-09' }).patchedOn(null)).toBe('2022-11-09T00:00:00.000Z');
  });
});

describe('namedPath', () => {
  it('takes a server and a path', () => {
    const folder = evidence({ 'a=b/u_ex.log': '' });
    expect(namedPath(`EX02=${folder}/a=b`)).toMatchObject({ name: 'EX02', path: expect.stringMatching(/a=b$/) });
  });

  it.each(['', '=x', 'EX02', '-x=y', 'EX 02=x'])('refuses %j', (text) => {
    expect(() => namedPath(text)).toThrow(/Not a server and a path/);
  });
});
