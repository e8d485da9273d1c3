import foreignTransportAgent from '../../../src/detectors/exchange/foreign-transport-agent.js';
import { readImage } from '../../../src/formats/pe/read-image.js';
import { buildImage, type ImageSketch } from '../../formats/pe/build-image.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { agents } from '../configuration-samples.js';

const exchange = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';
const agent = (name: string, factory: string, assembly: string, more = '') =>
  `<agent name="${name}" baseType="Microsoft.Exchange.Data.Transport.Smtp.SmtpReceiveAgent" classFactory="${factory}" assemblyPath="${assembly}" enabled="true" ${more}/>`;
function imageOf(sketch: ImageSketch) {
  const image = readImage(buildImage(sketch));
  if (image === null) throw new Error('not an image');
  return image;
}
const transportRule = (root = exchange) =>
  agent(
    'Transport Rule Agent',
    'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory',
    `${root}\\TransportRoles\\agents\\Rule\\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll`,
  );

const HELPER = imageOf({
  assembly: {
    name: 'helper',
    references: ['Microsoft.Exchange.Data.Transport'],
    types: [['Microsoft.Exchange.Data.Transport.Smtp', 'SmtpReceiveAgentFactory']],
    strings: [],
  },
});

testDetector(foreignTransportAgent, {
  hits: [
    {
      name: 'an assembly with a name like Exchange in its Bin folder',
      input: agents(
        transportRule(),
        agent(
          'Security Interop agent',
          'Example.Interop.Factory',
          `${exchange}\\Bin\\Microsoft.Exchange.Security.Interop.dll`,
        ),
      ),
      detections: [
        {
          message: 'foreign',
          at: { line: 5, column: 1, element: 'configuration/mexRuntime/agentList/agent' },
          data: { name: 'Security Interop agent', priority: 2 },
          severity: 'critical',
        },
      ],
    },
    {
      name: 'a shipped folder with an assembly that is not shipped',
      input: agents(
        agent(
          'Hygiene Helper',
          'Microsoft.Exchange.X.Factory',
          `${exchange}\\TransportRoles\\agents\\Hygiene\\Microsoft.Exchange.Transport.Agent.ConnectionFiltering.dll`,
        ),
      ),
      detections: [{ message: 'foreign', at: { line: 4 }, severity: 'critical' }],
    },
    {
      name: 'the name of a built-in agent for another assembly',
      input: agents(
        agent(
          'Content Filter Agent',
          'Example.Factory',
          `${exchange}\\TransportRoles\\agents\\Hygiene\\Microsoft.Exchange.Transport.Agent.Hygiene2.dll`,
        ),
      ),
      detections: [{ message: 'impostor', at: { line: 4 }, severity: 'critical' }],
    },
    {
      name: 'a factory that the shipped assembly does not have',
      input: agents(
        agent(
          'Extra Agent',
          'Microsoft.Exchange.Extra.Factory',
          `${exchange}\\TransportRoles\\agents\\Hygiene\\Microsoft.Exchange.Transport.Agent.Hygiene.dll`,
        ),
      ),
      detections: [{ message: 'extended', at: { line: 4 }, severity: 'high', confidence: 'moderate' }],
    },
    {
      name: 'folders of vendors, temporary folders, a disabled agent',
      input: agents(
        agent('Example Signatures', 'Example.Signatures.Factory', 'C:\\Program Files\\Example Mail\\Agent.dll'),
        agent('Updater', 'U.F', 'C:\\Windows\\Temp\\u.dll'),
        agent('Off', 'O.F', '\\\\198.51.100.9\\share\\o.dll').replace('enabled="true"', 'enabled="false"'),
      ),
      detections: [
        { message: 'foreign', at: { line: 4 }, severity: 'medium', confidence: 'moderate' },
        { message: 'foreign', at: { line: 5 }, severity: 'critical' },
        { message: 'foreign', at: { line: 6 }, severity: 'high', data: { enabled: false } },
      ],
    },
    {
      name: 'an assembly that was collected, with what it is made to be',
      input: agents(agent('Mail Helper', 'Example.Factory', 'C:\\ProgramData\\Helper\\helper.dll')),
      context: { images: { 'C:\\ProgramData\\Helper\\helper.dll': HELPER } },
      detections: [
        {
          message: 'foreign',
          at: { label: 'made to be', text: 'C:\\ProgramData\\Helper\\helper.dll: transport agent' },
          severity: 'critical',
        },
      ],
    },
  ],
  misses: [
    { name: 'an empty list', input: agents() },
    {
      name: 'a built-in agent of an Exchange on another drive',
      looksAlike: true,
      input: agents(transportRule('F:\\Exchange')),
    },
    {
      name: 'a built-in agent whose factory is not on record',
      looksAlike: true,
      input: agents(
        transportRule(),
        agent(
          'Text Messaging Delivery Agent',
          'Microsoft.Exchange.TextMessaging.MobileDriver.TextMessagingDeliveryAgentFactory',
          `${exchange}\\TransportRoles\\agents\\TextMessaging\\Microsoft.Exchange.TextMessaging.MobileDriver.dll`,
        ),
      ),
    },
  ],
});
