import { describe, expect, it } from 'vitest';
import { yaraDigests } from '../../scripts/rule-digests.mjs';
import { worse } from '../../scripts/worse-rates.mjs';

describe('the gate on measured quality', () => {
  const stored = {
    rules: { a: { malicious: 5, benign: 3, benignLoud: 1 }, b: { malicious: 2, benign: 0, benignLoud: 0 } },
    overall: { malicious: 6, benign: 1 },
  };
  const now = (a: Partial<(typeof stored)['rules']['a']>, overall: Partial<(typeof stored)['overall']> = {}) => ({
    rules: { ...stored.rules, a: { ...stored.rules.a, ...a } },
    overall: { ...stored.overall, ...overall },
  });

  it.each([
    ['nothing where all is as it was', now({}), []],
    ['nothing where it is better', now({ malicious: 6, benign: 0, benignLoud: 0 }, { malicious: 7, benign: 0 }), []],
    ['a rule that finds less', now({ malicious: 4 }), ['a hits 4 malicious files; 5 when it was measured.']],
    ['one that hits more harmless files', now({ benign: 4 }), ['a hits 4 harmless files; 3 when it was measured.']],
    [
      'one that hits them at a higher severity',
      now({ benignLoud: 2 }),
      ['a hits 2 harmless files at medium or above; 1 when it was measured.'],
    ],
    [
      'less found by all together',
      now({}, { malicious: 5 }),
      [expect.stringContaining('5 malicious files are found; 6')],
    ],
    [
      'more flagged by all together',
      now({}, { benign: 2 }),
      [expect.stringContaining('2 harmless files are flagged; 1')],
    ],
  ])('tells %s', (_, measured, told) => {
    expect(worse(stored, measured)).toEqual(told);
  });
});

describe('the digest of a rule', () => {
  const helper = 'private rule helper { strings: $h = "x" condition: $h }';
  const rule = `rule a {
  meta:
    id = "x.a"
    title = "A"
    severity = "high"
  strings:
    $a = "abc"
  condition:
    $a and helper
}`;
  const of = (text: string) => yaraDigests([{ text, ids: new Map([['a', 'x.a']]) }]).get('x.a');
  const own = of(`${helper}\n${rule}`);

  it.each([
    ['its title', `${helper}\n${rule.replace('"A"', '"B"')}`],
    ['its form', `${helper}\n${rule.replaceAll('\n', '\n  ')}`],
    ['a comment', `${helper}\n${rule.replace('strings:', '// why\n  strings:')}`],
    ['another rule of its file', `${helper}\n${rule}\nrule b { condition: true }`],
  ])('stays with another %s', (_, text) => {
    expect(of(text)).toBe(own);
  });

  it.each([
    ['string', `${helper}\n${rule.replace('abc', 'abd')}`],
    ['condition', `${helper}\n${rule.replace(' and ', ' or ')}`],
    ['severity', `${helper}\n${rule.replace('high', 'low')}`],
    ['helper', `${helper.replace('"x"', '"y"')}\n${rule}`],
  ])('is another with another %s', (_, text) => {
    expect(of(text)).not.toBe(own);
  });
});
