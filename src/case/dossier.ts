import { evidenceClassOf } from '../collection/kinds/evidence-class.js';
import type { Artifact } from '../model/artifact.js';
import type { CoverageNote, EvidenceClass } from '../model/coverage.js';
import type { Detection } from '../model/detector.js';
import type {
  Actor,
  Baseline,
  Decisions,
  Finding,
  KnownGoodFacts,
  NamedEvidence,
  OpenQuestion,
  Report,
} from '../model/finding.js';
import type { LogStream } from '../model/log-stream.js';
import { giveWay } from '../platform/give-way.js';
import { buildFinding, type FindingSource, type FindingSubject } from './findings/build-finding.js';
import { CoverageLedger, isExamined } from './verdict/coverage-ledger.js';
import { decideFindings } from './decisions/decide-findings.js';
import { type IsOrdinaryPage, withoutEmptyAnswers } from './verdict/empty-answers.js';
import { exitCodeOf } from './verdict/exit-code.js';
import { groupCopies } from './findings/group-copies.js';
import type { HuntSettings } from './hunt-settings.js';
import { judgeDecided } from './decisions/judge-decided.js';
import { mergeFindings } from './findings/merge-findings.js';
import { isNews, tellNew } from './decisions/novelty.js';
import type { PatchedOn } from './verdict/patch-days.js';
import { phaseOf } from './findings/phase.js';
import { relateFindings, type UrlsOfFile, withUrls } from './findings/relate-findings.js';
import { requestVolumes } from './findings/request-volume.js';
import { safeProblem } from './findings/safe-rules.js';
import { type CollectedHashes, comparedFiles, recogniseFindings } from './decisions/server-baseline.js';
import { createShapeChecks } from './shapes/shape-checks.js';
import type { Case, CaseFacts } from './story/tell-case.js';
import { tellDecided } from './decisions/tell-decided.js';
import { isUnread, type UnreadEvidence, unreadEvidence, unreadNotes } from './verdict/unread-evidence.js';

/** What the case is told with. */
export interface Telling extends Pick<CaseFacts, 'isRareAgent'> {
  readonly hosts: readonly string[];
  readonly urlsOfFile: UrlsOfFile;
  readonly isOrdinaryPage: IsOrdinaryPage;
  /** Addresses of proxies and balancers beside one's own. */
  readonly proxies: readonly string[];
}

/** Findings as the report has them, and the case that they make. */
export interface Told {
  readonly findings: readonly Finding[];
  readonly case: Case;
  /** What servers that are known to be good have as well. */
  readonly recognised: KnownGoodFacts['recognised'];
  /** Left out: nobody decided anything. */
  readonly decisions?: Decisions;
}

export interface Conclusion {
  readonly interrupted: boolean;
  readonly hosts: readonly string[];
  readonly told: Told;
  readonly actors: readonly Actor[];
  readonly questions: readonly OpenQuestion[];
  readonly streams: readonly LogStream[];
  /** Files that it names, with their hashes. */
  readonly evidence: NamedEvidence;
  /** Left out: of no file is known what it holds. */
  readonly hashes?: CollectedHashes;
  readonly signatures: Report['signatures'];
}

/** Takes in what a hunt finds and cannot examine, and closes with the report. Every finding is checked against its schema. */
export class Dossier {
  readonly ledger = new CoverageLedger();
  readonly #findings: Finding[] = [];
  readonly #checks = createShapeChecks();
  #unread: readonly UnreadEvidence[] = [];
  #patches: ReadonlyMap<string | null, string> = new Map();
  /** Files that anything reads. */
  #readable = 0;
  readonly #classOf = new Map<string, { readonly class: EvidenceClass; readonly host: string | null }>();

  constructor(
    private readonly settings: HuntSettings,
    readonly version: string,
    private readonly onFinding: (finding: Finding) => void,
  ) {}

  /** Findings so far, each as it was found. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** When a server was patched: as the user said, or else by its own record. */
  readonly patchedOn: PatchedOn = (host) => this.settings.patchedOn(host) ?? this.#patches.get(host) ?? null;

  /** Takes in when servers were patched by their own record. Findings so far are of the phase that follows once the case is told. */
  patchedByRecord(patches: ReadonlyMap<string | null, string>): void {
    this.#patches = patches;
  }

