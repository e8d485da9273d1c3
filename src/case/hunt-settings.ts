import { availableParallelism } from 'node:os';
import { type GivenHost, givenHost } from '../collection/walking/given-paths.js';
import { EVERY_UNIT_DONE, type Units } from '../collection/unit.js';
import { EVIDENCE_CLASSES, type EvidenceClass } from '../model/coverage.js';
import type { Report, Severity } from '../model/finding.js';
import { isSeverity, SEVERITIES } from '../model/severity.js';
import { type AddressSet, createAddressSet } from '../platform/address-set.js';
import { AfterpatchError } from '../platform/errors.js';
import { SpareProcesses } from '../platform/spare-processes.js';
import { type PublicKey, readPublicKey } from '../signatures/pack/minisign.js';
import { parseInstant } from './instant.js';
import { type Mask, maskSecrets, SHOWN } from './findings/mask-secrets.js';
import { type EarlierReport, earlierReport } from './decisions/novelty.js';
import { type PatchDays, type PatchedOn, parsePatchDays, patchedOnOf } from './verdict/patch-days.js';
import { type KnownServers, readKnownServers } from './decisions/server-baseline.js';
import { readSuppressions, type Suppressions } from './decisions/suppressions.js';

/** What a hunt is asked to do. Everything but the paths has a default. */
export interface HuntOptions {
  /** Folders, mounted volumes or single files that were collected. */
  readonly paths: readonly string[];
  /** When servers were patched: a date or a date and time, UTC unless it has an offset; `EX01=2021-03-10` is of one server. */
  readonly patchedOn?: string | readonly string[] | undefined;
  /** Requests before and after these times are left out. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Folders of YARA and Sigma rules beside the shipped ones. */
  readonly signatures?: readonly string[] | undefined;
  /** Public keys of minisign, or the texts of their files: packs of signatures that they signed need no note. */
  readonly trustedKeys?: readonly string[] | undefined;
  /** Addresses and CIDR ranges of your own proxies, monitors and scanners. */
  readonly own?: readonly string[] | undefined;
  /** Addresses and accounts of which everything that they asked for is told, whether or not an incident names them. */
  readonly follow?: readonly string[] | undefined;
  /** Servers of what lies at or below a path, as `NAME=PATH`, where the collection does not tell or tells wrong. */
  readonly hosts?: readonly string[] | undefined;
  /** A JSON file that says where collected files that bear other names lay, as the schema `collection-manifest` describes. */
  readonly manifest?: string | undefined;
  /** Opens encrypted archives. */
  readonly archivePassword?: string | undefined;
  /** Evidence that must be there for the examination to count as complete. */
  readonly require?: readonly string[] | undefined;
  /** Baselines of one's own servers that are known to be good, as `afterpatch baseline make` writes them. */
  readonly knownGood?: readonly string[] | undefined;
  /** A YAML file of decisions about findings, as the schema `suppressions` describes: what it covers counts for no answer. */
  readonly suppressions?: string | undefined;
  /** The day that decisions are judged by: they end. Needed with `suppressions`, since a hunt knows no clock. */
  readonly now?: string | undefined;
  /** An earlier report of the same servers: findings are told new, changed or known against it, and what is gone is named. */
  readonly baseline?: Report | undefined;
  /** Lowest severity that makes the exit code 1; `new:low` counts only what is new or changed against the baseline. */
  readonly failOn?: FailOn | undefined;
  /** A signature that does not load makes the result untrustworthy. */
  readonly strict?: boolean | undefined;
  /** Show passwords, tokens, cookies and keys of the evidence instead of their digests. */
  readonly showSecrets?: boolean | undefined;
  readonly engine?: 'auto' | 'native' | 'wasm' | undefined;
  /** Longest time for one file, in seconds; for a log, which may take long, the longest time without getting on any further. */
  readonly deadline?: number | undefined;
  /** Engine processes: one for each core unless given, four for each core at most. */
  readonly jobs?: number | undefined;
}

/** A severity, or one of findings that an earlier report does not have. */
export type FailOn = Severity | `new:${Severity}`;

/** As `--fail-on` takes them. */
export const FAIL_ON: readonly string[] = [...SEVERITIES, ...SEVERITIES.map((severity) => `new:${severity}`)];

export function isFailOn(text: string): text is FailOn {
  return FAIL_ON.includes(text);
}

/** Options, checked and with defaults. Instants are UTC ISO 8601 with milliseconds. */
export interface HuntSettings {
  readonly paths: readonly string[];
  readonly patchDays: PatchDays;
  readonly patchedOn: PatchedOn;
  readonly since: string | null;
  readonly until: string | null;
  readonly signatures: readonly string[];
  readonly trustedKeys: readonly PublicKey[];
  readonly ownAddresses: AddressSet;
  readonly ownRanges: readonly string[];
  readonly follow: readonly string[];
  readonly hosts: readonly GivenHost[];
  readonly manifest: string | undefined;
  readonly archivePassword: string | undefined;
  readonly require: readonly EvidenceClass[];
  readonly baseline: EarlierReport | null;
  readonly knownGood: KnownServers | null;
  readonly decisions: { readonly suppressions: Suppressions; readonly asOf: string } | null;
  readonly failOn: Severity;
  /** Only what is new or changed against the baseline counts. */
  readonly failOnNew: boolean;
  readonly strict: boolean;
  readonly mask: Mask;
  readonly engine: 'auto' | 'native' | 'wasm';
  readonly deadlineMs: number;
  readonly jobs: number;
  /** Where results of single files come from. */
  readonly units: Units;
  /** Engine processes between two stretches of work; whoever hunts closes them. */
  readonly spares: SpareProcesses;
}

