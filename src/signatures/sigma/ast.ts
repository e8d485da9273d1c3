import type { Confidence, Outcome, Severity } from '../../model/finding.js';
import type { SourcePosition } from '../../model/position.js';

/** What all documents of Sigma share (specification v2.1, "Structure"). */
export interface SigmaHeader {
  /** File below its signature folder. */
  readonly path: string;
  readonly position: SourcePosition;
  readonly title: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly status: string | null;
  readonly level: Severity | null;
  readonly author: string | null;
  readonly date: string | null;
  readonly modified: string | null;
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  readonly tags: readonly string[];
  /** The fields that the author wants shown beside a match. */
  readonly fields: readonly string[];
  readonly afterpatch: AfterpatchKey;
  /** Keys of the document that are not Sigma's. */
  readonly customKeys: readonly string[];
  /** Where each key of the document stands. */
  readonly positions: ReadonlyMap<string, SourcePosition>;
}

/** Afterpatch's own key in a Sigma document, with its defaults filled in. */
export interface AfterpatchKey {
  readonly confidence: Confidence;
  /** What a match means before the answer is looked at. */
  readonly outcome: Outcome;
  /** A match whose field has one of these values is a success; field to values as text. Empty: the rule does not say. */
  readonly success: ReadonlyMap<string, readonly string[]>;
  /** Severity of a success; null: the rule's level. */
  readonly successSeverity: Severity | null;
  readonly nextSteps: readonly string[];
}

export interface LogSource {
  readonly category: string | null;
  readonly product: string | null;
  readonly service: string | null;
}

export interface SigmaRule extends SigmaHeader {
  readonly kind: 'rule';
  readonly logSource: LogSource;
  readonly detection: Detections;
}

export interface SigmaFilter extends SigmaHeader {
  readonly kind: 'filter';
  readonly logSource: LogSource;
  /** Ids or names, or every rule that the log source contains. */
  readonly rules: readonly string[] | 'any';
  readonly detection: Detections;
}

/** Search identifiers and what must hold of them. Several conditions: one of them. */
export interface Detections {
  readonly identifiers: ReadonlyMap<string, Detection>;
  readonly conditions: readonly Condition[];
}

export type Detection = DetectionGroup | DetectionItem;

export interface DetectionGroup {
  readonly type: 'all' | 'any';
  readonly members: readonly Detection[];
  readonly position: SourcePosition;
}

/** A field, modifiers and values. */
export interface DetectionItem {
  readonly type: 'item';
  /** Null: keywords, searched in the whole record. */
  readonly field: string | null;
  readonly modifiers: readonly string[];
  readonly values: readonly DetectionValue[];
  /** The values were written as a list. */
  readonly list: boolean;
  readonly position: SourcePosition;
}

/** Every item of a detection, in the order of the text. */
export function itemsOf(detection: Detection): readonly DetectionItem[] {
  return detection.type === 'item' ? [detection] : detection.members.flatMap(itemsOf);
}

export interface DetectionValue {
  readonly value: string | number | bigint | boolean | null;
  readonly source: string;
  readonly position: SourcePosition;
}

export type Condition =
  | { readonly type: 'and' | 'or'; readonly operands: readonly Condition[]; readonly position: SourcePosition }
  | { readonly type: 'not'; readonly operand: Condition; readonly position: SourcePosition }
  | { readonly type: 'identifier'; readonly name: string; readonly position: SourcePosition }
  | {
      readonly type: 'of';
      readonly quantifier: 'any' | 'all';
      /** A name with `*` anywhere, or `them`. */
      readonly pattern: string;
      readonly position: SourcePosition;
    };

export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const;

export type CorrelationType = (typeof CORRELATION_TYPES)[number];

export type ComparisonOperator = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq';

export interface Comparison {
  readonly operator: ComparisonOperator;
  readonly value: number;
}

export interface SigmaCorrelation extends SigmaHeader {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Ids or names of rules and correlations. */
  readonly rules: readonly RuleReference[];
  readonly groupBy: readonly string[];
  /** Milliseconds. */
  readonly timespan: number;
  /** All must hold. Empty for temporal types: all rules must occur. */
  readonly comparisons: readonly Comparison[];
  /** Fields whose values are counted, summed, … */
  readonly valueFields: readonly string[];
  readonly percentile: number | null;
  /** `a and not b` over rules, on temporal types. */
  readonly expression: Condition | null;
  /** Group field to rule reference to that rule's field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The referenced rules report on their own, too. */
  readonly generate: boolean;
  /** Keys of the correlation that are not Sigma's; `group_by` is a common slip. */
  readonly unknownKeys: ReadonlyMap<string, SourcePosition>;
}

export interface RuleReference {
  readonly reference: string;
  readonly position: SourcePosition;
}

export type SigmaDocument = SigmaRule | SigmaCorrelation | SigmaFilter;
