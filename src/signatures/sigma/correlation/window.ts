/** A record's part in one group of one correlation. */
export interface WindowEvent {
  /** Milliseconds; never less than that of the event before it. */
  readonly time: number;
  /** Positions of the rules that it matched among the correlation's inputs, ascending. */
  readonly inputs: readonly number[];
  /** The texts of the correlation's value fields; null where one is missing. */
  readonly values: readonly string[] | null;
}

/**
 * What a correlation keeps of one group's events of the last timespan. Distinct things are kept once, at the time they
 * were last seen, and events of one instant are kept together: memory follows what is counted, not how often it occurs.
 */
export interface Aggregate<E extends WindowEvent> {
  /** Entries held: what the caps count. */
  readonly size: number;
  add(event: E): void;
  /** Time of the entry that leaves the window first, null where there is none. */
  oldest(): number | null;
  removeOldest(): void;
  /** Whether the correlation's condition holds of what is in the window. */
  holds(): boolean;
  /** The events that make the condition hold, where the window knows them one by one. */
  chain?(): readonly E[];
  /** All that it holds, plain data. */
  kept(): WindowContent<E>;
  /** Takes what another one of the same correlation held. Once, before all else. */
  resume(content: WindowContent<E>): void;
}

/** What a window holds: what each kind of window has of it. */
export interface WindowContent<E> {
  readonly totals?: { readonly entries: readonly Total[]; readonly count: number; readonly sum: number };
  readonly seen?: readonly (readonly [key: string | number, time: number])[];
  readonly numbers?: readonly { readonly time: number; readonly value: number }[];
  readonly steps?: readonly (readonly [key: number, step: Step<E>])[];
}

/** Events of one instant. */
export interface Total {
  readonly time: number;
  count: number;
  sum: number;
}

/** A chain of events in the order of the rules, told by its last one. */
export interface Step<E> {
  readonly event: E;
  readonly input: number;
  readonly length: number;
  /** Time of the chain's first event. */
  readonly start: number;
  readonly before: Step<E> | null;
}
