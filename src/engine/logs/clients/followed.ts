/** Whom a second look at the logs is for. */
export interface Followed {
  readonly kind: 'client' | 'account';
  /** As logged: an address, or an account in any case. */
  readonly name: string;
}

/** What one log tells of one that is followed. Plain data: it comes from another process. Times are seconds since 1970, UTC. */
export interface ActorPart {
  /** Place among those that the log was read for. */
  readonly actor: number;
  readonly agents: CountedValues;
  /** Accounts of a client, or clients of an account. */
  readonly others: CountedValues;
  readonly sessions: CountedValues;
  readonly days: readonly DayPart[];
}

/** Requests for one stem on one day. */
export interface DayPart {
  /** `2021-03-04`; null for records that tell no time. */
  readonly day: string | null;
  /** Lower case, as logged; null for those beyond the ones that are kept apart. */
  readonly stem: string | null;
  readonly requests: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly methods: CountedValues;
  readonly statuses: CountedValues;
  /** Null where the column is not logged. */
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
}

/** Values with how many requests had each, in order of first appearance, and how many requests had one beyond those kept. */
export interface CountedValues {
  readonly values: readonly (readonly [value: string, requests: number])[];
  readonly beyond: number;
}

/** Counts values, at most so many of them. */
export class ValueCounter {
  readonly #counts = new Map<string, number>();
  #beyond = 0;

  constructor(readonly most: number) {}

  add(value: string, requests = 1): void {
    const known = this.#counts.get(value);
    if (known === undefined && this.#counts.size >= this.most) this.#beyond += requests;
    else this.#counts.set(value, (known ?? 0) + requests);
  }

  merge({ values, beyond }: CountedValues): void {
    for (const [value, requests] of values) this.add(value, requests);
    this.#beyond += beyond;
  }

  get counted(): CountedValues {
    return { values: [...this.#counts], beyond: this.#beyond };
  }
}
