import reportedHealth from '../../../src/detectors/exchange/reported-health.js';
import { type HealthReport, readHealthReport } from '../../../src/formats/health-checker/health-report.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { healthReportOf, type ReportSketch } from '../../helpers/health-report.js';

const UPDATE = 'Security Update for Exchange Server 2019 Cumulative Update 12 (KB5019758)';

function report(sketch: ReportSketch): HealthReport {
  const read = readHealthReport(Buffer.from(healthReportOf(sketch)));
  if (read === null) throw new Error('this is a report');
  return read;
}

testDetector(reportedHealth, {
  hits: [
    {
      name: 'build, updates and mitigations, each with the report as its source',
      input: report({ updates: [[UPDATE, '11/8/2022']], mitigations: ['PING1'] }),
      detections: [
        {
          message: 'state',
          at: { label: 'update', text: `${UPDATE} 11/8/2022` },
          data: { build: '15.2.1118.20', role: 'Mailbox', updates: 1, mitigations: 1 },
          severity: 'informational',
        },
      ],
    },
    {
      name: 'that emergency mitigations are switched off',
      input: report({ isMitigating: false }),
      detections: [{ message: 'unmitigated', at: { label: 'build', text: '15.2.1118.20' }, severity: 'low' }],
    },
  ],
  misses: [
    { name: 'a report that says nothing of Exchange', input: { ...report({ build: '' }), role: '' } },
    {
      name: 'one that was cut before it does',
      looksAlike: true,
      input: { ...report({}), build: '', role: '', cut: true },
    },
  ],
});
