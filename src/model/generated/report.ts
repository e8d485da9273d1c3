// Generated from schemas/ by scripts/generate.mjs. Change the schema and run `npm run generate`.

/**
 * UTC, ISO 8601.
 */
export type Time = string | null;
export type Severity = 'informational' | 'low' | 'medium' | 'high' | 'critical';
export type Confidence = 'confirmed' | 'strong' | 'moderate' | 'weak';
/**
 * attempt: tried and failed or unknown; success: a request was answered as the exploit or shell wants; compromise: something of the intruder is or was on the server; hygiene: a weakness without an intruder.
 */
export type Outcome = 'attempt' | 'success' | 'compromise' | 'hygiene';
/**
 * Relative to the moment the patch was applied.
 */
export type Phase = 'before' | 'after' | 'spanning' | 'unknown';
export type Evidence = ContentEvidence | RecordEvidence | ElementEvidence | FactEvidence;
/**
 * Stable identity of a subject: made from its host, kind and name.
 */
export type SubjectId = string;
/**
 * implant: something that was left; entry: requests or logons that opened the server; actor: what a client did besides; change: a change to the server.
 */
export type SubjectKind = 'implant' | 'entry' | 'actor' | 'change';
/**
 * Stable identity of an incident: made from the subjects that it began with.
 */
export type IncidentId = string;
/**
 * Fingerprint of a finding of this report.
 */
export type FindingId = string;
/**
 * strong: the same thing; moderate: what fits and has few other explanations; weak: close in time, no more.
 */
export type JoinStrength = 'strong' | 'moderate' | 'weak';
/**
 * A part of a break-in, in the order in which they usually come.
 */
export type Stage = 'entry' | 'foothold' | 'persistence' | 'use' | 'theft' | 'cover-up';
/**
 * front-end: IIS, or proxy: HttpProxy, as the client asked; back-end: IIS behind it; service: EWS, MAPI and the like; session: remote PowerShell; cmdlet: CmdletInfra and ECP; event: MSExchange Management; file: what is on disk.
 */
export type RequestLayer = 'front-end' | 'proxy' | 'back-end' | 'service' | 'session' | 'cmdlet' | 'event' | 'file';
/**
 * Of several servers, the gravest answer stands for all.
 */
export type Answer =
  | 'persistence-survived-the-patch'
  | 'compromised'
  | 'probably-exploited'
  | 'to-be-explained'
  | 'attempts-only'
  | 'nothing-found'
  | 'not-assessable';
/**
 * Why a file has no hash. changed: it was written to after it was read, or is gone; unreadable: it could not be read once more; interrupted: the hunt was stopped. Or what else is to be known: remembered: it is no longer there, and its hash is that of what an earlier sweep read.
 */
export type HashProblem = 'changed' | 'unreadable' | 'interrupted' | 'remembered';

/**
 * What one hunt found, what it examined, what it could not, and the verdict.
 */
