import { registryExport } from '../../formats/registry-export/registry-export.js';
import { defineDetector } from '../../model/detector.js';
import { registryEvidence, registryValues } from '../../server/registry-lookup.js';

/** Where `netsh interface portproxy` keeps its entries: `v4tov4`, `v6tov4`… */
const ENTRIES = /\\Services\\PortProxy\\(v[46]tov[46])\\tcp$/i;
/** Address and port: `0.0.0.0/8443`. The address may be a name, of IPv6, or `*`. */
const ENDPOINT = /^([^/]{0,255})\/(\d{1,5})$/;
/** Remote desktop, remote management, file sharing, secure shell: what nobody forwards from a mail server. */
const ADMINISTRATION: ReadonlySet<string> = new Set([
  '22',
  '135',
  '139',
  '445',
  '1433',
  '3389',
  '5985',
  '5986',
  '47001',
]);

export default defineDetector({
  id: 'windows.port-proxy',
  title: 'Port proxy in Windows',
  description:
    'An entry of the port proxy hands connections to one port on to another machine or port, without a program of the intruder and past the firewall of what lies behind. Exchange and IIS set up none.',
  severity: 'medium',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1090.001'],
  references: ['OS-09', 'LOL-08'],
  falsePositives: ['Forwarding that an administrator set up, for virtual machines or an old address'],
  nextSteps: [
    'Ask who set it up; look for netsh interface portproxy in event logs and command histories',
    'Look at what the target is and who connected to the port',
  ],
  consumes: registryExport,
  messages: {
    forwarded: 'Connections to {listen} are handed on to {target}',
    administration: 'Connections to {listen} are handed on to {target}, where a machine is administered',
  },
  *inspect(file, context) {
    for (const {
      value,
      groups: [family = ''],
    } of registryValues(file, ENTRIES)) {
      const target = value.texts.join(' ').trim();
      const port = ENDPOINT.exec(target)?.[2];
      if (!ENDPOINT.test(value.name) || port === undefined) continue;
      const administration = ADMINISTRATION.has(port);
      yield {
        message: administration ? 'administration' : 'forwarded',
        severity: administration ? 'high' : 'medium',
        data: { listen: shown(value.name), target: shown(target) },
        at: registryEvidence(value, context.artifact),
        identity: [family.toLowerCase(), value.name.toLowerCase(), target.toLowerCase()],
      };
    }
  },
});

/** `127.0.0.1:3389` of `127.0.0.1/3389`. */
function shown(endpoint: string): string {
  const [, address = '', port = ''] = ENDPOINT.exec(endpoint) ?? [];
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
