import detector from '../../../src/detectors/iis/assembly-redirect.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

const binding = (name: string, href: string) =>
  `<dependentAssembly><assemblyIdentity name="${name}" /><codeBase version="1.0.0.0" href="${href}" /></dependentAssembly>`;
const runtime = (...lines: string[]) =>
  configuration('<runtime><assemblyBinding>', ...lines, '</assemblyBinding></runtime>');

testDetector(detector, {
  hits: [
    {
      name: 'code bases outside the product',
      input: runtime(
        binding('Microsoft.Exchange.Net', 'file:///C:\\ProgramData\\n.dll'),
        binding('B', 'http://203.0.113.4/b.dll'),
        binding('C', 'C:\\Program Files\\Example\\c.dll'),
        binding('D', 'D:\\d.dll'),
        binding('E', 'C:\\Windows\\System32\\e.dll'),
      ),
      detections: [
        { message: 'code-base', at: { line: 3 }, severity: 'critical', data: { assembly: 'Microsoft.Exchange.Net' } },
        { message: 'code-base', at: { line: 4 }, severity: 'critical' },
        { message: 'code-base', at: { line: 5 }, severity: 'medium' },
        { message: 'code-base', at: { line: 6 }, severity: 'high' },
        { message: 'code-base', at: { line: 7 }, severity: 'high' },
      ],
    },
    {
      name: "probing above the application, a manager of one's own, events switched off",
      input: configuration(
        '<runtime><assemblyBinding><probing privatePath="bin;..\\..\\x" /></assemblyBinding>',
        '<appDomainManagerAssembly value="Example, Version=1.0.0.0" /><appDomainManagerType value="Example.Manager" />',
        '<etwEnable enabled="false" /><loadFromRemoteSources enabled="true" /></runtime>',
      ),
      detections: [
        { message: 'probing', at: { line: 2 }, data: { target: '..\\..\\x' } },
        { message: 'manager', at: { line: 3 }, severity: 'critical' },
        { message: 'blind', at: { line: 4 }, severity: 'high' },
        { message: 'remote', at: { line: 4 }, severity: 'low' },
      ],
    },
  ],
  misses: [
    { name: 'no bindings', input: runtime() },
    {
      name: 'bindings of Exchange, on any drive, and folders below the application',
      looksAlike: true,
      input: runtime(
        binding(
          'System.Spatial',
          'file:///C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\System.Spatial.dll',
        ),
        binding('System.Spatial', 'file:///F:\\Program Files\\Microsoft\\Exchange\\bin\\ru\\System.Spatial.dll'),
        binding('X', 'bin\\x.dll'),
        '<probing privatePath="Assemblies;Applications\\Juno" />',
      ),
    },
  ],
});
