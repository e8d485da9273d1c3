import detector from '../../../src/detectors/webshell/unshipped-script.js';
import { createKnownGood } from '../../../src/server/known-good.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { collected, ECP, EXCHANGE, ORDINARY, OWA_AUTH, V15 } from './collected-files.js';

const knownGood = createKnownGood(ORDINARY);
const at = (time: string, quality: 'exact' | 'unreliable' = 'exact') =>
  ({ created: null, modified: time, source: 'collector-record', quality }) as const;
const ecpPage = (name: string, time: string) => ({ windowsPath: `${ECP}\\${name}`, times: at(time) });
const hit = (file: string) => collected(...EXCHANGE, file);
const place = (text: string) => ({ label: 'place', text });

testDetector(detector, {
  hits: [
    {
      name: 'a page in the logon folder',
      inputs: hit(`${OWA_AUTH}\\zq81x.aspx`),
      context: { knownGood },
      detections: [{ message: 'foreign', at: place('the logon folder of Outlook on the web'), severity: 'high' }],
    },
    {
      name: 'a page among the themes',
      inputs: hit(`${OWA_AUTH}\\Current\\themes\\resources\\logo.aspx`),
      context: { knownGood },
      detections: [{ message: 'foreign', at: place('the logon folder of Outlook on the web'), severity: 'high' }],
    },
    {
      name: 'a page in the root of the site, on an Exchange server',
      inputs: hit('C:\\inetpub\\wwwroot\\help.aspx'),
      context: { knownGood },
      detections: [{ message: 'foreign', at: place("the site's root folder"), severity: 'high' }],
    },
    {
      name: 'a page in aspnet_client, on any server',
      inputs: collected('C:\\inetpub\\wwwroot\\aspnet_client\\system_web\\error.aspx'),
      context: { knownGood },
      detections: [{ message: 'foreign', at: place('the aspnet_client folder'), severity: 'high' }],
    },
    {
      name: 'a handler in a back-end folder: the product has two',
      inputs: hit(`${ECP}\\xml.ashx`),
      context: { knownGood },
      detections: [{ message: 'foreign', at: place('a back-end folder of Exchange'), severity: 'high' }],
    },
    {
      name: 'a page in a back-end folder',
      inputs: hit(`${ECP}\\tools\\one.aspx`),
      context: { knownGood },
      detections: [{ message: 'foreign', at: place('a back-end folder of Exchange'), severity: 'medium' }],
    },
    {
      name: 'a page in a data folder',
      inputs: collected('C:\\ProgramData\\one.aspx'),
      context: { knownGood },
      detections: [{ message: 'foreign', at: place('a data folder'), severity: 'low' }],
    },
    {
      name: 'a page whose content was judged',
      inputs: hit(`${ECP}\\one.aspx`),
      context: { knownGood, flaggedFiles: { [`${ECP}\\one.aspx`.toLowerCase()]: ['dynamic-code.eval-of-request'] } },
      detections: [
        {
          message: 'judged',
          at: place('a back-end folder of Exchange'),
          severity: 'critical',
          data: { rules: ['dynamic-code.eval-of-request'] },
        },
      ],
    },
    {
      name: 'a page that came with the others of its folder, only for the record',
      inputs: collected(
        `${OWA_AUTH}\\logon.aspx`,
        ecpPage('about.aspx', '2026-02-01T10:00:00Z'),
        ecpPage('default.aspx', '2026-02-01T10:00:01Z'),
        ecpPage('error.aspx', '2026-02-01T10:00:02Z'),
        ecpPage('newer.aspx', '2026-02-01T10:00:03Z'),
        ecpPage('later.aspx', '2026-03-01T10:00:00Z'),
      ),
      context: { knownGood },
      detections: [
        { message: 'installed', at: place('a back-end folder of Exchange'), severity: 'informational' },
        { message: 'foreign', at: place('a back-end folder of Exchange'), severity: 'medium' },
      ],
    },
    {
      name: 'a page whose time says nothing',
      inputs: collected(
        ...['about.aspx', 'default.aspx', 'error.aspx', 'newer.aspx'].map((name) => ({
          windowsPath: `${ECP}\\${name}`,
          times: at('2026-02-01T10:00:00Z', 'unreliable'),
        })),
      ),
      context: { knownGood },
      detections: [{ message: 'foreign', at: place('a back-end folder of Exchange'), severity: 'medium' }],
    },
  ],
  misses: [
    { name: 'what setup puts there', inputs: collected(...ORDINARY), context: { knownGood }, looksAlike: true },
    {
      name: 'pages of an application, on a server without Exchange',
      inputs: collected(
        'C:\\inetpub\\wwwroot\\default.aspx',
        'C:\\inetpub\\wwwroot\\shop\\cart.aspx',
        'D:\\sites\\a.aspx',
      ),
      context: { knownGood },
      looksAlike: true,
    },
    {
      name: 'certificates and includes in data folders',
      inputs: hit('C:\\ProgramData\\corp\\root.cer'),
      context: { knownGood },
    },
    {
      name: 'a copy of the product’s folders in a place that nothing answers from',
      inputs: hit(`D:\\copy${V15.slice(2)}x\\logon.aspx`),
      context: { knownGood },
    },
  ],
});
