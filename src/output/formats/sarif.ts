import type { CoverageEntry, Evidence, Finding, MissingFinding, Report } from '../../model/finding.js';
import { ATTACK_VERSION, namedTechnique, techniqueUrl } from '../export/attack-terms.js';
import { type CaseIndex, caseIndexOf } from '../export/case-index.js';
import { plain } from '../export/plain-text.js';
import { CONFIDENCE_SCALES, SEVERITY_SCALES } from '../export/scales.js';
import { findingId } from '../export/stable-id.js';
import { exportTime } from '../export/times.js';
import type { OutputFormat } from '../renderer.js';
import { decisionReason } from '../text/finding-text.js';

export const SARIF_SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const ROOT = 'EVIDENCE';
/** Notes on coverage that are passed on; those that hide something come first. */
const MOST_NOTES = 1_000;
const MOST_LOCATIONS = 20;
/** Files with their hashes; JSON has all. */
const MOST_ARTIFACTS = 10_000;

/** One log with one run: rules, what was not examined as notifications, ATT&CK as a taxonomy, and the findings as results. */
function* renderSarif(report: Report): Iterable<string> {
  const index = caseIndexOf(report);
  const rules = new Map<string, number>();
  const techniques = new Map<string, number>();
  const examples: Finding[] = [];
  for (const finding of report.findings) {
    if (!rules.has(finding.rule.id)) {
      rules.set(finding.rule.id, rules.size);
      examples.push(finding);
    }
    for (const id of finding.attack) if (!techniques.has(id)) techniques.set(id, techniques.size);
  }
  const gone = report.baseline?.missing.filter(({ state }) => state === 'gone') ?? [];
  const others = new Map(gone.filter(({ rule }) => !rules.has(rule)).map((one) => [one.rule, one]));
  for (const id of others.keys()) rules.set(id, rules.size);
  const run = {
    tool: {
      driver: {
        name: 'Afterpatch',
        version: report.tool.version,
        semanticVersion: report.tool.version,
        rules: [...examples.map(ruleOf), ...[...others.values()].map(ruleOfMissing)],
        supportedTaxonomies: [{ name: 'ATT&CK', index: 0 }],
      },
    },
    invocations: [
      { executionSuccessful: report.status === 'complete', toolExecutionNotifications: notificationsOf(report) },
    ],
    // Of what was found in them nothing depends on these: they tell which file it was (SARIF 2.1.0 §3.24).
    artifacts: artifactsOf(report),
    originalUriBaseIds: { [ROOT]: { description: { text: 'The collection that was hunted' } } },
    columnKind: 'utf16CodeUnits',
    taxonomies: [taxonomyOf([...techniques.keys()])],
  };
  const log = JSON.stringify({ $schema: SARIF_SCHEMA, version: '2.1.0', runs: [run] });
  // The run stays open for its results.
  yield `${log.slice(0, -'}]}'.length)},"results":[`;
  for (const [at, finding] of report.findings.entries()) {
    yield `${at === 0 ? '' : ','}\n${JSON.stringify(resultOf(finding, index, rules, techniques))}`;
  }
  for (const [at, one] of gone.entries())
    yield `${report.findings.length + at === 0 ? '' : ','}\n${JSON.stringify(absentOf(one, rules))}`;
  yield '\n]}]}\n';
}

/** Files that findings name, and archives that hold them, with their hashes. */
function artifactsOf({ evidence }: Report) {
  const files = [...(evidence?.archives ?? []), ...(evidence?.files ?? [])].slice(0, MOST_ARTIFACTS);
  return files.flatMap(({ path, size, sha256 }) =>
    sha256 === null
      ? []
      : [
          {
            location: { uri: relativeUri(path), uriBaseId: ROOT },
            length: size,
            hashes: { 'sha-256': sha256 },
          },
        ],
  );
}

/** The rule of a finding: what it says of itself stands in each of its findings. */
function ruleOf({ rule, title, severity, confidence, attack, falsePositives, nextSteps }: Finding) {
  const { sarif, score } = SEVERITY_SCALES[severity];
  const help = [...nextSteps.map((text) => `Next: ${text}`), ...falsePositives.map((text) => `Looks like it: ${text}`)];
  return {
    id: plain(rule.id),
    shortDescription: { text: message(title) },
    ...(help.length === 0 ? {} : { help: { text: message(help.join('. ')) } }),
    defaultConfiguration: { level: sarif },
    properties: {
      'security-severity': score,
      precision: CONFIDENCE_SCALES[confidence].precision,
      tags: ['security', rule.source, ...attack],
      version: plain(rule.version),
    },
  };
}

/** Of a rule that only a missing finding names, no more is known. */
function ruleOfMissing({ rule, title }: MissingFinding) {
  return { id: plain(rule), shortDescription: { text: message(title) } };
}

