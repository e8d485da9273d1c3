/** Computers of one file that are told apart; records of others count as those of its server. */
const MOST_COMPUTERS = 256;

/** Records of one computer in one file. Times are seconds since 1970, UTC. */
export interface RecordComputer {
  /** As the records write it. */
  readonly name: string;
  readonly records: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** Which computers the records of one file are of. */
export interface RecordComputers {
  readonly list: readonly RecordComputer[];
  /** They take turns, as forwarded events do. A computer that was renamed has one name first, then the other. */
  readonly takeTurns: boolean;
  /** Records of computers beyond those that are told apart. */
  readonly others: number;
}

/** Gathers which computers the records of one file are of. */
export class ComputerTally {
  readonly #computers = new Map<string, { -readonly [K in keyof RecordComputer]: RecordComputer[K] }>();
  #last: string | null = null;
  #turns = 0;
  #others = 0;

  /** @param computer null where the record tells none. */
  add(computer: string | null, seconds: number): void {
    if (computer === null) return;
    const key = computer.toLowerCase();
    let known = this.#computers.get(key);
    if (!known) {
      if (this.#computers.size >= MOST_COMPUTERS) {
        this.#others++;
        return;
      }
      known = { name: computer, records: 0, first: null, last: null };
      this.#computers.set(key, known);
    }
    if (key !== this.#last) this.#turns++;
    this.#last = key;
    known.records++;
    if (Number.isNaN(seconds)) return;
    known.first = Math.min(known.first ?? seconds, seconds);
    known.last = Math.max(known.last ?? seconds, seconds);
  }

  /** Whether records of this computer are told apart from those of others. */
  has(computer: string): boolean {
    return this.#computers.has(computer.toLowerCase());
  }

  result(): RecordComputers {
    return {
      list: [...this.#computers.values()],
      takeTurns: this.#turns > this.#computers.size,
      others: this.#others,
    };
  }
}
