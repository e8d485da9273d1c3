import { describe, expect, it } from 'vitest';
import { packDigest, signatureSource, yaraDetections } from '../../../src/case/findings/finding-sources.js';
import type { LoadedRule, YaraMatch } from '../../../src/model/signature.js';

const rule = (severity: LoadedRule['severity']): LoadedRule => ({
  id: 'a.rule',
  title: 'Rule',
  severity,
  confidence: 'strong',
  outcome: 'compromise',
  attack: [],
  references: [],
  falsePositives: [],
  nextSteps: [],
  version: '1',
  source: 'yara',
  pack: '',
  path: 'a.yar',
});
const match: YaraMatch = { ruleId: 'a.rule', view: 'raw', strings: [] };
const PLACE = {
  type: 'content' as const,
  path: 'a.aspx',
  label: '$a',
  offset: 0,
  length: 1,
  line: 1,
  column: 1,
  text: 'a',
  view: 'raw',
};
const own: YaraMatch = { ...match, mild: 'own' };
const sent: YaraMatch = { ...match, mild: 'sent' };

describe('a match of a rule that is about what a page is given', () => {
  it.each([
    ['critical', [own], 'low', ['nothing of a visitor']],
    ['critical', [sent], 'low', ['not run by the server']],
    ['critical', [own, sent], 'low', ['nothing of a visitor']],
    ['low', [sent], undefined, []],
    ['critical', [sent, { ...match, view: 'plain' }], undefined, []],
    ['critical', [match], undefined, []],
    ['critical', [own, { ...match, view: 'plain' }], undefined, []],
    ['informational', [own], undefined, []],
  ] as const)(
    "%s becomes milder only where all that shows it is the page's own, or not run",
    (severity, matches, expected, labels) => {
      const [made] = yaraDetections(matches, new Map([['a.rule', rule(severity)]]), 'a.aspx');
      expect(made?.detection.severity).toBe(expected);
      expect([made?.detection.at ?? []].flat().map((evidence) => evidence.type === 'fact' && evidence.label)).toEqual(
        labels,
      );
    },
  );
});

describe('the matches of a rule', () => {
  const place = (offset: number) => ({ ...PLACE, offset });
  const made = (matches: readonly YaraMatch[]) =>
    yaraDetections(matches, new Map([['a.rule', rule('high')]]), 'a.aspx').map(({ rule: { id }, detection }) => [
      id,
      detection.message,
      [detection.at ?? []].flat().map((one) => ('offset' in one ? one.offset : null)),
    ]);

  it('are one detection, at what the file itself shows', () => {
    const raw = { ...match, strings: [place(1)] };
    const decoded = { ...match, view: 'plain', strings: [place(2)] };
    expect(made([decoded, raw])).toEqual([['a.rule', 'matched', [1]]]);
    expect(made([decoded, { ...decoded, strings: [place(3)] }])).toEqual([['a.rule', 'matchedDecoded', [2, 3]]]);
  });

  it('are none of a rule that is not there', () => {
    expect(made([{ ...match, ruleId: 'other' }])).toEqual([]);
  });
});

it('packs of rules have one digest, in whatever order and how often they come', () => {
  const digest = (...packs: string[]) => packDigest(packs.map((pack) => ({ pack })));
  expect(digest()).toBeNull();
  expect(digest('a', 'b', 'a')).toBe(digest('b', 'a'));
  expect(digest('a', 'b')).not.toBe(digest('a'));
});

it('findings come from the tool of a version, or from a pack that may have a name', () => {
  const one = rule('high');
  expect(signatureSource(one).origin).toEqual({ id: 'a.rule', version: '1', source: 'yara', pack: '' });
  expect(signatureSource({ ...one, packName: 'mine' }).origin).toMatchObject({ packName: 'mine' });
});
