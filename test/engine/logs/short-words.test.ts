import { expect, it } from 'vitest';
import { LogAnalyser } from '../../../src/engine/logs/log-analyser.js';
import { RuleIndex } from '../../../src/engine/logs/matches/rule-hunt.js';
import { createAddressSet } from '../../../src/platform/address-set.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';

const HEADER = '#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status\n';

/** Which of some queries, from 1, have one of some words; at most five are kept. */
async function linesWith(words: readonly string[], queries: readonly string[]): Promise<number[]> {
  const content = `title: A\nname: a\nlogsource: { category: webserver }\ndetection:\n  s: { cs-uri-query|contains: [${words.map((word) => `'${word}'`).join(', ')}] }\n  condition: s\n`;
  const { program } = createSigmaPack([{ path: 'a.yml', content }]);
  const analyser = new LogAnalyser({
    index: new RuleIndex(program),
    own: createAddressSet([]),
    since: Number.MIN_SAFE_INTEGER,
    until: Number.MAX_SAFE_INTEGER,
  });
  const lineOf = (query: string) => `2021-03-04 10:00:00 GET /x ${query} 200\n`;
  // Words are looked for in blocks; lines before and behind them are others'.
  const others = lineOf('id=1').repeat(20);
  const log = HEADER + queries.map((query) => others + lineOf(query)).join('') + others;
  const { groups } = await analyser.analyse({
    collectedPath: 'a.log',
    facts: { day: null, utcOffsetMinutes: 0 },
    siteInPath: false,
    chunks: (async function* () {
      yield Buffer.from(log, 'latin1');
    })(),
    keep: () => {},
  });
  const lines = groups.flatMap(({ head, tail }) => [...head, ...tail].map(({ line }) => line));
  return lines.sort((a, b) => a - b).map((line) => (line - 1) / 21);
}

it.each<[string, readonly string[], readonly string[], number[]]>([
  ['of three letters, in either case', ['cmd'], ['a=cmd', 'a=CMD', 'a=cMdx', 'a=cme', 'a=c.md', 'a=ãmd'], [1, 2, 3]],
  ['of two letters', ['qz'], ['a=qz', 'QZ', 'a=qy', 'zq'], [1, 2]],
  ['of four letters', ['wxyz'], ['wxyz', 'awXYzb', 'wxy', 'wxya'], [1, 2]],
  ['with a sign', ['[b]'], ['a[B]', '{b}', '[b'], [1]],
  ['with a blank, written as a plus', ['a b'], ['xa+by', 'xa-by', 'xab'], [1]],
  [
    'of several',
    ['kq', 'cmd', 'wxyz', '@~', '9-8', 'j1', 'u_v', 'zz'],
    ['kq', 'WXYZ', '@~', 'u_V', 'zz', 'cm', 'none'],
    [1, 2, 3, 4, 5],
  ],
  ['beside long ones', ['cmd', 'whoami', 'power'], ['a=CMD', 'a=WhoAmI', 'a=powe', 'POWER'], [1, 2, 4]],
])('finds a short word %s', async (_, words, queries, lines) => expect(await linesWith(words, queries)).toEqual(lines));
