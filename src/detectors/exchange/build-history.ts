import { buildSightings } from '../../model/build-history.js';
import { defineDetector } from '../../model/detector.js';
import { buildHistoryOf, exposureText } from '../../server/build-history.js';
import { supportText } from '../../server/exchange-support.js';

/** Builds that the evidence names. */
const NAMED = 12;

export default defineDetector({
  id: 'exchange.build-history',
  title: 'Builds of Exchange, and what the server was open to',
  description:
    "Exchange's own logs show which build ran when. From that follows when the server had which of the flaws that were used against many.",
  severity: 'informational',
  confidence: 'confirmed',
  outcome: 'hygiene',
  attack: ['T1190'],
  references: ['XPL-04', 'XPL-09', 'XPL-11'],
  falsePositives: ['Mitigations other than updates, which logs do not show'],
  nextSteps: [
    'Compare the times with those of the other findings',
    'Install the newest update if the server is still open',
  ],
  consumes: buildSightings,
  messages: {
    history: '{builds}. {exposures}',
    closed: '{builds}. None of the flaws that were used against many was open at the times that its logs show',
  },
  *inspect(sightings, { server, patchedOn }) {
    const { builds, exposures, patchedAt, unsupported } = buildHistoryOf(sightings);
    const [first, last] = [builds[0], builds.at(-1)];
    if (first === undefined || last === undefined) return;
    const shown = builds.map(({ name, build, first: from, last: to }) => `${name} (${build}) ran ${from} to ${to}`);
    const open = [...(unsupported === null ? [] : [supportText(unsupported)]), ...exposures.map(exposureText)];
    yield {
      message: open.length > 0 ? 'history' : 'closed',
      ...(unsupported !== null && { severity: 'low' as const }),
      data: {
        builds: shown.join('; '),
        exposures: open.join('. '),
        patch: patchedOn ?? patchedAt ?? '',
      },
      at: builds.slice(0, NAMED).map(({ name, build, first: from, last: to, records, source, path }) => ({
        type: 'fact' as const,
        label: `${name} (${build})`,
        text: `${from} to ${to}, ${records} records, first in: ${source}`,
        path,
      })),
      identity: [server.host ?? ''],
      firstSeen: first.first,
      lastSeen: last.last,
    };
  },
});
