import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../../src/case/story/steps.js';
import { compareSubjects, type SubjectInMaking, subjectsOf } from '../../../src/case/story/subjects.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding, aRecord, noPlace } from '../../helpers/findings.js';

const FILE = aFinding().artifact;
const at = (hour: number) => `2022-11-05T${String(hour).padStart(2, '0')}:00:00.000Z`;
const times = (created: number | null, modified: number | null, quality: 'exact' | 'unreliable' = 'exact') => ({
  created: created === null ? null : at(created),
  modified: modified === null ? null : at(modified),
  source: 'file-system' as const,
  quality,
});
let number = 0;
const finding = (over: Partial<Finding>, data: Finding['message']['data'] = {}) =>
  aFinding({
    fingerprint: String(number++).padStart(64, '0'),
    message: { id: 'found', text: 'It was found', data },
    title: 'A title',
    ...over,
  });

const file = (name: string, over: Partial<Finding> = {}, data: Finding['message']['data'] = {}) =>
  finding({ artifact: { ...FILE, windowsPath: `C:\\${name}`, times: times(3, 4) }, ...over }, data);
/** Requests of such a technique that a client made from one hour to another. */
const requests = (attack: string, client: string, from: number, to: number, over: Partial<Finding> = {}) =>
  finding(
    {
      artifact: noPlace,
      evidence: [aRecord],
      attack: ['T1071', attack, 'T1001'],
      outcome: 'success',
      rule: { ...aFinding().rule, source: 'sigma' },
      firstSeen: at(from),
      lastSeen: at(to),
      ...over,
    },
    { client },
  );
/** Requests for a page. */
const used = (name: string, client: string, from: number, to: number, over: Partial<Finding> = {}) =>
  requests('T1505.003', client, from, to, { artifact: { ...noPlace, url: `/${name}` }, ...over });

const subjects = (findings: readonly Finding[]): SubjectInMaking[] =>
  subjectsOf(
    findings,
    (_, page) => [`/${page.slice(3)}`],
    () => null,
    () => false,
  );
/** Steps as `<stage> <hours>: <text>`. */
const steps = (...findings: readonly Finding[]) =>
  stepsOf(subjects(findings)).map(({ stage, time, until, text }) => {
    const hours = [time, ...(until === null ? [] : [until])].map((one) => (one === null ? '?' : one.slice(11, 13)));
    return `${stage} ${hours.join('-')}: ${text}`;
  });

