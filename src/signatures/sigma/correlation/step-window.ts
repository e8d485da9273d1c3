import type { CompiledCorrelation } from '../program.js';
import { isMonotone, rulesHold } from './condition.js';
import type { Aggregate, Step, WindowContent, WindowEvent } from './window.js';

/**
 * Ordered occurrence. For each rule and each length of chain the window keeps the chain that ends with the rule and starts
 * latest: any chain that could still complete in time can be exchanged for it. Events of one instant are in the order in
 * which they were fed; an event is no successor of itself.
 */
export class StepWindow<E extends WindowEvent> implements Aggregate<E> {
  /** By length and input. */
  readonly #best = new Map<number, Step<E>>();
  /** What `#found` says of these; undefined where it was not asked since they changed. */
  #last: Step<E> | null | undefined;

  constructor(readonly compiled: CompiledCorrelation) {}

  get size(): number {
    return this.#best.size;
  }

  add(event: E): void {
    const inputs = this.compiled.inputs.length;
    this.#last = undefined;
    // From the last rule to the first: none of the event's own steps is there yet to be continued by it.
    for (const input of [...event.inputs].reverse()) {
      for (let length = input + 1; length >= 1; length--) {
        const before = length === 1 ? null : this.#latest(length - 1, input);
        if (length > 1 && !before) continue;
        const start = before?.start ?? event.time;
        const key = length * inputs + input;
        const known = this.#best.get(key);
        if (!known || known.start <= start) this.#best.set(key, { event, input, length, start, before });
      }
    }
  }

  /** The chain of a length that ends with an earlier rule and starts latest. */
  #latest(length: number, beforeInput: number): Step<E> | null {
    let latest: Step<E> | null = null;
    for (let input = length - 1; input < beforeInput; input++) {
      const step = this.#best.get(length * this.compiled.inputs.length + input);
      if (step && (!latest || step.start > latest.start)) latest = step;
    }
    return latest;
  }

  oldest(): number | null {
    let oldest: number | null = null;
    for (const { start } of this.#best.values()) if (oldest === null || start < oldest) oldest = start;
    return oldest;
  }

  removeOldest(): void {
    const oldest = this.oldest();
    for (const [key, step] of this.#best) if (step.start === oldest) this.#best.delete(key);
    this.#last = undefined;
  }

  holds(): boolean {
    return this.#longest() !== null;
  }

  chain(): readonly E[] {
    const events: E[] = [];
    for (let step = this.#longest(); step; step = step.before) events.unshift(step.event);
    return events;
  }

  #longest(): Step<E> | null {
    if (this.#last === undefined) this.#last = this.#found();
    return this.#last;
  }

  kept(): WindowContent<E> {
    return { steps: [...this.#best] };
  }

  resume({ steps = [] }: WindowContent<E>): void {
    for (const [key, step] of steps) this.#best.set(key, step);
  }

  /** The longest chain of which the condition holds; where more events can undo it, only the longest one counts. */
  #found(): Step<E> | null {
    const steps = [...this.#best.values()].sort((a, b) => b.length - a.length || b.start - a.start);
    const asked = isMonotone(this.compiled) ? steps : steps.slice(0, 1);
    for (const step of asked) {
      const inputs = new Set<number>();
      for (let each: Step<E> | null = step; each; each = each.before) inputs.add(each.input);
      if (rulesHold(this.compiled, step.length, (input) => inputs.has(input))) return step;
    }
    return null;
  }
}
