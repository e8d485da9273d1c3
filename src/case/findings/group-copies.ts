import type { Finding } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { MAXIMUM_EVIDENCE } from './build-finding.js';
import { fingerprintOf } from './fingerprint.js';
import { compareFindings, placeOf } from './merge-findings.js';
import type { PatchedOn } from '../verdict/patch-days.js';
import { phaseOf } from './phase.js';

/** Copies of one file that have findings of their own. */
const OWN_FINDINGS = 20;

/**
 * Puts together what one rule says in the same words of very many copies of one file: the first copies keep their findings, the
 * others are one that counts them and names the first of them. In the order of a report, as it came.
 */
export function groupCopies(findings: readonly Finding[], patchedOn: PatchedOn): Finding[] {
  const groups = groupBy(findings, (finding) =>
    finding.artifact.sha256 === null ? finding : keyOf(finding, finding.artifact.sha256),
  );
  return [...groups.values()]
    .flatMap((copies) => [...copies.slice(0, OWN_FINDINGS), ...together(copies.slice(OWN_FINDINGS), patchedOn)])
    .sort(compareFindings);
}

function keyOf({ host, rule, severity, outcome, confidence, message }: Finding, sha256: string): string {
  return JSON.stringify([host, rule.id, severity, outcome, confidence, message.id, sha256]);
}

function together(copies: readonly Finding[], patchedOn: PatchedOn): readonly Finding[] {
  const [lead] = copies;
  if (lead === undefined || copies.length === 1) return copies;
  const firstSeen = copies.flatMap((one) => one.firstSeen ?? []).sort(compareText)[0] ?? null;
  const lastSeen =
    copies
      .flatMap((one) => one.lastSeen ?? [])
      .sort(compareText)
      .at(-1) ?? null;
  const places = [...new Set(copies.map(placeOf))];
  return [
    {
      ...lead,
      fingerprint: fingerprintOf({
        ruleId: lead.rule.id,
        artifactKind: lead.artifact.kind,
        place: null,
        identity: ['copies', lead.artifact.sha256 ?? '', lead.message.id, lead.severity],
      }),
      message: {
        id: 'copies',
        text: `The same of ${places.length} further copies of one file. ${lead.message.text}`,
        data: { copies: places.length, sha256: lead.artifact.sha256 },
      },
      evidence: places
        .slice(0, MAXIMUM_EVIDENCE)
        .map((text) => ({ type: 'fact', path: null, label: 'a further copy', text })),
      count: copies.reduce((sum, { count }) => sum + count, 0),
      firstSeen,
      lastSeen,
      phase: phaseOf(firstSeen, lastSeen, patchedOn(lead.host)),
    },
  ];
}