function resultOf(
  finding: Finding,
  index: CaseIndex,
  rules: ReadonlyMap<string, number>,
  techniques: ReadonlyMap<string, number>,
) {
  const {
    severity,
    confidence,
    outcome,
    phase,
    host,
    artifact,
    rule,
    attack,
    count,
    fingerprint,
    firstSeen,
    lastSeen,
  } = finding;
  const subject = index.subjectOf(finding);
  return {
    guid: findingId(finding),
    ...(finding.decision && {
      // SARIF 2.1.0 §3.35.
      suppressions: [{ kind: 'external', status: 'accepted', justification: plain(decisionReason(finding.decision)) }],
    }),
    ...(finding.baselineState && { baselineState: BASELINE_STATES[finding.baselineState] }),
    ruleId: plain(rule.id),
    ruleIndex: rules.get(rule.id) ?? -1,
    kind: 'fail',
    level: SEVERITY_SCALES[severity].sarif,
    rank: CONFIDENCE_SCALES[confidence].percent,
    message: { text: message(`${finding.title}: ${finding.message.text}`) },
    locations: locationsOf(finding),
    partialFingerprints: { 'afterpatch/v1': fingerprint },
    occurrenceCount: count,
    taxa: attack.map((id) => ({ id, index: techniques.get(id) ?? -1, toolComponent: { name: 'ATT&CK', index: 0 } })),
    properties: {
      severity,
      confidence,
      outcome,
      phase,
      host: host === null ? null : plain(host),
      subject: subject?.id ?? null,
      incident: subject?.incident ?? null,
      firstSeen: exportTime(firstSeen),
      lastSeen: exportTime(lastSeen),
      serverPath: artifact.windowsPath === null ? null : plain(artifact.windowsPath),
      url: artifact.url === null ? null : plain(artifact.url),
      sha256: artifact.sha256,
    },
  };
}

/** SARIF 2.1.0 §3.27.24. */
const BASELINE_STATES = { new: 'new', changed: 'updated', known: 'unchanged' } as const;

/** What an earlier report has, and was not found again though what showed it was examined. */
function absentOf(
  { host, fingerprint, rule, title, text, severity }: MissingFinding,
  rules: ReadonlyMap<string, number>,
) {
  return {
    guid: findingId({ host, fingerprint }),
    baselineState: 'absent',
    ruleId: plain(rule),
    ruleIndex: rules.get(rule) ?? -1,
    kind: 'fail',
    level: SEVERITY_SCALES[severity].sarif,
    locations: [],
    message: { text: message(`${title}: ${text}`) },
    partialFingerprints: { 'afterpatch/v1': fingerprint },
    properties: { severity, host: host === null ? null : plain(host) },
  };
}

/** Where evidence lies; the artifact as a whole where no evidence has a place. */
function locationsOf({ evidence, artifact }: Finding) {
  const places = evidence.flatMap((item) => {
    const path = item.path ?? artifact.collectedPath;
    return path === null
      ? []
      : [{ path, region: regionOf(item) ?? (path === artifact.collectedPath ? regionOfAll(artifact) : undefined) }];
  });
  const whole =
    artifact.collectedPath === null ? [] : [{ path: artifact.collectedPath, region: regionOfAll(artifact) }];
  return (places.length > 0 ? places : whole).slice(0, MOST_LOCATIONS).map(({ path, region }) => ({
    physicalLocation: {
      artifactLocation: { uri: relativeUri(path), uriBaseId: ROOT },
      ...(region === undefined ? {} : { region }),
    },
  }));
}

function regionOf(item: Evidence) {
  switch (item.type) {
    case 'content':
      // Columns count bytes here, and UTF-16 units in SARIF.
      return {
        ...(item.line === null ? {} : { startLine: item.line }),
        byteOffset: item.offset,
        byteLength: item.length,
        ...(item.text === '' ? {} : { snippet: { text: plain(item.text) } }),
      };
    case 'record':
      return item.line === null ? { byteOffset: item.offset } : { startLine: item.line };
    case 'element':
      return { startLine: item.line, startColumn: item.column, snippet: { text: plain(item.text) } };
    case 'fact':
      return undefined;
  }
}

function regionOfAll({ size }: Finding['artifact']) {
  return size === null ? undefined : { byteOffset: 0, byteLength: size };
}

/** A path of the collection as a relative reference (RFC 3986 §4.2): never an authority, a scheme or a way out. */
function relativeUri(path: string): string {
  return plain(path)
    .split(/[\\/]/)
    .filter((segment) => segment !== '')
    .map((segment) => (/^\.{1,2}$/.test(segment) ? segment.replaceAll('.', '%2E') : encodeURIComponent(segment)))
    .join('/');
}

function notificationsOf({ coverage }: Report) {
  const absent = coverage.classes
    .filter(({ state }) => state !== 'examined')
    .map((row) => ({
      descriptor: { id: `evidence-${row.state}` },
      level: 'warning' as const,
      message: { text: message(`${row.host ?? 'Server not named'}: ${row.class} ${row.state}`) },
    }));
  const entries = [...coverage.entries]
    .sort((a, b) => Number(b.incomplete) - Number(a.incomplete))
    .slice(0, MOST_NOTES)
    .map(notificationOf);
  return [...absent, ...entries];
}

function notificationOf({ code, message: text, path, incomplete }: CoverageEntry) {
  return {
    descriptor: { id: code },
    level: incomplete ? ('warning' as const) : ('note' as const),
    message: { text: message(text) },
    ...(path === null || path === ''
      ? {}
      : { locations: [{ physicalLocation: { artifactLocation: { uri: relativeUri(path), uriBaseId: ROOT } } }] }),
  };
}

function taxonomyOf(ids: readonly string[]) {
  return {
    name: 'ATT&CK',
    version: ATTACK_VERSION,
    organization: 'MITRE',
    informationUri: 'https://attack.mitre.org/',
    isComprehensive: false,
    taxa: ids.map((id) => ({ id, name: namedTechnique(id).name, helpUri: techniqueUrl(id) })),
  };
}

/** Text of a message: what would be a placeholder or an embedded link (SARIF 2.1.0 §3.11.5, §3.11.6) stays text. */
function message(text: string): string {
  return plain(text)
    .replace(/[{}]/g, '$&$&')
    .replace(/\](?=\()/g, '\\]');
}

export default {
  purpose: 'findings as results of SARIF 2.1.0, for code scanning services and editors',
  render: renderSarif,
} satisfies OutputFormat;
