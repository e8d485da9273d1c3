/** Values pushed by one side and iterated by the other, in order. Holds what has not been asked for yet. */
export class AsyncQueue<Value> {
  readonly #values: Value[] = [];
  #ended: { readonly error?: unknown } | null = null;
  #wake: () => void = () => {};

  push(value: Value): void {
    this.#values.push(value);
    this.#wake();
  }

  end(): void {
    this.#ended = {};
    this.#wake();
  }

  /** The iteration throws the error after the values that came before it. */
  fail(error: unknown): void {
    this.#ended = { error };
    this.#wake();
  }

  async *values(): AsyncGenerator<Value> {
    while (true) {
      yield* this.#values.splice(0);
      if (this.#values.length > 0) continue;
      if (this.#ended !== null) {
        if ('error' in this.#ended) throw this.#ended.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
