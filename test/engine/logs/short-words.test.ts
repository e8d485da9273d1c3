import { expect, it } from 'vitest';
import { LogAnalyser } from '../../../src/engine/logs/log-analyser.js';
import { RuleIndex } from '../../../src/engine/logs/rule-hunt.js';
import { createAddressSet } from '../../../src/platform/address-set.js';
import { createSigmaPack } from '../../../src/signatures/sigma/index.js';

const HEADER = '#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status\n';

/** Lines, from 1, in which one of some words is found, whatever else is looked for. */
async function linesWith(words: readonly string[], queries: readonly string[]): Promise<number[]> {
  const content = `title: A\nname: a\nlogsource: { category: webserver }\ndetection:\n  s: { cs-uri-query|contains: [${words.map((word) => `'${word}'`).join(', ')}] }\n  condition: s\n`;
  const { program } = createSigmaPack([{ path: 'a.yml', content }]);
  const found: number[] = [];
  for (const [at, query] of queries.entries()) {
    const analyser = new LogAnalyser({
      index: new RuleIndex(program),
      own: createAddressSet([]),
      since: Number.MIN_SAFE_INTEGER,
      until: Number.MAX_SAFE_INTEGER,
    });
    const { groups } = await analyser.analyse({
      collectedPath: 'a.log',
      facts: { day: null, utcOffsetMinutes: 0 },
      siteInPath: false,
      chunks: (async function* () {
        yield Buffer.from(`${HEADER}2021-03-04 10:00:00 GET /x ${query} 200\n`, 'latin1');
      })(),
      keep: () => {},
    });
    if (groups.length > 0) found.push(at + 1);
  }
  return found;
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
    ['kq', 'WXYZ', '@~', '9-8', 'J1', 'u_V', 'zz', 'cm', 'none'],
    [1, 2, 3, 4, 5, 6, 7],
  ],
  ['beside long ones', ['cmd', 'whoami', 'power'], ['a=CMD', 'a=WhoAmI', 'a=powe', 'POWER'], [1, 2, 4]],
])('finds a short word %s', async (_, words, queries, lines) => expect(await linesWith(words, queries)).toEqual(lines));
