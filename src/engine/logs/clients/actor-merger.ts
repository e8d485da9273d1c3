import type { Artifact } from '../../../model/artifact.js';
import type { CoverageNote } from '../../../model/coverage.js';
import { compareText } from '../../../platform/order.js';
import type { JobOutcome } from '../../../platform/process-pool.js';
import type { ReadDigest } from '../../units/read-digest.js';
import type { FileAnalysis } from '../file-analysis.js';
import { type ActorPart, type CountedValues, type DayPart, type Followed, ValueCounter } from './followed.js';
import { WHY } from '../log-notes.js';
import type { TracedRecord } from './moments.js';
import { unpackRecord } from '../record-cells.js';

/** Distinct values of one actor, and of a day. */
const MOST_VALUES = 200;
const MOST_ANSWERS = 24;
/** Days and stems of all actors that are told apart. */
const MOST_DAYS = 200_000;

/** What all logs together tell of those that are followed, in their order. */
export interface FollowedActivity {
  readonly actors: readonly ActorActivity[];
  /** Records of requests that are followed, in the order of the logs. */
  readonly traced: readonly TracedRecord[];
  /** Of logs that would have to be unpacked for them once more. */
  readonly digests: ReadonlyMap<Artifact, ReadDigest>;
  /** Logs that could not be read again. */
  readonly notes: readonly CoverageNote[];
}

export interface ActorActivity extends Followed {
  readonly agents: CountedValues;
  /** Accounts of a client, or clients of an account. */
  readonly others: CountedValues;
  readonly sessions: CountedValues;
  /** In the order of time, then by server and stem. */
  readonly days: readonly ActorDay[];
}

/** Requests for one stem of one server on one day. */
export interface ActorDay extends DayPart {
  readonly host: string | null;
}

interface Growing {
  readonly agents: ValueCounter;
  readonly others: ValueCounter;
  readonly sessions: ValueCounter;
  readonly days: Map<string, ActorDay>;
}

/** Joins what each piece of a log told; logs come in the order of their first records, their pieces in theirs. */
export class ActorMerger {
  readonly #actors: readonly Growing[];
  readonly #notes: CoverageNote[] = [];
  readonly #traced: TracedRecord[] = [];
  readonly #digests = new Map<Artifact, ReadDigest>();
  #room = MOST_DAYS;

  constructor(readonly followed: readonly Followed[]) {
    this.#actors = followed.map(() => ({
      agents: new ValueCounter(MOST_VALUES),
      others: new ValueCounter(MOST_VALUES),
      sessions: new ValueCounter(MOST_VALUES),
      days: new Map(),
    }));
  }

  /** @param whom places among those that are followed of whom the log was read for */
  add(artifact: Artifact, outcome: JobOutcome<FileAnalysis>, whom: readonly number[]): void {
    const { collectedPath, host } = artifact;
    if (outcome.status !== 'done') {
      const [code, why] = WHY[outcome.status];
      const message = `What the clients of incidents did besides is not known from this log. ${why}: ${outcome.detail}`;
      this.#notes.push({ code, message, path: collectedPath, host, incomplete: false });
      return;
    }
    for (const part of outcome.result.actors) this.#merge(host, part, whom[part.actor]);
    for (const record of outcome.result.traced) this.#traced.push({ host, record: unpackRecord(record) });
    if (outcome.result.digest) this.#digests.set(artifact, outcome.result.digest);
  }

  result(): FollowedActivity {
    const actors = this.followed.map((one, at): ActorActivity => {
      const { agents, others, sessions, days } = this.#actors[at] ?? NOBODY;
      return {
        ...one,
        agents: agents.counted,
        others: others.counted,
        sessions: sessions.counted,
        days: [...days.values()].sort(compareDays),
      };
    });
    return { actors, traced: this.#traced, digests: this.#digests, notes: this.#notes };
  }

  #merge(host: string | null, part: ActorPart, place: number | undefined): void {
    const actor = place === undefined ? undefined : this.#actors[place];
    if (actor === undefined) return;
    actor.agents.merge(part.agents);
    actor.others.merge(part.others);
    actor.sessions.merge(part.sessions);
    for (const day of part.days) {
      const key = JSON.stringify([host, day.day, day.stem]);
      const known = actor.days.get(key);
      if (known !== undefined) actor.days.set(key, together(known, day));
      else if (day.stem === null || this.#room > 0) {
        this.#room--;
        actor.days.set(key, { ...day, host });
      } else {
        const beyond = JSON.stringify([host, null, null]);
        const others = actor.days.get(beyond);
        const one = { ...day, host, day: null, stem: null };
        actor.days.set(beyond, others === undefined ? one : together(others, day));
      }
    }
  }
}

const NOBODY: Growing = {
  agents: new ValueCounter(0),
  others: new ValueCounter(0),
  sessions: new ValueCounter(0),
  days: new Map(),
};

function together(a: ActorDay, b: DayPart): ActorDay {
  return {
    ...a,
    requests: a.requests + b.requests,
    first: extreme(Math.min, a.first, b.first),
    last: extreme(Math.max, a.last, b.last),
    methods: counted(a.methods, b.methods),
    statuses: counted(a.statuses, b.statuses),
    bytesSent: sum(a.bytesSent, b.bytesSent),
    bytesReceived: sum(a.bytesReceived, b.bytesReceived),
  };
}

function counted(a: CountedValues, b: CountedValues): CountedValues {
  const counter = new ValueCounter(MOST_ANSWERS);
  counter.merge(a);
  counter.merge(b);
  return counter.counted;
}

/** Of two times, one of which may not be told. */
function extreme(pick: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : pick(a, b);
}

function sum(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}

function compareDays(a: ActorDay, b: ActorDay): number {
  return (
    compareText(a.day ?? '~', b.day ?? '~') ||
    (a.first ?? 0) - (b.first ?? 0) ||
    compareText(a.host ?? '', b.host ?? '') ||
    compareText(a.stem ?? '~', b.stem ?? '~')
  );
}
