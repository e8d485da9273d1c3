/** Signals that end a hunt early. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interruption {
  /** Aborted by the first signal. A second one finds no listener and ends the process. */
  readonly signal: AbortSignal;
  /** From now on a signal ends the process at once. */
  release(): void;
}

/** Listens for Ctrl-C and for whoever asks the process to end. */
export function abortOnSignal(): Interruption {
  const stop = new AbortController();
  const release = () => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
  const onSignal = () => {
    release();
    stop.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return { signal: stop.signal, release };
}
