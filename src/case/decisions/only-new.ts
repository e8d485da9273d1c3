import type { Incident, Report } from '../../model/finding.js';
import { findingKey } from '../findings/finding-content.js';
import { isNews } from './novelty.js';

/**
 * A report with only those findings that the earlier one does not have, or has otherwise, and what they belong to. Answers and coverage
 * stay as they are: they are about the server, not about what is new.
 */
export function onlyNew(report: Report): Report {
  const findings = report.findings.filter(isNews);
  const keys = new Set(findings.map(({ host, fingerprint }) => findingKey(host, fingerprint)));
  const fingerprints = new Set(findings.map(({ fingerprint }) => fingerprint));
  const subjects = report.subjects.flatMap((subject) => {
    const own = subject.findings.filter((one) => keys.has(findingKey(subject.host, one)));
    return own.length === 0 ? [] : [{ ...subject, findings: own }];
  });
  const named = new Set(subjects.map(({ id }) => id));
  const incidents = report.incidents.filter((one) => one.subjects.some((id) => named.has(id)));
  return {
    ...report,
    findings,
    subjects,
    incidents: incidents.map((incident) => narrowed(incident, named)),
    timeline: report.timeline.filter(({ finding }) => finding === null || fingerprints.has(finding)),
    actions: report.actions.filter((action) => action.findings.some((one) => fingerprints.has(one))),
    actors: report.actors.filter((actor) => actor.incidents.some((id) => incidents.some((one) => one.id === id))),
  };
}

function narrowed(incident: Incident, subjects: ReadonlySet<string>): Incident {
  return {
    ...incident,
    subjects: incident.subjects.filter((id) => subjects.has(id)),
    joins: incident.joins.filter(({ from, to }) => subjects.has(from) && subjects.has(to)),
    steps: incident.steps.filter(({ subject }) => subjects.has(subject)),
  };
}
