import type { TransportAgent } from '../formats/agents-config/agents-config.js';
import { iisKnownGood } from './iis-known-good.js';

/** Built-in agents whose factories are not on record; their assemblies lie below `TransportRoles\agents` (EXC-01). */
const BUILT_IN_NAMES: ReadonlySet<string> = new Set(
  [
    'ABP Routing Agent',
    'Address Book Policy Routing Agent',
    'DLP Policy Agent',
    'Front End Proxy Agent',
    'Inbound Trust Agent',
    'Interceptor Routing Agent',
    'Interceptor SMTP Receive Agent',
    'Journal Agent',
    'Journal Report Decryption Agent',
    'Retention Policy Agent',
    'RMS Decryption Agent',
    'RMS Encryption Agent',
    'RMS Protocol Decryption Agent',
    'Supervisory Review Agent',
    'System Probe Drop Routing Agent',
    'System Probe Drop SMTP Agent',
    'Text Messaging Delivery Agent',
    'Text Messaging Routing Agent',
    'UnJournal Agent',
  ].map((name) => name.toLowerCase()),
);

const AGENTS = '%exi%\\transportroles\\agents\\';

/**
 * Whose an agent of Exchange's transport is, its assembly given as a canonical path (`ServerPaths.canonical`). `shipped`: a built-in
 * one; `impostor`: the name of a built-in one for something else; `extended`: a factory that the shipped assembly is not known to
 * have; `foreign`: anything else.
 */
export function transportAgentOrigin(
  agent: TransportAgent,
  assembly: string,
): 'shipped' | 'impostor' | 'extended' | 'foreign' {
  const known = iisKnownGood().transportAgents;
  const name = agent.name.trim().toLowerCase();
  const factory = agent.classFactory.trim();
  if (known.some(([, knownFactory, file]) => file === assembly && knownFactory === factory)) return 'shipped';
  const ours = factory.startsWith('Microsoft.Exchange.') && assembly.startsWith(AGENTS);
  if (ours && BUILT_IN_NAMES.has(name)) return 'shipped';
  if (BUILT_IN_NAMES.has(name) || known.some(([other]) => other.toLowerCase() === name)) return 'impostor';
  return known.some(([, , file]) => file === assembly) ? 'extended' : 'foreign';
}
