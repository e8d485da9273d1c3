import reportedModule from '../../../src/detectors/iis/reported-module.js';
import { type HealthReport, readHealthReport } from '../../../src/formats/health-checker/health-report.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { healthReportOf, type ModuleSketch } from '../../helpers/health-report.js';

const INETSRV = 'C:\\Windows\\System32\\inetsrv';
const LOGGING = { name: 'HttpLoggingModule', path: `${INETSRV}\\loghttp.dll` };
const FOREIGN = { name: 'HttpUtility', path: `${INETSRV}\\httputl.dll` };

function report(...modules: readonly ModuleSketch[]): HealthReport {
  const read = readHealthReport(Buffer.from(healthReportOf({ modules })));
  if (read === null) throw new Error('this is a report');
  return read;
}

testDetector(reportedModule, {
  hits: [
    {
      name: 'a module that nobody signed, one that is not there, and one of another maker',
      input: report(
        { ...FOREIGN, signer: null },
        { ...FOREIGN, name: 'Gone', signer: null, isMissing: true },
        { ...FOREIGN, name: 'Filter', path: 'C:\\Program Files\\Vendor\\filter.dll', signer: 'CN=Vendor Inc.' },
      ),
      detections: [
        { message: 'unsigned', at: { label: 'module HttpUtility' }, severity: 'critical', confidence: 'strong' },
        { message: 'missing', at: { label: 'module Gone' }, severity: 'critical' },
        { message: 'signed', at: { label: 'module Filter' }, severity: 'low', data: { signer: 'CN=Vendor Inc.' } },
      ],
    },
    {
      name: 'a module of IIS whose file is not the one that was signed',
      input: report({ ...LOGGING, status: 3 }),
      detections: [{ message: 'changed', at: { label: 'module HttpLoggingModule' }, severity: 'critical' }],
    },
  ],
  misses: [
    { name: 'a module of IIS', input: report(LOGGING) },
    {
      name: 'a module of IIS on Windows 2012, where its signature cannot be asked for',
      looksAlike: true,
      input: report({ ...LOGGING, signer: null }),
    },
    {
      name: "Exchange's own module",
      looksAlike: true,
      input: report({
        name: 'exppw',
        path: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\ClientAccess\\Owa\\auth\\exppw.dll',
      }),
    },
  ],
});
