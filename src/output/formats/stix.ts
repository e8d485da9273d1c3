import type { Finding, Report } from '../../model/finding.js';
import { namedTechnique, techniqueUrl } from '../export/attack-terms.js';
import { caseIndexOf } from '../export/case-index.js';
import { type FindingFacts, factsOfFinding } from '../export/finding-facts.js';
import { plain } from '../export/plain-text.js';
import { CONFIDENCE_SCALES } from '../export/scales.js';
import { findingId, uuidFrom } from '../export/stable-id.js';
import { observableId, stixPattern } from '../export/stix-terms.js';
import { endOfEvidence, exportTime, spanOf, timeOf } from '../export/times.js';
import { indicatorsOf } from '../indicators.js';
import type { OutputFormat } from '../renderer.js';

interface StixObject {
  readonly type: string;
  readonly id: string;
  readonly [property: string]: unknown;
}

/** When objects that are the same in every report were made. */
const ALWAYS = '2026-01-01T00:00:00.000Z';

/**
 * A bundle of STIX 2.1: who reports and which servers, techniques, indicators of the incidents with a sighting on their server, what
 * was observed and a note for each finding, a grouping for each incident. Ids come from content, so that the second import of a
 * report brings nothing new.
 */
function* renderStix(report: Report): Iterable<string> {
  yield `{"type":"bundle","id":"bundle--${uuidFrom(`bundle\n${report.findings.map(findingId).join('\n')}`)}","objects":[`;
  const known = new Set<string>();
  let first = true;
  for (const object of objectsOf(report)) {
    if (known.has(object.id)) continue;
    known.add(object.id);
    yield `${first ? '' : ','}\n${JSON.stringify(object)}`;
    first = false;
  }
  yield '\n]}\n';
}

function* objectsOf(report: Report): Iterable<StixObject> {
  const index = caseIndexOf(report);
  const end = endOfEvidence(report);
  const reporter = domainObject('identity', 'reporter', ALWAYS, { name: 'Afterpatch', identity_class: 'system' });
  yield reporter;
  const terms = { server: once(hostIdentity), technique: once(attackPattern) };
  const domain = (type: string, name: string, time: string, properties: object) =>
    domainObject(type, name, time, { created_by_ref: reporter.id, ...properties });
  yield* indicatorObjects(report, end, domain, terms);
  const incidents = new Map<string, Set<string>>();
  for (const finding of report.findings) {
    const objects = [...findingObjects(finding, end, domain, terms)];
    yield* objects;
    const incident = index.subjectOf(finding)?.incident;
    if (incident == null) continue;
    const members = incidents.get(incident) ?? new Set();
    for (const { id, type } of objects)
      if (type === 'note' || type === 'observed-data' || type === 'identity') members.add(id);
    incidents.set(incident, members);
  }
  for (const { id, title, firstSeen } of report.incidents) {
    const members = incidents.get(id);
    if (members === undefined) continue;
    yield domain('grouping', id, exportTime(firstSeen) ?? end, {
      name: plain(title),
      context: 'suspicious-activity',
      object_refs: [...members],
    });
  }
}

interface Terms {
  readonly server: (host: string | null) => StixObject;
  readonly technique: (id: string) => StixObject;
}

type MakeDomainObject = (type: string, name: string, time: string, properties: object) => StixObject;

function domainObject(type: string, name: string, time: string, properties: object): StixObject {
  const id = `${type}--${uuidFrom(`stix\n${type}\n${name}`)}`;
  return { type, spec_version: '2.1', id, created: time, modified: time, ...properties };
}

/** Makes each object once: those of servers and techniques stand for thousands of findings. */
function once<T>(make: (name: T) => StixObject): (name: T) => StixObject {
  const made = new Map<T, StixObject>();
  return (name) => {
    const known = made.get(name) ?? make(name);
    made.set(name, known);
    return known;
  };
}

function hostIdentity(host: string | null): StixObject {
  const name = host === null || host === '' ? 'Server not named' : plain(host);
  return domainObject('identity', `host\n${host ?? ''}`, ALWAYS, { name, identity_class: 'system' });
}

