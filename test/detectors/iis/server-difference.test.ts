import { expect, it } from 'vitest';
import detector from '../../../src/detectors/iis/server-difference.js';
import { readConfigurationFile } from '../../../src/formats/iis-config/read-configuration-file.js';
import { resolveConfiguration } from '../../../src/server/configuration/server-configuration.js';
import { type Fleet, fleetOf } from '../../../src/server/fleet.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { APPLICATION_HOST, serverWith, sites } from '../../server/configuration/server-fixture.js';

const MODULE = '<add name="HttpUtils" image="%windir%\\System32\\inetsrv\\httputl.dll" />';
const server = (modules: string, webConfig = '') =>
  serverWith({
    [APPLICATION_HOST]: `${sites()}\n<system.webServer><globalModules>${modules}</globalModules></system.webServer>`,
    ...(webConfig === '' ? {} : { 'C:\\inetpub\\wwwroot\\web.config': webConfig }),
  });
const KEY = '<system.web><machineKey validationKey="00112233445566778899AABBCCDDEEFF" /></system.web>';

const exchange = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';
const agent = (name: string, factory: string, assembly: string, enabled = true) =>
  `<agent name="${name}" baseType="Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgent" classFactory="${factory}" assemblyPath="${assembly}" enabled="${enabled}" />`;
const RULES = agent(
  'Transport Rule Agent',
  'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory',
  `${exchange}\\TransportRoles\\agents\\Rule\\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll`,
);
const MALWARE = (enabled = true) =>
  agent(
    'Malware Agent',
    'Microsoft.Exchange.Transport.Agent.Malware.MalwareAgentFactory',
    `${exchange}\\TransportRoles\\agents\\Antimalware\\Microsoft.Exchange.Transport.Agent.Malware.dll`,
    enabled,
  );
const SIGNER = (enabled = true) =>
  agent('DKIM Signer', 'Example.Signer.Factory', 'C:\\Program Files\\Example Signer\\Signer.dll', enabled);

/** A server of which its list of transport agents was collected, and nothing of IIS. */
function transport(...agents: readonly string[]) {
  const windowsPath = `${exchange}\\TransportRoles\\Shared\\agents.config`;
  const text = `<configuration>\n<mexRuntime>\n<agentList>\n${agents.join('\n')}\n</agentList>\n</mexRuntime>\n</configuration>`;
  const artifact = fakeArtifact({ kind: 'agents-config', windowsPath });
  return resolveConfiguration([{ artifact, file: readConfigurationFile(Buffer.from(text)) }]);
}

function fleet(
  servers: Parameters<typeof fleetOf>[0] extends ReadonlyMap<unknown, infer S> ? Readonly<Record<string, S>> : never,
): Fleet {
  const made = fleetOf(new Map(Object.entries(servers)));
  if (made === null) throw new Error('no fleet');
  return made;
}

testDetector(detector, {
  hits: [
    {
      name: 'a module that one of four servers has',
      input: fleet({ EX01: server(''), EX02: server(MODULE), EX03: server(''), EX04: server('') }),
      detections: [{ message: 'single', at: { line: 16 }, severity: 'critical', data: { server: 'EX02', count: 4 } }],
    },
    {
      name: 'of two servers as well, as grave as the module itself',
      input: fleet({ EX01: server(MODULE), EX02: server('') }),
      detections: [{ message: 'single', at: { line: 16 }, severity: 'critical', confidence: 'strong' }],
    },
    {
      name: 'a key that several servers share',
      input: fleet({ EX01: server('', KEY), EX02: server('', KEY), EX03: server('') }),
      detections: [
        {
          message: 'shared',
          at: { line: 2, path: 'C/inetpub/wwwroot/web.config' },
          data: { servers: ['EX01', 'EX02'] },
        },
      ],
    },
    {
      name: 'a transport agent that one of three servers has',
      input: fleet({ EX01: transport(RULES), EX02: transport(RULES, SIGNER()), EX03: transport(RULES) }),
      detections: [
        {
          message: 'single',
          at: { line: 5, element: 'configuration/mexRuntime/agentList/agent' },
          severity: 'medium',
          attack: ['T1505.002'],
          data: {
            server: 'EX02',
            kind: 'transport agent',
            name: 'DKIM Signer (Example.Signer.Factory of C:\\Program Files\\Example Signer\\Signer.dll, enabled)',
          },
        },
      ],
    },
    {
      name: 'an agent that loads another assembly, and one that is switched on, on one server',
      input: fleet({
        EX01: transport(SIGNER(false), agent('DKIM', 'Example.Factory', 'C:\\Program Files\\Example\\D.dll')),
        EX02: transport(SIGNER(false), agent('DKIM', 'Example.Factory', 'C:\\Program Files\\Example\\D.dll')),
        EX03: transport(SIGNER(), agent('DKIM', 'Example.Factory', 'C:\\ProgramData\\D.dll')),
      }),
      detections: [
        { message: 'single', at: { line: 4 }, data: { server: 'EX03' } },
        { message: 'single', at: { line: 5 }, data: { server: 'EX03' } },
      ],
    },
    {
      name: 'agents that see messages in another order on one server',
      input: fleet({
        EX01: transport(RULES, MALWARE(), SIGNER()),
        EX02: transport(SIGNER(), RULES, MALWARE()),
        EX03: transport(RULES, MALWARE(), SIGNER()),
      }),
      detections: [
        {
          message: 'single',
          at: { line: 4 },
          severity: 'low',
          data: {
            server: 'EX02',
            kind: 'order of transport agents',
            name: 'dkim signer, transport rule agent, malware agent',
          },
        },
      ],
    },
  ],
  misses: [
    {
      name: 'a vendor agent on every server of which the list was collected, scanning switched off on one',
      looksAlike: true,
      input: fleet({
        EX01: transport(RULES, SIGNER(), MALWARE()),
        EX02: transport(RULES, SIGNER(), MALWARE(false)),
        EX03: server(''),
      }),
    },
    {
      name: 'an agent of the only server of which the list was collected',
      looksAlike: true,
      input: fleet({ EX01: transport(RULES, SIGNER()), EX02: server(''), EX03: server('') }),
    },
    {
      name: 'a list that was cut, so that the others have more',
      looksAlike: true,
      input: fleet({ EX01: transport(RULES, '<agent'), EX02: transport(RULES, SIGNER()), EX03: server('') }),
    },
    {
      name: 'two servers with two orders: neither is the usual one',
      looksAlike: true,
      input: fleet({ EX01: transport(RULES, SIGNER()), EX02: transport(SIGNER(), RULES) }),
    },
    { name: 'servers that are alike', input: fleet({ EX01: server(MODULE), EX02: server(MODULE) }) },
    {
      name: 'Exchange on different drives, an optional module of Windows on one',
      looksAlike: true,
      input: fleet({
        EX01: server('<add name="IpRestrictionModule" image="%windir%\\System32\\inetsrv\\iprestr.dll" />'),
        EX02: serverWith({
          [APPLICATION_HOST]: sites().replaceAll('C:\\Program Files\\Microsoft\\Exchange Server\\V15', 'F:\\Exchange'),
        }),
      }),
    },
  ],
});

it('compares nothing where there are not two servers', () => {
  expect(
    fleetOf(
      new Map([
        ['EX01', server('')],
        [null, server('')],
      ]),
    ),
  ).toBeNull();
});
