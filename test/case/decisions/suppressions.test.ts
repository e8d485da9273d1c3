import { describe, expect, it } from 'vitest';
import { decideFindings } from '../../../src/case/decisions/decide-findings.js';
import { contentOf } from '../../../src/case/findings/finding-content.js';
import { parseSuppressions } from '../../../src/case/decisions/suppressions.js';
import { withDecisions } from '../../../src/case/decisions/write-decision.js';
import type { Finding } from '../../../src/model/finding.js';
import { AfterpatchError } from '../../../src/platform/errors.js';
import { aFinding, aRecord, noPlace } from '../../helpers/findings.js';

const hash = (digit: string) => digit.repeat(64);
const wrong = (why: string) => new AfterpatchError('usage', why);

/** A file with one entry, of these lines. */
const fileOf = (...lines: readonly string[]) =>
  `version: 1\nsuppressions:\n  - reason: it is ours\n    by: a.smith\n    until: 2027-03-31\n${lines.map((line) => `    ${line}\n`).join('')}`;

function decided(findings: readonly Finding[], text: string, asOf = '2026-11-30') {
  return decideFindings(findings, parseSuppressions(text, wrong), asOf);
}

const page = aFinding({ fingerprint: hash('1'), artifact: { ...aFinding().artifact, sha256: hash('a') } });
const other: Finding = { ...page, artifact: { ...page.artifact, sha256: hash('b') } };
const elsewhere: Finding = {
  ...page,
  artifact: { ...page.artifact, windowsPath: 'C:\\inetpub\\wwwroot\\x.aspx.aspx' },
};
const attempt = (clients: readonly string[], clientCount = clients.length) =>
  aFinding({
    fingerprint: hash('2'),
    artifact: { ...noPlace, kind: 'url', url: '/x.aspx' },
    outcome: 'attempt',
    severity: 'low',
    message: { id: 'x', text: 'x', data: { clients: [...clients], clientCount } },
    evidence: [aRecord],
    count: 40,
  });

/** Requests of which one is shown, and that do not say how many clients they are of. */
const asked = (data: Finding['message']['data'], count: number): Finding => ({
  ...attempt([]),
  message: { id: 'x', text: 'x', data },
  count,
});

