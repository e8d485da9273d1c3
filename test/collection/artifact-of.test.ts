import { describe, expect, it } from 'vitest';
import { artifactOf, type Circumstances } from '../../src/collection/artifact-of.js';
import { type ContentFacts, NO_FACTS } from '../../src/collection/kinds/content-facts.js';
import { NOTHING_SERVED } from '../../src/collection/kinds/kind.js';
import {
  isAmbiguousDrive,
  driveOf,
  joinWindows,
  normalizeWindowsPath,
} from '../../src/collection/placing/windows-path.js';
import { type CollectedFile, Folder } from '../../src/collection/walking/tree.js';

const FILE: CollectedFile = {
  name: 'a.bin',
  collectedPath: 'C/a.bin',
  folder: new Folder('C', 'C', null, 0),
  path: Buffer.from('/evidence/C/a.bin'),
  size: 10,
  type: 'file',
  modified: null,
  created: null,
  timeSource: 'file-system',
};
const named = (name: string): Partial<CollectedFile> => ({ name, collectedPath: `C/${name}` });

function made(
  file: Partial<CollectedFile> = {},
  facts: Partial<ContentFacts> = {},
  restored: Partial<Circumstances['restored']> = {},
  more: { gzip?: { size: number }; closed?: boolean } = {},
) {
  const windowsPath = restored.windowsPath === undefined ? `C:\\${file.name ?? FILE.name}` : restored.windowsPath;
  return artifactOf(
    {
      file: { ...FILE, ...file },
      facts: { ...NO_FACTS, ...facts },
      gzip: more.gzip ?? null,
      closed: more.closed ?? false,
    },
    {
      restored: { origin: null, recorded: null, isRecord: false, inArchive: false, ...restored, windowsPath },
      host: 'EX01',
      times: null,
      served: NOTHING_SERVED,
      isOpened: false,
    },
  );
}

describe('a file', () => {
  const gzip = { size: 99 };
  it.each<[string, ReturnType<typeof made>, object]>([
    ['is what it holds', made({}, { kind: 'pe' }), { kind: 'pe', size: 10, windowsPath: 'C:\\a.bin' }],
    [
      'that cannot be had is something else',
      made({}, { kind: 'pe' }, {}, { closed: true }),
      { kind: 'other', carriesCode: false },
    ],
    [
      'that is a link is one, whatever it leads to',
      made({ type: 'link' }, { kind: 'pe' }),
      { kind: 'link', carriesCode: false },
    ],
    [
      'that is packed is what is packed in it',
      made(named('u_ex21.log.gz'), { kind: 'iis-log' }, {}, { gzip }),
      {
        kind: 'iis-log',
        size: 99,
        windowsPath: 'C:\\u_ex21.log',
        location: { member: { format: 'gzip', name: 'u_ex21.log' } },
      },
    ],
    [
      'that is packed, and holds nothing of a kind of its own, is an archive',
      made(named('a.gz'), {}, {}, { gzip }),
      { kind: 'archive', size: 10, windowsPath: 'C:\\a.gz' },
    ],
    [
      'that is packed twice is an archive',
      made(named('a.gz'), { kind: 'archive' }, {}, { gzip }),
      { kind: 'archive', size: 10 },
    ],
    [
      'that is packed, and cannot be had, is something else',
      made(named('u_ex21.log.gz'), { kind: 'iis-log' }, {}, { gzip, closed: true }),
      { kind: 'other', size: 10, windowsPath: 'C:\\u_ex21.log.gz' },
    ],
    [
      'in an archive on a server is no page there',
      made(named('a.aspx'), {}, { inArchive: true }),
      { kind: 'web-content', windowsPath: null },
    ],
    [
      'in an archive on a server is a log of its folder',
      made(named('u_ex21.log'), { kind: 'iis-log' }, { inArchive: true }),
      { kind: 'iis-log', windowsPath: 'C:\\u_ex21.log' },
    ],
    [
      'goes by the name that it had on the server',
      made(named('x'), {}, { windowsPath: 'C:\\a.aspx' }),
      { kind: 'web-content' },
    ],
    [
      'goes by its own where that is not known',
      made(named('a.aspx'), {}, { windowsPath: null }),
      { kind: 'web-content', windowsPath: null },
    ],
  ])('%s', (_, artifact, expected) => expect(artifact).toMatchObject(expected));

  it('has attributes and the target of a link only where it tells them', () => {
    const plain = made();
    expect(['attributes' in plain, 'linkTarget' in plain]).toEqual([false, false]);
    const file = { attributes: ['hidden' as const], linkTarget: 'C:\\b' };
    expect(made(file)).toMatchObject(file);
  });
});

describe('a record of a collector', () => {
  const record = (name: string, facts: Partial<ContentFacts> = {}) =>
    made(named(name), facts, { isRecord: true, windowsPath: null }).kind;
  it.each<[string, string, Partial<ContentFacts>, string]>([
    ['is one', 'log.txt', {}, 'collector-record'],
    ['is one that quotes code in a table', 'uploads.json', { code: 'strong' }, 'collector-record'],
    ['is none that holds code', 'uploads.txt', { code: 'strong' }, 'web-content'],
    [
      'is none that holds code in lines of its own',
      'uploads.json',
      { code: 'strong', codeByItself: true },
      'web-content',
    ],
    ['is none by the name of a page', 'a.aspx', {}, 'web-content'],
    ['is none that lists files of the server', 'results.csv', { kind: 'file-system-record' }, 'file-system-record'],
    ['is none that lists its events', 'results.csv', { kind: 'event-log' }, 'event-log'],
    ['is none that lists its services', 'results.csv', { kind: 'persistence-export' }, 'persistence-export'],
    ['is none by the name of such a list', 'services.csv', {}, 'persistence-export'],
    ['is one by that name that holds something else', 'services.csv', { kind: 'archive' }, 'collector-record'],
  ])('%s', (_, name, facts, kind) => expect(record(name, facts)).toBe(kind));
});

it.each([
  ['D', 'D:', true],
  ['d_', 'D:', true],
  ['D:', 'D:', false],
  ['D$', 'D:', false],
  ['d%3a', 'D:', false],
  ['[D]', 'D:', false],
  ['[d:]', 'D:', false],
  ['drive_d', 'D:', false],
  ['DD', null, false],
  ['1', null, false],
])('a folder %s stands for the drive %s; any folder could be called so: %s', (name, drive, isAmbiguous) => {
  expect([driveOf(name), isAmbiguousDrive(name)]).toEqual([drive, isAmbiguous]);
});

it.each([
  ['a', 'C:\\x\\a'],
  ['...', 'C:\\x\\...'],
  ['.', null],
  ['..', null],
  ['', null],
])('the name %j in a folder is %s', (name, expected) => expect(joinWindows('C:\\x', name)).toBe(expected));

it.each([
  ['C:/A/./b//C\\', 'c:\\a\\b\\c'],
  ['C:\\a\\..\\b', 'c:\\b'],
  ['\\\\?\\C:\\a', 'c:\\a'],
  ['\\\\.\\C:\\a', 'c:\\a'],
  ['\\\\server\\share', 'server\\share'],
])('%s is compared as %s', (path, expected) => expect(normalizeWindowsPath(path)).toBe(expected));
