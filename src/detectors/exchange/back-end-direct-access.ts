import { defineDetector } from '../../model/detector.js';
import type { RecordEvidence } from '../../model/finding.js';
import { recordsOf, uriLifeLine } from '../../model/life-line.js';
import { compareText } from '../../platform/order.js';
import { isPublicAddress } from '../../server/client-address.js';

/** Of Exchange's back-end site, which only front ends ask. */
const BACK_END_PORTS = new Set(['444', '81']);

export default defineDetector({
  id: 'exchange.back-end-direct-access',
  title: 'Back end reached from the Internet',
  description:
    'The back-end site of Exchange logged a public address as its direct client. It trusts front ends, and its ports should be open to nobody else.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'success',
  attack: ['T1190', 'T1133'],
  references: ['ACC-11'],
  falsePositives: ['Servers that use public addresses among themselves (give them with --own)'],
  nextSteps: [
    'Close ports 444 and 81 to everything but Exchange servers',
    'List what these clients asked the back end for',
  ],
  consumes: uriLifeLine,
  messages: {
    direct: '{client} asked the back end itself for {urls}',
  },
  *conclude(inputs, context) {
    const ownServers = new Set(
      inputs.flatMap(({ input }) => [
        ...input.servers.values,
        ...recordsOf(input).map(({ fields }) => fields['s-ip'] ?? ''),
      ]),
    );
    const byClient = new Map<
      string,
      { urls: Set<string>; records: RecordEvidence[]; requests: number; answered: boolean }
    >();
    for (const { input } of inputs) {
      if (!input.ports.values.some((port) => BACK_END_PORTS.has(port))) continue;
      // Who the connection came from: a forwarded address is of the front end's client, who may well be public.
      const direct = recordsOf(input).filter(({ fields }) => BACK_END_PORTS.has(fields['s-port'] ?? ''));
      for (const record of direct) {
        const client = (record.fields['c-ip'] ?? '').replace(/%.*$/, '');
        if (!isPublicAddress(client) || ownServers.has(client) || context.isOwnAddress(client)) continue;
        const known = byClient.get(client) ?? { urls: new Set(), records: [], requests: 0, answered: false };
        known.urls.add(input.stem);
        known.records.push(record);
        known.requests += 1;
        known.answered ||= /^[25]/.test(record.fields['sc-status'] ?? '');
        byClient.set(client, known);
      }
    }
    for (const [client, { urls, records, requests, answered }] of byClient) {
      const times = records
        .map(({ time }) => time)
        .filter((time) => time !== null)
        .sort(compareText);
      yield {
        message: 'direct',
        data: { client, urls: [...urls].slice(0, 10) },
        at: records.slice(0, 6),
        identity: [client],
        severity: answered ? 'high' : 'low',
        outcome: answered ? 'success' : 'attempt',
        firstSeen: times[0] ?? null,
        lastSeen: times.at(-1) ?? null,
        count: requests,
      };
    }
  },
});
