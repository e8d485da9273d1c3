/** An error that ends the run: what happened, and what the user can do. Whatever concerns one artifact is a coverage note instead. */
export class AfterpatchError extends Error {
  override readonly name = 'AfterpatchError';

  constructor(
    /** Stable, for programs: `path-not-found`, `no-signatures`, … */
    readonly code: string,
    message: string,
    /** What to do next, one sentence. */
    readonly hint?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
