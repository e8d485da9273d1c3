import type { Confidence, Outcome, RecordEvidence, Severity } from '../../model/finding.js';
import { roleOf } from '../../model/record-roles.js';
import { shiftSeverity } from '../../model/severity.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { isScannerAgent } from '../../server/request-agents.js';

/** What grading needs to know of a rule. */
export interface GradingRule {
  /** Severity of an attempt. */
  readonly severity: Severity;
  /** Severity of a success, null where it is the same. */
  readonly successSeverity: Severity | null;
  readonly confidence: Confidence;
}

/** Requests of one client on one host that a rule matched with one outcome. */
export interface ClientMatches {
  readonly outcome: Outcome;
  /** Null: of clients that were too many to be told apart, or of a log without clients. */
  readonly client: string | null;
  readonly count: number;
  /** UTC ISO 8601. */
  readonly first: string | null;
  readonly last: string | null;
  /** As logged; the first few. */
  readonly stems: readonly string[];
  /** The first records and the last ones. */
  readonly examples: readonly RecordEvidence[];
}

/** Who sent a request, as far as that says how much it weighs. `own`: proxies and monitors of one's own. */
export type Sender = 'anyone' | 'scanner' | 'own';

/** Requests that are one finding: those of one client that had success, or all that had none. */
export interface GradedRequests {
  readonly outcome: Outcome;
  readonly sender: Sender;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Null: of several clients, or of one that is not known. */
  readonly client: string | null;
  readonly requests: number;
  /** Most requests first. */
  readonly clients: readonly string[];
  /** Clients that are told apart; `manyClients`: there were more. */
  readonly clientCount: number;
  readonly manyClients: boolean;
  /** Lower case, in order of text. */
  readonly stems: readonly string[];
  readonly first: string | null;
  readonly last: string | null;
  /** In order of time. */
  readonly examples: readonly RecordEvidence[];
}

/** Clients with success that get a finding each; the others get one together. */
const CLIENTS_WITH_OWN_FINDING = 20;
const NAMED_CLIENTS = 10;
const NAMED_STEMS = 10;
const EXAMPLES = 6;

/**
 * Tells what one rule saw on one host as few findings: attempts together, so that a storm of probes is one; successes by
 * client, since each is a way in. Requests of scanners and of one's own addresses are kept apart and weigh less; none is left
 * out. The order of `matches` does not show.
 */
export function gradeRequests(
  rule: GradingRule,
  matches: readonly ClientMatches[],
  isOwnAddress: (address: string) => boolean,
): GradedRequests[] {
  const piles = groupBy(matches, (match) => `${match.outcome} ${senderOf(match, isOwnAddress)}`);
  return [...piles]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, pile]) => {
      const sorted = [...pile].sort((a, b) => b.count - a.count || compareText(a.client ?? '', b.client ?? ''));
      const [sample] = sorted;
      if (sample === undefined) return [];
      const byClient = sample.outcome === 'success' || sample.outcome === 'compromise';
      const named = byClient ? sorted.filter(({ client }) => client !== null).slice(0, CLIENTS_WITH_OWN_FINDING) : [];
      const together = sorted.filter((match) => !named.includes(match));
      return [...named.map((match) => [match]), ...(together.length > 0 ? [together] : [])].map((members) =>
        graded(rule, members, senderOf(sample, isOwnAddress), named.includes(members[0] ?? sample)),
      );
    });
}

function graded(rule: GradingRule, members: readonly ClientMatches[], sender: Sender, single: boolean): GradedRequests {
  const outcome = members[0]?.outcome ?? 'attempt';
  const clients = members.map(({ client }) => client).filter((client) => client !== null);
  const times = (which: 'first' | 'last') =>
    members
      .map((match) => match[which])
      .filter((time) => time !== null)
      .sort(compareText);
  return {
    outcome,
    sender,
    severity: severityOf(rule, outcome, sender),
    confidence: sender === 'anyone' ? rule.confidence : 'weak',
    client: single ? (clients[0] ?? null) : null,
    requests: members.reduce((sum, { count }) => sum + count, 0),
    clients: clients.slice(0, NAMED_CLIENTS),
    clientCount: clients.length,
    manyClients: clients.length < members.length,
    stems: [...new Set(members.flatMap(({ stems }) => stems.map((stem) => stem.toLowerCase())))]
      .sort(compareText)
      .slice(0, NAMED_STEMS),
    first: times('first')[0] ?? null,
    last: times('last').at(-1) ?? null,
    examples: chosenExamples(members),
  };
}

/** The earliest records and the very last one. */
function chosenExamples(members: readonly ClientMatches[]): RecordEvidence[] {
  const all = members.flatMap(({ examples }) => examples).sort(compareRecords);
  const last = all.at(-1);
  return all.length <= EXAMPLES || last === undefined ? all : [...all.slice(0, EXAMPLES - 1), last];
}

/** By time as logged, then by file and place in it. */
export function compareRecords(a: RecordEvidence, b: RecordEvidence): number {
  return compareText(a.time ?? '', b.time ?? '') || compareText(a.path ?? '', b.path ?? '') || a.offset - b.offset;
}

function senderOf({ client, examples }: ClientMatches, isOwnAddress: (address: string) => boolean): Sender {
  if (client !== null && isOwnAddress(client)) return 'own';
  return examples.length > 0 && examples.every(isOfScanner) ? 'scanner' : 'anyone';
}

function isOfScanner({ fields }: RecordEvidence): boolean {
  return isScannerAgent(roleOf(fields, 'agent') ?? '');
}

/** An attempt of a scanner or of one's own is context; a success of theirs still says that the server gave way. */
function severityOf(rule: GradingRule, outcome: Outcome, sender: Sender): Severity {
  const full = outcome === 'success' ? (rule.successSeverity ?? rule.severity) : rule.severity;
  if (sender === 'anyone') return full;
  return outcome === 'attempt' ? 'informational' : shiftSeverity(full, -1);
}
