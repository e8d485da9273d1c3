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

/**
 * Whether a log's name of an agent is that of a built-in one. Logs have the names that the agents give themselves, without the
 * spaces that the configuration may have (`FrontendProxyAgent`).
 */
export function isBuiltInAgentName(name: string): boolean {
  const plain = plainName(name);
  return plain.startsWith('microsoftexchange') || builtInNames().has(plain);
}

/** Names as logs write them that are not those of the configuration (elastic's and Microsoft's samples of message tracking). */
const LOGGED_NAMES = ['Index Routing Agent', 'Mailbox Rules Agent', 'Conversations Processing Agent', 'Hygiene Agent'];

let plainNames: ReadonlySet<string> | null = null;

function builtInNames(): ReadonlySet<string> {
  const listed = iisKnownGood().transportAgents.map(([name]) => name);
  plainNames ??= new Set([...listed, ...BUILT_IN_NAMES, ...LOGGED_NAMES].map(plainName));
  return plainNames;
}

/** One spelling of a name: what parts its words and the word `agent` aside. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
    .replace(/agent$/, '');
}

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
