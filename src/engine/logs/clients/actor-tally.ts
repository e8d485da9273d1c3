import { createHash } from 'node:crypto';
import { isoTime } from '../../../formats/log-line/line-time.js';
import type { LogColumns } from '../../../formats/log-line/log-reader.js';
import { type ActorPart, type CountedValues, type DayPart, type Followed, ValueCounter } from './followed.js';
import { MOST_TRACED, type Moments } from './moments.js';
import type { PackedRecord, RecordCells } from '../record-cells.js';

/** Days and stems that are told apart: of one actor, and of all. Beyond them requests are only counted. */
const MOST_DAYS = 10_000;
const MOST_DAYS_OF_ALL = 100_000;
/** Distinct values that are kept, of agents and the like, and of methods and statuses. */
const MOST_VALUES = 64;
const MOST_ANSWERS = 24;
/** Characters of a value. */
export const MOST_LENGTH = 512;
/** Characters of the shortest part of a name that lines are looked for by. */
const LEAST_LITERAL = 3;

/** Where a record stands. */
export interface RecordPlace {
  readonly path: string;
  readonly offset: number;
  readonly line: number;
}

/** Columns of one layout, -1 where not logged. */
interface Layout {
  readonly client: number;
  readonly forwarded: number;
  readonly account: number;
  readonly stem: number;
  readonly query: number;
  readonly method: number;
  readonly status: number;
  readonly agent: number;
  readonly cookie: number;
  readonly sent: number;
  readonly received: number;
}

/** What a line holds, folded as the kernel compares it, where it can be of one that is followed; null: every line may be. */
export function literalOf({ kind, name }: Followed): string | null {
  // However an address is written in a list of proxies, its longest group is in it; names may hold what logs escape.
  const parts = kind === 'client' && name.includes(':') ? name.match(/[0-9a-f]+/gi) : name.match(/[!-*,-~]+/g);
  const [longest = ''] = (parts ?? []).sort((a, b) => b.length - a.length);
  return longest.length < LEAST_LITERAL ? null : longest.toLowerCase();
}

/** Counts all that those who are followed did in one log, also what no rule matched. */
export class ActorTally {
  readonly #clients = new Map<string, number>();
  readonly #accounts = new Map<string, number>();
  readonly #actors = new Map<number, Actor>();
  readonly #layouts = new Map<LogColumns, Layout>();
  readonly #room = { days: MOST_DAYS_OF_ALL };
  /** Records close to a moment of a request that is followed. */
  readonly traced: PackedRecord[] = [];

  /** `clientOf`: who a client as logged is (`ClientNames`). */
  constructor(
    followed: readonly Followed[],
    readonly clientOf: (logged: string) => string,
    readonly moments: Moments | null = null,
  ) {
    for (const [at, { kind, name }] of followed.entries()) {
      if (kind === 'client') this.#clients.set(name.toLowerCase(), at);
      else this.#accounts.set(name.toLowerCase(), at);
    }
  }

  /** Takes a record; `seconds` is its time or NaN. */
  take(columns: LogColumns, cells: RecordCells, seconds: number, { path, offset, line }: RecordPlace): void {
    const layout = this.#layoutOf(columns);
    const text = (column: number): string | null => {
      const value = cells.at(column);
      return value === undefined || value === '' || value === '-' ? null : value.slice(0, MOST_LENGTH);
    };
    const hops = text(layout.forwarded);
    const client = this.clientOf(`${text(layout.client) ?? '-'}${hops === null ? '' : ` ${hops}`}`);
    const account = text(layout.account);
    const byClient = this.#clients.get(client.toLowerCase());
    const byAccount = account === null ? undefined : this.#accounts.get(account.toLowerCase());
    if (byClient !== undefined) this.#actor(byClient).add(text, layout, account, seconds);
    if (byAccount !== undefined) this.#actor(byAccount).add(text, layout, client, seconds);
    if ((byClient ?? byAccount) === undefined || !this.moments?.isNear(seconds)) return;
    if (this.traced.length >= MOST_TRACED) return;
    this.traced.push({ source: { path, columns: columns.names }, offset, line, time: seconds, cells: cells.packed() });
  }