export interface Report {
  schemaVersion: '2.0';
  tool: {
    name: 'afterpatch';
    version: string;
  };
  /**
   * interrupted: the hunt was stopped and this is what it had found until then.
   */
  status: 'complete' | 'interrupted';
  exitCode: number;
  parameters: {
    patchedOn: Time;
    /**
     * Servers that have a day of their own, by name: as given or, where nobody said, when the last flaw that was used against many is seen closed in their own logs.
     */
    patchedOnServers: {
      [k: string]: string;
    };
    since: Time;
    until: Time;
    failOn: Severity;
    /**
     * Whether only findings that are new or changed against the earlier report count for the exit code.
     */
    failOnNew?: boolean;
    require: string[];
    /**
     * Addresses and ranges of one's own proxies, monitors and scanners: what they sent is judged more mildly.
     */
    own: string[];
    /**
     * Addresses and accounts that were asked for: they are among the actors whether or not an incident names them.
     */
    follow?: string[];
  };
  hosts: string[];
  findings: Finding[];
  /**
   * The gravest first; those that are suppressed last.
   */
  subjects: Subject[];
  /**
   * The gravest first.
   */
  incidents: Incident[];
  /**
   * Who did it: clients and accounts that incidents name, with all that they did, those of the gravest incident first.
   */
  actors: Actor[];
  /**
   * Every dated fact of the case, in the order of time.
   */
  timeline: DatedFact[];
  /**
   * What to do, in order.
   */
  actions: Action[];
  /**
   * How busy each site was, and where its logs have gaps.
   */
  requestVolume: RequestVolume[];
  verdict: Verdict;
  coverage: Coverage;
  evidence?: NamedEvidence;
  signatures: {
    loaded: {
      yara: number;
      sigma: number;
      detectors: number;
    };
    /**
     * Sigma rules that loaded, and are for records of other kinds than those that were collected. Told where signatures beside the shipped ones were given.
     */
    notApplicable?: number;
    notLoaded: SignatureProblem[];
    /**
     * Which of the folders of signatures beside the shipped ones are packs, in the order in which they were given.
     */
    packs?: {
      name: string;
      version: string;
      /**
       * Number of the trusted key that signed its manifest, null where none did.
       */
      signedBy: string | null;
      /**
       * What does not hold: files that differ from the manifest, a signature that is missing or by nobody who is trusted.
       */
      faults: string[];
    }[];
    /**
     * Digests of the rules that were loaded, null where none were needed: two reports with the same ones asked the same questions.
     */
    digests?: {
      yara: string | null;
      sigma: string | null;
    };
  };
  baseline?: Baseline;
  decisions?: Decisions;
  knownGood?: KnownGoodFacts;
}
/**
 * One thing that Afterpatch found on one host: what, where, when, why it matters and what to do next.
 */
export interface Finding {
  schemaVersion: '1.0';
  /**
   * Stable identity within a host: SHA-256 over rule id, artifact kind, normalised original path and the rule's own identity key. Host and fingerprint together are what a baseline compares.
   */
  fingerprint: string;
  rule: FindingRule;
  title: string;
  message: FindingMessage;
  severity: Severity;
  confidence: Confidence;
  outcome: Outcome;
  phase: Phase;
  /**
   * MITRE ATT&CK technique ids.
   */
  attack: string[];
  /**
   * Name of the server that the artifact came from, null where the collection does not tell.
   */
  host: string | null;
  artifact: FindingArtifact;
  evidence: Evidence[];
  /**
   * How many times this was seen; the evidence lists a few of them.
   */
  count: number;
  firstSeen: Time;
  lastSeen: Time;
  /**
   * Fingerprints of other findings on the same host that belong to this one.
   */
  related: string[];
  references: string[];
  falsePositives: string[];
  nextSteps: string[];
  /**
   * Where an earlier report was given. new: that one has no such finding on this server; changed: it has, but what the finding is about holds something else now, or it is graver than it was; known: it has.
   */
  baselineState?: 'new' | 'changed' | 'known';
  decision?: FindingDecision;
}
export interface FindingRule {
  id: string;
  version: string;
  source: 'yara' | 'sigma' | 'sigma-correlation' | 'detector';
  /**
   * SHA-256 over the files of the rule's language in the folder that it came from, or of the tool version for detectors.
   */
  pack: string;
  /**
   * Name and version of the pack that the rule came from, where the folder is one beside the shipped rules.
   */
  packName?: string;
}
export interface FindingMessage {
  id: string;
  text: string;
  data: {
    [k: string]: string | number | boolean | null | string[];
  };
}
export interface FindingArtifact {
  kind: string;
  /**
   * Where it lies in the collection; bytes that are not printable UTF-8 are written as \xNN. Null for what has no file, such as a URL seen in logs only.
   */
  collectedPath: string | null;
  /**
   * Where it lay on the server.
   */
  windowsPath: string | null;
  /**
   * Path part of the URL that it is or was reached by.
   */
  url: string | null;
  sha256: string | null;
  /**
   * Bytes.
   */
  size: number | null;
  times: ArtifactTimes | null;
}
export interface ArtifactTimes {
  created: Time;
  modified: Time;
  /**
   * Who says so: a collector's record, the file system of the collection, an archive.
   */
  source: 'collector-record' | 'file-system' | 'archive';
  quality: 'exact' | 'coarse' | 'unreliable';
}
/**
 * A place in a file. Offset, line and column are those of the original file, also where only a decoded view of it shows the match.
 */
