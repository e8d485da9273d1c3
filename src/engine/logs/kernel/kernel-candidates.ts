import { ASCII_ONLY, CANDIDATE_SIZE, EVERY_RULE, ODD_STEM, PARTED } from './contract/limits.js';

/** A line that rules may match. The object is the same for each: it is read at once. */
export interface Candidate {
  /** Place among those that wait. */
  index: number;
  /** Places of the line buffer. */
  start: number;
  end: number;
  line: number;
  /** So many literals were found that they were not all kept. */
  everyRule: boolean;
  /** No other characters are in it. */
  ascii: boolean;
  /** One space parts each column from the next, and none is within a value. */
  parted: boolean;
  /** What IIS makes of its path may hold literals that the line does not. */
  oddStem: boolean;
  /** Where the numbers of its literals begin in `halves`, and how many there are. */
  literals: number;
  count: number;
  /** Where the starts and ends of its columns begin in `words`; -1 for a column that the line lacks. */
  ranges: number;
  /** Seconds since 1970; NaN where the line tells none. */
  time: number;
  /** Where it begins in the file. */
  offset: number;
}

/** The kernel's memory, as bytes, words of four and of two bytes. */
export interface CandidateMemory {
  readonly bytes: Buffer;
  readonly words: Int32Array;
  readonly halves: Uint16Array;
}

/** Where the kernel keeps the lines that wait, how many there are, and where their literals and columns are: places of bytes. */
export interface CandidatePlaces {
  readonly at: number;
  readonly count: number;
  readonly literals: number;
  readonly columns: number;
}

/** Tells of each line that waits in the kernel's memory. It must not be made to grow meanwhile. */
export function readCandidates(
  buffer: ArrayBuffer,
  { at, count, literals, columns }: CandidatePlaces,
  tell: (candidate: Candidate, memory: CandidateMemory) => void,
): void {
  const memory: CandidateMemory = {
    bytes: Buffer.from(buffer),
    words: new Int32Array(buffer),
    halves: new Uint16Array(buffer),
  };
  const times = new DataView(buffer);
  const candidate: Candidate = {
    index: 0,
    start: 0,
    end: 0,
    line: 0,
    everyRule: false,
    ascii: false,
    parted: false,
    oddStem: false,
    literals: 0,
    count: 0,
    ranges: 0,
    time: 0,
    offset: 0,
  };
  for (let i = 0; i < count; i++) {
    const entry = at + CANDIDATE_SIZE * i;
    const word = (offset: number): number => memory.words[(entry + offset) >> 2] ?? 0;
    const time = times.getFloat64(entry + 32, true);
    candidate.index = i;
    candidate.start = word(0);
    candidate.end = word(4);
    candidate.line = word(8) >>> 0;
    candidate.everyRule = (word(20) & EVERY_RULE) !== 0;
    candidate.ascii = (word(20) & ASCII_ONLY) !== 0;
    candidate.parted = (word(20) & PARTED) !== 0;
    candidate.oddStem = (word(20) & ODD_STEM) !== 0;
    candidate.literals = literals / 2 + word(12);
    candidate.count = word(16);
    candidate.ranges = columns / 4 + 2 * word(24);
    candidate.time = time < 0 ? Number.NaN : time;
    candidate.offset = times.getFloat64(entry + 40, true);
    tell(candidate, memory);
  }
}