  get parts(): ActorPart[] {
    return [...this.#actors].sort(([a], [b]) => a - b).map(([at, actor]) => actor.part(at));
  }

  #actor(at: number): Actor {
    const known = this.#actors.get(at);
    if (known) return known;
    const actor = new Actor(this.#room);
    this.#actors.set(at, actor);
    return actor;
  }

  #layoutOf(columns: LogColumns): Layout {
    const known = this.#layouts.get(columns);
    if (known) return known;
    const layout = {
      client: columns.indexOf('c-ip'),
      forwarded: columns.forwarded,
      account: columns.indexOf('cs-username'),
      stem: columns.indexOf('cs-uri-stem'),
      query: columns.indexOf('cs-uri-query'),
      method: columns.indexOf('cs-method'),
      status: columns.indexOf('sc-status'),
      agent: columns.indexOf('cs(user-agent)'),
      cookie: columns.indexOf('cs(cookie)'),
      sent: columns.indexOf('sc-bytes'),
      received: columns.indexOf('cs-bytes'),
    };
    this.#layouts.set(columns, layout);
    return layout;
  }
}

interface Day {
  readonly day: string | null;
  readonly stem: string | null;
  requests: number;
  first: number | null;
  last: number | null;
  readonly methods: ValueCounter;
  readonly statuses: ValueCounter;
  bytesSent: number | null;
  bytesReceived: number | null;
}

class Actor {
  readonly #agents = new ValueCounter(MOST_VALUES);
  readonly #others = new ValueCounter(MOST_VALUES);
  readonly #sessions = new ValueCounter(MOST_VALUES);
  readonly #days = new Map<string, Day>();

  constructor(readonly room: { days: number }) {}

  add(text: (column: number) => string | null, layout: Layout, other: string | null, seconds: number): void {
    const agent = text(layout.agent);
    if (agent !== null) this.#agents.add(agent);
    if (other !== null) this.#others.add(other);
    for (const session of sessionsOf(text(layout.cookie), text(layout.query))) this.#sessions.add(session);
    const time = Number.isNaN(seconds) ? null : seconds;
    const day = this.#day(time === null ? null : (isoTime(time)?.slice(0, 10) ?? null), text(layout.stem) ?? '-');
    day.requests++;
    if (time !== null) {
      day.first = Math.min(day.first ?? time, time);
      day.last = Math.max(day.last ?? time, time);
    }
    day.methods.add(text(layout.method) ?? '-');
    day.statuses.add(text(layout.status) ?? '-');
    day.bytesSent = sum(day.bytesSent, text(layout.sent));
    day.bytesReceived = sum(day.bytesReceived, text(layout.received));
  }

  part(actor: number): ActorPart {
    const days = [...this.#days.values()].map(
      (day): DayPart => ({ ...day, methods: day.methods.counted, statuses: day.statuses.counted }),
    );
    const [agents, others, sessions] = [this.#agents, this.#others, this.#sessions].map((one) => one.counted);
    return { actor, agents: agents ?? NONE, others: others ?? NONE, sessions: sessions ?? NONE, days };
  }

  #day(day: string | null, stem: string): Day {
    const key = `${day}\n${stem.toLowerCase()}`;
    const known = this.#days.get(key);
    if (known) return known;
    if (this.#days.size < MOST_DAYS && this.room.days > 0) {
      this.room.days--;
      return this.#newDay(key, day, stem.toLowerCase());
    }
    return this.#days.get('') ?? this.#newDay('', null, null);
  }

  #newDay(key: string, day: string | null, stem: string | null): Day {
    const made: Day = {
      day,
      stem,
      requests: 0,
      first: null,
      last: null,
      methods: new ValueCounter(MOST_ANSWERS),
      statuses: new ValueCounter(MOST_ANSWERS),
      bytesSent: null,
      bytesReceived: null,
    };
    this.#days.set(key, made);
    return made;
  }
}

const NONE: CountedValues = { values: [], beyond: 0 };

function sum(before: number | null, text: string | null): number | null {
  return text === null || !/^\d{1,15}$/.test(text) ? before : (before ?? 0) + Number(text);
}

/** Cookies of ASP.NET and Exchange that last as long as a browser's session; what they hold opens it, so a digest stands for it. */
const SESSION_COOKIE =
  /(?:^|[;+\s])(ASP\.NET_SessionId|X-BackEndCookie|cadata|\.ASPXAUTH|msExchEcpCanary|X-OWA-CANARY)=([^;+\s]{4,})/gi;
/** The number that Exchange's front end gives a browser and appends to the query (Exchange 2013 and later). */
const CLIENT_ID = /(?:^|[?&])ClientId=([A-Z0-9]{12,40})(?=[;&]|$)/i;

/** What tells the sessions of one client apart. */
function* sessionsOf(cookie: string | null, query: string | null): Iterable<string> {
  if (cookie !== null) {
    for (const [, name = '', value = ''] of cookie.matchAll(SESSION_COOKIE))
      yield `${name} sha256:${createHash('sha256').update(value).digest('hex').slice(0, 12)}`;
  }
  const id = query === null ? undefined : CLIENT_ID.exec(query)?.[1];
  if (id !== undefined) yield `ClientId ${id}`;
}
