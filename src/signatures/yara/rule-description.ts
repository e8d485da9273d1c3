import type { Confidence, Outcome, Severity } from '../../model/finding.js';
import { CONFIDENCES, compareSeverity, isSeverity } from '../../model/severity.js';
import type { LoadedRule } from '../../model/signature.js';
import type { MetaValue, RuleOutline } from './rule-outline.js';
import type { YaraSource } from './yara-source.js';

/** What `where` says in a rule's metadata. */
export const SERVER_CODE = 'server-code';
export const OUTCOMES: readonly Outcome[] = ['attempt', 'success', 'compromise', 'hygiene'];

/**
 * What a rule's metadata says of it. Rules of other projects, which know nothing of our keys, get: their name as id, the severity
 * that `severity`, `level` or `score` tells (75 and above: high, 60: medium, less: low), else medium; outcome `compromise`;
 * confidence `moderate` where they are sure enough for `high`. Below it, or by the name of a mere suspicion (`SUSP_`), they only
 * suspect: their confidence is `weak`, and their severity `medium` at most.
 */
export function describeRule(rule: RuleOutline, source: YaraSource, id: string): LoadedRule {
  const text = (key: string): string => String(rule.meta.get(key) ?? '').trim();
  const list = (key: string): string[] => splitList(text(key));
  const description = text('description');
  const suspects = isSuspicion(rule);
  return {
    id,
    title: text('title') || description || rule.name,
    ...(description === '' ? {} : { description }),
    severity: suspects && compareSeverity(severityOf(rule.meta), 'medium') > 0 ? 'medium' : severityOf(rule.meta),
    confidence: statedConfidence(rule) ?? (suspects ? 'weak' : 'moderate'),
    outcome: OUTCOMES.find((one) => one === text('outcome').toLowerCase()) ?? 'compromise',
    attack: [...new Set([text('attack'), ...rule.tags].join(' ').match(/\bT\d{4}(?:\.\d{3})?\b/g) ?? [])],
    references: [...list('reference'), ...list('references')],
    falsePositives: sentences(text('false_positives')),
    nextSteps: sentences(text('next_steps')),
    version: text('version') || '1',
    source: 'yara',
    pack: source.pack,
    ...(source.packName !== undefined && { packName: source.packName }),
    path: source.path,
  };
}

/** Kinds of sinks that a rule is about: where a page is known to give them nothing but its own, the rule's matches are `low`. */
export function sinksOf({ meta }: RuleOutline): string[] {
  return splitList(String(meta.get('sinks') ?? '').toLowerCase());
}

/** Whether a rule is about code that a server runs: where what a page sends alone has the rule match, the match is `low`. */
export function isAboutServerCode(rule: RuleOutline): boolean {
  return sinksOf(rule).length > 0 || String(rule.meta.get('where') ?? '').toLowerCase() === SERVER_CODE;
}

function statedConfidence(rule: RuleOutline): Confidence | undefined {
  const stated = String(rule.meta.get('confidence') ?? '').toLowerCase();
  return CONFIDENCES.find((one) => one === stated);
}

/** Whether a rule that does not know our metadata claims no more than that something is odd. */
function isSuspicion(rule: RuleOutline): boolean {
  if (statedConfidence(rule) !== undefined) return false;
  return /^susp(?:icious)?_/i.test(rule.name) || compareSeverity(severityOf(rule.meta), 'high') < 0;
}

function severityOf(meta: ReadonlyMap<string, MetaValue>): Severity {
  for (const key of ['severity', 'level']) {
    const value = String(meta.get(key) ?? '').toLowerCase();
    if (isSeverity(value)) return value;
    if (value === 'info') return 'informational';
  }
  const given = meta.get('score');
  const score = given === undefined || given === '' ? Number.NaN : Number(given);
  if (Number.isNaN(score)) return 'medium';
  return score >= 75 ? 'high' : score >= 60 ? 'medium' : 'low';
}

/** An id of the form that the tool's own rules have: `family.name`. */
export function isNamespacedId(id: unknown): id is string {
  return typeof id === 'string' && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(id);
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Several texts in one value are kept apart by `|`, since they hold commas themselves. */
function sentences(text: string): string[] {
  return text
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
