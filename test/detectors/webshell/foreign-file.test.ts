import detector from '../../../src/detectors/webshell/foreign-file.js';
import { createKnownGood } from '../../../src/server/known-good.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { collected, ECP, EXCHANGE, ORDINARY, OWA_AUTH, V15 } from './collected-files.js';

const knownGood = createKnownGood(ORDINARY);
const foreign = (
  file: string,
  message: keyof typeof detector.messages,
  severity: 'low' | 'medium' | 'high' | 'critical',
) => ({
  name: file,
  inputs: collected(...EXCHANGE, { windowsPath: file, size: 30_000_000 }),
  context: { knownGood },
  detections: [{ message, at: { label: 'size', text: '30000000 bytes' }, severity }],
});

testDetector(detector, {
  hits: [
    foreign(`${OWA_AUTH}\\a.zip`, 'archive', 'high'),
    foreign(`${OWA_AUTH}\\Current\\themes\\resources\\p.exe`, 'program', 'high'),
    foreign('C:\\inetpub\\wwwroot\\aspnet_client\\x.7z', 'archive', 'high'),
    foreign('C:\\inetpub\\wwwroot\\aspnet_client\\mail.pst', 'mailbox', 'high'),
    foreign(`${ECP}\\lsass.dmp`, 'credentials', 'critical'),
    foreign(`${OWA_AUTH}\\1.dmp`, 'memory', 'critical'),
    foreign(`${OWA_AUTH}\\ntds.dit`, 'credentials', 'critical'),
    foreign(`${OWA_AUTH}\\users.csv`, 'export', 'high'),
    foreign(`${V15}\\FrontEnd\\HttpProxy\\OAB\\run.ps1`, 'program', 'medium'),
    foreign('C:\\inetpub\\sites\\files\\a.rar', 'archive', 'low'),
  ],
  misses: [
    { name: 'what setup puts there', inputs: collected(...ORDINARY), context: { knownGood }, looksAlike: true },
    {
      name: 'libraries of a later update, small texts, an address book',
      inputs: collected(
        ...EXCHANGE,
        `${ECP}\\bin\\New.Component.dll`,
        `${OWA_AUTH}\\readme.txt`,
        `${V15}\\ClientAccess\\OAB\\a1b2\\address.lzx`,
      ),
      context: { knownGood },
      looksAlike: true,
    },
    {
      name: 'archives and programs where they belong',
      inputs: collected(
        ...EXCHANGE,
        'D:\\backup\\site.zip',
        'C:\\ProgramData\\vendor\\update.exe',
        'C:\\Windows\\Temp\\a.dmp',
      ),
      context: { knownGood },
    },
  ],
});
