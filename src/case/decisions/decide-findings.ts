import type { DecisionEntry, Decisions, Finding } from '../../model/finding.js';
import { roleOf } from '../../model/record-roles.js';
import { groupBy } from '../../platform/group-by.js';
import { safeText } from '../../platform/safe-text.js';
import { contentOf } from '../findings/finding-content.js';
import { isGraver } from './novelty.js';
import type { PlacedSuppression, Suppressions } from './suppressions.js';

/** Addresses of the widest range that one entry may be about, as bits of its prefix. */
const WIDEST_IPV4 = 16;
const WIDEST_IPV6 = 48;
/** What an entry that says nothing else, and is bound to no content, is allowed to suppress. */
const MILD = { severity: 'medium', outcome: 'attempt' } as const;
const UNLIMITED = { severity: 'critical', outcome: 'compromise' } as const;
const SHOWN_NAME = 200;

/**
 * Marks the findings that somebody decided about, by the first entry that applies to each. An entry that is too broad, whose day is
 * over, or that was written for another content or something milder suppresses nothing, and that is told. Pure: the day is given.
 * @param asOf the day that entries are judged by, `2026-11-30`.
 */
export function decideFindings(
  findings: readonly Finding[],
  { sha256, entries }: Suppressions,
  asOf: string,
): { readonly findings: readonly Finding[]; readonly decisions: Decisions } {
  const tallies = new Map(entries.map((one) => [one, { suppressed: 0, refused: new Map<Refusal, number>() }]));
  const usable = entries.filter((one) => one.until >= asOf && tooBroad(one) === null);
  const about = candidates(usable);
  const decided = findings.map((finding): Finding => {
    for (const one of about(finding)) {
      const fit = fitOf(one, finding);
      const tally = tallies.get(one);
      if (fit === 'other' || tally === undefined) continue;
      if (fit === 'fits') {
        tally.suppressed += 1;
        const { entry, reason, by, until } = one;
        return { ...finding, decision: { entry, reason, by, until } };
      }
      tally.refused.set(fit, (tally.refused.get(fit) ?? 0) + 1);
    }
    return finding;
  });
  const told = entries.map((one): DecisionEntry => {
    const { suppressed, refused } = tallies.get(one) ?? { suppressed: 0, refused: new Map<Refusal, number>() };
    const broad = tooBroad(one);
    const expired = one.until < asOf;
    const refusals = [...refused.values()].reduce((sum, count) => sum + count, 0);
    return {
      entry: one.entry,
      line: one.line,
      what: whatOf(one),
      reason: one.reason,
      by: one.by,
      until: one.until,
      state: expired ? 'expired' : broad !== null ? 'too-broad' : suppressed > 0 ? 'used' : stateOfUnused(refused),
      wide: isWide(one),
      suppressed,
      refused: refusals,
      note: expired ? null : (broad ?? notesOf(refused)),
    };
  });
  const suppressed = decided.filter(({ decision }) => decision !== undefined).length;
  return { findings: decided, decisions: { asOf, sha256, suppressed, entries: told } };
}

/** Entries that can be about a finding, in the order of the file: neither of the two lists is walked for each of the other. */
function candidates(entries: readonly PlacedSuppression[]): (finding: Finding) => readonly PlacedSuppression[] {
  const byKey = groupBy(entries, ({ fingerprint, path, hash, rule }) => {
    if (fingerprint !== undefined) return `finding ${fingerprint}`;
    if (path !== undefined) return `path ${normalPath(path)}`;
    if (hash !== undefined) return `hash ${hash}`;
    return rule === undefined ? 'any' : `rule ${rule}`;
  });
  return (finding) => {
    const { fingerprint, rule, artifact } = finding;
    const places = [...new Set(placesOf(finding))].map((place) => `path ${place}`);
    const keys = [`finding ${fingerprint}`, ...places, `hash ${artifact.sha256 ?? ''}`, `rule ${rule.id}`, 'any'];
    return keys.flatMap((key) => byKey.get(key) ?? []).sort((a, b) => a.entry - b.entry);
  };
}

function stateOfUnused(refused: ReadonlyMap<Refusal, number>): DecisionEntry['state'] {
  if (refused.has('changed') || refused.has('graver')) return 'lapsed';
  return refused.size > 0 ? 'too-broad' : 'unused';
}

type Refusal = 'changed' | 'unbound' | 'graver';

const REFUSALS: Readonly<Record<Refusal, string>> = {
  changed: 'of another content than it was written for',
  unbound: 'not bound: it needs a hash or the content, as afterpatch decide writes it, or content: any',
  graver: 'graver than it was written for',
};

function notesOf(refused: ReadonlyMap<Refusal, number>): string | null {
  const notes = [...refused].map(([why, count]) => `${count} ${REFUSALS[why]}`).sort();
  return notes.length === 0 ? null : `Not suppressed: ${notes.join('; ')}.`;
}

