import type { OpenBranch, RawPart } from './raw-branch.js';

/** What ends the way of whoever waits for an answer. */
export const ENDS = /^(?:[\w.]{0,60}\.)?(?:response\.(?:end\b|redirect(?:permanent)?\b)|server\.transfer\b)/i;

/** Words that begin and end blocks. */
export const OPENS = new Set(['for', 'do', 'while', 'with', 'using', 'try', 'synclock']);
export const CLOSES = new Set(['next', 'loop', 'wend']);
export const METHODS = /^(?:sub|function|property|operator|get|set|class|module|structure|namespace|interface|enum)$/;
export const MODIFIERS =
  /^(?:public|private|protected|friend|shared|default|overrides|overridable|async|readonly|writeonly|partial|overloads|shadows)$/;

/** A block that is being read. */
export interface Level {
  readonly kind: 'if' | 'select' | 'other';
  /** The word that begins it, and where that stands; empty where it is sure to run once. */
  readonly word: string;
  readonly start: number;
  readonly done: RawPart[];
  /** Where the part begins that is being read; null behind `Finally`. */
  partStart: number | null;
  /** It is left in the midst of a part. */
  breaks: boolean;
  /** The condition, or the subject of a `Select`. */
  readonly condition: readonly [number, number];
  /** What is known in the part that is being read; null where nothing is. */
  part: OpenBranch | null;
  /** What is known from some place on to the end of that part. */
  readonly rest: OpenBranch[];
  parts: number;
  firstLeaves: boolean;
  /** The first token of what is done where the condition holds. */
  readonly first: number;
  /** The part that is being read is the last, for whatever is left. */
  isElse: boolean;
  /** All labels of a `Select`; null where one is no constant. */
  texts: string[] | null;
}

export function level(kind: Level['kind'], condition: readonly [number, number], first = 0): Level {
  return {
    kind,
    word: '',
    start: 0,
    done: [],
    partStart: null,
    breaks: false,
    condition,
    part: null,
    rest: [],
    parts: 0,
    firstLeaves: false,
    first,
    isElse: false,
    texts: [],
  };
}
