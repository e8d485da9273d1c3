import type { ExternalQuestions } from './external-questions.js';
import type { SourceOutline } from './rule-outline.js';

/** Variables that rules of THOR and LOKI expect; all are text, lower case. */
export const EXTERNALS = ['filename', 'filepath', 'extension', 'filetype', 'owner'] as const;

export type Externals = Readonly<Record<(typeof EXTERNALS)[number], string>>;

export const NO_EXTERNALS: Externals = { filename: '', filepath: '', extension: '', filetype: '', owner: '' };

/** A pattern that matches more often in one scan is followed no further. */
export const MAXIMUM_MATCHES_PER_PATTERN = 2_000;

/** A place where a pattern of a matching rule was found; bytes from the start of what was scanned. */
export interface PatternMatch {
  readonly identifier: string;
  readonly offset: number;
  readonly length: number;
}

export interface RuleMatch {
  /** Index of the source among those compiled. */
  readonly source: number;
  readonly rule: string;
  readonly patterns: readonly PatternMatch[];
}

/** Rules ready to scan. */
export interface CompiledRules {
  /** What the rules ask of a file beside its content: files of one content can differ in their matches by the answers only. */
  readonly questions: ExternalQuestions;
  /** Rules that match, without private ones, in any order. */
  scan(bytes: Uint8Array, externals: Externals): RuleMatch[];
}

/** A source and where its rules stand. */
export interface OutlinedText {
  readonly text: string;
  readonly outline: SourceOutline;
}

/** One of the two ways to YARA-X. Each source is compiled as if it were alone: rules see none of another file. */
export interface YaraBinding {
  readonly name: 'native' | 'wasm';
  /** What the compiler says of one source, empty where it compiles. */
  validate(text: string): string[];
  /** What the compiler warns of in one source that compiles, as it says it. */
  warnings(text: string): string[];
  /** Compiles all, or names the sources, by index, that do not compile. */
  compile(sources: readonly OutlinedText[]): CompiledRules | { readonly failed: readonly number[] };
}
