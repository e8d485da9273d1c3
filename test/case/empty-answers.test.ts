import { describe, expect, it } from 'vitest';
import { ordinaryPages, withoutEmptyAnswers } from '../../src/case/empty-answers.js';
import type { Finding } from '../../src/model/finding.js';
import { aFinding, aRecord } from '../helpers/findings.js';
import { fakeContext } from '../helpers/detector-context.js';
import { lifeLine } from '../helpers/life-lines.js';

const CLIENT = '192.0.2.50';

const answered = (over: Partial<Finding> = {}, stems = ['/aspnet_client/a.aspx']): Finding =>
  aFinding({
    fingerprint: 'a'.repeat(64),
    rule: { id: 'r', version: '1', source: 'sigma', pack: '0' },
    severity: 'high',
    outcome: 'success',
    attack: ['T1505.003'],
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
