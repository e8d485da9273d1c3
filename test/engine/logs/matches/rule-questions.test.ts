import { expect, it } from 'vitest';
import { LogAnalyser } from '../../../../src/engine/logs/log-analyser.js';
import { RuleIndex } from '../../../../src/engine/logs/matches/rule-hunt.js';
import { createAddressSet } from '../../../../src/platform/address-set.js';
import { createSigmaPack } from '../../../../src/signatures/sigma/index.js';

const FIELDS = '#Fields: date time cs-method cs-uri-stem cs-uri-query cs(Referer) sc-status';
const STEM = '/site/page.aspx';
/** Of one path, so that what the path decides of a rule is known from the second request on. */
const QUERIES = ['a=1', 'key=word', 'a=1', 'key=word', STEM, 'a=1', STEM, '-'];

/** How many of the requests a rule finds. */
async function found(selections: string, condition: string): Promise<number> {
  const content = `title: r\nid: r\nlogsource:\n  category: webserver\ndetection:\n${selections}\n  condition: ${condition}\n`;
  const { program } = createSigmaPack([{ path: 'r.yml', content }]);
  const lines = QUERIES.map((query, i) => `2021-03-04 22:10:3${i} POST ${STEM} ${query} - 200`);
  const analyser = new LogAnalyser({
    index: new RuleIndex(program),
    own: createAddressSet([]),
    since: Number.MIN_SAFE_INTEGER,
    until: Number.MAX_SAFE_INTEGER,
  });
  const { groups } = await analyser.analyse({
    collectedPath: 'u_ex210304.log',
    facts: { day: null, utcOffsetMinutes: 0 },
    siteInPath: false,
    chunks: (async function* () {
      yield Buffer.from([FIELDS, ...lines, ''].join('\n'));
    })(),
    keep: () => {},
  });
  return groups.reduce((sum, { count }) => sum + count, 0);
}

const HERE = '  here: { cs-uri-stem|endswith: page.aspx }';
const THERE = '  there: { cs-uri-stem|endswith: other.aspx }';
const WORD = '  word: { cs-uri-query|contains: word }';

it.each([
  ['the path, which is this one', HERE, 'here', 8],
  ['the path, which is another one', THERE, 'there', 0],
  ['the path or the query', `${THERE}\n${WORD}`, 'there or word', 2],
  ['the path and the query', `${HERE}\n${WORD}`, 'here and word', 2],
  ['another path and the query', `${THERE}\n${WORD}`, 'there and word', 0],
  ['all but the query, or another path', `${THERE}\n${WORD}`, 'there or not word', 6],
  ['not another path, and the query', `${THERE}\n${WORD}`, 'not there and word', 2],
  ['not this path, or the query', `${HERE}\n${WORD}`, 'not here or word', 2],
  ['not this path, and the query', `${HERE}\n${WORD}`, 'not here and word', 0],
  // Where there is no query, the path is all of the address that rules know by that name.
  ['a path that is the query', '  same: { cs-uri-stem|fieldref: cs-uri-query }', 'same', 3],
  ['a query that is the path', '  same: { cs-uri-query|fieldref: cs-uri-stem }', 'same', 3],
  ['an absent query', '  none: { cs-uri-query: null }', 'none', 1],
])('a rule is asked of each request of one path by what decides it: %s', async (_, selections, condition, count) => {
  expect(await found(selections, condition)).toBe(count);
});