/** Whether an entry holds only for what a thing holds that somebody looked at. */
function isBound({ hash, content }: PlacedSuppression): boolean {
  return hash !== undefined || (content !== undefined && content !== 'any');
}

/** Whether things can come under it that nobody looked at. A finding about requests is what its fingerprint says, and holds nothing. */
function isWide(one: PlacedSuppression): boolean {
  return !isBound(one) && (one.content === 'any' || one.fingerprint === undefined);
}

/** Whether it names one thing: what a rule, a server or an address will be about, nobody knows. */
function isNarrow({ fingerprint, path, hash }: PlacedSuppression): boolean {
  return fingerprint !== undefined || path !== undefined || hash !== undefined;
}

/** Why an entry says too little of what it is about to be followed; null where it says enough. */
function tooBroad(one: PlacedSuppression): string | null {
  const { rule, address, severity, outcome } = one;
  if (isNarrow(one)) return rangeTooWide(address);
  if (rule === undefined && address === undefined) return 'A server alone is all that is ever found on it.';
  const grave = { severity: severity ?? MILD.severity, outcome: outcome ?? MILD.outcome };
  if (isGraver(grave, MILD)) {
    return `Whatever a rule or an address will be about, nobody looked at: at most ${MILD.severity} and ${MILD.outcome}, or name a fingerprint, path or hash.`;
  }
  return rangeTooWide(address);
}

function rangeTooWide(address: string | undefined): string | null {
  const [start = '', prefix] = address?.split('/') ?? [];
  if (prefix === undefined) return null;
  const widest = start.includes(':') ? WIDEST_IPV6 : WIDEST_IPV4;
  return Number(prefix) < widest ? `The range is wider than /${widest}.` : null;
}

/** Whether an entry is about a finding, and if so, whether it may suppress it. */
function fitOf(one: PlacedSuppression, finding: Finding): 'other' | 'fits' | Refusal {
  const { artifact } = finding;
  const names = [
    one.fingerprint === undefined || one.fingerprint === finding.fingerprint,
    one.rule === undefined || one.rule === finding.rule.id,
    one.server === undefined || one.server.toLowerCase() === finding.host?.toLowerCase(),
    one.path === undefined || placesOf(finding).includes(normalPath(one.path)),
    one.addresses === null || comesFrom(finding, one.addresses),
    // A thing that is named otherwise is still the one that is meant when it holds something else.
    one.hash === undefined || one.hash === artifact.sha256 || one.fingerprint !== undefined || one.path !== undefined,
  ];
  if (!names.every(Boolean)) return 'other';
  if (one.hash !== undefined && one.hash !== artifact.sha256) return 'changed';
  const content = contentOf(finding);
  if (one.content !== undefined && one.content !== 'any' && one.content !== content) return 'changed';
  if (isNarrow(one) && !isBound(one) && one.content !== 'any' && content !== null) return 'unbound';
  const limit = isBound(one) ? UNLIMITED : MILD;
  const grave = { severity: one.severity ?? limit.severity, outcome: one.outcome ?? limit.outcome };
  return isGraver(finding, grave) ? 'graver' : 'fits';
}

function normalPath(path: string): string {
  return path.replaceAll('/', '\\').toLowerCase();
}

function placesOf({ artifact: { windowsPath, url, collectedPath } }: Finding): string[] {
  const places = [windowsPath ?? collectedPath, url];
  return places.flatMap((place) => (place === null ? [] : [normalPath(place)]));
}

/** Whether all requests of a finding are known to come from there: one of somebody else's is nobody's decision. */
function comesFrom(
  { evidence, message: { data }, count }: Finding,
  addresses: PlacedSuppression['addresses'],
): boolean {
  const records = evidence.filter((item) => item.type === 'record');
  const listed = [data['client'], data['clients']].flatMap((value) => value ?? []);
  const named = new Set([
    ...listed.filter((value) => typeof value === 'string'),
    ...records.flatMap(({ fields }) => roleOf(fields, 'client') ?? []),
  ]);
  const all = data['clientCount'];
  const complete =
    typeof all === 'number' ? all <= named.size : typeof data['client'] === 'string' || records.length >= count;
  return named.size > 0 && complete && [...named].every((address) => addresses?.has(address));
}

/** What an entry is about, in a line. */
function whatOf(one: PlacedSuppression): string {
  const { fingerprint, rule, path, hash, address, server } = one;
  const parts = [
    fingerprint && `finding ${fingerprint.slice(0, 12)}`,
    rule && `rule ${safeText(rule, SHOWN_NAME)}`,
    path && safeText(path, SHOWN_NAME),
    hash && `sha256 ${hash.slice(0, 12)}`,
    address && `from ${safeText(address, SHOWN_NAME)}`,
    server && `on ${safeText(server, SHOWN_NAME)}`,
  ];
  return parts.filter(Boolean).join(', ');
}
