/** Where workers take units of a sweep from. */
export interface SweepQueue {
  /** `redis://`, `rediss://` or `postgres://`, with credentials where it takes any. */
  readonly url: string;
  /** Folder that all evidence lies in, as this machine has it. */
  readonly evidenceRoot: string;
  /** Told what an operator should know: that nobody works, that a worker failed. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** Milliseconds without an answer of the queue after which the sweep ends. */
  readonly patienceMs?: number | undefined;
}
