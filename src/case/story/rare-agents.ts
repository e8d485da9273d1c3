import type { UriLifeLine } from '../../model/life-line.js';
import { isProbeAgent, isScannerAgent, isToolAgent } from '../../server/request-agents.js';

/** More clients than these share an agent that says nothing about who they are. */
const MOST_CLIENTS = 4;
/** `Mozilla/5.0` alone and the like are everybody's. */
const LEAST_LENGTH = 16;

/**
 * Tells the user agents that say who somebody is: no more than a handful of clients can have used them on any server, and they are
 * neither a program's, a scanner's nor a monitor's own name. What logs cannot tell is not rare.
 */
export function rareAgents(lines: readonly UriLifeLine[]): (agent: string) => boolean {
  const clientsOf = new Map<string, Set<string> | null>();
  for (const { userAgents, clients } of lines) {
    for (const agent of userAgents.values) {
      const known = clientsOf.get(agent);
      if (known === null) continue;
      const all = new Set([...(known ?? []), ...clients.values.slice(0, MOST_CLIENTS + 1)]);
      clientsOf.set(agent, clients.capped || all.size > MOST_CLIENTS ? null : all);
    }
  }
  return (agent) =>
    agent.length >= LEAST_LENGTH &&
    clientsOf.get(agent) != null &&
    !isToolAgent(agent) &&
    !isScannerAgent(agent) &&
    !isProbeAgent(agent);
}
