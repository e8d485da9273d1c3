import { defineInputClass } from './input-class.js';

/** A transport agent that message tracking shows at work. Times are seconds since 1970, UTC. */
export interface TransportAgentSighting {
  /** As the log writes it. */
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Messages that it had in hand. */
  readonly count: number;
  /** `collectedPath` of the first file that shows it. */
  readonly path: string;
}

/** What ran on one server, and what its configuration lists. */
export interface TransportAgentsAtWork {
  readonly sightings: readonly TransportAgentSighting[];
  /** Last time of any agent, seconds since 1970. */
  readonly until: number;
  /** Names of the agents that `agents.config` and `fetagents.config` list; null where neither was collected. */
  readonly configured: readonly string[] | null;
}

export const transportAgentsAtWork = defineInputClass<TransportAgentsAtWork>('transport-agents-at-work');
