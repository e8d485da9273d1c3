import { describe, expect, it } from 'vitest';
import { commonRules, type ExaminedFile, isCommon, noisyRules } from '../../../src/case/content/noisy-rules.js';
import type { LoadedRule } from '../../../src/model/signature.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const AUTH = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth';
const aRule: LoadedRule = {
  id: 'theirs',
  title: 'Theirs',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: [],
  references: [],
  falsePositives: [],
  nextSteps: [],
  version: '1',
  source: 'yara',
  pack: 'other',
  path: 'a.yar',
};
const foreign = new Map([['theirs', aRule]]);

function examined(windowsPath: string, content: number, rules: readonly string[] = ['theirs']): ExaminedFile {
  return {
    artifact: fakeArtifact({ windowsPath, host: 'EX01', kind: 'web-content' }),
    report: {
      artifact: 0,
      sha256: content.toString(16).padStart(64, '0'),
      size: 1,
      quoting: null,
      references: [],
      referencesCut: false,
      halves: { acts: [], names: [], classes: [], keeps: [], asks: [], passes: false },
      yara: rules.map((ruleId) => ({ ruleId, view: 'raw', strings: [] })),
      detections: [],
    },
  };
}

/** Pages of the product. */
const shipped = (count: number) =>
  Array.from({ length: count }, (_, index) => `${AUTH}\\${index % 2 === 0 ? 'logon' : 'logoff'}.aspx`);

/** As they shipped: what the facts keep of their SHA-256. */
const asShipped = Object.entries({ about: '9VYIcxXz3a37', closewindow: 'SuEKAOo+abyn', crosspremise: '2rtB4Xpk8/4G' });
const unchanged = asShipped.map(([name, hash]) => {
  const file = examined(`${AUTH.replace('FrontEnd\\HttpProxy\\owa\\auth', 'ClientAccess\\ecp')}\\${name}.aspx`, 0);
  const sha256 = Buffer.from(hash, 'base64').toString('hex').padEnd(64, '0');
  return { ...file, report: { ...file.report, sha256 } };
});

describe('a rule of others is noise', () => {
  it.each([
    ['many different pages of the product', shipped(12).map((page, index) => examined(page, index)), 12],
    ['three that are as they shipped', unchanged, 3],
    ['two', unchanged.slice(1), 0],
    ['a few', shipped(9).map((page, index) => examined(page, index)), 0],
    ['one content in many places', shipped(30).map((page) => examined(page, 7)), 0],
    [
      'many pages that do not ship',
      Array.from({ length: 30 }, (_, index) => examined(`${AUTH}\\x${index}.aspx`, index)),
      0,
    ],
    [
      'pages on which a rule of ours matches, too',
      shipped(30).map((page, index) => examined(page, index, ['theirs', 'ours'])),
      0,
    ],
    ['what a rule of ours matches alone', shipped(30).map((page, index) => examined(page, index, ['ours'])), 0],
  ])('where it matches them: %s', (_, files, pages) => {
    expect([...noisyRules(files, foreign)]).toEqual(pages === 0 ? [] : [['theirs', pages]]);
  });
});

describe('a rule of others is common', () => {
  const page = (index: number, rules?: readonly string[]) =>
    examined(`C:\\inetpub\\wwwroot\\shop\\p${index}.aspx`, index, rules);
  const pages = (count: number, rules?: readonly string[]) =>
    Array.from({ length: count }, (_, index) => page(index, rules));

  it.each([
    ['all pages of a site', pages(24), [[24, 24]]],
    ['most', [...pages(24), ...pages(40, []).slice(24)], [[24, 40]]],
    ['half', [...pages(24), ...pages(48, []).slice(24)], []],
    ['all of a few', pages(19), []],
    ['most of a few', [...pages(19), ...pages(24, []).slice(19)], []],
    ['one content in many places', pages(30).map(({ artifact }) => ({ ...page(1), artifact })), []],
    ['pages on which a rule of ours matches, too', pages(24, ['theirs', 'ours']), []],
    ['what a rule of ours matches alone', pages(24, ['ours']), []],
  ])('where it matches them: %s', (_, files, expected) => {
    expect(commonRules(files, foreign).map(({ matched, of }) => [matched, of])).toEqual(expected);
  });

  it('in files of that kind alone, and not where a rule of ours matches', () => {
    const common = commonRules(pages(24), foreign);
    expect(isCommon(common, 'theirs', page(3), foreign)).toBe(true);
    expect(isCommon(common, 'theirs', page(3, ['theirs', 'ours']), foreign)).toBe(false);
    expect(isCommon([...common, ...common.map((one) => ({ ...one, host: 'EX02' }))], 'theirs', page(3), foreign)).toBe(
      true,
    );
    expect(isCommon(common, 'other', page(3), foreign)).toBe(false);
    expect(isCommon(common, 'theirs', examined('C:\\inetpub\\wwwroot\\shop\\h.ashx', 99), foreign)).toBe(false);
  });
});
