/** Milliseconds between two looks at what else there is to do: whoever interrupts is not kept waiting. */
const BREATH_MS = 100;

/** Lets everything else have its turn: signals above all, which are heard only in between. */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Gives what is called in a long loop, once for each item: it gives way wherever enough time has passed since it last did. */
export function breather(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < BREATH_MS) return undefined;
    return giveWay().then(() => {
      last = performance.now();
    });
  };
}
