/** Stable, for programs; `docs/errors.md` says what each means. */
export const ERROR_CODES = [
  'ambiguous-finding',
  'bad-address',
  'bad-date',
  'bad-output',
  'bad-report',
  'engine-failed',
  'engine-not-available',
  'internal',
  'interrupted',
  'malformed-list',
  'no-signatures',
  'no-such-rule',
  'no-such-schema',
  'output-exists',
  'output-failed',
  'pack-too-new',
  'path-not-found',
  'queue-failed',
  'queue-version',
  'signatures-not-found',
  'store-failed',
  'store-in-use',
  'usage',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error that ends the run: what happened, and what the user can do. Whatever concerns one artifact is a coverage note instead. */
export class AfterpatchError extends Error {
  override readonly name = 'AfterpatchError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** What to do next, one sentence. */
    readonly hint?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What was thrown, in words: anything can be. */
/** The system's own code of what went wrong (`ENOENT`), which says the same everywhere; empty where it has none. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
