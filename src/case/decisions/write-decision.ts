import { type Document, isSeq, parseDocument, type Scalar, visit } from 'yaml';
import type { Finding } from '../../model/finding.js';
import { AfterpatchError } from '../../platform/errors.js';
import { safeText } from '../../platform/safe-text.js';
import { contentOf } from '../findings/finding-content.js';
import { placeOf } from '../findings/merge-findings.js';
import { parseSuppressions, type Suppression } from './suppressions.js';

/** What somebody says about a finding. */
export interface Statement {
  readonly reason: string;
  readonly by: string;
  /** Last day and today, `2027-03-31`. */
  readonly until: string;
  readonly today: string;
  /** Whatever the file or setting holds. */
  readonly anyContent: boolean;
}

const NEW_FILE = `# Decisions about findings, for afterpatch hunt --suppressions. See afterpatch schema suppressions.
version: 1
suppressions: []
`;
const SHOWN = 200;

/** The entry that covers a finding as it is now, on its server: nothing graver, and nothing that holds something else. */
export function entryFor(finding: Finding, { reason, by, until, today, anyContent }: Statement): Suppression {
  const content = contentOf(finding);
  return {
    fingerprint: finding.fingerprint,
    ...(finding.host !== null && { server: finding.host }),
    ...(content !== null && { content: anyContent ? 'any' : content }),
    severity: finding.severity,
    outcome: finding.outcome,
    reason,
    by,
    until,
    decided: today,
  };
}

/**
 * Adds entries to the text of a file of decisions; all that stands there stays, comments as well.
 * @param text null where there is no file yet.
 * @throws AfterpatchError `usage` where the file is not as its schema says, or already covers a finding.
 */
export function withDecisions(text: string | null, findings: readonly Finding[], statement: Statement): string {
  const wrong = (why: string) =>
    new AfterpatchError(
      'usage',
      `The file of decisions: ${why}`,
      'afterpatch schema suppressions prints what it may hold.',
    );
  const before = text === null || text.trim() === '' ? NEW_FILE : text;
  const known = parseSuppressions(before, wrong).entries;
  // As text, so that what stands there keeps its spelling.
  const document: Document = parseDocument(before, { schema: 'failsafe' });
  const list = document.get('suppressions');
  if (!isSeq(list)) throw wrong('it has no list of suppressions');
  list.flow = false;
  for (const finding of findings) {
    const entry = entryFor(finding, statement);
    const same = known.find(
      (one) =>
        one.fingerprint === entry.fingerprint &&
        one.server?.toLowerCase() === entry.server?.toLowerCase() &&
        one.content === entry.content &&
        one.until >= statement.today,
    );
    if (same !== undefined) {
      throw new AfterpatchError(
        'usage',
        `Finding ${entry.fingerprint?.slice(0, 12)} is decided already, in line ${same.line}, until ${same.until}.`,
        'Change that entry by hand, or wait until it ends.',
      );
    }
    const node = document.createNode(entry);
    visit(node, { Scalar: (_, scalar) => quoteWhatLooksOtherwise(scalar) });
    node.commentBefore = ` ${safeText(`${finding.title}: ${placeOf(finding)}`, SHOWN)} (${finding.rule.id})`;
    list.add(node);
  }
  const made = document.toString({ lineWidth: 0 });
  // Whoever reads the file next must find in it what was there, and what was added.
  const after = parseSuppressions(made, wrong).entries;
  if (after.length !== known.length + findings.length) throw wrong('an entry cannot be added to it');
  return made;
}

/** Other readers of YAML take `123` for a number and `no` for false. */
function quoteWhatLooksOtherwise(scalar: Scalar): void {
  const { value } = scalar;
  if (typeof value !== 'string' || /^\d{4}-\d{2}-\d{2}$/.test(value)) return;
  if (/^(?:[\d.+-]|(?:true|false|null|yes|no|on|off|y|n|~)$)/i.test(value)) scalar.type = 'QUOTE_DOUBLE';
}
