import deletedProgram from '../../../src/detectors/windows/deleted-program.js';
import type { FileHistory, VolumeHistory } from '../../../src/formats/ntfs/file-history.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { fileHistory } from '../../helpers/file-history.js';

const AGENT = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\TransportRoles\\agents\\Hygiene\\AntiSpam.dll';
const day = (number: number) => `2021-03-0${number}T02:17:40.000Z`;
const volume = (...files: VolumeHistory['files']): VolumeHistory => ({ files, journal: null, hasTable: true });
const context = { artifact: fakeArtifact({ windowsPath: 'C:\\$Extend\\$J' }) };
const gone = (path: string, rest: Partial<FileHistory> = {}) =>
  fileHistory({ path, created: day(3), deleted: day(4), state: 'deleted', ...rest });

testDetector(deletedProgram, {
  hits: [
    {
      name: 'an agent, a module, a program among pages and one in a folder where everybody can write',
      input: volume(
        gone(AGENT),
        gone('C:\\Windows\\System32\\inetsrv\\cachehelper.dll', { created: null }),
        gone('C:\\inetpub\\wwwroot\\aspnet_client\\u.exe'),
        gone('C:\\ProgramData\\u.exe', { earlierNames: ['u.txt'], renamed: day(3), size: 99 }),
      ),
      context,
      detections: [
        {
          message: 'module',
          at: { label: 'deleted', text: `${day(4)} ${AGENT}` },
          severity: 'high',
          confidence: 'strong',
          data: { writes: AGENT, traits: [`gone at ${day(4)}`] },
        },
        { message: 'module', at: { label: 'deleted' }, severity: 'medium', confidence: 'moderate' },
        { message: 'web', at: { label: 'created' }, severity: 'high' },
        { message: 'staged', at: { label: 'renamed from u.txt' }, severity: 'medium', confidence: 'moderate' },
      ],
    },
    {
      name: 'one of which only the table tells, whenever it was deleted',
      input: volume(
        gone('C:\\PerfLogs\\p.exe', {
          ...{ created: null, deleted: null, named: { created: day(3), modified: day(3) } },
        }),
      ),
      detections: [{ message: 'staged', at: { text: `${day(3)} C:\\PerfLogs\\p.exe` }, severity: 'low' }],
    },
    {
      name: 'many at once, as one',
      input: volume(
        gone('C:\\Users\\Public\\s.dll', { deleted: day(6) }),
        ...Array.from({ length: 30 }, (_, i) => gone(AGENT.replace('AntiSpam', `Part${i}`))),
      ),
      detections: [
        { message: 'staged', at: { label: 'deleted' } },
        {
          message: 'many',
          at: { label: 'deleted' },
          data: { count: 30 },
          severity: 'informational',
          outcome: 'hygiene',
        },
      ],
    },
  ],
  misses: [
    {
      name: 'what setups, builds and compilers leave, and a feature of IIS that was removed',
      looksAlike: true,
      input: volume(
        gone('C:\\Windows\\Temp\\{0A1B2C3D}\\setup.exe'),
        gone('C:\\Windows\\Temp\\k2x0qv1a.dll'),
        gone('C:\\Windows\\Temp\\mpam-4f2a.exe'),
        gone('C:\\inetpub\\wwwroot\\shop\\bin\\shop.dll'),
        gone('C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\root\\1\\2\\a.dll'),
        gone('C:\\Windows\\System32\\inetsrv\\authbas.dll'),
        gone('C:\\ProgramData\\Vendor\\Agent\\3.1\\agent.exe'),
        gone('C:\\Users\\jdoe\\AppData\\Local\\assembly\\dl3\\0A1B.2C3\\4D5E.6F7\\a1\\AddIn.dll'),
        gone('C:\\Users\\jdoe\\AppData\\Roaming\\Spotify\\SpotifyMigrator.exe'),
        gone('C:\\Users\\jdoe\\AppData\\Local\\Microsoft\\Teams\\current\\Teams.exe'),
        gone('C:\\Users\\jdoe\\AppData\\Roaming\\Zoom\\bin\\Installer.exe'),
        gone(
          'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FIP-FS\\Data\\Engines\\amd64\\Microsoft\\Bin\\mpengine.dll',
        ),
      ),
    },
    {
      name: 'one that was collected, one of the product',
      looksAlike: true,
      input: volume(gone(AGENT), gone('C:\\inetpub\\wwwroot\\u.exe')),
      context: { files: [AGENT], knownGood: { isShippedPath: (path) => path.endsWith('u.exe') } },
    },
    { name: 'programs where they belong', input: volume(gone('C:\\Program Files\\7-Zip\\7z.exe')) },
    { name: 'a page', input: volume(gone('C:\\inetpub\\wwwroot\\x.aspx')) },
  ],
});
