import { defineInputClass } from '../../model/input-class.js';
import { readXml } from '../xml/read-xml.js';
import { attribute, walk, type XmlDocument, type XmlElement } from '../xml/xml-document.js';

/** An agent of Exchange's transport as `agents.config` or `fetagents.config` lists it. Empty text where the file does not say. */
export interface TransportAgent {
  readonly name: string;
  readonly baseType: string;
  readonly classFactory: string;
  readonly assemblyPath: string;
  readonly enabled: boolean;
  /** From 1: the order of the list is the order in which agents see a message. */
  readonly priority: number;
  readonly element: XmlElement;
}

export interface AgentsConfig extends XmlDocument {
  readonly agents: readonly TransportAgent[];
}

export const agentsConfig = defineInputClass<AgentsConfig>('agents-config');

/** Reads `agents.config` (EXC-01). Never throws; faults are in `problems`. */
export function readAgentsConfig(bytes: Uint8Array): AgentsConfig {
  return agentsConfigIn(readXml(bytes));
}

/** The list of agents in a file that was read. */
export function agentsConfigIn(document: XmlDocument): AgentsConfig {
  const elements = document.root ? [...walk(document.root)].filter(({ name }) => name === 'agent') : [];
  const agents = elements.map((element, i) => ({
    name: attribute(element, 'name') ?? '',
    baseType: attribute(element, 'baseType') ?? '',
    classFactory: attribute(element, 'classFactory') ?? '',
    assemblyPath: attribute(element, 'assemblyPath') ?? '',
    enabled: attribute(element, 'enabled')?.toLowerCase() !== 'false',
    priority: i + 1,
    element,
  }));
  return { ...document, agents };
}
