import detector from '../../../src/detectors/webshell/hidden-page.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { collected, EXCHANGE, OWA_AUTH } from './collected-files.js';

testDetector(detector, {
  hits: [
    {
      name: 'a page marked hidden and system',
      inputs: collected(...EXCHANGE, {
        windowsPath: `${OWA_AUTH}\\one.aspx`,
        attributes: ['hidden', 'system', 'read-only'],
      }),
      detections: [
        { message: 'hidden', at: { label: 'attributes', text: 'hidden, system, read-only' }, severity: 'high' },
      ],
    },
    {
      name: 'a page below inetpub on an Exchange server',
      inputs: collected(...EXCHANGE, { windowsPath: 'C:\\inetpub\\a\\one.ashx', attributes: ['hidden'] }),
      detections: [{ message: 'hidden', at: { label: 'attributes' }, severity: 'medium' }],
    },
  ],
  misses: [
    {
      name: 'what Windows itself hides',
      inputs: collected(
        { windowsPath: `${OWA_AUTH}\\desktop.ini`, attributes: ['hidden', 'system'] },
        { windowsPath: `${OWA_AUTH}\\thumbs.db`, attributes: ['hidden'] },
      ),
      looksAlike: true,
    },
    {
      name: 'a read-only page',
      inputs: collected(...EXCHANGE, { windowsPath: `${OWA_AUTH}\\logon.aspx`, attributes: ['read-only'] }),
      looksAlike: true,
    },
    { name: 'a page elsewhere', inputs: collected({ windowsPath: 'D:\\a\\one.aspx', attributes: ['hidden'] }) },
  ],
});
