import type { View, WebContent } from '../../formats/views/web-content.js';
import type { ContentEvidence } from '../../model/finding.js';
import type { YaraMatch } from '../../model/signature.js';
import { compareText } from '../../platform/order.js';
import { safeBytes } from '../../platform/safe-text.js';
import {
  type CompiledRules,
  type Externals,
  MAXIMUM_MATCHES_PER_PATTERN,
  type PatternMatch,
  type RuleMatch,
} from '../../signatures/yara/binding.js';
import { LineIndex } from './line-index.js';

/** So many places of one pattern, and of one rule, are shown to the reader. */
const SHOWN_PER_PATTERN = 3;
const SHOWN_PER_RULE = 24;

/** Where a window begins in its file. */
export interface WindowStart {
  readonly offset: number;
  readonly line: number;
  readonly lineOffset: number;
}

export interface WindowMatches {
  readonly matches: readonly YaraMatch[];
  /** Ids of rules with a pattern that matched more often than is followed. */
  readonly crowded: readonly string[];
}

/**
 * Runs all rules over each view. A rule is reported once, for the first view that shows it, so that a view's name in a match
 * other than `raw` says that only the decoded text shows it.
 */
export function scanWindow(
  rules: CompiledRules,
  idOf: (source: number, rule: string) => string | undefined,
  content: WebContent,
  externals: Externals,
  start: WindowStart,
  path: string,
): WindowMatches {
  const lines = new LazyLines(content.bytes, start);
  const matches = new Map<string, YaraMatch>();
  const crowded = new Set<string>();
  for (const view of content.views) {
    for (const match of inOrder(rules.scan(view.bytes, externals))) {
      const ruleId = idOf(match.source, match.rule);
      if (ruleId === undefined || matches.has(ruleId)) continue;
      if (isCrowded(match.patterns)) crowded.add(ruleId);
      const strings = shown(match.patterns).map((pattern) => evidenceOf(pattern, view, lines, path));
      matches.set(ruleId, { ruleId, view: view.name, strings });
    }
  }
  return { matches: [...matches.values()], crowded: [...crowded] };
}

class LazyLines {
  #index: LineIndex | null = null;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: WindowStart,
  ) {}

  positionOf(offset: number) {
    this.#index ??= new LineIndex(this.bytes, this.start);
    return this.#index.positionOf(offset);
  }
}

/** The two bindings tell matches in different orders. */
function inOrder(matches: readonly RuleMatch[]): RuleMatch[] {
  return [...matches].sort((a, b) => a.source - b.source || compareText(a.rule, b.rule));
}

function isCrowded(patterns: readonly PatternMatch[]): boolean {
  const counts = new Map<string, number>();
  for (const { identifier } of patterns) counts.set(identifier, (counts.get(identifier) ?? 0) + 1);
  return [...counts.values()].some((count) => count >= MAXIMUM_MATCHES_PER_PATTERN);
}

function shown(patterns: readonly PatternMatch[]): PatternMatch[] {
  const counts = new Map<string, number>();
  return [...patterns]
    .sort((a, b) => a.offset - b.offset || compareText(a.identifier, b.identifier) || a.length - b.length)
    .filter(({ identifier }) => {
      const count = (counts.get(identifier) ?? 0) + 1;
      counts.set(identifier, count);
      return count <= SHOWN_PER_PATTERN;
    })
    .slice(0, SHOWN_PER_RULE);
}

function evidenceOf(pattern: PatternMatch, view: View, lines: LazyLines, path: string): ContentEvidence {
  const begin = view.originalOffset(pattern.offset);
  const end = view.originalOffset(pattern.offset + pattern.length);
  const { line, column, offset } = lines.positionOf(begin);
  return {
    type: 'content',
    path,
    label: pattern.identifier,
    offset,
    length: Math.max(0, end - begin),
    line,
    column,
    text: safeBytes(view.bytes.subarray(pattern.offset, pattern.offset + pattern.length)),
    view: view.name,
  };
}