describe('a step is', () => {
  it.each<[string, Finding[], string[]]>([
    ['the coming of a page', [file('a.aspx')], ['foothold 03: Page C:\\a.aspx is written']],
    [
      'its coming at the first time that is told of it',
      [file('a.aspx', { artifact: { ...FILE, windowsPath: 'C:\\a.aspx', times: times(null, 7) } })],
      ['foothold 07: Page C:\\a.aspx is written'],
    ],
    [
      'its coming at no time where that means nothing',
      [file('a.aspx', { artifact: { ...FILE, windowsPath: 'C:\\a.aspx', times: times(3, 4, 'unreliable') } })],
      ['foothold ?: Page C:\\a.aspx is written'],
    ],
    [
      'its coming at no time where none is told',
      [file('a.aspx', { artifact: { ...FILE, windowsPath: 'C:\\a.aspx', times: null } })],
      ['foothold ?: Page C:\\a.aspx is written'],
    ],
    ['no coming without success', [file('a.aspx', { outcome: 'attempt' })], []],
    [
      'the coming of each page: the gravest first got in',
      [file('a.aspx'), file('b.aspx', { severity: 'critical' })],
      ['foothold 03: Page C:\\b.aspx is written', 'persistence 03: Page C:\\a.aspx is written'],
    ],
    [
      'the coming of a module',
      [
        file(
          'm.dll',
          {
            rule: { ...aFinding().rule, id: 'iis.foreign-native-module' },
            artifact: { ...FILE, kind: 'application-host-config', times: times(1, 2) },
          },
          { image: 'C:\\m.dll' },
        ),
      ],
      ['persistence 02: IIS module C:\\m.dll is configured'],
    ],
    [
      'that of a page by its compilation',
      [file('a.aspx', { artifact: { ...FILE, kind: 'compiled-page', times: times(3, 4) } }, { file: 'C:\\a.aspx' })],
      ['foothold 03: Page C:\\a.aspx is compiled', 'cover-up ?: Page C:\\a.aspx is gone'],
    ],
    [
      'that of a program',
      [file('a.exe', { artifact: { ...FILE, kind: 'pe', windowsPath: 'C:\\a.exe', times: times(3, 4) } })],
      ['foothold 03: File C:\\a.exe is there'],
    ],
    [
      'that of a page by the cmdlet that wrote it',
      [
        requests('T1190', '192.0.2.1', 5, 6, {
          message: { id: '', text: '', data: { writes: 'C:\\a.aspx', cmdlets: ['New-X'] } },
        }),
      ],
      ['foothold 05: Page C:\\a.aspx is written by New-X'],
    ],
    [
      'a change, in its own words',
      [finding({ artifact: { ...FILE, kind: 'event-log', times: times(3, 4) }, attack: ['T1098'] })],
      ['persistence 03: It was found'],
    ],
    [
      'the covering of tracks',
      [finding({ artifact: { ...FILE, kind: 'event-log', times: times(3, 4) }, attack: ['T1071', 'T1070.001'] })],
      ['cover-up 03: It was found'],
    ],
    [
      'the coming of a module, which takes no page its place',
      [
        file('a.aspx'),
        file(
          'm.dll',
          {
            severity: 'critical',
            rule: { ...aFinding().rule, id: 'iis.foreign-native-module' },
            artifact: { ...FILE, kind: 'application-host-config', times: times(1, 2) },
          },
          { image: 'C:\\m.dll' },
        ),
      ],
      ['persistence 02: IIS module C:\\m.dll is configured', 'foothold 03: Page C:\\a.aspx is written'],
    ],
    [
      'that of a module that several kinds of files tell of',
      ['application-host-config' as const, 'registry-hive' as const].map((kind) =>
        file(
          'm.dll',
          {
            rule: { ...aFinding().rule, id: 'iis.foreign-native-module' },
            artifact: { ...FILE, kind, times: times(1, 2) },
          },
          { image: 'C:\\m.dll' },
        ),
      ),
      ['persistence 01: IIS module C:\\m.dll is configured'],
    ],
    [
      'that of a page that something wrote',
      [
        file('a.exe', { artifact: { ...FILE, kind: 'pe' } }, { writes: 'C:\\a.aspx' }),
        file('a.exe', { artifact: { ...FILE, kind: 'pe', windowsPath: 'C:\\a.aspx', times: null } }),
      ],
      ['foothold ?: Page C:\\a.aspx is written'],
    ],
  ])('%s', (_, findings, expected) => expect(steps(...findings)).toEqual(expected));

  it.each<[string, Finding[], string[]]>([
    ['an entry', [requests('T1190', '192.0.2.1', 5, 6)], ['entry 05-06: A title from 192.0.2.1']],
    [
      'the use of a page',
      [file('a.aspx'), used('a.aspx', '192.0.2.1', 5, 6)],
      ['foothold 03: Page C:\\a.aspx is written', 'use 05-06: Page C:\\a.aspx is used from 192.0.2.1'],
    ],
    [
      'the use of a page that its file is younger than',
      [file('a.aspx'), used('a.aspx', '192.0.2.1', 1, 2)],
      ['use 01-02: Page C:\\a.aspx is used from 192.0.2.1', 'foothold 03: Page C:\\a.aspx is changed or copied'],
    ],
    [
      'the use of a page that is told of its file',
      [
        file('a.aspx'),
        requests('T1505.003', '192.0.2.1', 1, 2, {
          artifact: { ...FILE, windowsPath: 'C:\\a.aspx', url: '/a.aspx', times: times(3, 4) },
        }),
      ],
      ['use 01-02: Page C:\\a.aspx is used from 192.0.2.1', 'foothold 03: Page C:\\a.aspx is changed or copied'],
    ],
    [
      'the coming of a page that nobody got an answer of before',
      [file('a.aspx'), used('a.aspx', '192.0.2.1', 1, 2, { outcome: 'attempt' })],
      ['foothold 03: Page C:\\a.aspx is written'],
    ],
    [
      'the use of a page by a way in',
      [used('a.aspx', '192.0.2.1', 5, 6, { attack: ['T1190'] })],
      ['use 05-06: Page /a.aspx is used from 192.0.2.1'],
    ],
    ['theft', [requests('T1114.002', '192.0.2.1', 5, 6)], ['theft 05-06: A title from 192.0.2.1']],
    ['what a client did otherwise', [requests('T1087', '192.0.2.1', 5, 6)], ['use 05-06: A title from 192.0.2.1']],
    ['no request without success', [requests('T1190', '192.0.2.1', 5, 6, { outcome: 'attempt' })], []],
    [
      'a page that is there where no record tells of its use',
      [used('a.aspx', '192.0.2.1', 5, 6, { evidence: [] })],
      ['foothold ?: Page /a.aspx is there'],
    ],
    [
      'all requests of a kind, first to last',
      [used('a.aspx', '192.0.2.2', 8, 9), used('a.aspx', '192.0.2.1', 5, 6), used('a.aspx', '192.0.2.2', 7, 7)],
      ['use 05-09: Page /a.aspx is used from 192.0.2.1, 192.0.2.2'],
    ],
    [
      'requests of many clients, of whom three are named',
      ['5', '4', '3', '2', '1'].map((one) => used('a.aspx', `192.0.2.${one}`, 5, 6)),
      ['use 05-06: Page /a.aspx is used from 192.0.2.1, 192.0.2.2, 192.0.2.3 and 2 more'],
    ],
    [
      'the exploit rather than the chain that it is a part of',
      [
        requests('T1190', '192.0.2.1', 2, 9, { rule: { ...aFinding().rule, source: 'detector' } }),
        requests('T1190', '192.0.2.1', 5, 6),
      ],
      ['entry 05-06: A title from 192.0.2.1'],
    ],
    [
      'the chain where no exploit is known',
      [requests('T1190', '192.0.2.1', 2, 9, { rule: { ...aFinding().rule, source: 'detector' } })],
      ['entry 02-09: A title from 192.0.2.1'],
    ],
  ])('%s', (_, findings, expected) => expect(steps(...findings)).toEqual(expected));

  it('the end of a page that is gone', () => {
    const [one] = subjects([used('a.aspx', '192.0.2.1', 5, 6)]);
    const gone = (data: Finding['message']['data'], present: boolean | null) =>
      one
        ? stepsOf([
            { ...one, subject: { ...one.subject, present }, findings: [finding({ outcome: 'attempt' }, data)] },
          ]).map(({ stage, time, text }) => [stage, time, text])
        : [];
    expect(gone({ traits: ['used', `gone at ${at(8)}`] }, false)).toEqual([
      ['cover-up', at(8), 'Page /a.aspx is gone'],
    ]);
    expect(gone({ traits: [] }, false)).toEqual([['cover-up', null, 'Page /a.aspx is gone']]);
    expect(gone({ traits: ['gone at ?'] }, false)).toEqual([['cover-up', null, 'Page /a.aspx is gone']]);
    expect(gone({ traits: ['gone at ?', `gone at ${at(8)}`] }, false)).toEqual([
      ['cover-up', at(8), 'Page /a.aspx is gone'],
    ]);
    expect(gone({ traits: [`gone at ${at(8)}`] }, true)).toEqual([]);
    expect(gone({ traits: [`gone at ${at(8)}`] }, null)).toEqual([]);
  });
});

