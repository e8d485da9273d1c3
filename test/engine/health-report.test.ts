import { afterAll, describe, expect, it } from 'vitest';
import { collect } from '../../src/collection/collect.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { readConfiguration } from '../../src/engine/read-configuration.js';
import { isInputOf } from '../../src/engine/run-detectors.js';
import { healthReport } from '../../src/formats/health-checker/health-report.js';
import { applicationHostConfig } from '../../src/formats/iis-config/configuration-file.js';
import { APPLICATION_HOST, evidence, IIS_LOG } from '../collection/evidence-folder.js';
import { healthReportOf } from '../helpers/health-report.js';

const reading = new Reading();
afterAll(() => reading.close());

const NAME = 'HealthChecker-EX01-20221110081530.xml';
const PLACE = 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config';
const COLLECTED = 'C/Windows/System32/inetsrv/config/applicationHost.config';
const report = healthReportOf({ applicationHost: APPLICATION_HOST() });

async function read(files: Readonly<Record<string, string>>) {
  const { artifacts } = await collect([evidence(files)], { reading });
  const { inputs } = await readConfiguration(artifacts, reading, () => {});
  const hosts = inputs.filter((input) => isInputOf(input, applicationHostConfig));
  return {
    reports: inputs.filter((input) => isInputOf(input, healthReport)).map(({ host, value }) => [host, value.server]),
    configurations: hosts.map(({ artifact }) => [artifact?.collectedPath, artifact?.windowsPath, artifact?.times]),
  };
}

describe('an export of HealthChecker', () => {
  it('beside what ExchangeLogCollector packed gives the configuration that it holds, of the server that it names', async () => {
    const { reports, configurations } = await read({
      [NAME]: report,
      'EX01-1110/IIS_W3SVC1_Logs/u_ex210303.log': IIS_LOG,
      'EX01-1110/OWA_Proxy_Logs/x.log': 'x',
    });
    expect(reports).toEqual([['EX01', 'EX01']]);
    expect(configurations).toEqual([[NAME, PLACE, null]]);
  });

  it('gives none that was collected itself', async () => {
    const { reports, configurations } = await read({ [NAME]: report, [COLLECTED]: APPLICATION_HOST() });
    expect(reports).toHaveLength(1);
    expect(configurations.map(([path]) => path)).toEqual([COLLECTED]);
  });
});