describe('an entry of the file of decisions', () => {
  it.each<readonly [string, string, Finding, string, number]>([
    ['fingerprint and content', fileOf(`fingerprint: ${hash('1')}`, `content: ${hash('a')}`), page, 'used', 1],
    ['fingerprint, another content', fileOf(`fingerprint: ${hash('1')}`, `content: ${hash('a')}`), other, 'lapsed', 0],
    ['fingerprint without content', fileOf(`fingerprint: ${hash('1')}`), page, 'too-broad', 0],
    [
      'fingerprint, any content',
      fileOf(`fingerprint: ${hash('1')}`, 'content: any', 'severity: high', 'outcome: compromise'),
      other,
      'used',
      1,
    ],
    ['any content, but no grade', fileOf(`fingerprint: ${hash('1')}`, 'content: any'), page, 'lapsed', 0],
    [
      'milder than it is now',
      fileOf(`fingerprint: ${hash('1')}`, `content: ${hash('a')}`, 'severity: medium'),
      page,
      'lapsed',
      0,
    ],
    ['on the server', fileOf(`fingerprint: ${hash('1')}`, `content: ${hash('a')}`, 'server: ex01'), page, 'used', 1],
    [
      'on another server',
      fileOf(`fingerprint: ${hash('1')}`, `content: ${hash('a')}`, 'server: EX02'),
      page,
      'unused',
      0,
    ],
    ['path and hash', fileOf(`path: c:/inetpub/wwwroot/X.aspx`, `hash: ${hash('a')}`), page, 'used', 1],
    ['path and another hash', fileOf(`path: c:/inetpub/wwwroot/X.aspx`, `hash: ${hash('a')}`), other, 'lapsed', 0],
    [
      'a path that only begins so',
      fileOf(`path: c:/inetpub/wwwroot/x.aspx`, `hash: ${hash('a')}`),
      elsewhere,
      'unused',
      0,
    ],
    ['a path with what would be a wildcard', fileOf(`path: 'c:/inetpub/wwwroot/*'`, 'content: any'), page, 'unused', 0],
    ['a hash', fileOf(`hash: ${hash('a')}`), page, 'used', 1],
    ['a hash, and a rule of others', fileOf(`hash: ${hash('a')}`, 'rule: other.rule'), page, 'unused', 0],
    ['a rule', fileOf('rule: test.rule'), attempt(['192.0.2.1']), 'used', 1],
    ['a rule, of something grave', fileOf('rule: test.rule'), page, 'lapsed', 0],
    [
      'a rule, of whatever grade',
      fileOf('rule: test.rule', 'severity: critical', 'outcome: compromise'),
      page,
      'too-broad',
      0,
    ],
    ['a server alone', fileOf('server: EX01'), attempt(['192.0.2.1']), 'too-broad', 0],
    ['an address', fileOf('address: 203.0.113.7'), attempt(['203.0.113.7']), 'used', 1],
    ['a range', fileOf('address: 203.0.113.0/24'), attempt(['203.0.113.7']), 'used', 1],
    [
      'an address beside that of somebody else',
      fileOf('address: 203.0.113.7'),
      attempt(['203.0.113.7', '192.0.2.1']),
      'unused',
      0,
    ],
    [
      'an address beside some that are not named',
      fileOf('address: 203.0.113.7'),
      attempt(['203.0.113.7'], 9),
      'unused',
      0,
    ],
    ['an address that alone is named', fileOf('address: 203.0.113.7'), asked({ client: '203.0.113.7' }, 40), 'used', 1],
    ['an address of all requests, each shown', fileOf('address: 203.0.113.7'), asked({}, 1), 'used', 1],
    ['an address of those that are shown', fileOf('address: 203.0.113.7'), asked({}, 40), 'unused', 0],
    [
      'an address with success',
      fileOf('address: 203.0.113.7'),
      { ...attempt(['203.0.113.7']), outcome: 'success' },
      'lapsed',
      0,
    ],
    ['everybody', fileOf('address: 0.0.0.0/0'), attempt(['203.0.113.7']), 'too-broad', 0],
  ])('%s', (_, text, finding, state, suppressed) => {
    const { findings, decisions } = decided([finding], text);
    expect(decisions).toMatchObject({ suppressed, entries: [{ state, suppressed }] });
    expect(findings[0]?.decision).toEqual(
      suppressed === 0 ? undefined : { entry: 1, reason: 'it is ours', by: 'a.smith', until: '2027-03-31' },
    );
  });

  it.each([
    ['2027-03-31', 'used'],
    ['2027-04-01', 'expired'],
  ])('as of %s is %s', (asOf, state) => {
    const { decisions } = decided([page], fileOf(`hash: ${hash('a')}`), asOf);
    expect(decisions).toMatchObject({ asOf, entries: [{ state }] });
  });

  it.each([
    ['2027-03-31', 'lapsed', expect.any(String)],
    ['2027-04-01', 'expired', null],
  ])('as of %s says why it is %s, where that is not its day', (asOf, state, note) => {
    const text = fileOf(`fingerprint: ${hash('1')}`, `content: ${hash('a')}`);
    expect(decided([other], text, asOf).decisions.entries).toMatchObject([{ state, note }]);
  });

  it('of a setting ends when the program changes that the setting names', () => {
    const set = (facts: string) =>
      aFinding({
        artifact: { ...aFinding().artifact, kind: 'application-host-config' },
        message: { id: 'foreign', text: 'x', data: { name: 'M', image: 'a.dll' } },
        evidence: [{ type: 'fact', path: null, label: 'sha256', text: facts }],
      });
    const text = withDecisions(null, [set('1')], { ...statement, anyContent: false });
    expect(decided([set('1')], text).decisions.suppressed).toBe(1);
    expect(decided([set('2')], text).decisions.entries).toMatchObject([{ state: 'lapsed', refused: 1 }]);
  });
});

