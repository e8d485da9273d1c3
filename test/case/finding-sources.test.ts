import { describe, expect, it } from 'vitest';
import { yaraDetections } from '../../src/case/finding-sources.js';
import type { LoadedRule, YaraMatch } from '../../src/model/signature.js';

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
const own: YaraMatch = { ...match, givesOnlyItsOwn: true };

describe('a match of a rule that is about what a page is given', () => {
  it.each([
    ['critical', [own], 'low', ['nothing of a visitor']],
    ['critical', [match], undefined, []],
    ['critical', [own, { ...match, view: 'plain' }], undefined, []],
    ['informational', [own], undefined, []],
  ] as const)(
    "%s becomes milder only where all that shows it is the page's own",
    (severity, matches, expected, labels) => {
      const [made] = yaraDetections(matches, new Map([['a.rule', rule(severity)]]), 'a.aspx');
      expect(made?.detection.severity).toBe(expected);
      expect([made?.detection.at ?? []].flat().map((evidence) => evidence.type === 'fact' && evidence.label)).toEqual(
        labels,
      );
    },
  );
});
