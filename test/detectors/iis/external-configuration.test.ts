import detector from '../../../src/detectors/iis/external-configuration.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

testDetector(detector, {
  hits: [
    {
      name: 'configuration from elsewhere',
      input: configuration(
        '<configurationRedirection enabled="true" path="\\\\203.0.113.4\\c" userName="x" />',
        '<assemblyBinding><linkedConfiguration href="file://C:\\ProgramData\\x.config" /></assemblyBinding>',
        '<appSettings configSource="..\\..\\x.config" />',
      ),
      detections: [
        { message: 'redirected', at: { line: 2 }, severity: 'critical' },
        { message: 'linked', at: { line: 3 }, severity: 'critical' },
        { message: 'source', at: { line: 4 }, severity: 'high' },
      ],
    },
    {
      name: 'a section and a provider that foreign code reads',
      input: configuration(
        '<configSections><section name="x" type="Example.Section, Example" /></configSections>',
        '<moduleProviders><add name="y" type="Example.Provider, Example" /></moduleProviders>',
      ),
      detections: [
        { message: 'section', at: { line: 2 }, severity: 'medium' },
        { message: 'provider', at: { line: 3 }, severity: 'medium', outcome: 'compromise' },
      ],
    },
    {
      name: 'modules of IIS Manager that have no key, and one that has, where no Exchange is',
      context: { roles: ['IIS'] },
      input: configuration(
        '<moduleProviders><add name="Health" type="Web.Management.Health.HealthProvider, Web.Management.Health, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />',
        '<add name="Other" type="Example.Provider, Example, PublicKeyToken=89b483f429c47342" /></moduleProviders>',
      ),
      detections: [
        { message: 'provider', at: { line: 2 }, severity: 'medium', outcome: 'compromise' },
        { message: 'provider', at: { line: 3 }, severity: 'low', outcome: 'hygiene' },
      ],
    },
  ],
  misses: [
    {
      name: 'a module of IIS Manager that many servers have',
      looksAlike: true,
      input: configuration(
        '<moduleProviders><add name="PHP" type="Web.Management.PHP.PHPProvider, Web.Management.PHP, Version=2.0.0.0, Culture=neutral, PublicKeyToken=b0df2a1a23ee1f0d" /></moduleProviders>',
      ),
    },
    { name: 'redirection switched off', input: configuration('<configurationRedirection enabled="false" />') },
    {
      name: 'links and sections of Exchange, a source beside the file',
      looksAlike: true,
      input: configuration(
        '<configSections><section name="diag" type="Microsoft.Exchange.Data.Section, Microsoft.Exchange.Data, PublicKeyToken=31bf3856ad364e35" /></configSections>',
        '<assemblyBinding><linkedConfiguration href="file://%ExchangeInstallPath%ClientAccess\\SharedWebConfig.config" /></assemblyBinding>',
        '<assemblyBinding><linkedConfiguration href="file://F:\\Exchange\\FrontEnd\\HttpProxy\\SharedWebConfig.config" /></assemblyBinding>',
        '<appSettings configSource="settings.config" />',
      ),
    },
  ],
});
