import { describe, expect, it } from 'vitest';
import { LogAnalyser } from '../../../src/engine/logs/log-analyser.js';
import type { FileAnalysis } from '../../../src/engine/logs/file-analysis.js';
import { RuleIndex } from '../../../src/engine/logs/matches/rule-hunt.js';
import { createAddressSet } from '../../../src/platform/address-set.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';

const FIELDS =
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken';

async function* chunksOf(log: Buffer): AsyncGenerator<Buffer> {
  yield log;
}

function analyse(lines: readonly string[]): Promise<FileAnalysis> {
  const analyser = new LogAnalyser({
    index: new RuleIndex(createSigmaPack([]).program),
    own: createAddressSet([]),
    since: Number.MIN_SAFE_INTEGER,
    until: Number.MAX_SAFE_INTEGER,
  });
  return analyser.analyse({
    collectedPath: 'W3SVC1/u_ex210801.log',
    facts: { day: null, utcOffsetMinutes: 0 },
    siteInPath: true,
    chunks: chunksOf(Buffer.from([FIELDS, ...lines, ''].join('\n'))),
    keep: () => {},
  });
}

const clock = (seconds: number): string => new Date(Date.UTC(2021, 7, 1) + seconds * 1000).toISOString().slice(11, 19);

function request(second: number, stem: string, status: string, client: string, method = 'GET'): string {
  return `2021-08-01 ${clock(second)} 192.0.2.1 ${method} ${stem} - 443 - ${client} Agent ${status} 15`;
}

const name = (i: number): string => `/x${Math.imul(i, 0x9e3779b1) >>> 0}`;
const flood = (count: number, status: string, extension = '.aspx'): string[] =>
  Array.from({ length: count }, (_, i) => request(i >> 1, `${name(i)}${extension}`, status, '198.51.100.9'));
const shell = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => request(40_000 + 60 * i, '/q7.aspx', '200 0 0', '203.0.113.7', 'POST'));

const MANY = 40_000;

describe('a log with more URIs than are followed', () => {
  it.each([
    ['misses', flood(MANY, '404 0 2'), 30],
    ['redirects', flood(MANY, '302 0 0'), 30],
    ['pages that are answered', flood(MANY, '200 0 0'), 29],
    ['answers that no script gave', flood(MANY, '200 0 0', ''), 30],
  ])('follows a script that is used behind a flood of %s', async (_, before, expected) => {
    const { lifeLines } = await analyse([...before, ...shell(30)]);
    const line = lifeLines.find(({ stem }) => stem === '/q7.aspx');
    expect(line).toMatchObject({ requests: expected, uploads: expected, clients: { values: ['203.0.113.7'] } });
    expect(line?.examples.first).not.toBeNull();
  });

  it('keeps what was answered before the flood, whatever the flood is answered', async () => {
    for (const status of ['404 0 2', '200 0 0']) {
      const { lifeLines } = await analyse([request(0, '/once.aspx', '200 0 0', '203.0.113.7'), ...flood(MANY, status)]);
      expect(lifeLines.find(({ stem }) => stem === '/once.aspx')).toMatchObject({ requests: 1 });
    }
  });

  it('counts every request that it does not follow, answered ones apart from misses', async () => {
    const mixed = [...flood(30_000, '404 0 2'), ...flood(60_000, '200 0 0').slice(30_000)];
    const { lifeLines, beyond } = await analyse(mixed);
    const followed = lifeLines.reduce((sum, { requests }) => sum + requests, 0);
    expect(followed + beyond.stems + beyond.misses).toBe(60_000);
    expect(beyond.misses).toBe(30_000);
    expect(lifeLines.every(({ answered }) => answered)).toBe(true);
  });

  it('gives the memory of an entry to another without a trace of the first', async () => {
    const wide = flood(MANY, '404 0 2').map((line) => line.replace('Agent', 'Probe').replace(' - 443', ' a=1 443'));
    const { lifeLines } = await analyse([...wide, ...flood(MANY, '200 0 0', '.ashx')]);
    for (const line of lifeLines) {
      expect(line).toMatchObject({
        requests: 1,
        firstMiss: 0,
        withQuery: 0,
        methods: [['GET', 1]],
        statuses: [['200', 1]],
        userAgents: { values: ['Agent'], capped: false },
      });
      expect(line.examples.first?.cells).toContain(`\n${line.stem}\n`);
      expect(line.hits).toHaveLength(1);
    }
  });
});

describe('path information', () => {
  it('belongs to its script, however much there is of it', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => request(i, `/q7.aspx/${i}`, '200 0 0', '203.0.113.7'));
    const { lifeLines } = await analyse([...lines, request(300, '/Q7.aspx', '200 0 0', '203.0.113.7')]);
    expect(lifeLines).toMatchObject([{ stem: '/q7.aspx', requests: 201, executable: true }]);
  });

  it.each([
    ['/www.example.com/a.aspx/b', '/www.example.com/a.aspx'],
    ['/v1.asp.d/x', '/v1.asp.d/x'],
    ['/a.aspx.bak/x', '/a.aspx.bak/x'],
  ])('begins behind a whole extension of a script: %s', async (stem, expected) => {
    const { lifeLines } = await analyse([request(0, stem, '200 0 0', '203.0.113.7')]);
    expect(lifeLines.map((line) => line.stem)).toEqual([expected]);
  });
});
