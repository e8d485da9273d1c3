import type { Report, Severity } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import { compareText } from '../../platform/order.js';
import { namedTechnique } from '../export/attack-terms.js';
import { plain } from '../export/plain-text.js';
import { SEVERITY_SCALES } from '../export/scales.js';
import { uuidFrom } from '../export/stable-id.js';
import { endOfEvidence, exportTime } from '../export/times.js';
import { type Indicator, indicatorsOf } from '../indicators.js';
import type { OutputFormat } from '../renderer.js';

/** Category and type of an attribute that MISP lets stand together (misp-core-format, "type"). */
const KINDS: Readonly<Record<Indicator['type'], readonly [category: string, type: string]>> = {
  ip: ['Network activity', 'ip-src'],
  sha256: ['Payload installation', 'sha256'],
  'url-path': ['Network activity', 'uri'],
  'file-path': ['Payload installation', 'filename'],
  'user-agent': ['Network activity', 'user-agent'],
  account: ['Targeting data', 'target-user'],
  'iis-module': ['Persistence mechanism', 'text'],
  name: ['Persistence mechanism', 'text'],
};
const LONGEST_INFO = 255;

/**
 * One event of MISP: what the incidents name as attributes, the servers as targets, techniques as tags, each finding of an incident
 * as a comment with its id. Nothing is published, and nothing leaves the organisation unless somebody says so.
 */
function* renderMisp(report: Report): Iterable<string> {
  const end = endOfEvidence(report);
  const timestamp = String(Math.floor(Date.parse(end) / 1000));
  const incidents = report.incidents.map(({ id }) => id).sort(compareText);
  const id = `misp\n${[...report.hosts].sort(compareText).join('\n')}\n\n${incidents.join('\n')}`;
  let gravest: Severity = 'informational';
  for (const { severity } of report.findings) if (compareSeverity(severity, gravest) > 0) gravest = severity;
  const event = {
    uuid: uuidFrom(id),
    info: plain(
      `Afterpatch: ${report.verdict.answer}: ${report.hosts.join(', ') || 'server not named'}`,
      LONGEST_INFO - 1,
    ),
    date: end.slice(0, 10),
    threat_level_id: SEVERITY_SCALES[gravest].misp,
    analysis: '1',
    distribution: '0',
    published: false,
    timestamp,
    publish_timestamp: '0',
    Orgc: { uuid: uuidFrom('organisation'), name: 'Afterpatch' },
    Tag: tagsOf(report),
  };
  yield `${JSON.stringify({ Event: event }).slice(0, -'}}'.length)},"Attribute":[`;
  let first = true;
  for (const attribute of attributesOf(report, id)) {
    yield `${first ? '' : ','}\n${JSON.stringify({ ...attribute, timestamp, distribution: '5' })}`;
    first = false;
  }
  yield '\n]}}\n';
}

interface Attribute {
  readonly uuid: string;
  readonly type: string;
  readonly category: string;
  readonly value: string;
  readonly to_ids: boolean;
  readonly comment: string;
  readonly first_seen?: string;
  readonly last_seen?: string;
}

function* attributesOf(report: Report, event: string): Iterable<Attribute> {
  const seen = new Set<string>();
  const once = function* (attribute: Omit<Attribute, 'uuid'>): Iterable<Attribute> {
    const key = `${attribute.category}\n${attribute.type}\n${attribute.value}`;
    if (attribute.value.trim() === '' || seen.has(key)) return;
    seen.add(key);
    yield { uuid: uuidFrom(`${event}\n${key}`), ...attribute };
  };
  for (const host of report.hosts) {
    const target = {
      type: 'target-machine',
      category: 'Targeting data',
      value: plain(host),
      to_ids: false,
      comment: '',
    };
    yield* once(target);
  }
  for (const { type, value, role, host, blockable, firstSeen, lastSeen } of indicatorsOf(report)) {
    const [category, kind] = KINDS[type];
    yield* once({
      type: kind,
      category,
      value: plain(value),
      to_ids: blockable,
      comment: plain(`${role}${host === null ? '' : ` on ${host}`}`),
      ...spanOf(exportTime(firstSeen), exportTime(lastSeen)),
    });
  }
  const inIncident = new Map(
    report.subjects.flatMap(({ incident, host, findings }) =>
      incident === null ? [] : findings.map((one) => [`${host ?? ''}\n${one}`, incident] as const),
    ),
  );
  for (const { host, fingerprint, title, message } of report.findings) {
    const incident = inIncident.get(`${host ?? ''}\n${fingerprint}`);
    if (incident === undefined) continue;
    const value = plain(`${host === null ? '' : `${host}: `}${title}: ${message.text} (${fingerprint.slice(0, 16)})`);
    yield* once({ type: 'text', category: 'Internal reference', value, to_ids: false, comment: incident });
  }
}

/** MISP refuses a first time after the last. */
function spanOf(first: string | null, last: string | null) {
  if (first === null || last === null || first > last) return {};
  return { first_seen: first, last_seen: last };
}

function tagsOf({ findings }: Report): { name: string }[] {
  const ids = [...new Set(findings.flatMap(({ attack }) => attack))].sort(compareText);
  return ['tlp:amber', ...ids.map((id) => `misp-galaxy:mitre-attack-pattern="${namedTechnique(id).name} - ${id}"`)].map(
    (name) => ({ name }),
  );
}

export default {
  purpose: 'an event for MISP: what the incidents name, ready to correlate, not published',
  leavesOutDecided: true,
  render: renderMisp,
} satisfies OutputFormat;
