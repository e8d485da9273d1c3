/** Inputs of one kind to begin from: a text (as Latin-1), files below samples and real data, or what a helper of the tests makes. */
export type Seed =
  | string
  | RegExp
  | { readonly helper: string; readonly make: (helper: Readonly<Record<string, unknown>>) => readonly Uint8Array[] };

export interface FuzzedReader {
  readonly name: string;
  /** Below `dist` or `src`, with `.js`. */
  readonly module: string;
  /** What it takes beside that. */
  readonly also?: readonly string[];
  readonly seeds: readonly Seed[];
  /** Bytes of most cases, where a few thousand are not enough for one of the format's units. */
  readonly usual?: number;
  /** What the format is made of. */
  readonly words: readonly string[];
  /** Places in the input where the reader was, in its order. Throws where it does what it should not. */
  read(module: unknown, bytes: Uint8Array): readonly number[] | Promise<readonly number[]>;
}

/** What a reader's modules export, together. */
export function loadReader(reader: FuzzedReader, load: (module: string) => Promise<object>): Promise<unknown>;

export const readers: readonly FuzzedReader[];
