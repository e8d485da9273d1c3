import { describe, expect, it } from 'vitest';
import { accountsOf, clientOf, isOfRequests, pagePathOf, subjectKeyOf } from '../../../src/case/story/subject-key.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding, aRecord, noPlace } from '../../helpers/findings.js';

const PAGE = 'C:\\inetpub\\wwwroot\\x.aspx';
const FILE = aFinding().artifact;

type Data = Finding['message']['data'];
const finding = (id: string, data: Data, over: Partial<Finding> = {}) =>
  aFinding({
    rule: { ...aFinding().rule, id },
    message: { id: 'found', text: 'Found', data },
    title: 'A title',
    ...over,
  });
/** A finding of requests of such a technique. */
const requests = (data: Data, attack = 'T1071') =>
  finding('test.rule', data, { artifact: noPlace, evidence: [aRecord], attack: ['T1001', attack] });

/** The subject, as `<kind> <what>: <name> = <identity>`. Its server knows one page by one URL, and has one address. */
const subjectOf = (one: Finding) => {
  const { kind, what, name, identity } = subjectKeyOf(
    one,
    (host, url) => (host === 'EX01' && url === '/x.aspx' ? PAGE : null),
    (address) => address === '10.0.0.1',
  );
  return `${kind} ${what}: ${name} = ${identity}`;
};
const FINGERPRINT = 'a'.repeat(64);

describe('a finding is about', () => {
  it.each<[string, Finding, string]>([
    [
      'what a configuration names',
      finding('iis.foreign-native-module', { image: '%windir%\\A.dll', name: 'b' }),
      'implant IIS module: %windir%\\A.dll = c:\\windows\\a.dll',
    ],
    [
      'its second name where the first is not told',
      finding('iis.foreign-native-module', { image: '', name: 'B' }),
      'implant IIS module: B = b',
    ],
    [
      'its place where it names nothing',
      finding('iis.foreign-native-module', { image: 7 }),
      `implant IIS module: ${PAGE} = ${FINGERPRINT}`,
    ],
    [
      'its title where it has no place either',
      finding('iis.foreign-native-module', {}, { artifact: noPlace }),
      `implant IIS module: A title = ${FINGERPRINT}`,
    ],
    [
      'what differs between configurations',
      finding('test.rule', { kind: 'native module', name: 'Odd (%ProgramFiles%/A.dll)' }),
      'implant IIS module: %ProgramFiles%/A.dll = c:\\program files\\a.dll',
    ],
    [
      'the name of what differs where it loads nothing',
      finding('test.rule', { kind: 'handler', name: 'Odd' }),
      'implant IIS handler: Odd = odd',
    ],
    [
      'no difference of another kind',
      finding('test.rule', { kind: 'site', name: 'Odd' }),
      `implant page: ${PAGE} = ${PAGE.toLowerCase()}`,
    ],
    [
      'no difference without a name',
      finding('test.rule', { kind: 'handler', name: 7 }),
      `implant page: ${PAGE} = ${PAGE.toLowerCase()}`,
    ],
    ['its page', finding('test.rule', {}), `implant page: ${PAGE} = ${PAGE.toLowerCase()}`],
    [
      'its program',
      finding('test.rule', {}, { artifact: { ...FILE, windowsPath: 'C:\\a.exe' } }),
      'implant file: C:\\a.exe = c:\\a.exe',
    ],
    [
      'the page that a cmdlet wrote',
      finding('test.rule', { writes: 'C:/y.aspx' }, { artifact: noPlace }),
      'implant page: C:/y.aspx = c:\\y.aspx',
    ],
    [
      'the target of a link',
      finding('test.rule', {}, { artifact: { ...FILE, kind: 'link' } }),
      `implant page: ${PAGE} = ${PAGE.toLowerCase()}`,
    ],
    [
      'the page of its compilation',
      finding('test.rule', { file: 'C:\\y.aspx' }, { artifact: { ...FILE, kind: 'compiled-page' } }),
      'implant page: C:\\y.aspx = c:\\y.aspx',
    ],
    [
      'a compilation of a page that is not known',
      finding('test.rule', { file: '' }, { artifact: { ...FILE, kind: 'compiled-page' } }),
      `change change: ${PAGE} = ${FINGERPRINT}`,
    ],
    [
      'a program by its path',
      finding('test.rule', {}, { artifact: { ...FILE, kind: 'pe' } }),
      `implant file: ${PAGE} = ${PAGE.toLowerCase()}`,
    ],
    [
      'a page that was collected from no place',
      finding('test.rule', {}, { artifact: { ...FILE, windowsPath: null } }),
      'implant file: C/inetpub/wwwroot/x.aspx = c\\inetpub\\wwwroot\\x.aspx',
    ],
    [
      'what changed',
      finding('test.rule', {}, { artifact: { ...FILE, kind: 'event-log' } }),
      `change change: ${PAGE} = ${FINGERPRINT}`,
    ],
    [
      'what changed in no place',
      finding('test.rule', {}, { artifact: noPlace }),
      `change change: A title = ${FINGERPRINT}`,
    ],
    [
      'the page of its URL',
      finding('test.rule', {}, { artifact: { ...noPlace, url: '/X.aspx' } }),
      `implant page: ${PAGE} = ${PAGE.toLowerCase()}`,
    ],
    [
      'the page of its URL on no other server',
      finding('test.rule', {}, { host: null, artifact: { ...noPlace, url: '/X.aspx' } }),
      'implant page: /X.aspx = url /x.aspx',
    ],
    [
      'its URL',
      finding('test.rule', {}, { artifact: { ...noPlace, url: '/Y.aspx' } }),
      'implant page: /Y.aspx = url /y.aspx',
    ],
    [
      'a channel',
      finding('webshell.tunnel-traffic', {}, { artifact: { ...noPlace, url: '/Y.aspx' } }),
      'implant channel: /Y.aspx = url /y.aspx',
    ],
  ])('%s', (_, one, expected) => expect(subjectOf(one)).toBe(expected));
});