const DEFAULT_REQUIRED: readonly EvidenceClass[] = ['web-content', 'iis-logs', 'iis-configuration'];
const DEFAULT_DEADLINE_SECONDS = 30;
const MAXIMUM_JOBS_PER_CORE = 4;

/** @throws AfterpatchError where an option makes no sense, naming it and what it takes. */
export function settleOptions(options: HuntOptions, units: Units = EVERY_UNIT_DONE): HuntSettings {
  if (options.paths.length === 0)
    throw new AfterpatchError('usage', 'There is nothing to hunt: no path was given.', 'Give a folder or a file.');
  const instant = (text: string | undefined) => (text === undefined ? null : parseInstant(text));
  const { patchedOn = [] } = options;
  const patchDays = parsePatchDays(typeof patchedOn === 'string' ? [patchedOn] : patchedOn);
  const [since, until] = [instant(options.since), instant(options.until)];
  if (since !== null && until !== null && since > until) {
    throw new AfterpatchError('usage', `--since ${since} is later than --until ${until}.`, 'Swap them.');
  }
  const { failOn, failOnNew } = countedFor(options.failOn ?? 'low');
  if (failOnNew && options.baseline === undefined) {
    throw new AfterpatchError(
      'usage',
      `--fail-on new:${failOn} needs to know what is not new.`,
      'Give the JSON report of an earlier hunt with --baseline.',
    );
  }
  return {
    paths: options.paths,
    patchDays,
    patchedOn: patchedOnOf(patchDays),
    since,
    until,
    signatures: options.signatures ?? [],
    trustedKeys: (options.trustedKeys ?? []).map(trustedKey),
    ownAddresses: createAddressSet(options.own ?? []),
    ownRanges: options.own ?? [],
    follow: options.follow ?? [],
    hosts: (options.hosts ?? []).map(namedPath),
    manifest: options.manifest,
    archivePassword: options.archivePassword,
    require: requiredClasses(options.require),
    baseline: options.baseline === undefined ? null : earlierReport(options.baseline),
    knownGood: readKnownServers(options.knownGood ?? [], options.paths),
    decisions: decisionsOf(options),
    failOn,
    failOnNew,
    strict: options.strict ?? false,
    mask: options.showSecrets ? SHOWN : maskSecrets,
    engine: options.engine ?? 'auto',
    deadlineMs: positive('deadline', options.deadline ?? DEFAULT_DEADLINE_SECONDS) * 1000,
    jobs: engineProcesses(options.jobs),
    units,
    spares: new SpareProcesses(),
  };
}

function trustedKey(text: string): PublicKey {
  try {
    return readPublicKey(text);
  } catch {
    throw new AfterpatchError(
      'usage',
      `Not a public key of minisign: ${text.trim().slice(0, 100)}`,
      'Give the key that begins with RW, or the file that holds it.',
    );
  }
}

function decisionsOf({ suppressions, now, paths }: HuntOptions): HuntSettings['decisions'] {
  if (suppressions === undefined) return null;
  if (now === undefined)
    throw new AfterpatchError('usage', 'Decisions end, and nobody said which day it is.', 'Give it as 2026-11-30.');
  return { suppressions: readSuppressions(suppressions, paths), asOf: parseInstant(now).slice(0, 10) };
}

function countedFor(text: string): { readonly failOn: Severity; readonly failOnNew: boolean } {
  const failOnNew = text.startsWith('new:');
  const failOn = failOnNew ? text.slice('new:'.length) : text;
  if (isSeverity(failOn)) return { failOn, failOnNew };
  throw new AfterpatchError('usage', `Not a severity: ${text}`, `Severities are ${FAIL_ON.join(', ')}.`);
}

const HOST_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,252}$/;

/** @throws AfterpatchError `usage` for what is no server and a path. */
export function namedPath(text: string): GivenHost {
  const cut = text.indexOf('=');
  const name = text.slice(0, Math.max(cut, 0));
  if (cut > 0 && HOST_NAME.test(name)) return givenHost(name, text.slice(cut + 1));
  throw new AfterpatchError(
    'usage',
    `Not a server and a path: ${text}`,
    'Write --host NAME=PATH, such as EX02=./loose: what lies at or below the path is of that server.',
  );
}

/** As many as were asked for, but more than a few for each core would only keep one another, and whoever waits, from working. */
export function engineProcesses(asked: number | undefined): number {
  const cores = availableParallelism();
  if (asked !== undefined && !Number.isInteger(positive('jobs', asked))) {
    throw new AfterpatchError(
      'usage',
      `--jobs takes a whole number, not ${asked}.`,
      'Leave it out for one for each core.',
    );
  }
  return Math.min(asked ?? cores, MAXIMUM_JOBS_PER_CORE * cores);
}

function requiredClasses(names: readonly string[] | undefined): readonly EvidenceClass[] {
  if (names === undefined) return DEFAULT_REQUIRED;
  const known = (name: string): name is EvidenceClass => (EVIDENCE_CLASSES as readonly string[]).includes(name);
  return names
    .filter((name) => name !== 'none')
    .map((name) => {
      if (known(name)) return name;
      throw new AfterpatchError(
        'usage',
        `Not a class of evidence: ${name}`,
        `Classes are ${EVIDENCE_CLASSES.join(', ')}; or none.`,
      );
    });
}

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new AfterpatchError('usage', `--${name} takes a number above zero.`);
}
