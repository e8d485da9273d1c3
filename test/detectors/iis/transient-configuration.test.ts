import detector from '../../../src/detectors/iis/transient-configuration.js';
import type { ConfigurationVersion } from '../../../src/formats/iis-config/configuration-file.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const MODULE = '<add name="HttpUtils" image="%windir%\\System32\\inetsrv\\httputl.dll" />';
const SHIPPED = '<add name="StaticFileModule" image="%windir%\\System32\\inetsrv\\static.dll" />';

/** A state of the configuration with these native modules, numbered in the history where a number is given. */
function version(role: ConfigurationVersion['role'], number: number | null, ...modules: string[]) {
  const file = configuration(
    '<system.applicationHost />',
    '<system.webServer><globalModules>',
    ...modules,
    '</globalModules></system.webServer>',
  );
  const windowsPath =
    role === 'history' ? `C:\\inetpub\\history\\CFGHISTORY_${number}\\applicationHost.config` : `C:\\${role}.config`;
  const times = {
    created: null,
    modified: `2021-03-0${number ?? 9}T00:00:00Z`,
    source: 'collector-record',
    quality: 'exact',
  } as const;
  return { input: { file, role, number }, artifact: fakeArtifact({ windowsPath, times }) };
}

/** The place's log is switched off in the second of two states. */
function unlogged(location: string) {
  const quiet = configuration(
    '<system.applicationHost />',
    `<location path="${location}"><system.webServer><httpLogging dontLog="true" /></system.webServer></location>`,
  );
  const { artifact } = version('current', null);
  return [version('history', 1), { input: { file: quiet, role: 'current' as const, number: null }, artifact }];
}

testDetector(detector, {
  hits: [
    {
      name: 'a log that was switched off, of the logon pages',
      inputs: unlogged('Default Web Site/owa/auth'),
      detections: [{ message: 'added', at: { line: 3 }, severity: 'high' }],
    },
    {
      name: 'a log that was switched off, of a page that runs',
      inputs: unlogged('Default Web Site/health.aspx'),
      detections: [{ message: 'added', at: { line: 3 }, severity: 'high' }],
    },
    {
      name: 'a log that was switched off, of one page that a balancer asks for',
      inputs: unlogged('Default Web Site/lbcheck.htm'),
      detections: [{ message: 'added', at: { line: 3 }, severity: 'low', outcome: 'hygiene' }],
    },
    {
      name: 'a module that came and went, with the two copies between which it did',
      inputs: [
        version('current', null, SHIPPED),
        version('history', 3, SHIPPED),
        version('history', 1, SHIPPED),
        version('history', 2, SHIPPED, MODULE),
      ],
      detections: [
        {
          message: 'removed',
          at: { line: 5, path: 'C/inetpub/history/CFGHISTORY_2/applicationHost.config' },
          severity: 'critical',
          data: { from: 'copy 2 of 2021-03-02T00:00:00Z', until: 'copy 3 of 2021-03-03T00:00:00Z' },
        },
      ],
    },
    {
      name: 'a module that was there from the oldest copy and is gone',
      inputs: [version('history', 1, MODULE), version('current', null)],
      detections: [
        {
          message: 'removed',
          at: { label: 'not in', text: 'the configuration in force of 2021-03-09T00:00:00Z' },
          severity: 'critical',
        },
      ],
    },
    {
      name: 'a module that is there now and was not',
      inputs: [version('history', 1), version('current', null, MODULE)],
      detections: [{ message: 'added', at: { line: 4 }, severity: 'critical', confidence: 'strong' }],
    },
    {
      name: 'a module that only a worker process was given',
      inputs: [version('pool', null, MODULE), version('current', null)],
      detections: [{ message: 'loaded', at: { line: 4, path: 'C/pool.config' }, severity: 'critical' }],
    },
  ],
  misses: [
    {
      name: 'several configurations that are all in force, of servers nobody named',
      looksAlike: true,
      inputs: [version('current', null, MODULE), version('current', null)],
    },
    { name: 'one state alone', inputs: [version('current', null, MODULE)] },
    { name: 'the same in all states', inputs: [version('history', 1, MODULE), version('current', null, MODULE)] },
    {
      name: 'modules of the product that setup adds and removes',
      looksAlike: true,
      inputs: [version('history', 1), version('history', 2, SHIPPED), version('current', null)],
    },
  ],
});
