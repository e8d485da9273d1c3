import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { FoundJoin, Join, KeptJoin, Unit } from '../../../src/collection/unit.js';
import { correlateAcross } from '../../../src/engine/logs/correlation/correlate-across.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { readPlain, writePlain } from '../../../src/platform/plain-json.js';
import type { JobOutcome } from '../../../src/platform/process-pool.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';
import { logEngine } from './peeked.js';

const folder = mkdtempSync(join(tmpdir(), 'joined-logs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rule = (name: string, what: string, product = 'category: webserver') => `
title: ${name}
name: ${name}
logsource: { ${product} }
detection: { s: { ${what} }, condition: s }
`;
const correlation = (type: string, rules: string, rest: string) => `
title: ${type} of ${rules}
correlation: { type: ${type}, rules: [${rules}], timespan: 6h, generate: true, ${rest} }
`;
const RULES = [
  rule('exploit', "cs-uri-query|contains: 'exploit=1'"),
  rule('shell', "cs-uri-stem|endswith: '/zq81x.aspx'"),
  rule('logon', "cs-uri-stem|endswith: '/auth.owa'"),
  rule('cleared', 'EventID: 1102', 'product: windows, service: security'),
  correlation('temporal_ordered', 'exploit, shell', 'group-by: [c-ip]'),
  correlation('temporal', 'shell, logon', 'group-by: [c-ip]'),
  correlation('temporal', 'shell, cleared', 'group-by: []'),
  correlation('event_count', 'logon', 'group-by: [c-ip], condition: { gte: 3 }'),
  correlation('value_count', 'logon', 'group-by: [c-ip], condition: { field: cs-username, gte: 2 }'),
  correlation('value_sum', 'logon', 'group-by: [c-ip], condition: { field: time-taken, gte: 60 }'),
  correlation('value_avg', 'shell', 'group-by: [c-ip], condition: { field: time-taken, lte: 20 }'),
  correlation('value_median', 'logon', 'group-by: [cs-username], condition: { field: time-taken, lt: 30 }'),
].join('---');
const pack = createSigmaPack([{ path: 'rules.yml', content: RULES }]);

const FIELDS =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip sc-status time-taken';
const START = Date.UTC(2021, 2, 1);

const record = fc.record({
  at: fc.integer({ min: 0, max: 60 * 3600 }),
  stem: fc.constantFrom('/owa/', '/owa/auth/zq81x.aspx', '/owa/auth.owa', '/owa/auth/zq81x.aspx', '/gone.aspx'),
  query: fc.constantFrom('-', 'exploit=1'),
  user: fc.constantFrom('-', 'CORP\\anna', 'CORP\\bernd', 'CORP\\carla'),
  client: fc.constantFrom('203.0.113.7', '203.0.113.8', '198.51.100.9'),
  status: fc.constantFrom(200, 200, 404, 500),
  taken: fc.integer({ min: 1, max: 50 }),
});
const logOfDay = fc.record({
  host: fc.constantFrom('EX01', 'EX02'),
  day: fc.integer({ min: 0, max: 9 }),
  records: fc.array(record, { minLength: 1, maxLength: 12 }),
});

/** One of a name is enough of each server and day. */
const logs = fc.uniqueArray(logOfDay, { minLength: 2, maxLength: 12, selector: ({ host, day }) => `${host} ${day}` });

let made = 0;

interface DayOfLog {
  readonly host: string;
  readonly day: number;
  readonly records: readonly {
    readonly at: number;
    readonly stem: string;
    readonly query: string;
    readonly user: string;
    readonly client: string;
    readonly status: number;
    readonly taken: number;
  }[];
}

function written(all: readonly DayOfLog[]): Artifact[] {
  return all.map(({ host, day, records }) => {
    const name = `u_ex2103${String(day + 1).padStart(2, '0')}.log`;
    const lines = records
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, stem, query, user, client, status, taken }) => {
        const time = new Date(START + day * 86_400_000 + at * 1000).toISOString().slice(0, 19).replace('T', ' ');
        return `${time} 192.0.2.1 GET ${stem} ${query} 443 ${user} ${client} ${status} ${taken}`;
      });
    const content = `${[FIELDS, ...lines].join('\r\n')}\r\n`;
    const path = join(folder, String(made++), name);
    mkdirSync(join(path, '..'));
    writeFileSync(path, content);
    return {
      id: made,
      kind: 'iis-log',
      host,
      collectedPath: `${host}/W3SVC1/${name}`,
      windowsPath: `C:\\inetpub\\logs\\LogFiles\\W3SVC1\\${name}`,
      location: { path: Buffer.from(path) },
      size: content.length,
      times: null,
      carriesCode: false,
    };
  });
}

/** Keeps one join, as text, and knows results by the files that they are of. */
class Kept implements KeptJoin {
  taken = 0;
  #text: string | null = null;

  async find(): Promise<FoundJoin | null> {
    if (this.#text === null) return null;
    const told = readPlain(this.#text);
    if (typeof told !== 'object' || told === null || !('head' in told && 'parts' in told && 'lists' in told))
      return null;
    const { head, parts, lists } = told;
    if (!Array.isArray(parts) || !Array.isArray(lists)) return null;
    return {
      head,
      read: async (take) => {
        for (const list of lists) await take(list);
        return parts;
      },
    };
  }

  async keep({ head, parts, lists }: Join): Promise<void> {
    const read = await Promise.all([...lists].map((list) => list.read()));
    this.#text = writePlain({ head, parts: [...parts], lists: read }).text;
  }

  async nameOf({ artifacts }: Unit<unknown>): Promise<string> {
    return artifacts.map(({ location }) => String(location.path)).join();
  }

  take(): void {
    this.taken++;
  }
}

/** Each log is read once; what it said is handed over anew each time, as a store does it. */
const read = new Map<string, string>();

async function outcome<Result>(
  { artifacts, isResult }: Unit<Result>,
  work: () => Promise<JobOutcome<Result>>,
): Promise<JobOutcome<Result>> {
  const place = String(artifacts[0]?.location.path);
  const text = read.get(place) ?? writePlain(await work()).text;
  read.set(place, text);
  const told = readPlain(text);
  if (typeof told !== 'object' || told === null || !('result' in told && 'parts' in told)) throw new Error(text);
  const { result, parts } = told;
  if (!isResult(result) || !Array.isArray(parts)) throw new Error(text);
  return { status: 'done', result, parts, retried: false };
}

async function analysed(artifacts: readonly Artifact[], joined?: KeptJoin): Promise<string> {
  const units = { outcome, areKept: true, joined };
  const engine = logEngine({ pack, units });
  const { counted, ...analysis } = await engine.analyse(artifacts);
  return writePlain({ ...analysis, across: correlateAcross(pack, counted) }).text;
}

describe('what is joined of logs', () => {
  it('comes to the same as all of them, wherever it goes on, and whatever came since', async () => {
    let resumed = 0;
    await fc.assert(
      fc.asyncProperty(logs, fc.integer({ min: 0, max: 9 }), async (all, until) => {
        const artifacts = written(all);
        const kept = new Kept();
        const before = artifacts.filter((_, at) => (all[at]?.day ?? 0) <= until);
        await analysed(before, kept);
        await analysed(artifacts, kept);
        resumed += kept.taken;
        expect(await analysed(artifacts, kept)).toBe(await analysed(artifacts));
      }),
      { numRuns: 20 },
    );
    expect(resumed).toBeGreaterThan(0);
  });

  it('is joined anew where one of them is another, or a new one began before', async () => {
    const line = { at: 60, stem: '/owa/', query: '-', user: '-', client: '203.0.113.7', status: 200, taken: 5 };
    const day = (host: string, number: number) => ({ host, day: number, records: [line] });
    const all = written([day('EX01', 0), day('EX01', 2), day('EX01', 5)]);
    const [first, second, third] = all;
    if (!first || !second || !third) throw new Error('Three were written');
    const kept = new Kept();
    await analysed(all, kept);
    await analysed(all, kept);
    expect(kept.taken).toBe(2);
    const [other] = written([day('EX01', 2)]);
    const [late, later] = written([day('EX02', 1), day('EX02', 3)]);
    if (!other || !late || !later) throw new Error('Three were written');
    for (const now of [
      [first, other, third],
      [...all, late],
      [...all, later],
      [second, third],
    ]) {
      const since = new Kept();
      await analysed(all, since);
      expect(await analysed(now, since)).toBe(await analysed(now));
      expect(since.taken).toBe(0);
    }
  });
});
