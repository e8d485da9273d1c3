/** Bytes that can be had in any order: of a file here, or of an object in a store. */
export interface OpenFile {
  /** When it was opened. */
  readonly size: number;
  /** Tells one state of it from another. */
  readonly version: string;
  /** A few bytes are there at once. */
  readonly isNear: boolean;
  /** Fills the buffer from `at` on, with one byte at least unless that is the end. @returns how many */
  readNow(buffer: Buffer, at: number): number;
  read(buffer: Buffer, at: number): Promise<number>;
  /** Has both ends at hand. */
  fetchEnds(): Promise<void>;
  /** Whether it is no longer as it was when it was opened, where reading it does not tell. */
  hasChanged(): boolean;
  close(): void;
}
