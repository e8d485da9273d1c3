import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeWindowsPath } from '../../src/collection/placing/windows-path.js';
import type { Artifact, ArtifactKind } from '../../src/model/artifact.js';
import { createFileIndex } from '../../src/server/file-index.js';

let next = 0;

function file(windowsPath: string | null, kind: ArtifactKind = 'web-content'): Artifact {
  const id = next++;
  return {
    id,
    kind,
    host: null,
    collectedPath: `${id}`,
    windowsPath,
    location: { path: Buffer.from('/') },
    size: 1,
    times: null,
    carriesCode: true,
  };
}

const AUTH = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth';
const logon = file(`${AUTH}\\logon.aspx`);
const configuration = file(`${AUTH.replace('\\auth', '')}\\web.config`, 'web-config');
const start = file('C:\\inetpub\\wwwroot\\iisstart.htm');
const log = file('C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex210303.log', 'iis-log');
const native = file('C:\\Windows\\System32\\inetsrv\\iiscore.dll', 'pe');
const kernel = file('C:\\Windows\\System32\\kernel32.dll', 'pe');
const appHost = file('D:\\Windows\\System32\\inetsrv\\config\\applicationHost.config', 'application-host-config');
const index = createFileIndex([logon, configuration, start, log, native, kernel, appHost, file(null)]);

describe('file index', () => {
  it.each([
    ['as it is', `${AUTH}\\logon.aspx`],
    ['in other case', `${AUTH}\\LOGON.ASPX`.toLowerCase()],
    ['with other separators', 'C:/Program Files//Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth/logon.aspx'],
    ['with a device prefix', `\\\\?\\${AUTH}\\logon.aspx`],
    ['with detours', `${AUTH}\\Current\\..\\.\\logon.aspx`],
    ['by short names', 'C:\\PROGRA~1\\MICROS~1\\EXCHAN~1\\V15\\FRONTE~1\\HTTPPR~1\\owa\\auth\\logon~1.asp'],
  ])('finds a path %s', (_, path) => {
    expect(index.get(path)).toBe(logon);
    expect(index.presence(path)).toBe('collected');
  });

  it.each([
    ['a page beside collected pages', `${AUTH}\\x.aspx`, 'absent'],
    ['a page in a folder that was empty', 'C:\\inetpub\\wwwroot\\aspnet_client\\system_web\\x.aspx', 'absent'],
    ['a library beside collected libraries', 'C:\\Windows\\System32\\inetsrv\\x.dll', 'absent'],
    [
      'a page beside a configuration only',
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\x.aspx',
      'unknown',
    ],
    ['a page beside logs only', 'C:\\inetpub\\logs\\LogFiles\\W3SVC1\\x.aspx', 'unknown'],
    ['a page beside libraries only', 'C:\\Windows\\System32\\inetsrv\\x.aspx', 'unknown'],
    ['a library beside a configuration only', 'D:\\Windows\\System32\\inetsrv\\x.dll', 'unknown'],
    ['a folder that nobody collected', 'E:\\x\\y.aspx', 'unknown'],
    ['what has a collected tree far above', 'C:\\inetpub\\wwwroot\\a\\b\\c\\d\\e\\x.aspx', 'unknown'],
  ])('says of %s whether it is missing', (_, path, presence) => {
    expect(index.get(path)).toBeUndefined();
    expect(index.presence(path)).toBe(presence);
  });

  it('lists what lies below a folder, in order, and nothing that only begins alike', () => {
    const other = createFileIndex([
      file('C:\\web\\b.aspx'),
      file('C:\\web\\a\\z.aspx'),
      file('C:\\website\\x.aspx'),
      file('c:\\WEB\\A\\y.aspx'),
    ]);
    expect([...other.under('C:\\Web\\')].map((one) => one.windowsPath)).toEqual([
      'c:\\WEB\\A\\y.aspx',
      'C:\\web\\a\\z.aspx',
      'C:\\web\\b.aspx',
    ]);
    expect([...other.under('D:\\')]).toEqual([]);
  });

  it('keeps the first of several files with one path', () => {
    const first = file('C:\\x.aspx');
    expect(createFileIndex([first, file('c:\\X.aspx')]).get('C:\\x.aspx')).toBe(first);
  });

  it('takes a short name that could be several for none', () => {
    const two = createFileIndex([file('C:\\Program Files\\x.dll', 'pe'), file('C:\\Program Files (x86)\\x.dll', 'pe')]);
    expect(two.get('C:\\PROGRA~1\\x.dll')).toBeUndefined();
  });

  it('finds and lists what a list of all paths would, whatever was asked before', () => {
    const name = fc.constantFrom('a', 'B', 'b.aspx', 'a.aspx', 'a!b', 'a.', '..', '', 'ab');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => ['C:', ...names].join('\\'));
    const question = fc.tuple(fc.constantFrom('get', 'under'), fc.oneof(path, fc.constantFrom('C:', 'a', '', 'D:\\a')));
    fc.assert(
      fc.property(fc.array(fc.oneof(path, name)), fc.array(question), (paths, questions) => {
        const files = paths.map((one) => file(one));
        const all = files
          .map((one) => ({ one, path: normalizeWindowsPath(one.windowsPath ?? '') }))
          .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.one.id - b.one.id));
        const asked = createFileIndex(files);
        for (const [what, at] of questions) {
          const wanted = normalizeWindowsPath(at);
          if (what === 'get') expect(asked.get(at)).toBe(all.find((each) => each.path === wanted)?.one);
          else {
            const below = all.filter((each) => each.path.startsWith(`${wanted}\\`)).map(({ one }) => one);
            expect([...asked.under(at)]).toEqual(below);
          }
        }
      }),
    );
  });
});
