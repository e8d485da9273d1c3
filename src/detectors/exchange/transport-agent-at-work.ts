import { isoTime } from '../../formats/log-line/line-time.js';
import { defineDetector } from '../../model/detector.js';
import { transportAgentsAtWork } from '../../model/transport-agent-sightings.js';
import { isBuiltInAgentName, plainName } from '../../server/transport-agent-origin.js';

/** An agent that was last at work so long before the others was taken away; sooner, it may only have had nothing to do. */
const GONE_SECONDS = 24 * 3_600;

export default defineDetector({
  id: 'exchange.transport-agent-at-work',
  title: 'Transport agent that ran and is not configured',
  description:
    'Message tracking tells how long each transport agent had a message, by name: it remembers agents whose library and configuration are gone. An agent that ran and that no list of agents has was removed, or is hidden from it.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.002'],
  references: ['EXC-01'],
  falsePositives: ['Spam and virus filters, signature and archiving products that were uninstalled'],
  nextSteps: [
    'Ask which product had an agent of that name, and when it was uninstalled',
    'Look for Install-TransportAgent and Uninstall-TransportAgent in the logs of cmdlets',
    'Collect agents.config and fetagents.config, also their copies',
  ],
  consumes: transportAgentsAtWork,
  messages: {
    removed: 'Transport agent {name} had {count} messages from {first} to {last}, and no list of agents has it',
    unknown:
      'Transport agent {name}, which Exchange does not ship, had {count} messages from {first} to {last}; no list of agents was collected',
  },
  *inspect({ sightings, until, configured }, { server }) {
    const listed = configured === null ? null : new Set(configured.map(plainName));
    for (const { name, first, last, count, path } of sightings) {
      if (isBuiltInAgentName(name) || listed?.has(plainName(name))) continue;
      const times = { first: isoTime(first) ?? '', last: isoTime(last) ?? '' };
      const stopped = until - last > GONE_SECONDS;
      const still = listed !== null && !stopped;
      yield {
        message: listed === null ? 'unknown' : 'removed',
        // One that is at work to the end and in no list hides; one that stopped may be a product that was uninstalled.
        severity: still ? 'high' : listed === null ? 'low' : 'medium',
        confidence: still ? 'moderate' : 'weak',
        outcome: listed === null ? 'hygiene' : 'compromise',
        data: { name, count, ...times },
        at: [
          {
            type: 'fact',
            label: `transport agent ${name}`,
            text: `${count} messages, ${times.first} to ${times.last}`,
            path,
          },
        ],
        identity: [server.host ?? '', name.toLowerCase()],
        firstSeen: times.first,
        lastSeen: times.last,
      };
    }
  },
});