export interface ContentEvidence {
  type: 'content';
  path: string | null;
  /**
   * Name of the matched string, or the role of this place: source, step, sink.
   */
  label: string;
  offset: number;
  length: number;
  line: number | null;
  /**
   * In bytes, from 1.
   */
  column: number | null;
  /**
   * Matched text made safe for a terminal.
   */
  text: string;
  /**
   * raw, or the name of the decoded view that shows it.
   */
  view: string;
}
/**
 * A log record.
 */
export interface RecordEvidence {
  type: 'record';
  path: string | null;
  /**
   * Byte offset of the line in the (uncompressed) log.
   */
  offset: number;
  line: number | null;
  time: Time;
  fields: {
    [k: string]: string | null;
  };
}
/**
 * An element of a configuration file.
 */
export interface ElementEvidence {
  type: 'element';
  path: string | null;
  line: number;
  column: number;
  /**
   * Path of element names from the root, such as configuration/system.webServer/globalModules/add.
   */
  element: string;
  text: string;
}
/**
 * Something known about the artifact as a whole: a time, a hash, that it is absent.
 */
export interface FactEvidence {
  type: 'fact';
  path: string | null;
  label: string;
  text: string;
}
/**
 * Somebody looked at this and answers for it: it is suppressed, and counts for no answer and no exit code.
 */
export interface FindingDecision {
  /**
   * Its number in the file of decisions, from 1.
   */
  entry: number;
  reason: string;
  by: string;
  /**
   * Last day, UTC.
   */
  until: string;
}
/**
 * One thing that findings are about. Every finding is in exactly one.
 */
export interface Subject {
  id: SubjectId;
  kind: SubjectKind;
  /**
   * In a word or two: web shell page, IIS module, transport agent, exploit, …
   */
  what: string;
  /**
   * Its path, URL, name or client.
   */
  name: string;
  host: string | null;
  /**
   * Of the gravest of its findings.
   */
  severity: 'informational' | 'low' | 'medium' | 'high' | 'critical';
  confidence: Confidence;
  outcome: Outcome;
  phase: Phase;
  /**
   * Whether it is there: yes, no (gone), or null where that is not known or makes no sense.
   */
  present: boolean | null;
  firstSeen: Time;
  lastSeen: Time;
  /**
   * UTC, ISO 8601.
   */
  lastUsed: string | null;
  sha256: string | null;
  /**
   * Addresses of clients whose requests had success with it, as far as findings name them.
   */
  clients: string[];
  /**
   * Accounts that these requests carried.
   */
  accounts: string[];
  incident: IncidentId | null;
  /**
   * All its findings are suppressed by decisions.
   */
  decided?: boolean;
  /**
   * The gravest first.
   */
  findings: FindingId[];
}
/**
 * Subjects that belong together by stated evidence: one break-in.
 */
export interface Incident {
  id: IncidentId;
  title: string;
  severity: Severity;
  phase: Phase;
  hosts: (string | null)[];
  firstSeen: Time;
  lastSeen: Time;
  /**
   * Addresses, the earliest first.
   */
  clients: string[];
  accounts: string[];
  /**
   * In the order of their first traces.
   */
  subjects: SubjectId[];
  joins: Join[];
  /**
   * In the order of time; what has none comes last.
   */
  steps: Step[];
  /**
   * Requests of it that several logs tell of, each followed from the front end to what it did. In the order of time.
   */
  requests: RequestChain[];
}
/**
 * Why two subjects belong to one incident.
 */
