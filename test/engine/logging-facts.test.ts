import { expect, it } from 'vitest';
import { loggingFacts } from '../../src/engine/logging-facts.js';
import { systemInformation } from '../../src/formats/system-information/system-information.js';
import { fakeArtifact } from '../helpers/detector-context.js';

/** What is said of the clock of a server, or of one that is not named: so many minutes ahead of UTC. */
const clock = (host: string | null, standardOffset: number) => ({
  class: systemInformation.name,
  host,
  artifact: null,
  value: { standardOffset, hasSummerTime: false },
});
const [A, B, NOBODY] = [clock('A', 60), clock('B', 120), clock(null, 180)];

it.each<[what: string, log: string | null, told: (typeof A)[], hosts: string[], minutes: number | undefined]>([
  ['that of its server', 'A', [A, B], ['A', 'B'], 60],
  ['none of another', 'A', [B], ['A', 'B'], undefined],
  ['that of nobody where there is but one server', 'A', [NOBODY], ['A'], 180],
  ['that of nobody where no server is named', null, [NOBODY], [], 180],
  ['none of nobody where there are several', 'A', [NOBODY], ['A', 'B'], undefined],
  ['its own rather than that of nobody', 'A', [NOBODY, A], ['A'], 60],
  ['that of the only server, for a log of none', null, [A], ['A'], 60],
  ['none of one of several, for a log of none', null, [A], ['A', 'B'], undefined],
])('the clock of a log is %s', (_, host, told, hosts, minutes) => {
  const facts = loggingFacts(told, new Map(), hosts)(fakeArtifact({ kind: 'iis-log', host }));
  expect(facts.zone?.standardOffset).toBe(minutes);
  expect(facts).toMatchObject({ logsLocalTime: false, forwardedFields: [] });
});