describe('a file of decisions', () => {
  it.each([
    ['no YAML', 'a: [', /line 1/],
    ['no version', 'suppressions: []', /version/],
    ['nothing that it is about', fileOf(), /entry 1 \(line 3\): it does not say what it is about/],
    ['a field that there is not', fileOf('rule: x', 'paht: x'), /entry 1 \(line 3\).*"paht"/],
    [
      'a day that there is not',
      fileOf('rule: x').replace('2027-03-31', '2027-02-30'),
      /entry 1 \(line 3\): .*2027-02-30/,
    ],
    ['no reason', fileOf('rule: x').replace('reason: it is ours', 'decided: 2026-01-01'), /reason/],
    ['no address', fileOf('address: nobody'), /nobody/],
    ['a field twice', fileOf('rule: x', 'rule: y'), /unique/],
    ['aliases', `${fileOf('rule: &a x')}    server: *a\n`, /alias/i],
  ])('with %s is refused', (_, text, why) => {
    expect(() => parseSuppressions(text, wrong)).toThrow(why);
  });

  it('takes every value as text', () => {
    const text = fileOf(`hash: ${'1'.repeat(64)}`, 'server: 0x10');
    expect(parseSuppressions(text, wrong).entries).toMatchObject([{ hash: '1'.repeat(64), server: '0x10', line: 3 }]);
  });
});

const statement = { reason: 'Ours: #4711', by: 'a.smith', until: '2027-03-31', today: '2026-11-30', anyContent: false };

describe('a decision that is written down', () => {
  it.each<readonly [string, Finding]>([
    ['a page', page],
    ['requests', attempt(['203.0.113.7'])],
    ['a finding of no server', { ...page, host: null }],
    ['a page with a hostile name', { ...page, title: 'x\n  - rule: y\u202e # z', host: 'EX\n01: [' }],
    ['a content of digits', { ...page, artifact: { ...page.artifact, sha256: '1'.repeat(64) } }],
  ])('covers %s, and nothing else', (_, finding) => {
    const text = withDecisions(null, [finding], statement);
    expect(decided([finding], text).decisions).toMatchObject({
      suppressed: 1,
      entries: [{ state: 'used', wide: false }],
    });
    const changed: Finding = { ...finding, artifact: { ...finding.artifact, sha256: hash('f') } };
    const graver: Finding = { ...finding, severity: 'critical', outcome: 'compromise' };
    for (const one of [
      { ...finding, fingerprint: hash('9') },
      graver,
      ...(contentOf(finding) === null ? [] : [changed]),
    ])
      expect(decided([one], text).decisions.suppressed).toBe(0);
  });

  it('leaves comments, quotes and values as they are', () => {
    const before = `# kept in git\nversion: 1\nsuppressions:\n  # the scanner\n  - address: "203.0.113.7" # of the network team\n    reason: scanner\n    by: '007'\n    until: 2027-01-01\n  - hash: ${'0'.repeat(64)}\n    reason: a test page\n    by: x\n    until: 2027-01-01\n# the end\n`;
    const after = withDecisions(before, [page], statement);
    for (const line of before.trim().split('\n')) expect(after).toContain(line);
    expect(parseSuppressions(after, wrong).entries.slice(0, 2)).toMatchObject(
      parseSuppressions(before, wrong).entries.map(({ addresses: _, ...one }) => one),
    );
  });

  it('is not written twice while it holds', () => {
    const once = withDecisions(null, [page], statement);
    expect(() => withDecisions(once, [page], statement)).toThrow(/decided already, in line \d+/);
    expect(
      parseSuppressions(withDecisions(once, [page], { ...statement, today: '2027-04-01' }), wrong).entries,
    ).toHaveLength(2);
    expect(parseSuppressions(withDecisions(once, [other], statement), wrong).entries).toHaveLength(2);
  });
});