  collected(artifacts: readonly Artifact[]): void {
    for (const { kind, windowsPath, collectedPath, host, size, carriesCode } of artifacts) {
      const evidenceClass = evidenceClassOf(kind, windowsPath);
      const isRead = !isUnread(kind);
      this.ledger.collected(host, size, evidenceClass, isRead);
      if (carriesCode || (evidenceClass !== null && isRead)) this.#readable += 1;
      if (evidenceClass !== null) this.#classOf.set(collectedPath, { class: evidenceClass, host });
    }
    this.#unread = unreadEvidence(artifacts);
    for (const note of unreadNotes(artifacts)) this.ledger.note(note);
  }

  /** What concerns one artifact's examination also marks its class as examined in part. */
  note(note: CoverageNote): void {
    this.ledger.note(note);
    const about = note.path == null ? undefined : this.#classOf.get(note.path);
    if (note.incomplete && about !== undefined) this.ledger.partial(about.class, about.host);
  }

  add(source: FindingSource, detection: Detection, subject: FindingSubject): void {
    const finding = buildFinding(source, detection, subject, this.patchedOn, this.settings.mask);
    this.#checks.finding(finding);
    this.#findings.push(finding);
    this.onFinding(finding);
  }

  /** The case of what was found so far. */
  async tell({ hosts, urlsOfFile, isOrdinaryPage, isRareAgent, proxies }: Telling): Promise<Told> {
    const { patchedOn } = this;
    const { ownAddresses } = this.settings;
    const found = this.#findings.map((finding) => {
      const { firstSeen, lastSeen, host } = finding;
      return { ...finding, phase: phaseOf(firstSeen, lastSeen, patchedOn(host)) };
    });
    await giveWay();
    const merged = mergeFindings(found, patchedOn);
    await giveWay();
    const grouped = groupCopies(merged, patchedOn);
    await giveWay();
    const { findings: foreign, recognised } = this.#recognised(grouped);
    const answered = withoutEmptyAnswers(foreign, isOrdinaryPage);
    const related = relateFindings(withUrls(answered, urlsOfFile), urlsOfFile);
    const { findings, decisions } = this.#decided(related);
    await giveWay();
    const isShared = (address: string) => ownAddresses.has(address) || proxies.includes(address);
    const told = tellDecided(findings, { urlsOfFile, patchedOn, servers: serversOf(hosts), isShared, isRareAgent });
    return { findings, case: told, recognised, ...(decisions && { decisions }) };
  }

  conclude({
    interrupted,
    hosts,
    told,
    actors,
    questions,
    streams,
    signatures,
    evidence,
    hashes = new Map(),
  }: Conclusion): Report {
    const { settings } = this;
    if (interrupted) {
      this.note({
        code: 'interrupted',
        message: 'The hunt was interrupted; not everything was examined',
        incomplete: true,
      });
    }
    if (this.#readable === 0) {
      this.note({ code: 'not-examined', message: 'There is nothing here that could be examined', incomplete: true });
    }
    for (const problem of signatures.notLoaded) {
      const { path, reason, incomplete } = problem;
      this.note({ code: 'signature-left-out', message: `${path}: ${reason}`, incomplete });
    }
    const servers = serversOf(hosts);
    const { factsLeft, ...theCase } = told.case;
    if (factsLeft > 0) {
      const message = 'Dated facts that the timeline has no room for; the findings hold what they are taken from';
      this.note({ code: 'limit-reached', message, count: factsLeft, incomplete: false });
    }
    const coverage = this.ledger.coverage(servers, settings.require, questions);
    const isComplete = this.#isComplete(coverage, servers);
    const incomplete = !coverage.complete || !servers.every(isComplete);
    const { findings, baseline } = this.#toldNew({ interrupted, hosts, told, signatures, coverage });
    const report: Report = {
      schemaVersion: '2.0',
      tool: { name: 'afterpatch', version: this.version },
      status: interrupted ? 'interrupted' : 'complete',
      exitCode: this.#exitCode({ interrupted, signatures, findings, incomplete }),
      parameters: {
        patchedOn: settings.patchDays.everywhere ?? this.#patches.get(null) ?? null,
        patchedOnServers: { ...ofServers(this.#patches), ...settings.patchDays.servers },
        since: settings.since,
        until: settings.until,
        failOn: settings.failOn,
        ...(settings.failOnNew && { failOnNew: true }),
        require: [...settings.require],
        own: [...settings.ownRanges],
        follow: [...settings.follow],
      },
      hosts: [...hosts],
      findings: [...findings],
      ...theCase,
      actors: [...actors],
      requestVolume: requestVolumes(streams),
      verdict: judgeDecided({
        findings,
        patchedOn: this.patchedOn,
        hosts,
        coverage,
        unread: this.#unread,
        isComplete: (host) => !incomplete || (hosts.length > 1 && isComplete(host)),
      }),
      coverage,
      evidence,
      signatures: { ...signatures, notLoaded: signatures.notLoaded.map(safeProblem) },
      ...(baseline && { baseline }),
      ...(told.decisions && { decisions: told.decisions }),
      ...(settings.knownGood && {
        knownGood: {
          sources: settings.knownGood.sources,
          ...comparedFiles(hashes, settings.knownGood),
          recognised: told.recognised,
        },
      }),
    };
    this.#checks.report(report);
    return report;
  }

  /** The report of an earlier sweep that was asked the same of the same evidence, told against the baseline of now. */
  retell({ baseline: _, decisions, knownGood, ...before }: Report): Report {
    const { hosts, signatures, coverage } = before;
    const told = { findings: before.findings.map(({ baselineState: state, ...finding }): Finding => finding) };
    const { findings, baseline } = this.#toldNew({ interrupted: false, hosts, told, signatures, coverage });
    const servers = serversOf(hosts);
    const incomplete = !coverage.complete || !servers.every(this.#isComplete(coverage, servers));
    const report: Report = {
      ...before,
      exitCode: this.#exitCode({ interrupted: false, signatures, findings, incomplete }),
      findings: [...findings],
      ...(baseline && { baseline }),
      ...(decisions && { decisions }),
      ...(knownGood && { knownGood }),
    };
    this.#checks.report(report);
    return report;
  }

  /** Tells whether all of a server was examined that is to be. */
  #isComplete(
    { classes, entries }: Report['coverage'],
    servers: readonly (string | null)[],
  ): (host: string | null) => boolean {
    const { require } = this.settings;
    const isOf = (host: string | null) => (one: { readonly host: string | null }) =>
      one.host === null || one.host === host;
    return (host) =>
      isExamined(classes.filter(isOf(host)), entries.filter(isOf(host))) &&
      (!servers.includes(host) || require.every((name) => isThere(name, host, classes)));
  }

  #exitCode({
    interrupted,
    signatures: { notLoaded },
    findings,
    incomplete,
  }: Pick<Conclusion, 'interrupted' | 'signatures'> & {
    readonly findings: readonly Finding[];
    readonly incomplete: boolean;
  }): number {
    const { strict, failOn, failOnNew } = this.settings;
    return exitCodeOf({
      interrupted,
      untrustworthy: strict && notLoaded.some((problem) => problem.incomplete),
      findings: findings.filter(failOnNew ? isNews : isOpen),
      failOn,
      incomplete,
    });
  }

  #recognised(findings: readonly Finding[]): Pick<Told, 'findings' | 'recognised'> {
    const { knownGood } = this.settings;
    return knownGood === null ? { findings, recognised: [] } : recogniseFindings(findings, knownGood);
  }

  #decided(findings: readonly Finding[]): { readonly findings: readonly Finding[]; readonly decisions?: Decisions } {
    const { decisions } = this.settings;
    return decisions === null ? { findings } : decideFindings(findings, decisions.suppressions, decisions.asOf);
  }

  /** Findings against an earlier report, where there is one. */
  #toldNew({
    interrupted,
    hosts,
    told: { findings },
    signatures: { digests },
    coverage: { classes },
  }: Pick<Conclusion, 'interrupted' | 'hosts' | 'signatures'> & {
    readonly told: Pick<Told, 'findings'>;
  } & Pick<Report, 'coverage'>): {
    readonly findings: readonly Finding[];
    readonly baseline?: Baseline;
  } {
    const { baseline } = this.settings;
    if (baseline === null) return { findings };
    return tellNew(baseline, {
      findings,
      hosts,
      digests,
      toolVersion: this.version,
      classes: interrupted ? [] : classes,
    });
  }
}

function isOpen({ decision }: Finding): boolean {
  return decision === undefined;
}

function ofServers(patches: ReadonlyMap<string | null, string>): Record<string, string> {
  return Object.fromEntries([...patches].flatMap(([host, time]) => (host === null ? [] : [[host, time]])));
}

/** The servers of a collection; null stands for one that nothing names. */
function serversOf(hosts: readonly string[]): readonly (string | null)[] {
  return hosts.length > 0 ? hosts : [null];
}

/** A server of which the class was not collected is not examined, whatever there is of others. Files that no server's name is known for may be any's. */
function isThere(name: EvidenceClass, host: string | null, classes: Report['coverage']['classes']): boolean {
  return classes.some(
    (row) =>
      row.class === name &&
      (row.host === host || row.host === null) &&
      (row.state === 'examined' || row.state === 'partial'),
  );
}
