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
const site = (name: string, ...files: LogFile[]): LogStream => ({
  host: null,
  site: name,
  ports: ['443'],
  hours: [],
  files,
});
const logs = (...files: LogFile[]) => [{ input: site('1', ...files) }];

testDetector(detector, {
  hits: [
    {
      name: 'a log whose times go back again and again',
      inputs: logs(file('01', { stepsBack: 3 }), file('02')),
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
      name: 'a log of two sites, once',
      inputs: ['1', '2'].map((name) => ({ input: site(name, file('01', { stepsBack: 4 })) })),
      detections: [{ message: 'order', at: { label: 'order of records' }, severity: 'medium' }],
    },
    {
      name: 'a clock that was set once',
      inputs: logs(file('01', { stepsBack: 1 })),
      detections: [{ message: 'order', at: { label: 'order of records' }, severity: 'low' }],
    },
    {
      name: 'a log of local times that go back again and again',
      inputs: logs(file('01', { stepsBack: 4, clockUnknown: true }), file('02')),
      detections: [{ message: 'order', at: { label: 'order of records' }, severity: 'medium', data: { steps: 3 } }],
    },
    {
      name: 'an old log that ends in the middle of a line',
      inputs: logs(file('01', { cutShort: true }), file('02')),
      detections: [{ message: 'cut', at: { path: 'W3SVC1/u_ex210801.log', label: 'end of file' }, severity: 'low' }],
    },
  ],
  misses: [
    { name: 'logs as IIS writes them', inputs: logs(file('01'), file('02')) },
    {
      name: 'the newest log, copied while IIS wrote it',
      looksAlike: true,
      inputs: logs(file('01'), file('02', { cutShort: true, nulBytes: 512 })),
    },
    {
      name: 'the end of summer time, in a log of local times',
      looksAlike: true,
      inputs: logs(file('01', { stepsBack: 1, clockUnknown: true }), file('02')),
    },
    { name: 'an empty log', inputs: logs(file('01', { records: 0, first: null, last: null, cutShort: true })) },
  ],
});
