import { describe, expect, it } from 'vitest';
import { relateFindings, withUrls } from '../../../src/case/findings/relate-findings.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding, noPlace } from '../../helpers/findings.js';

const id = (digit: string) => digit.repeat(64);
const nowhere = { ...noPlace, kind: 'url' };
const page = aFinding({ fingerprint: id('1') });
const rule = (digit: string, data: Finding['message']['data'], outcome: Finding['outcome'] = 'success') =>
  aFinding({ fingerprint: id(digit), outcome, artifact: nowhere, message: { id: 'requests', text: 'x', data } });

const relatedOf = (findings: readonly Finding[]) =>
  relateFindings(findings, (host, path) => (host === 'EX01' && path.endsWith('x.aspx') ? ['/x.aspx'] : [])).map(
    ({ related }) => related,
  );

describe('relateFindings', () => {
  it('links a file with the requests to its URL, by url or by stems', () => {
    const byUrl = aFinding({ fingerprint: id('2'), artifact: { ...nowhere, url: '/X.aspx' } });
    expect(relatedOf([page, byUrl, rule('3', { stems: ['/x.aspx', '/y.aspx'] })])).toEqual([
      [id('2'), id('3')],
      [id('1'), id('3')],
      [id('1'), id('2')],
    ]);
  });

  it('links what one client had success with, not what it merely tried', () => {
    const findings = [
      rule('2', { client: '203.0.113.7' }),
      rule('3', { client: '203.0.113.7' }),
      rule('4', { client: '203.0.113.7' }, 'attempt'),
    ];
    expect(relatedOf(findings)).toEqual([[id('3')], [id('2')], []]);
  });

  it('keeps servers apart', () => {
    expect(relatedOf([page, aFinding({ host: 'EX02', fingerprint: id('2') })])).toEqual([[], []]);
  });
});

describe('withUrls', () => {
  const urls = (host: string | null, path: string) =>
    host === 'EX01' && path.endsWith('\\x.aspx') ? ['/x.aspx', '/y.aspx'] : [];
  it.each([
    ['a page that is reached', {}, '/x.aspx'],
    ['one that nothing reaches', { windowsPath: 'C:\\inetpub\\wwwroot\\z.aspx' }, null],
    ['one whose place is not known', { windowsPath: null }, null],
    ['one that tells its URL', { url: '/own.aspx' }, '/own.aspx'],
    ['what is no page', { kind: 'web-config' }, null],
  ])('%s', (_, artifact, url) => {
    const finding = { ...page, artifact: { ...page.artifact, ...artifact } };
    expect(withUrls([finding], urls).map((one) => one.artifact.url)).toEqual([url]);
  });
});
