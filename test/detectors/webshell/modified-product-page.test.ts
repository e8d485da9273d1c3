import detector from '../../../src/detectors/webshell/modified-product-page.js';
import { createKnownGood } from '../../../src/server/known-good.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { OWA_AUTH, V15 } from './collected-files.js';

const logon = `${OWA_AUTH}\\logon.aspx`;
const sha256 = 'cd'.repeat(32);
const covered = createKnownGood([logon, `${V15}\\ClientAccess\\owa\\15.1.2106.13\\a.js`]);
const newer = createKnownGood([logon, `${V15}\\ClientAccess\\owa\\15.1.2507.6\\a.js`]);
const input = (windowsPath: string) => ({ artifact: fakeArtifact({ windowsPath }), sha256 });
const flaggedFiles = { [logon.toLowerCase()]: ['file.writes-request'] };

testDetector(detector, {
  hits: [
    {
      name: 'a page of a covered build',
      input: input(logon),
      context: { knownGood: covered },
      detections: [{ message: 'modified', at: { label: 'SHA-256', text: sha256 }, severity: 'medium' }],
    },
    {
      name: 'a page of one’s own that differs from the one on a known server',
      input: input('C:\\inetpub\\wwwroot\\health.aspx'),
      context: { knownGood: { hash: () => 'modified', isOfBaseline: () => true } },
      detections: [{ message: 'differs', at: { label: 'SHA-256', text: sha256 } }],
    },
    {
      name: 'a page of any build whose content was judged',
      input: input(logon),
      context: { knownGood: newer, flaggedFiles },
      detections: [{ message: 'judged', at: { label: 'SHA-256' }, severity: 'critical' }],
    },
  ],
  misses: [
    {
      name: 'a page of a build that is not covered',
      input: input(logon),
      context: { knownGood: newer },
      looksAlike: true,
    },
    { name: 'a page that was not read', input: { ...input(logon), sha256: null }, context: { knownGood: covered } },
    {
      name: 'configuration, which administrators change',
      input: input(`${V15}\\FrontEnd\\HttpProxy\\owa\\web.config`),
      context: { knownGood: covered },
      looksAlike: true,
    },
    { name: 'a page that does not ship', input: input(`${OWA_AUTH}\\one.aspx`), context: { knownGood: covered } },
  ],
});