function* indicatorObjects(report: Report, end: string, domain: MakeDomainObject, terms: Terms): Iterable<StixObject> {
  for (const { type, value, role, host, firstSeen, lastSeen, confidence } of indicatorsOf(report)) {
    const server = terms.server(host);
    const span = spanOf({ firstSeen, lastSeen }) ?? { start: end, end };
    const indicator = domain('indicator', `${type}\n${value}`, ALWAYS, {
      name: plain(`${type} ${value}`, 300),
      description: plain(role),
      indicator_types: ['compromised'],
      pattern: stixPattern(type, plain(value)),
      pattern_type: 'stix',
      valid_from: ALWAYS,
      confidence: CONFIDENCE_SCALES[confidence].percent,
    });
    yield server;
    yield indicator;
    yield domain('sighting', `${type}\n${value}\n${role}\n${host ?? ''}`, span.start, {
      first_seen: span.start,
      last_seen: span.end,
      sighting_of_ref: indicator.id,
      where_sighted_refs: [server.id],
      description: plain(role),
    });
  }
}

function* findingObjects(finding: Finding, end: string, domain: MakeDomainObject, terms: Terms): Iterable<StixObject> {
  const { time } = timeOf(finding, end);
  const facts = factsOfFinding(finding);
  const server = terms.server(finding.host);
  yield server;
  const techniques = finding.attack.map(terms.technique);
  yield* techniques;
  const observables = [...observableObjects(facts)];
  yield* observables;
  const id = findingId(finding);
  const seen: StixObject[] = [];
  if (observables.length > 0) {
    const span = spanOf(finding) ?? { start: time, end: time };
    seen.push(
      domain('observed-data', id, time, {
        first_observed: span.start,
        last_observed: span.end,
        number_observed: Math.min(finding.count, 999_999_999),
        object_refs: observables.map((one) => one.id),
      }),
    );
    yield* seen;
  }
  yield domain('note', id, time, {
    abstract: plain(finding.title),
    content: [finding.message.text, ...facts.evidence].map((text) => plain(text)).join('\n'),
    confidence: CONFIDENCE_SCALES[finding.confidence].percent,
    labels: [finding.severity, finding.outcome, `patch-${finding.phase}`],
    external_references: [
      { source_name: 'afterpatch', external_id: finding.fingerprint, description: plain(`Rule ${finding.rule.id}`) },
    ],
    object_refs: [...seen, server, ...techniques].map((one) => one.id),
  });
}

function attackPattern(id: string): StixObject {
  const { name, tactics } = namedTechnique(id);
  return domainObject('attack-pattern', id, ALWAYS, {
    name,
    external_references: [{ source_name: 'mitre-attack', external_id: id, url: techniqueUrl(id) }],
    ...(tactics.length === 0
      ? {}
      : {
          kill_chain_phases: tactics.map(({ shortname }) => ({
            kill_chain_name: 'mitre-attack',
            phase_name: shortname,
          })),
        }),
  });
}

function observable(type: string, contributing: object, others: object = {}): StixObject {
  return { type, spec_version: '2.1', id: observableId(type, contributing), ...contributing, ...others };
}

function* observableObjects({ clients, accounts, request, file }: FindingFacts): Iterable<StixObject> {
  const addresses = clients.map((value) => observable(value.includes(':') ? 'ipv6-addr' : 'ipv4-addr', { value }));
  yield* addresses;
  for (const account_login of accounts) if (account_login !== '') yield observable('user-account', { account_login });
  if (file !== null) yield* fileObjects(file);
  const [client] = addresses;
  if (client === undefined || request?.path == null) return;
  const { method, path, query, agent } = request;
  yield observable('network-traffic', {
    src_ref: client.id,
    protocols: ['tcp', 'http'],
    extensions: {
      'http-request-ext': {
        request_method: method ?? 'GET',
        request_value: `${path}${query === null ? '' : `?${query}`}`,
        ...(agent === null ? {} : { request_header: { 'User-Agent': [agent] } }),
      },
    },
  });
}

function* fileObjects({ name, folder, sha256, size }: NonNullable<FindingFacts['file']>): Iterable<StixObject> {
  const directory = folder === null ? null : observable('directory', { path: folder });
  if (directory !== null) yield directory;
  const contributing = {
    ...(sha256 === null ? {} : { hashes: { 'SHA-256': sha256 } }),
    name,
    ...(directory === null ? {} : { parent_directory_ref: directory.id }),
  };
  yield observable('file', contributing, size === null ? {} : { size });
}

export default {
  purpose: 'a bundle of STIX 2.1: indicators, sightings, what was observed, a grouping for each incident',
  leavesOutDecided: true,
  render: renderStix,
} satisfies OutputFormat;
