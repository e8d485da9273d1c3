import type { YamlNode } from '../sigma/yaml-tree.js';

/** What a sample is: a file, or a record that stands in the rule itself. */
export type SampleSource =
  | { readonly type: 'file'; readonly file: string }
  | { readonly type: 'event'; readonly event: YamlNode }
  /** In the order of their offsets, milliseconds. */
  | { readonly type: 'events'; readonly events: readonly { readonly time: number; readonly event: YamlNode }[] };

/** One thing that a rule must match, or leave alone. */
export interface Sample {
  /** What a reader knows it by. */
  readonly name: string;
  readonly expect: 'hit' | 'miss';
  readonly source: SampleSource;
  /** How many records of a hit must match. */
  readonly count: number | 'all' | 'some';
}

/** The samples of one rule. */
export interface SampleSet {
  readonly samples: readonly Sample[];
  /** Where they were found, or where they belong. */
  readonly place: string;
  /** Rules share them: each must be hit by one of the rules, and each rule hits one. */
  readonly shared: boolean;
  /** The layout has no misses, so that none are asked for. */
  readonly hitsOnly: boolean;
}
