import type { StringPart } from '../sigma-string.js';
import type { Network } from './network.js';

export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
export type NumericOperator = 'lt' | 'lte' | 'gt' | 'gte' | 'eq';

/** What one value of a detection item says of a field, after its modifiers are applied. Plain data. */
export type Matcher =
  | { readonly kind: 'string'; readonly parts: readonly StringPart[]; readonly cased: boolean }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: RegexFlags }
  | { readonly kind: 'network'; readonly network: Network }
  | {
      readonly kind: 'number';
      readonly operator: NumericOperator;
      readonly value: number;
      readonly part: TimePart | null;
    }
  | {
      readonly kind: 'field';
      readonly field: string;
      readonly startsWith: boolean;
      readonly endsWith: boolean;
      readonly cased: boolean;
    }
  | { readonly kind: 'null' }
  | { readonly kind: 'empty' }
  /** Some value is there: what a lone `*` asks. */
  | { readonly kind: 'value' }
  | { readonly kind: 'exists'; readonly present: boolean };

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}
