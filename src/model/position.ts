/** A place in a text: line and column count from 1, columns and offsets in bytes of the original file where known. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
  readonly offset?: number;
}