describe('a finding of requests is about', () => {
  it.each<[string, Finding, string]>([
    [
      'the page that all went to',
      requests({ stems: ['/x.aspx', '/X.ASPX'], client: 'a' }),
      `implant page: ${PAGE} = ${PAGE.toLowerCase()}`,
    ],
    [
      'whoever went to several',
      requests({ stems: ['/x.aspx', '/y.aspx'], client: 'A' }, 'T1505.003'),
      'actor client: A = a',
    ],
    [
      'the only stem that a shell was asked by',
      requests({ stems: ['/y.aspx'], client: 'a' }, 'T1505.003'),
      'implant page: /y.aspx = url /y.aspx',
    ],
    ['whoever asked for a stem otherwise', requests({ stems: ['/y.aspx'], client: 'a' }), 'actor client: a = a'],
    ['whoever got in', requests({ stems: ['/y.aspx'], client: 'a' }, 'T1190'), 'entry entry: a = a'],
    ['several', requests({ stems: [], clients: ['a', 'b'] }), 'actor requests of several clients: A title = test.rule'],
    [
      'several who got in',
      requests({ clients: ['a', 'b'] }, 'T1133'),
      'entry requests of several clients: A title = test.rule',
    ],
    [
      'the account that the server asked for',
      requests({ client: '10.0.0.1', accounts: ['CORP\\Eve'] }),
      'actor account: CORP\\Eve = account corp\\eve',
    ],
    [
      'the server where it asked for several',
      requests({ client: '10.0.0.1', accounts: ['eve', 'ann'] }),
      'actor account: 10.0.0.1 = 10.0.0.1',
    ],
    [
      'the server where it asked for nobody',
      requests({ client: '10.0.0.1', accounts: [] }, 'T1190'),
      'entry entry: 10.0.0.1 = 10.0.0.1',
    ],
    [
      'the account that got in through the server',
      requests({ client: '10.0.0.1', accounts: ['eve', 'eve'] }, 'T1078'),
      'entry entry: eve = account eve',
    ],
    [
      'what cmdlets changed',
      requests({ cmdlets: ['Set-X', 'Get-Y'], accounts: ['Eve'] }),
      'change cmdlet: Set-X, Get-Y = set-x get-y eve',
    ],
    ['the account of records', requests({ cmdlets: [], accounts: ['Eve'] }), 'actor account: Eve = account eve'],
    [
      'several accounts of records',
      requests({ cmdlets: [], accounts: ['Eve', 'Ann'] }),
      'actor events: A title = test.rule',
    ],
    ['records of nobody', requests({ cmdlets: [] }), 'actor events: A title = test.rule'],
    ['a logon of records', requests({ cmdlets: [], accounts: ['Eve'] }, 'T1110'), 'entry entry: A title = test.rule'],
  ])('%s', (_, one, expected) => expect(subjectOf(one)).toBe(expected));

  it.each<[string, Partial<Finding>, boolean]>([
    ['records of requests', { artifact: noPlace, evidence: [aRecord] }, true],
    ['clients', { artifact: noPlace, message: { id: '', text: '', data: { clients: [] } } }, true],
    ['neither', { artifact: noPlace }, false],
    ['a file on the server', { artifact: { ...noPlace, windowsPath: 'C:\\a.log' }, evidence: [aRecord] }, false],
    ['a file', { artifact: { ...noPlace, collectedPath: 'a.log' }, evidence: [aRecord] }, false],
  ])('that shows %s: %o', (_, over, expected) => expect(isOfRequests(aFinding(over))).toBe(expected));
});

it.each<[Data, string | null]>([
  [{ client: 'a', clients: ['a', 'b'] }, 'a'],
  [{ clients: ['a'] }, 'a'],
  [{ clients: ['a'], clientCount: 1 }, 'a'],
  [{ clients: ['a'], clientCount: 2 }, null],
  [{ clients: ['a', 'b'], clientCount: 1 }, null],
  [{ clients: [] }, null],
  [{ clients: 'a' }, null],
  [{}, null],
])('the only client of %o is %s', (data, client) => {
  expect(clientOf(finding('test.rule', data))).toBe(client);
});

it('accounts are those that a finding names, or those of its records', () => {
  const record = { ...aRecord, fields: { 'cs-username': 'CORP\\eve' } };
  expect(accountsOf(requests({ accounts: ['ann'] }))).toEqual(['ann']);
  const evidence = [record, { type: 'fact' as const, label: 'a', text: 'b', path: null }, aRecord];
  expect(accountsOf(finding('test.rule', {}, { evidence }))).toEqual(['CORP\\eve']);
});

it('pages are told by their paths, others by none', () => {
  expect(pagePathOf(finding('test.rule', {}))).toBe(PAGE.toLowerCase());
  expect(pagePathOf(finding('test.rule', {}, { artifact: noPlace }))).toBeNull();
});
