import { agentsConfigIn, type TransportAgent } from '../formats/agents-config/agents-config.js';
import { type ConfigurationFile, sectionsNamed } from '../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../formats/xml/element-evidence.js';
import { attribute } from '../formats/xml/xml-document.js';
import { type Artifact, fileName } from '../model/artifact.js';
import type { ElementEvidence } from '../model/finding.js';
import { defineInputClass } from '../model/input-class.js';
import { compareText } from '../platform/order.js';
import { maskKey } from './configuration/mask-key.js';
import type { ServerConfiguration } from './configuration/server-configuration.js';
import { exchangeRootIn, ServerPaths } from './configuration/server-paths.js';
import { traitsOf } from './configuration/traits.js';
import { CONTEXT, REVIEW, UNUSUAL, type Weight } from './configuration/weight.js';
import { hasExchange, serverRoles } from './server-roles.js';
import { transportAgentOrigin } from './transport-agent-origin.js';

/** What a trait was read from: servers of which that was not collected say nothing about it. */
export type FleetSource = 'IIS' | 'agents.config' | 'fetagents.config';

/** One thing of one server's configuration, for comparing servers. */
export interface FleetTrait {
  readonly source: FleetSource;
  readonly kind: string;
  /** Equal on every server that has it. */
  readonly key: string;
  readonly name: string;
  /** What it weighs by itself; null for what the product has. */
  readonly weight: Weight | null;
  readonly artifact: Artifact;
  readonly evidence: ElementEvidence;
}

export interface FleetServer {
  readonly host: string;
  readonly sources: ReadonlySet<FleetSource>;
  readonly traits: readonly FleetTrait[];
}

/** The servers of one collection beside each other (TIM-10), in the order of their names. */
export interface Fleet {
  readonly servers: readonly FleetServer[];
}

export const serverFleet = defineInputClass<Fleet>('server-fleet');

/** The kind of the trait that a server has where it alone runs its agents in another order. */
export const AGENT_ORDER = 'order of transport agents';

/** Agents of one list that are compared. Exchange has about thirty. */
const MAXIMUM_AGENTS = 1000;

interface AgentList {
  readonly source: FleetSource;
  readonly artifact: Artifact;
  readonly agents: readonly TransportAgent[];
}

/**
 * Puts the servers beside each other whose applicationHost.config or list of transport agents was collected. Null where there are
 * not two with a name.
 */
export function fleetOf(configurations: ReadonlyMap<string | null, ServerConfiguration>): Fleet | null {
  const compared = [...configurations]
    .flatMap(([host, configuration]) => {
      const lists = agentLists(configuration);
      const sources = new Set<FleetSource>(lists.map(({ source }) => source));
      if (isWhole(configuration.applicationHost?.file)) sources.add('IIS');
      return host === null || (sources.size === 0 && configuration.applicationHost === null)
        ? []
        : [{ host, configuration, lists, sources }];
    })
    .sort((a, b) => compareText(a.host, b.host));
  if (compared.length < 2) return null;
  return {
    servers: compared.map(({ host, configuration, lists, sources }) => ({
      host,
      sources,
      traits: [
        ...(configuration.applicationHost === null ? [] : iisTraits(configuration)),
        ...lists.flatMap((list) => [
          ...agentTraits(list),
          ...orderTraits(
            list,
            compared.flatMap((other) => (other.host === host ? [] : listOf(other.lists, list.source))),
          ),
        ]),
      ],
    })),
  };
}

