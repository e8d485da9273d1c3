import type { DatedFact, Evidence, Finding, Incident, Subject } from '../../model/finding.js';
import { roleOf } from '../../model/record-roles.js';
import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';

/** Facts that a report holds; of a case with more, the earliest. */
export const MAXIMUM_FACTS = 50_000;
const SHOWN_LENGTH = 300;

export interface Timeline {
  readonly facts: readonly DatedFact[];
  /** Facts that found no room. */
  readonly left: number;
}

/**
 * Every dated fact of the incidents, and the patches, in the order of time. Requests are told by the server's log, which an
 * intruder with its rights can rewrite but seldom does; times of files can be set by whoever may write them.
 */
export function timelineOf(
  findings: readonly Finding[],
  subjects: readonly Subject[],
  incidents: readonly Incident[],
  patches: readonly { readonly host: string | null; readonly time: string }[],
): Timeline {
  const inCase = new Set(incidents.flatMap(({ subjects }) => subjects));
  const subjectOf = new Map(
    subjects.flatMap(({ id, host, findings }) =>
      inCase.has(id) ? findings.map((fingerprint) => [`${host ?? ''}\n${fingerprint}`, id] as const) : [],
    ),
  );
  const facts = new Map<string, DatedFact>();
  for (const finding of findings) {
    const subject = subjectOf.get(`${finding.host ?? ''}\n${finding.fingerprint}`);
    if (subject === undefined) continue;
    for (const fact of factsOf(finding, subject)) {
      const key = JSON.stringify([fact.time, fact.kind, fact.host, fact.source, fact.text]);
      const known = facts.get(key);
      if (known === undefined || compareText(fact.finding ?? '', known.finding ?? '') < 0) facts.set(key, fact);
    }
  }
  for (const { host, time } of patches) {
    const text = 'The patch is applied';
    facts.set(`patch ${host ?? ''}`, {
      ...NOTHING,
      time,
      kind: 'patch',
      host,
      text,
      source: '--patched-on',
      forgeable: false,
    });
  }
  const sorted = [...facts.values()].sort(compareFacts);
  return { facts: sorted.slice(0, MAXIMUM_FACTS), left: Math.max(0, sorted.length - MAXIMUM_FACTS) };
}

const NOTHING = { until: null, precision: 'second', subject: null, finding: null } as const;

function compareFacts(a: DatedFact, b: DatedFact): number {
  return (
    compareText(a.time, b.time) ||
    compareText(a.host ?? '', b.host ?? '') ||
    compareText(a.kind, b.kind) ||
    compareText(a.source, b.source) ||
    compareText(a.text, b.text)
  );
}

function* factsOf(finding: Finding, subject: string): Iterable<DatedFact> {
  const of = { ...NOTHING, host: finding.host, subject, finding: finding.fingerprint };
  for (const item of finding.evidence) {
    if (item.type !== 'record' || item.time === null) continue;
    yield { ...of, time: item.time, kind: 'request', text: requestText(item), source: placeOf(item), forgeable: false };
  }
  const { times, kind, windowsPath, collectedPath } = finding.artifact;
  if (times === null || times.quality === 'unreliable') return;
  const source = collectedPath ?? windowsPath ?? '';
  const name = windowsPath ?? source;
  const isSetting = kind.endsWith('-config');
  if (times.created !== null && kind !== 'compiled-page' && !isSetting)
    yield { ...of, time: times.created, kind: 'file-created', text: `${name} is created`, source, forgeable: true };
  if (times.modified === null) return;
  if (kind === 'compiled-page') {
    const page = finding.message.data['page'];
    const text = `${typeof page === 'string' ? page : name} is compiled`;
    yield { ...of, time: times.modified, kind: 'page-compiled', text, source, forgeable: true };
  } else if (isSetting) {
    yield {
      ...of,
      time: times.modified,
      kind: 'configuration-changed',
      text: `${name} is changed`,
      source,
      forgeable: true,
    };
  } else if (times.modified !== times.created) {
    yield { ...of, time: times.modified, kind: 'file-changed', text: `${name} is changed`, source, forgeable: true };
  }
}

type RecordEvidence = Extract<Evidence, { type: 'record' }>;

function requestText({ fields }: RecordEvidence): string {
  const query = fields['cs-uri-query'] ?? fields['UrlQuery'];
  const parts = [
    roleOf(fields, 'client'),
    roleOf(fields, 'account'),
    fields['cs-method'] ?? fields['Method'],
    `${roleOf(fields, 'subject') ?? ''}${query == null || query === '-' ? '' : `?${query}`}`,
    fields['Parameters'],
    roleOf(fields, 'answer'),
  ];
  return safeText(parts.filter((part) => part != null && part !== '-' && part !== '').join(' '), SHOWN_LENGTH);
}

function placeOf({ path, line, offset }: RecordEvidence): string {
  return `${path ?? ''}:${line ?? `offset ${offset}`}`;
}
