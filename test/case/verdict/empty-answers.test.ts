import { describe, expect, it } from 'vitest';
import { ordinaryPages, withoutEmptyAnswers } from '../../../src/case/verdict/empty-answers.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding, aRecord } from '../../helpers/findings.js';
import { fakeContext } from '../../helpers/detector-context.js';
import { lifeLine } from '../../helpers/life-lines.js';

const CLIENT = '192.0.2.50';

const answered = (over: Partial<Finding> = {}, stems = ['/aspnet_client/a.aspx']): Finding =>
  aFinding({
    fingerprint: 'a'.repeat(64),
    rule: { id: 'r', version: '1', source: 'sigma', pack: '0' },
    severity: 'high',
    outcome: 'success',
    attack: ['T1001', 'T1505.003'],
    evidence: [aRecord],
    message: { id: 'requests', text: '1 request', data: { client: CLIENT, clients: [CLIENT], stems } },
    ...over,
  });
const byDetector = (id: string, message: string, over: Partial<Finding> = {}): Finding =>
  aFinding({
    fingerprint: 'b'.repeat(64),
    rule: { id, version: '1', source: 'detector', pack: '0' },
    severity: 'low',
    outcome: 'attempt',
    message: { id: message, text: message, data: { client: CLIENT } },
    ...over,
  });
const everything = byDetector('webshell.unknown-script-used', 'everything');
const outcomes = (findings: readonly Finding[], ordinary: readonly string[] = []) =>
  withoutEmptyAnswers(findings, (_, stem) => ordinary.includes(stem))
    .filter(({ rule }) => rule.source === 'sigma')
    .map(({ outcome, severity }) => `${outcome} ${severity}`);

describe('answers that say nothing', () => {
  it.each<[what: string, findings: readonly Finding[], ordinary: readonly string[], told: string]>([
    ['to names that were tried, by a site that answers all', [answered(), everything], [], 'attempt low'],
    ['by pages of the site', [answered({}, ['/default.aspx'])], ['/default.aspx'], 'attempt low'],
    ['where nothing says that the site answers all', [answered()], [], 'success high'],
    [
      'where the client used a page, too',
      [
        answered(),
        everything,
        byDetector('webshell.flagged-file-used', 'used', { severity: 'critical', outcome: 'compromise' }),
      ],
      [],
      'success high',
    ],
    ['of another server', [answered({ host: 'WEB02' }), everything], [], 'success high'],
    [
      'of which one is no page of the site',
      [answered({}, ['/default.aspx', '/x.aspx'])],
      ['/default.aspx'],
      'success high',
    ],
    ['to an exploit', [answered({ attack: ['T1190'] }), everything], [], 'success high'],
  ])('%s', (_, findings, ordinary, told) => {
    expect(outcomes(findings, ordinary)).toEqual([told]);
  });

  it.each<[what: string, clients: number, files: readonly string[], flagged: readonly string[], isOne: boolean]>([
    ['of many clients, read', 30, ['C:\\inetpub\\wwwroot\\default.aspx'], [], true],
    ['of few clients', 3, ['C:\\inetpub\\wwwroot\\default.aspx'], [], false],
    ['that was not collected', 30, [], [], false],
    [
      'in which something was found',
      30,
      ['C:\\inetpub\\wwwroot\\default.aspx'],
      ['c:\\inetpub\\wwwroot\\default.aspx'],
      false,
    ],
  ])('a page of the site is one %s', (_, clients, files, flagged, isOne) => {
    const line = lifeLine({
      stem: '/default.aspx',
      clients: Array.from({ length: clients }, (_, i) => `198.51.100.${i}`),
    });
    const { server } = fakeContext({
      lifeLines: [line],
      files,
      flaggedFiles: Object.fromEntries(flagged.map((file) => [file, ['r']])),
      urlMap: { filesOf: () => ['C:\\inetpub\\wwwroot\\default.aspx'] },
    });
    expect(ordinaryPages(new Map([[null, server]]))(null, '/Default.aspx')).toBe(isOne);
  });
});

describe('who got answers for whatever was asked', () => {
  const used = (over: Partial<Finding>) =>
    byDetector('webshell.flagged-file-used', 'used', { severity: 'high', outcome: 'success', ...over });
  const clients = (...names: string[]) => ({ id: 'x', text: 'x', data: { clients: names } });

  it.each<[what: string, findings: readonly Finding[], told: string]>([
    ['by a site that catches all', [byDetector('webshell.unknown-script-used', 'catch-all')], 'attempt low'],
    ['is not told by a message that says less', [byDetector('webshell.unknown-script-used', 'some')], 'success high'],
    ['is not told by another detector', [byDetector('webshell.other', 'everything')], 'success high'],
    ['is not told by a rule', [{ ...everything, rule: { ...everything.rule, source: 'yara' } }], 'success high'],
    [
      'is another client',
      [
        byDetector('webshell.unknown-script-used', 'everything', {
          message: { id: 'everything', text: '', data: { client: '192.0.2.9' } },
        }),
      ],
      'success high',
    ],
    [
      'is one of several',
      [
        byDetector('webshell.unknown-script-used', 'everything', {
          message: { ...clients('192.0.2.9', CLIENT), id: 'everything' },
        }),
      ],
      'attempt low',
    ],
    ['and only tried another page', [everything, used({ outcome: 'attempt' })], 'attempt low'],
    ['and used another page, which says little', [everything, used({ severity: 'low' })], 'attempt low'],
    ['and used another page', [everything, used({ severity: 'medium' })], 'success high'],
    [
      'and used another page among others',
      [everything, used({ message: clients('192.0.2.9', CLIENT) })],
      'success high',
    ],
    ['on another server, where it used a page', [everything, used({ host: 'WEB02' })], 'attempt low'],
  ])('%s', (_, others, told) => expect(outcomes([answered(), ...others])).toEqual([told]));

  it.each<[what: string, over: Partial<Finding>, told: string]>([
    ['an attempt', { outcome: 'attempt' }, 'attempt high'],
    ['a finding without a record', { evidence: [] }, 'success high'],
    ['requests of nobody', { message: { id: 'requests', text: '', data: { clients: [] } } }, 'success high'],
    [
      'requests of two, one of whom is known for it',
      { message: { id: 'requests', text: '', data: { clients: [CLIENT, '192.0.2.9'] } } },
      'success high',
    ],
  ])('changes nothing about %s', (_, over, told) => expect(outcomes([answered(over), everything])).toEqual([told]));

  it('says why, and how little it means', () => {
    const [byAll] = withoutEmptyAnswers([answered(), everything], () => false);
    const [byPages] = withoutEmptyAnswers([answered({}, ['/a.aspx'])], () => true);
    expect([byAll, byPages].map((one) => [one?.confidence, one?.message.text])).toEqual([
      ['weak', '1 request: by a site that answers whatever is asked'],
      ['weak', '1 request: pages of the site that everybody gets'],
    ]);
  });

  it.each([
    [9, 'attempt low'],
    [10, 'success high'],
  ])('tells by the stems that are named, unless there may be more: %s', (count, told) => {
    const stems = Array.from({ length: count }, (_, i) => `/${i}.aspx`);
    expect(outcomes([answered({}, stems)], stems)).toEqual([told]);
  });
});
