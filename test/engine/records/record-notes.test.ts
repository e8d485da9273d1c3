import { describe, expect, it } from 'vitest';
import type { RecordFileAnalysis } from '../../../src/engine/records/record-analysis.js';
import { recordFileNotes } from '../../../src/engine/records/record-notes.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { recordsSaying } from './record-outcome.js';

/** Notes, as `<code> <count or nothing> <whether something is missing> <message>`. */
const notesOf = (more: Partial<RecordFileAnalysis>, kind: Artifact['kind'] = 'event-log') =>
  recordFileNotes(fakeArtifact({ kind, host: 'EX01', collectedPath: 'a' }), recordsSaying(more)).map(
    ({ code, count = '', incomplete, message }) => `${code} ${count} ${incomplete} ${message}`,
  );
const loss = (reason: string, bytes = 0) => ({ reason, count: 3, bytes, positions: [{ offset: 7, line: null }] });

describe('a file that was read', () => {
  it.each<[string, Partial<RecordFileAnalysis>, string[]]>([
    ['says nothing', {}, []],
    [
      'names what was lost',
      { losses: [loss('columns')] },
      ['unparsable 3 true Records with another number of cells than the header has columns'],
    ],
    [
      'tells how much of it was damaged',
      { losses: [loss('not-a-chunk', 512)] },
      ['unparsable 3 true Damaged stretches between the chunks of the event log: 512 bytes'],
    ],
    [
      'lost nothing by what was never a record',
      { losses: [loss('nul-bytes')] },
      ['unparsable 3 false NUL bytes, as a crash leaves them'],
    ],
    [
      'shows another reason as it is',
      { losses: [loss('odd')] },
      ['unparsable 3 true Records that could not be read (odd)'],
    ],
    [
      'tells of records without a time',
      { timeless: 2 },
      ['times-unreliable 2 false Records whose time cannot be read: rules were asked, but they are in no sequence'],
    ],
    [
      'tells what it has more of than is kept, and nothing of what it has not',
      {
        beyond: [
          ['builds', 0],
          ['agents', 4],
        ],
      },
      [
        'limit-reached 4 true It names more agents than any server has, the others were not looked at. By hand: search the file for names that are not in the report',
      ],
    ],
    [
      'tells what is irregular',
      { irregular: [['dirty', 1]] },
      ['malformed 1 false The event log is irregular (dirty); every record that is there was read all the same'],
    ],
    ['is none where it is empty', { format: null, bytes: 0 }, []],
  ])('%s', (_, more, expected) => expect(notesOf(more)).toEqual(expected));

  it.each<[Artifact['kind'], RegExp]>([
    ['ftp-log', /no log of the FTP service/],
    ['event-log', /no event log that is read/],
    ['exchange-log', /none of the logs of Exchange/],
  ])('is no %s where nothing in it is one', (kind, message) => {
    const [note, ...others] = notesOf({ format: null }, kind);
    expect(note).toMatch(/^not-examined {2}true It is/);
    expect(note).toMatch(message);
    expect(others).toEqual([]);
  });

  it('tells where records were lost', () => {
    const artifact = fakeArtifact({ kind: 'event-log' });
    const outcome = recordsSaying({
      losses: [loss('columns')],
      readNotes: [{ code: 'unreadable', message: 'gone', incomplete: true }],
    });
    expect(recordFileNotes(artifact, outcome)).toMatchObject([
      { code: 'unreadable' },
      { positions: [{ offset: 7, line: null, reason: 'columns' }] },
    ]);
  });
});

it.each([
  ['timed-out', 'timed-out'],
  ['memory-exceeded', 'limit-reached'],
  ['crashed', 'engine-crash'],
  ['aborted', 'interrupted'],
] as const)('a file of which the reader %s is told of', (status, code) => {
  const notes = recordFileNotes(fakeArtifact({ host: 'EX01', collectedPath: 'a' }), { status, detail: 'why' });
  expect(notes).toMatchObject([
    { code, path: 'a', host: 'EX01', incomplete: true, message: expect.stringMatching(/: why$/) },
  ]);
});