export interface Join {
  from: SubjectId;
  to: SubjectId;
  because: string;
  strength: JoinStrength;
}
/**
 * A step of an incident.
 */
export interface Step {
  stage: Stage;
  time: Time;
  until: Time;
  host: string | null;
  text: string;
  subject: SubjectId;
  /**
   * What it is taken from.
   */
  findings: FindingId[];
}
/**
 * One request as the logs of the server tell of it, from its front end to the file that it left.
 */
export interface RequestChain {
  host: string | null;
  /**
   * Numbers that Exchange gave the request.
   */
  ids: string[];
  client: string | null;
  account: string | null;
  /**
   * From the front end inwards.
   */
  steps: RequestStep[];
}
/**
 * What one log says of a request.
 */
export interface RequestStep {
  layer: RequestLayer;
  time: Time;
  text: string;
  /**
   * The log, or the file that was left.
   */
  path: string | null;
  line: number | null;
  /**
   * Byte of the log; null for a file.
   */
  offset: number | null;
  /**
   * Why it is the same request, with the step that it was joined with; null for the first.
   */
  because: string | null;
  strength: JoinStrength | null;
}
/**
 * All that a client or an account did by the logs, also what no rule matched. Lists are capped, the most frequent first.
 */
export interface Actor {
  kind: 'client' | 'account';
  name: string;
  /**
   * Those that name it.
   */
  incidents: IncidentId[];
  firstSeen: Time;
  lastSeen: Time;
  requests: number;
  /**
   * To it; null where not logged.
   */
  bytesSent: number | null;
  /**
   * From it; null where not logged.
   */
  bytesReceived: number | null;
  hosts: (string | null)[];
  methods: CountedValue[];
  statuses: CountedValue[];
  stems: CountedValue[];
  agents: CountedValue[];
  /**
   * That the client used.
   */
  accounts: CountedValue[];
  /**
   * That used the account.
   */
  clients: CountedValue[];
  /**
   * Cookies by a digest of what they hold, and numbers that the server gives browsers.
   */
  sessions: CountedValue[];
  /**
   * What it asked for on each day, in the order of time.
   */
  days: ActorDay[];
  /**
   * Further days and stems that found no room.
   */
  daysLeft: number;
  /**
   * Others that behave like it.
   */
  joins: ActorJoin[];
  /**
   * Those that name it.
   */
  findings: FindingId[];
}
/**
 * A value, and how many requests had it.
 */
export interface CountedValue {
  value: string;
  requests: number;
}
/**
 * Requests for one stem of one server on one day.
 */
export interface ActorDay {
  host: string | null;
  /**
   * UTC; null for records without a time.
   */
  day: string | null;
  /**
   * Lower case; null: several that were not told apart.
   */
  stem: string | null;
  requests: number;
  firstSeen: Time;
  lastSeen: Time;
  methods: CountedValue[];
  statuses: CountedValue[];
  bytesSent: number | null;
  bytesReceived: number | null;
}
/**
 * Why an actor may be the same as another.
 */
export interface ActorJoin {
  /**
   * Name of the other.
   */
  actor: string;
  because: string;
  strength: JoinStrength;
}
/**
 * Something that happened at a time that evidence gives.
 */
export interface DatedFact {
  time: string;
  until: Time;
  kind:
    | 'request'
    | 'file-created'
    | 'file-changed'
    | 'page-compiled'
    | 'configuration-changed'
    | 'cmdlet'
    | 'event'
    | 'patch';
  host: string | null;
  text: string;
  /**
   * Where the time comes from: collected path and line, or what it was told by.
   */
  source: string;
  /**
   * How finely the time is told.
   */
  precision: 'second' | 'minute' | 'day';
  /**
   * An intruder with the rights of the server can set this time.
   */
  forgeable: boolean;
  subject: SubjectId | null;
  finding: FindingId | null;
}
/**
 * Something to do, in its order.
 */