function* iisTraits(configuration: ServerConfiguration): Generator<FleetTrait> {
  const source = 'IIS';
  const { files, paths } = configuration;
  const server = { roles: serverRoles({ artifacts: files.map(({ artifact }) => artifact), configuration }) };
  for (const { file, artifact } of files) {
    for (const { kind, key, name, weight, element } of traitsOf(file, paths, { artifact, server }).values()) {
      yield {
        source,
        kind,
        key: `${kind}|${key}`,
        name,
        weight,
        artifact,
        evidence: elementEvidence(element, artifact),
      };
    }
    for (const { element } of sectionsNamed(file, 'system.web/machineKey')) {
      const validation = (attribute(element, 'validationKey') ?? '').split(',')[0] ?? '';
      if (!/^[0-9a-f]{16,}$/i.test(validation)) continue;
      const evidence = elementEvidence(element, artifact);
      yield {
        source,
        kind: 'machine key',
        key: `machine key|${validation.toLowerCase()}`,
        name: maskKey(validation),
        weight: hasExchange(server) ? REVIEW : CONTEXT,
        artifact,
        evidence: { ...evidence, text: evidence.text.replace(/[0-9a-f]{16,}/gi, maskKey) },
      };
    }
  }
}

/** The lists of agents of a server, one of each name. */
function agentLists({ files }: ServerConfiguration): AgentList[] {
  const lists = new Map<FleetSource, AgentList>();
  for (const { file, artifact } of files) {
    const source = fileName(artifact).toLowerCase();
    if (artifact.kind !== 'agents-config' || (source !== 'agents.config' && source !== 'fetagents.config')) continue;
    const agents = agentsConfigIn(file).agents.slice(0, MAXIMUM_AGENTS);
    if (!lists.has(source) && !file.problems.some(({ fatal }) => fatal))
      lists.set(source, { source, artifact, agents });
  }
  return [...lists.values()];
}

/** A file that was cut lacks what other servers have, and what it has may be all that is left. */
function isWhole(file: ConfigurationFile | undefined): boolean {
  return file?.problems.every(({ fatal }) => !fatal) ?? false;
}

function listOf(lists: readonly AgentList[], wanted: FleetSource): AgentList[] {
  return lists.filter(({ source }) => source === wanted);
}

function* agentTraits({ source, artifact, agents }: AgentList): Generator<FleetTrait> {
  const paths = new ServerPaths(exchangeRootIn(agents.map(({ assemblyPath }) => assemblyPath)));
  for (const agent of agents) {
    const { name, classFactory, assemblyPath, enabled, element } = agent;
    const assembly = paths.canonical(assemblyPath);
    const state = enabled ? 'enabled' : 'disabled';
    yield {
      source,
      kind: 'transport agent',
      key: ['transport agent', source, name.trim(), classFactory.trim(), assembly, state].join('|').toLowerCase(),
      name: `${name} (${classFactory} of ${assemblyPath}, ${state})`,
      weight: transportAgentOrigin(agent, assembly) === 'shipped' ? null : REVIEW,
      artifact,
      evidence: elementEvidence(element, artifact),
    };
  }
}

/** Where all others, two at least, run the agents that every server has in one order, and this one in another. */
function* orderTraits(own: AgentList, others: readonly AgentList[]): Generator<FleetTrait> {
  const namesOf = ({ agents }: AgentList) => agents.map(({ name }) => name.trim().toLowerCase());
  const lists = others.map(namesOf);
  const common = new Set(namesOf(own).filter((name) => lists.every((names) => names.includes(name))));
  const ordered = (names: readonly string[]) => [...new Set(names.filter((name) => common.has(name)))];
  const usual = ordered(lists[0] ?? []);
  const order = ordered(namesOf(own));
  const first = order.findIndex((name, i) => name !== usual[i]);
  if (others.length < 2 || first < 0 || lists.some((names) => ordered(names).join('|') !== usual.join('|'))) return;
  const agent = own.agents.find(({ name }) => name.trim().toLowerCase() === order[first]);
  if (!agent) return;
  yield {
    source: own.source,
    kind: AGENT_ORDER,
    key: [AGENT_ORDER, own.source, ...order].join('|'),
    name: order.join(', '),
    weight: UNUSUAL,
    artifact: own.artifact,
    evidence: elementEvidence(agent.element, own.artifact),
  };
}
