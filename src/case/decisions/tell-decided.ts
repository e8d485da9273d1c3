import type { Finding, Subject } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { findingKey } from '../findings/finding-content.js';
import { type Case, type CaseFacts, tellCase } from '../story/tell-case.js';

/**
 * The case without what is suppressed. A subject of which something that had success is open is told with all that is known of it: half
 * of it would be wrong. What is suppressed of the others is told by subjects that come last and belong to no incident, so that every finding
 * still is in exactly one.
 */
export function tellDecided(findings: readonly Finding[], facts: CaseFacts): Case {
  const whole = tellCase(findings, facts);
  if (findings.every(isOpen)) return whole;
  const byKey = new Map(findings.map((finding) => [findingKey(finding.host, finding.fingerprint), finding]));
  const quiet = whole.subjects.flatMap((subject): Subject[] => {
    const own = subject.findings.flatMap((one) => byKey.get(findingKey(subject.host, one)) ?? []);
    if (own.some((finding) => isOpen(finding) && hadSuccess(finding))) return [];
    const suppressed = own.filter((finding) => !isOpen(finding)).map(({ fingerprint }) => fingerprint);
    return suppressed.length === 0 ? [] : [{ ...subject, incident: null, decided: true, findings: suppressed }];
  });
  const left = new Set(quiet.flatMap(({ host, findings: own }) => own.map((one) => findingKey(host, one))));
  const told = tellCase(
    findings.filter(({ host, fingerprint }) => !left.has(findingKey(host, fingerprint))),
    facts,
  );
  const more = groupBy(quiet, ({ id }) => id);
  const ids = new Set(told.subjects.map(({ id }) => id));
  const subjects = told.subjects.map((subject) => ({
    ...subject,
    findings: [...subject.findings, ...(more.get(subject.id) ?? []).flatMap(({ findings: own }) => own)],
  }));
  return { ...told, subjects: [...subjects, ...quiet.filter(({ id }) => !ids.has(id))] };
}

function isOpen({ decision }: Finding): boolean {
  return decision === undefined;
}

function hadSuccess({ outcome }: Finding): boolean {
  return outcome === 'success' || outcome === 'compromise';
}