it('steps come by time, at one time as they follow from one another, and without a time last', () => {
  const one = { artifact: { ...FILE, windowsPath: 'C:\\a.aspx', times: times(5, 5) } };
  expect(
    steps(
      file('b.aspx', { severity: 'low', artifact: { ...FILE, windowsPath: 'C:\\b.aspx', times: null } }),
      file('a.aspx', one),
      used('a.aspx', '192.0.2.1', 5, 6),
      requests('T1114', '192.0.2.2', 5, 5),
      requests('T1190', '192.0.2.3', 5, 5),
    ).map((step) => step.slice(0, step.indexOf(':'))),
  ).toEqual(['entry 05-05', 'foothold 05', 'use 05-06', 'theft 05-05', 'persistence ?']);
});

describe('subjects come', () => {
  const order = (...findings: readonly Finding[]) =>
    subjects(findings)
      .sort(compareSubjects)
      .map(({ subject: { name, host } }) => `${host} ${name}`);
  const page = (name: string, over: Partial<Finding> = {}) => file(name, { firstSeen: at(5), ...over });
  const id = (name: string) => ({ rule: { ...aFinding().rule, id: name } });
  it.each<[string, Finding[], string[]]>([
    ['the gravest first', [page('a'), page('b', { severity: 'critical' })], ['EX01 C:\\b', 'EX01 C:\\a']],
    [
      'those that more rules speak for before others',
      [page('a'), page('b', id('x')), page('b', id('y'))],
      ['EX01 C:\\b', 'EX01 C:\\a'],
    ],
    [
      'counting the rules that say what is gravest',
      [page('a'), page('a', id('z')), page('b', id('x')), page('b', { ...id('y'), severity: 'low' })],
      ['EX01 C:\\a', 'EX01 C:\\b'],
    ],
    ['the earlier before the later', [page('a', { firstSeen: at(6) }), page('b')], ['EX01 C:\\b', 'EX01 C:\\a']],
    ['those without a time last', [page('a', { firstSeen: null }), page('b')], ['EX01 C:\\b', 'EX01 C:\\a']],
    [
      'by their servers',
      [page('a', { host: 'EX02' }), page('b'), page('c', { host: null })],
      ['null C:\\c', 'EX01 C:\\b', 'EX02 C:\\a'],
    ],
    ['by their names', [page('b'), page('a')], ['EX01 C:\\a', 'EX01 C:\\b']],
  ])('%s', (_, findings, expected) => {
    expect(order(...findings)).toEqual(expected);
    expect(order(...findings.toReversed())).toEqual(expected);
  });

  it('in the spelling that has the most capitals', () => {
    const pages = ['c:\\Page.aspx', 'C:\\Page.aspx', 'C:\\PAGE.aspx', 'c:\\page.aspx'].map((windowsPath) =>
      file('x', { artifact: { ...FILE, windowsPath } }),
    );
    expect(subjects(pages).map(({ subject: { name } }) => name)).toEqual(['C:\\PAGE.aspx']);
    expect(subjects(pages.slice(0, 1).concat(pages.slice(3))).map(({ subject: { name } }) => name)).toEqual([
      'c:\\Page.aspx',
    ]);
  });
});