export interface Action {
  stage: 'keep' | 'contain' | 'eradicate' | 'rotate' | 'check';
  host: string | null;
  text: string;
  /**
   * What an administrator would run; never run by this tool.
   */
  command: string | null;
  incident: IncidentId | null;
  /**
   * What it comes from.
   */
  findings: FindingId[];
}
/**
 * Requests of one site over time.
 */
export interface RequestVolume {
  host: string | null;
  site: string;
  start: string;
  /**
   * Seconds of a bucket.
   */
  step: number;
  /**
   * One number for each bucket; 0 where the logs have none.
   */
  requests: number[];
}
/**
 * The answer to: did somebody get in before the patch, what did they leave behind, is it still used? withoutDecisions: what it would be if nothing were suppressed, where that is graver.
 */
export interface Verdict {
  answer: Answer;
  withoutDecisions?: Answer;
  summary: string;
  /**
   * What was collected and was not, or only in part, examined: what it can hide and how to look by hand.
   */
  notExamined: string[];
  /**
   * The same for each server by itself: the same fingerprint can be found on several.
   */
  servers: ServerVerdict[];
  /**
   * Fingerprints, the earliest first: how they came in before the patch; at any time, where its day is not known.
   */
  gotIn: string[];
  /**
   * Fingerprints: what they left.
   */
  left: string[];
  /**
   * Fingerprints, the earliest first: requests that used what they left or took, at any time.
   */
  used: string[];
  /**
   * Fingerprints, the earliest first: what had success after the patch, further exploits included.
   */
  usedAfterwards: string[];
  /**
   * What this verdict could not take into account.
   */
  missing: string[];
}
/**
 * The answer for one server; host is null for what no server's name is known for.
 */
export interface ServerVerdict {
  host: string | null;
  answer: Answer;
  withoutDecisions?: Answer;
  /**
   * Fingerprints, the earliest first: how they came in before the patch; at any time, where its day is not known.
   */
  gotIn: string[];
  /**
   * Fingerprints: what they left.
   */
  left: string[];
  /**
   * Fingerprints, the earliest first: requests that used what they left or took, at any time.
   */
  used: string[];
  /**
   * Fingerprints, the earliest first: what had success after the patch, further exploits included.
   */
  usedAfterwards: string[];
}
export interface Coverage {
  /**
   * Everything that was collected could be examined.
   */
  complete: boolean;
  files: number;
  bytes: number;
  classes: CoverageClass[];
  entries: CoverageEntry[];
  questions: OpenQuestion[];
}
/**
 * What was collected and examined of one class on one server. firstRecord and lastRecord: the times between which requests were examined, null where that is not known.
 */
export interface CoverageClass {
  class: string;
  host: string | null;
  /**
   * not-examined: collected, but nothing in this version reads it.
   */
  state: 'examined' | 'partial' | 'not-examined' | 'absent';
  artifacts: number;
  bytes: number;
  /**
   * Log records read, null where the class has none.
   */
  records: number | null;
  firstRecord: Time;
  lastRecord: Time;
}
export interface CoverageEntry {
  code: string;
  message: string;
  path: string | null;
  host: string | null;
  count: number;
  /**
   * Something collected was not examined because of this.
   */
  incomplete: boolean;
  positions: {
    offset: number | null;
    line: number | null;
    column: number | null;
    reason: string;
  }[];
}
export interface OpenQuestion {
  id: string;
  host: string | null;
  question: string;
  reason: string;
  /**
   * Exact paths to collect.
   */
  collect: string[];
  /**
   * Names of collector targets or artifacts that fetch them.
   */
  collectors: string[];
}
/**
 * What the report rests on, to be checked later: `afterpatch verify`. Reports of earlier versions lack it.
 */
