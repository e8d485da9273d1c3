import { describe, expect, it } from 'vitest';
import { foldersAbove, includedFiles, servedBy, targetsOf } from '../../../src/collection/served/served.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

it.each([
  ['c:\\a\\b\\x.aspx', ['c:\\a\\b', 'c:\\a', 'c:']],
  ['\\a\\x.aspx', ['\\a', '']],
  ['\\x.aspx', ['']],
  ['x.aspx', []],
  [`${'a\\'.repeat(20)}x`, Array.from({ length: 16 }, (_, i) => 'a\\'.repeat(20 - i).slice(0, -1))],
])('%s lies below %j', (path, folders) => expect(foldersAbove(path)).toEqual(folders));

it.each([
  ['x.ascx', ['c:\\a\\b\\x.ascx']],
  ['../X.ascx', ['c:\\a\\x.ascx']],
  ['~/x.ascx', ['c:\\a\\b\\x.ascx', 'c:\\a\\x.ascx']],
  ['/x.ascx', ['c:\\a\\b\\x.ascx', 'c:\\a\\x.ascx']],
  ['D:\\y\\x.ascx', ['d:\\y\\x.ascx']],
  ['\\\\?\\D:\\x.ascx', ['d:\\x.ascx']],
  ['\\\\host\\x.ascx', ['c:\\a\\b\\host\\x.ascx']],
])('%s is written for %j', (written, paths) => {
  expect(targetsOf(written, ['c:\\a\\b', 'c:\\a'])).toEqual(paths);
});

it('files that pages take in are named once, those of a page of no server below its place in the collection', () => {
  const page = { collectedPath: 'files/a/x.asp', includes: ['y.inc', 'y.inc', '../z.inc'] };
  expect([
    ...includedFiles([
      { ...page, windowsPath: null },
      { ...page, windowsPath: 'C:\\W\\x.asp' },
    ]),
  ]).toEqual(['\\files\\a\\y.inc', '\\files\\z.inc', 'c:\\w\\y.inc', 'c:\\z.inc']);
});

describe('what servers serve', () => {
  const config = (host: string | null) => fakeArtifact({ kind: 'application-host-config', host });
  const served = async (
    count: number,
    found: Partial<Awaited<ReturnType<Parameters<typeof servedBy>[1]['served']>>>,
  ) => {
    const all = await servedBy(
      Array.from({ length: count }, (_, i) => config(i % 2 === 0 ? 'A' : 'B')),
      { served: async () => ({ folders: ['c:\\x\\'], extensions: ['foo'], cut: false, notes: [], ...found }) },
    );
    return {
      hosts: [...all.served].map(([host, { folders, extensions }]) => `${host} ${folders.size} ${extensions.size}`),
      notes: all.notes.map(({ code, host }) => `${code} ${host ?? ''}`.trim()),
    };
  };

  it('is that of all of their configurations', async () => {
    expect(await served(4, {})).toEqual({ hosts: ['A 1 1', 'B 1 1'], notes: [] });
  });

  it('is told with what could not be read', async () => {
    const notes = [{ code: 'unreadable' as const, message: '', incomplete: true }];
    expect(await served(1, { notes })).toEqual({ hosts: ['A 1 1'], notes: ['unreadable'] });
  });

  it('is more than is looked at where one of them says so, or there are too many of them', async () => {
    expect((await served(2, { cut: true })).notes).toEqual(['limit-reached A', 'limit-reached B']);
    expect((await served(1_000, {})).notes).toEqual([]);
    expect((await served(1_001, {})).notes).toEqual(['limit-reached A']);
  });

  it.each(['folders', 'extensions'] as const)('has as many %s as are looked at', async (what) => {
    const many = Array.from({ length: 100_000 }, (_, i) => `${i}`);
    const { notes } = await served(1, { [what]: many });
    expect(notes).toEqual(['limit-reached A']);
  });
});
