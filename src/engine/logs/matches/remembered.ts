/** Asks for which nothing is remembered where texts do not come again. */
const REST = 65_536;

/**
 * What was found out about texts. Holds at most `capacity` of them and then starts anew; where they hardly ever came again, as in a
 * flood of requests that all differ, remembering costs more than finding out, so it rests for a while.
 */
export class Remembered<Value> {
  readonly #values = new Map<string, Value>();
  #hits = 0;
  #rest = 0;

  constructor(readonly capacity: number) {}

  /** Undefined where nothing is known. */
  get(text: string): Value | undefined {
    if (this.#rest > 0) {
      this.#rest--;
      return undefined;
    }
    const value = this.#values.get(text);
    if (value !== undefined) this.#hits++;
    return value;
  }

  get rests(): boolean {
    return this.#rest > 0;
  }

  set(text: string, value: Value): void {
    if (this.#rest > 0) return;
    if (this.#values.size >= this.capacity) {
      if (this.#hits < this.capacity) this.#rest = REST;
      this.#values.clear();
      this.#hits = 0;
    }
    this.#values.set(text, value);
  }
}
