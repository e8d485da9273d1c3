import { createHash } from 'node:crypto';
import type { Finding, KnownGoodFacts, Report } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import { AfterpatchError } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';
import type { BaselineFiles } from '../../server/server-baseline.js';
import { newAjv } from '../shapes/ajv-when-needed.js';
import { contentOf } from '../findings/finding-content.js';
import { placeOf } from '../findings/merge-findings.js';
import { isGraver } from './novelty.js';
import { schemaText } from '../shapes/schemas.js';
import { readTrustedFile } from './trusted-file.js';
import { shapeFaults } from '../shapes/shape-faults.js';

const MAXIMUM_BYTES = 400 * 1024 ** 2;
/** Paths that the report lists by name. */
const MOST_DIFFERING = 1_000;

interface BaselineFinding {
  readonly fingerprint: string;
  readonly content: string;
  readonly severity: Finding['severity'];
  readonly outcome: Finding['outcome'];
  readonly rule: string;
  readonly title: string;
  readonly place: string;
  readonly accepted: boolean;
}

/** As `schemas/server-baseline.schema.json` says. */
export interface ServerBaseline {
  readonly schemaVersion: '1.0';
  readonly toolVersion: string;
  readonly hosts: readonly string[];
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly findings: readonly BaselineFinding[];
}

/** Baselines that a hunt was given, together. */
export interface KnownServers {
  readonly sources: KnownGoodFacts['sources'];
  readonly files: BaselineFiles;
  readonly findings: ReadonlyMap<string, readonly BaselineFinding[]>;
}

/**
 * Reads baselines.
 * @param hunted what is hunted: a baseline that lies in it could be an intruder's.
 * @throws AfterpatchError `usage` where one cannot be read, lies in the evidence, or is not as its schema says.
 */
export function readKnownServers(paths: readonly string[], hunted: readonly string[]): KnownServers | null {
  if (paths.length === 0) return null;
  const read = paths.map((path) => readBaseline(path, hunted));
  const files = new Map<string, Set<string>>();
  const findings = new Map<string, BaselineFinding[]>();
  for (const { baseline } of read) {
    for (const { path, sha256 } of baseline.files) {
      const hashes = files.get(path) ?? new Set<string>();
      files.set(path, hashes.add(sha256));
    }
    for (const one of baseline.findings) findings.set(one.fingerprint, [...(findings.get(one.fingerprint) ?? []), one]);
  }
  const sources = read.map(({ sha256, baseline }) => ({
    sha256,
    toolVersion: safeText(baseline.toolVersion, 100),
    hosts: baseline.hosts.map((host) => safeText(host, 300)),
    files: baseline.files.length,
    findings: baseline.findings.length,
  }));
  return { sources, files, findings };
}

function readBaseline(path: string, hunted: readonly string[]) {
  const wrong = (why: string, hint = 'Make one with afterpatch baseline make.') =>
    new AfterpatchError('usage', `--known-good ${path}: ${why}`, hint);
  const text = readTrustedFile(path, hunted, MAXIMUM_BYTES, wrong);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('it is no JSON');
  }
  const ajv = newAjv({ strict: true });
  const validate = ajv.compile<ServerBaseline>(JSON.parse(schemaText('server-baseline')));
  if (!validate(value)) throw wrong(shapeFaults(validate.errors));
  return { baseline: value, sha256: createHash('sha256').update(text).digest('hex') };
}

/** What keeps a server from being known to be good, unless somebody accepts each of them. */
export function doubtsAbout({ findings }: Report, accepted: ReadonlySet<string>): readonly Finding[] {
  return findings.filter((finding) => isDoubt(finding) && !accepted.has(finding.fingerprint));
}

function isDoubt({ outcome, severity }: Finding): boolean {
  return (outcome === 'compromise' || outcome === 'success') && compareSeverity(severity, 'medium') >= 0;
}

/** What a server that is known to be good holds, and what is told of it. Weaknesses and requests stay unknown: they are no good anywhere. */
export function serverBaselineOf(
  { tool, hosts, findings }: Report,
  files: ServerBaseline['files'],
  accepted: ReadonlySet<string>,
): ServerBaseline {
  const own = findings.filter(isOfServer).flatMap((finding): BaselineFinding[] => {
    const content = contentOf(finding);
    if (content === null) return [];
    const { fingerprint, severity, outcome, rule, title } = finding;
    const shown = { rule: rule.id, title, place: placeOf(finding) };
    return [{ fingerprint, content, severity, outcome, ...shown, accepted: accepted.has(fingerprint) }];
  });
  return {
    schemaVersion: '1.0',
    toolVersion: tool.version,
    hosts,
    files: [...files].sort((a, b) => compareText(a.path, b.path) || compareText(a.sha256, b.sha256)),
    findings: own.sort((a, b) => compareText(a.fingerprint, b.fingerprint) || compareText(a.content, b.content)),
  };
}

/** Something that lies on the server or is set there, and could be an intruder's. */
function isOfServer({ outcome, evidence }: Finding): boolean {
  return outcome === 'compromise' && !evidence.some(({ type }) => type === 'record');
}

/** Takes out the findings that known servers have as well: of the same content, and no graver than they were there. */
export function recogniseFindings(
  findings: readonly Finding[],
  known: KnownServers,
): { readonly findings: readonly Finding[]; readonly recognised: KnownGoodFacts['recognised'] } {
  const isKnown = (finding: Finding) =>
    isOfServer(finding) &&
    (known.findings.get(finding.fingerprint) ?? []).some(
      (one) => one.content === contentOf(finding) && !isGraver(finding, one),
    );
  const recognised = findings.filter(isKnown);
  return {
    findings: findings.filter((finding) => !isKnown(finding)),
    recognised: recognised.map((finding) => ({
      host: finding.host,
      fingerprint: finding.fingerprint,
      rule: finding.rule.id,
      title: finding.title,
      place: placeOf(finding),
      severity: finding.severity,
    })),
  };
}

/** SHA-256 of collected files by server and `baselinePath`; null where a file's content is not known. */
export type CollectedHashes = ReadonlyMap<string | null, ReadonlyMap<string, string | null>>;

/** How the files of a collection agree with those of known servers. */
export function comparedFiles(
  hashes: CollectedHashes,
  { files }: KnownServers,
): Omit<KnownGoodFacts, 'sources' | 'recognised'> {
  const differing: { host: string | null; path: string }[] = [];
  let same = 0;
  for (const [host, own] of hashes) {
    for (const [path, sha256] of own) {
      const known = files.get(path);
      if (known === undefined || sha256 === null) continue;
      if (known.has(sha256)) same += 1;
      else differing.push({ host, path });
    }
  }
  differing.sort((a, b) => compareText(a.host ?? '', b.host ?? '') || compareText(a.path, b.path));
  return {
    same,
    differing: differing.length,
    differingFiles: differing.slice(0, MOST_DIFFERING).map(({ host, path }) => ({ host, path: safeText(path, 2_000) })),
  };
}
