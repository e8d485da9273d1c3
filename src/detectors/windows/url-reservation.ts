import { registryExport } from '../../formats/registry-export/registry-export.js';
import { defineDetector } from '../../model/detector.js';
import { registryEvidence, registryValues } from '../../server/registry-lookup.js';

const RESERVATIONS = /\\Services\\HTTP\\Parameters\\UrlAclInfo$/i;
/** `http://+:80/Temporary_Listen_Addresses/`: scheme, host or wildcard, port, path. */
const PREFIX = /^https?:\/\/([^/:]{1,255}|\[[^\]]{1,64}\]):(\d{1,5})(\/.*)$/i;
/** Ports of the two sites of Exchange. */
const WEB_PORTS: ReadonlySet<string> = new Set(['80', '443', '81', '444']);
/** Folders that IIS answers for Exchange; those of which Windows or Exchange reserve a part are left out. */
const EXCHANGE = /^\/(?:owa|ecp|aspnet_client|oab|mapi|powershell|microsoft-server-activesync)(?:\/|$)/i;
/** Every account may listen there by default. */
const OPEN = /^\/temporary_listen_addresses\/?$/i;
/** The security identifier of everybody, S-1-1-0, in a binary security descriptor. */
const EVERYONE = '010100000000000100000000';

export default defineDetector({
  id: 'windows.url-reservation',
  title: 'URL reservation for a program beside IIS',
  description:
    'HTTP.sys gives requests for a reserved URL to whatever program listens there, on the ports of IIS too: a back door without a page, a module or a port of its own, which no log of IIS shows. Reservations of Windows lie on paths and ports of their own.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505', 'T1205'],
  references: ['OS-10', 'NET-06'],
  falsePositives: ['Reservations of installed products, such as load balancer agents and monitoring'],
  nextSteps: [
    'Find the program that listens: netsh http show servicestate on the running server',
    'Compare HTTPERR with the IIS logs: requests that only one of them has',
  ],
  consumes: registryExport,
  messages: {
    exchange: '{url} lies within what IIS answers for Exchange, and is reserved for another program',
    everyone: 'Every account may listen at {url}',
  },
  *inspect(file, context) {
    for (const { value } of registryValues(file, RESERVATIONS)) {
      const [, , port = '', path = ''] = PREFIX.exec(value.name) ?? [];
      if (port === '' || OPEN.test(path)) continue;
      const within = WEB_PORTS.has(port) && EXCHANGE.test(path);
      const open = value.texts.join('').toLowerCase().includes(EVERYONE);
      if (!within && !open) continue;
      yield {
        message: within ? 'exchange' : 'everyone',
        ...(within ? {} : ({ severity: 'low', confidence: 'weak', outcome: 'hygiene' } as const)),
        data: { url: value.name },
        at: registryEvidence(value, context.artifact),
        identity: [value.name.toLowerCase()],
      };
    }
  },
});
