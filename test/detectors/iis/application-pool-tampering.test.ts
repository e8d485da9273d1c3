import detector from '../../../src/detectors/iis/application-pool-tampering.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const pools = (...lines: string[]) =>
  configuration('<system.applicationHost><applicationPools>', ...lines, '</applicationPools></system.applicationHost>');
const OWA = 'MSExchangeOWAAppPool';
const variables = (...pairs: [string, string][]) =>
  `<environmentVariables>${pairs.map(([name, value]) => `<add name="${name}" value="${value}" />`).join('')}</environmentVariables>`;

testDetector(detector, {
  hits: [
    {
      name: 'the profiler of a product that watches applications, by its class and its folder together',
      input: pools(
        `<add name="Shop">${variables(['COR_ENABLE_PROFILING', '1'], ['COR_PROFILER', '{71DA0A04-7777-4EC6-9643-7D28B46A8A41}'], ['COR_PROFILER_PATH', 'C:\\Program Files\\New Relic\\.NET Agent\\p.dll'])}</add>`,
        `<add name="Bills">${variables(['CORECLR_PROFILER', '{71DA0A04-7777-4EC6-9643-7D28B46A8A41}'], ['CORECLR_PROFILER_PATH_64', 'C:\\ProgramData\\p.dll'])}</add>`,
        `<add name="Mails">${variables(['COR_PROFILER', '{00000000-7777-4EC6-9643-7D28B46A8A41}'], ['COR_PROFILER_PATH', 'C:\\Program Files\\Example\\p.dll'])}</add>`,
      ),
      context: { roles: ['IIS'] },
      detections: [
        ...(['COR_ENABLE_PROFILING', 'COR_PROFILER', 'COR_PROFILER_PATH'] as const).map((what) => ({
          message: 'environment' as const,
          at: { line: 3 },
          severity: 'low' as const,
          outcome: 'hygiene' as const,
          data: { what },
        })),
        { message: 'environment', at: { line: 4 }, severity: 'medium' },
        { message: 'environment', at: { line: 4 }, severity: 'critical' },
        { message: 'environment', at: { line: 5 }, severity: 'medium' },
        { message: 'environment', at: { line: 5 }, severity: 'medium' },
      ],
    },
    {
      name: 'a start-up configuration beside its application, and one beside a pool of Exchange',
      input: pools(
        '<add name="Portal" CLRConfigFile="C:\\inetpub\\wwwroot\\portal\\aspnet.config" />',
        `<add name="${OWA}" CLRConfigFile="C:\\inetpub\\wwwroot\\portal\\aspnet.config" />`,
      ),
      detections: [
        { message: 'clr', at: { line: 3 }, severity: 'medium' },
        { message: 'clr', at: { line: 4 }, severity: 'critical' },
      ],
    },
    {
      name: 'a profiler, from a vendor or not, and events switched off',
      input: pools(
        `<add name="${OWA}">${variables(['COR_PROFILER_PATH', 'C:\\Windows\\Temp\\p.dll'], ['COMPlus_ETWEnabled', '0'])}</add>`,
        `<add name="MSExchangeECPAppPool">${variables(['COR_PROFILER_PATH_64', 'C:\\Program Files\\Example APM\\p.dll'])}</add>`,
      ),
      detections: [
        { message: 'environment', at: { line: 3 }, severity: 'critical', data: { what: 'COR_PROFILER_PATH' } },
        { message: 'environment', at: { line: 3 }, severity: 'high' },
        { message: 'environment', at: { line: 4 }, severity: 'medium' },
      ],
    },
    {
      name: 'commands, start-up configuration, accounts and pools that Exchange does not have',
      input: pools(
        `<add name="${OWA}"><failure orphanWorkerProcess="true" orphanActionExe="C:\\Users\\Public\\a.exe" /></add>`,
        `<add name="MSExchangeOABAppPool" CLRConfigFile="C:\\ProgramData\\x.config" enable32BitAppOnWin64="true" managedPipelineMode="Classic" />`,
        '<add name="MSExchangeFilesAppPool"><processModel identityType="LocalSystem" /></add>',
        '<add name="MSExchangeECPAppPool"><processModel identityType="SpecificUser" userName="CORP\\svc" /></add>',
        '<applicationPoolDefaults><failure autoShutdownExe="C:\\x.exe" /></applicationPoolDefaults>',
      ),
      detections: [
        { message: 'command', at: { line: 3 }, severity: 'critical' },
        { message: 'clr', at: { line: 4 }, severity: 'critical' },
        { message: 'weakened', at: { line: 4 } },
        { message: 'weakened', at: { line: 4 } },
        { message: 'foreign', at: { line: 5 }, severity: 'high' },
        { message: 'account', at: { line: 6 }, severity: 'low', outcome: 'hygiene' },
        { message: 'command', at: { line: 7 }, data: { pool: 'applicationPoolDefaults' } },
      ],
    },
  ],
  misses: [
    {
      name: 'a pool of another application with its own account',
      input: pools('<add name="Intranet"><processModel identityType="ApplicationPoolIdentity" /></add>'),
    },
    {
      name: 'pools as Exchange has them',
      looksAlike: true,
      input: pools(
        `<add name="${OWA}" CLRConfigFile="%ExchangeInstallPath%bin\\GenericAppPoolConfigWithGCServerEnabledFalse.config"><processModel identityType="LocalSystem" /><failure orphanWorkerProcess="false" /></add>`,
        '<add name=".NET v4.5 Classic" managedPipelineMode="Classic" />',
      ),
    },
    {
      name: 'a variable that loads nothing',
      looksAlike: true,
      input: pools(`<add name="Intranet">${variables(['ENVIRONMENT', 'C:\\Temp\\x.dll'])}</add>`),
    },
  ],
});
