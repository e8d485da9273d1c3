import detector from '../../../src/detectors/webshell/climbing-archive-member.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { collected } from './collected-files.js';

const FOLDER = 'C/inetpub/wwwroot/shop/App_Data';
const archive = (collectedPath: string, windowsPath: string | null) =>
  ({ kind: 'archive', collectedPath, windowsPath }) as const;
const member = (collectedPath: string) => ({ kind: 'web-content', collectedPath, windowsPath: null }) as const;
const uploaded = archive(`${FOLDER}/up.zip`, 'C:\\inetpub\\wwwroot\\shop\\App_Data\\up.zip');

testDetector(detector, {
  hits: [
    {
      name: 'an archive that writes a page two folders up',
      inputs: collected(
        uploaded,
        member(`${FOLDER}/up.zip/readme.txt`),
        member(`${FOLDER}/up.zip/\\x2e\\x2e/\\x2e\\x2e/x.aspx`),
        member(`${FOLDER}/up.zip/img/\\x2e\\x2e/\\x2e\\x2e/bin/y.dll`),
      ),
      detections: [
        {
          message: 'climbing',
          at: { label: 'member', text: '../../x.aspx' },
          severity: 'high',
          data: { count: 2, member: '../../x.aspx', archive: 'C:\\inetpub\\wwwroot\\shop\\App_Data\\up.zip' },
        },
      ],
    },
    {
      name: 'names that begin at a drive, a root or a server, name a stream, or a device',
      inputs: collected(
        uploaded,
        member(`${FOLDER}/up.zip/readme.txt`),
        member(`${FOLDER}/up.zip/C:/inetpub/wwwroot/a.aspx`),
        member(`${FOLDER}/up.zip/\\x2finetpub/wwwroot/b.aspx`),
        member(`${FOLDER}/up.zip/\\x5c\\x5cEX02/c$/c.dll`),
        member(`${FOLDER}/up.zip/logo.png:d.aspx`),
        member(`${FOLDER}/up.zip/img/AUX.aspx`),
      ),
      detections: [
        { message: 'device', at: { text: 'img/AUX.aspx' }, severity: 'medium' },
        { message: 'rooted', at: { text: '/inetpub/wwwroot/b.aspx' }, severity: 'high', data: { count: 3 } },
        { message: 'stream', at: { text: 'logo.png:d.aspx' }, severity: 'high', confidence: 'strong' },
      ],
    },
    {
      name: 'a single page with its whole path',
      inputs: collected(uploaded, member(`${FOLDER}/up.zip/?/C:/inetpub/wwwroot/a.aspx`)),
      detections: [{ message: 'rooted', at: { text: '?/C:/inetpub/wwwroot/a.aspx' } }],
    },
  ],
  misses: [
    {
      name: 'a backup whose program writes whole paths, and what browsers note of downloads',
      looksAlike: true,
      inputs: collected(
        archive('C/Backup/site.zip', 'C:\\Backup\\site.zip'),
        ...['a', 'b', 'c', 'd'].map((name) => member(`C/Backup/site.zip/C:/inetpub/wwwroot/${name}.aspx`)),
        archive('C/Backup/tools.zip', 'C:\\Backup\\tools.zip'),
        member('C/Backup/tools.zip/setup.exe'),
        member('C/Backup/tools.zip/setup.exe:Zone.Identifier'),
        member('C/Backup/tools.zip/console.config'),
      ),
    },
    {
      name: 'a backup that was packed from another folder: data, no pages',
      looksAlike: true,
      inputs: collected(
        archive('C/Backup/logs.tar', 'C:\\Backup\\logs.tar'),
        member('C/Backup/logs.tar/\\x2e\\x2e/logs/u_ex210303.log'),
        member('C/Backup/logs.tar/\\x2e\\x2e/logs/list.txt'),
      ),
    },
    {
      name: 'a collection that somebody packed from where he stood',
      looksAlike: true,
      inputs: collected(archive('EX01.tar', null), member('EX01.tar/\\x2e\\x2e/C/inetpub/wwwroot/default.aspx')),
    },
    {
      name: 'an archive of a site, as it is deployed',
      inputs: collected(uploaded, member(`${FOLDER}/up.zip/x.aspx`), member(`${FOLDER}/up.zip/bin/y.dll`)),
    },
    {
      name: 'a file with such a name that is in no archive',
      inputs: collected(uploaded, member('C/inetpub/wwwroot/\\x2e\\x2e/x.aspx')),
    },
  ],
});
