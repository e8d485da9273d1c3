import detector from '../../../src/detectors/iis/log-altered.js';
import type { LogFile, LogStream } from '../../../src/model/log-stream.js';
import { testDetector } from '../../helpers/detector-tester.js';

const file = (day: string, sketch: Partial<LogFile> = {}): LogFile => ({
  path: `W3SVC1/u_ex2108${day}.log`,
  windowsPath: `C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex2108${day}.log`,
  size: 1_000,
  records: 10,
  first: `2021-08-${day}T00:00:01.000Z`,
  last: `2021-08-${day}T23:59:58.000Z`,
  cutShort: false,
  stepsBack: 0,
  nulBytes: 0,
  ...sketch,
});
const stream = (...files: LogFile[]): LogStream => ({ host: null, site: '1', ports: ['443'], hours: [], files });

testDetector(detector, {
  hits: [
    {
      name: 'a log whose times go back again and again',
      input: stream(file('01', { stepsBack: 3 }), file('02')),
      detections: [
        {
          message: 'order',
          at: { path: 'W3SVC1/u_ex210801.log', label: 'order of records' },
          severity: 'medium',
          data: { steps: 3 },
        },
      ],
    },
    {
      name: 'a clock that was set once',
      input: stream(file('01', { stepsBack: 1 })),
      detections: [{ message: 'order', at: { label: 'order of records' }, severity: 'low' }],
    },
    {
      name: 'an old log that ends in the middle of a line',
      input: stream(file('01', { cutShort: true }), file('02')),
      detections: [{ message: 'cut', at: { path: 'W3SVC1/u_ex210801.log', label: 'end of file' }, severity: 'low' }],
    },
  ],
  misses: [
    { name: 'logs as IIS writes them', input: stream(file('01'), file('02')) },
    {
      name: 'the newest log, copied while IIS wrote it',
      looksAlike: true,
      input: stream(file('01'), file('02', { cutShort: true, nulBytes: 512 })),
    },
    { name: 'an empty log', input: stream(file('01', { records: 0, first: null, last: null, cutShort: true })) },
  ],
});
