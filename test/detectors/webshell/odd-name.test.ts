import detector from '../../../src/detectors/webshell/odd-name.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { collected, EXCHANGE, ORDINARY, OWA_AUTH, V15 } from './collected-files.js';

const odd = (name: string, message: keyof typeof detector.messages) => ({
  name: JSON.stringify(name),
  inputs: collected(...EXCHANGE, `${OWA_AUTH}\\${name}`),
  detections: [{ message, at: { label: 'place' }, severity: 'high' as const, identity: [message] }],
});

testDetector(detector, {
  hits: [
    odd('picture.gif.aspx', 'two-extensions'),
    odd('one.aspx.req', 'two-extensions'),
    odd('one.asp;.jpg', 'two-extensions'),
    odd('one.aspx.', 'trailing'),
    odd('one.aspx ', 'trailing'),
    odd('COM1.aspx', 'device'),
    odd('aux.ashx', 'device'),
    odd('logon.css:one.aspx', 'stream'),
    odd('one.aspx:x', 'stream'),
    odd('lo\u200bgon.aspx', 'invisible'),
    odd('gif\u202e.aspx', 'invisible'),
    odd('l\u043egon.aspx', 'mixed'),
    {
      name: 'less surely where other applications live',
      inputs: collected(
        ...EXCHANGE,
        'C:\\inetpub\\wwwroot\\shop\\picture.gif.aspx',
        `${V15}\\ClientAccess\\owa\\one.aspx.jpg`,
      ),
      detections: [
        { message: 'two-extensions', at: { text: 'a folder below inetpub' }, severity: 'low' },
        { message: 'two-extensions', at: { text: 'a back-end folder of Exchange' }, severity: 'medium' },
      ],
    },
  ],
  misses: [
    { name: 'what setup puts there', inputs: collected(...ORDINARY), looksAlike: true },
    {
      name: 'files of a developer’s project, and a name in Cyrillic',
      inputs: collected(
        ...EXCHANGE,
        `${OWA_AUTH}\\default.aspx.cs`,
        `${OWA_AUTH}\\default.aspx.resx`,
        `${OWA_AUTH}\\jquery.min.js`,
        `${OWA_AUTH}\\\u043e\u0442\u0447\u0435\u0442.aspx`,
        `${OWA_AUTH}\\console.aspx`,
      ),
      looksAlike: true,
    },
    { name: 'such names where no web server answers', inputs: collected('D:\\downloads\\picture.gif.aspx') },
  ],
});