export interface NamedEvidence {
  /**
   * Files that findings, steps of incidents and the coverage name, each once, by their paths.
   */
  files: EvidenceFile[];
  /**
   * Files in which those lie packed, as they lie there, by their paths.
   */
  archives: EvidenceArchive[];
}
export interface EvidenceFile {
  /**
   * As findings have it.
   */
  path: string;
  host: string | null;
  /**
   * Where it lay on the server.
   */
  windowsPath: string | null;
  /**
   * Bytes, unpacked.
   */
  size: number;
  /**
   * Of what it holds, unpacked.
   */
  sha256: string | null;
  /**
   * Path of the archive that holds it, or of the packed file that it is; null for a file that lies there by itself.
   */
  archive: string | null;
  problem?: HashProblem;
}
export interface EvidenceArchive {
  /**
   * Below the folder that holds all that was given.
   */
  path: string;
  /**
   * Bytes.
   */
  size: number;
  sha256: string | null;
  problem?: HashProblem;
}
export interface SignatureProblem {
  path: string;
  rule: string | null;
  line: number | null;
  column: number | null;
  reason: string;
  hint: string | null;
  /**
   * Whether a finding can be missing for want of it. What is no rule, or a rule for records of another kind, hides none.
   */
  incomplete: boolean;
}
/**
 * What became of what an earlier report of the same servers has.
 */
export interface Baseline {
  /**
   * Of the earlier report.
   */
  toolVersion: string;
  /**
   * Why the two can differ for other reasons than the servers: another version, other rules, other servers.
   */
  notes: string[];
  new: number;
  changed: number;
  known: number;
  gone: number;
  notExamined: number;
  /**
   * Findings of the earlier report that this one does not have, the gravest first.
   */
  missing: MissingFinding[];
}
export interface MissingFinding {
  /**
   * gone: what showed it was examined again, and it is not there; not-examined: that was not, or not wholly, examined, or its logs reach no longer back.
   */
  state: 'gone' | 'not-examined';
  host: string | null;
  fingerprint: FindingId;
  rule: string;
  title: string;
  text: string;
  severity: Severity;
  outcome: Outcome;
  /**
   * Its path on the server, URL or path in the collection.
   */
  place: string;
}
/**
 * What somebody decided about findings, and what became of it.
 */
export interface Decisions {
  /**
   * The day that decisions were judged by, UTC.
   */
  asOf: string;
  /**
   * Of the file of decisions.
   */
  sha256: string;
  /**
   * Findings that count for no answer and no exit code.
   */
  suppressed: number;
  /**
   * In the order of the file.
   */
  entries: DecisionEntry[];
}
export interface DecisionEntry {
  entry: number;
  line: number;
  what: string;
  reason: string;
  by: string;
  until: string;
  /**
   * used: it suppresses something; unused: nothing is as it says; expired: its day is over; too-broad: it says too little of what it is about, and suppresses nothing; lapsed: what it was written for is another thing now.
   */
  state: 'used' | 'unused' | 'expired' | 'too-broad' | 'lapsed';
  /**
   * Things can come under it that nobody looked at: it names no finding, or is bound to no content.
   */
  wide: boolean;
  suppressed: number;
  /**
   * Findings that it is about, but not of this content, or not this grave.
   */
  refused: number;
  /**
   * Why it suppresses less than it says.
   */
  note: string | null;
}
/**
 * What baselines of one's own servers said, beside the facts that ship with the tool.
 */
export interface KnownGoodFacts {
  sources: {
    sha256: string;
    toolVersion: string;
    hosts: string[];
    files: number;
    findings: number;
  }[];
  /**
   * Collected files that are as they are there.
   */
  same: number;
  /**
   * Collected files that lie there as well and hold something else.
   */
  differing: number;
  /**
   * The first of them, by server and path.
   */
  differingFiles: {
    host: string | null;
    path: string;
  }[];
  /**
   * What would have been findings, and is there as well, of the same content and no milder.
   */
  recognised: {
    host: string | null;
    fingerprint: FindingId;
    rule: string;
    title: string;
    place: string;
    severity: Severity;
  }[];
}
