import { describe, expect, it } from 'vitest';
import {
  compareLinks,
  evidentLinks,
  isMachineAccount,
  isOfBreakIn,
  joinOf,
  type Link,
  timeLinks,
} from '../../../src/case/story/joins.js';
import { type SubjectInMaking, subjectsOf } from '../../../src/case/story/subjects.js';
import type { Finding, Subject } from '../../../src/model/finding.js';
import { aFinding, aRecord, noPlace } from '../../helpers/findings.js';

const DAY = '2022-11-05T';
const [MADE] = subjectsOf(
  [aFinding()],
  () => [],
  () => null,
  () => false,
);
if (!MADE) throw new Error('A finding makes a subject');
const { subject: SUBJECT, key: KEY } = MADE;

/** A subject as the test says, and nothing else that could join it. */
const subject = (over: Partial<Subject>, findings: readonly Finding[] = [], identity = ''): SubjectInMaking => ({
  key: { ...KEY, identity },
  subject: { ...SUBJECT, sha256: null, clients: [], accounts: [], ...over },
  findings,
});
const page = (over: Partial<Subject>, ...findings: readonly Finding[]) =>
  subject({ kind: 'implant', what: 'page', ...over }, findings);
const many = (count: number) => Array.from({ length: count }, (_, i) => `192.0.2.${i}`);
const evident = (...subjects: readonly SubjectInMaking[]) =>
  evidentLinks(
    subjects,
    (address) => address === '10.0.0.1',
    (agent) => agent.startsWith('Rare'),
  ).map(({ from, to, because, strength }) => `${from}-${to} ${strength}: ${because}`);

const withAgent = (...agents: (string | null)[]) =>
  aFinding({ evidence: agents.map((agent) => ({ ...aRecord, fields: { 'cs(User-Agent)': agent } })) });

describe('subjects belong together', () => {
  it.each<[string, SubjectInMaking[], string[]]>([
    [
      'by a client',
      [page({ clients: ['a', 'b'] }), page({ clients: ['c'] }), page({ clients: ['b'] })],
      ['0-2 strong: the same client b'],
    ],
    [
      'by a client of three, as two pairs',
      [0, 1, 2].map(() => page({ clients: ['a'] })),
      ['0-1 strong: the same client a', '0-2 strong: the same client a'],
    ],
    ['not by an address that many share', [page({ clients: ['10.0.0.1'] }), page({ clients: ['10.0.0.1'] })], []],
    [
      'by a client of twenty',
      [page({ clients: many(20) }), page({ clients: ['192.0.2.7'] })],
      ['0-1 strong: the same client 192.0.2.7'],
    ],
    [
      'not by one of more, who have nothing to do with each other',
      [page({ clients: many(21) }), page({ clients: ['192.0.2.7'] })],
      [],
    ],
    [
      'by an account in any case',
      [page({ accounts: ['CORP\\Eve'] }), page({ accounts: ['corp\\eve'] })],
      ['0-1 moderate: the same account corp\\eve'],
    ],
    ['not by the account of a machine', [page({ accounts: ['EX01$'] }), page({ accounts: ['EX01$'] })], []],
    [
      'by an account that twenty clients use',
      [page({ accounts: ['eve'], clients: many(20) }), page({ accounts: ['eve'] })],
      ['0-1 moderate: the same account eve'],
    ],
    [
      'not by one that more use',
      [page({ accounts: ['eve'], clients: many(20) }), page({ accounts: ['eve'], clients: ['x'] })],
      [],
    ],
    [
      'not by one that more use of one subject',
      [page({ accounts: ['eve'], clients: many(21) }), page({ accounts: ['eve'] })],
      [],
    ],
    [
      'by an account that ran a cmdlet',
      [subject({ kind: 'change', what: 'cmdlet', accounts: ['eve'] }), page({ accounts: ['eve'] })],
      ['0-1 moderate: the same account eve'],
    ],
    [
      'not by one that changed a file',
      [subject({ kind: 'change', what: 'change', accounts: ['eve'] }), page({ accounts: ['eve'] })],
      [],
    ],
    [
      'by what they hold',
      [page({ sha256: 'a'.repeat(64) }), page({ sha256: 'a'.repeat(64) }), page({ sha256: 'b'.repeat(64) })],
      ['0-1 strong: the same content, SHA-256 aaaaaaaaaaaa…'],
    ],
    ['not by what something else holds', [subject({ kind: 'change', sha256: 'a' }), page({ sha256: 'a' })], []],
    [
      'by a name and a rare agent',
      [
        page({ name: 'C:\\x\\A.aspx' }, withAgent('Usual', 'Rare/1')),
        page({ name: 'D:\\y\\a.aspx' }, withAgent('Rare/1', 'Rare/1', null)),
      ],
      ['0-1 moderate: the same name a.aspx and the same rare user agent Rare/1'],
    ],
    [
      'not by a rare agent alone',
      [page({ name: 'C:\\a.aspx' }, withAgent('Rare/1')), page({ name: 'C:\\b.aspx' }, withAgent('Rare/1'))],
      [],
    ],
    [
      'not by a name and a usual agent',
      [page({ name: 'C:\\a.aspx' }, withAgent('Usual')), page({ name: 'C:\\a.aspx' }, withAgent('Usual'))],
      [],
    ],
    [
      'not by an agent of what is no implant',
      [
        subject({ kind: 'entry', name: 'a.aspx' }, [withAgent('Rare/1')]),
        page({ name: 'a.aspx' }, withAgent('Rare/1')),
      ],
      [],
    ],
    [
      'by a setting on another server',
      [
        subject({ kind: 'implant', what: 'service', name: 'x', host: 'A' }, [], 'x'),
        subject({ kind: 'implant', what: 'service', name: 'X', host: 'B' }, [], 'x'),
      ],
      ['0-1 moderate: the same service X on another server'],
    ],
    [
      'not by a setting of another kind',
      [
        subject({ kind: 'implant', what: 'service', host: 'A' }, [], 'x'),
        subject({ kind: 'implant', what: 'route', host: 'B' }, [], 'x'),
      ],
      [],
    ],
    [
      'not by a page of the same place',
      [
        subject({ kind: 'implant', what: 'page', host: 'A' }, [], 'x'),
        subject({ kind: 'implant', what: 'page', host: 'B' }, [], 'x'),
      ],
      [],
    ],
    [
      'not by a channel of the same place',
      [
        subject({ kind: 'implant', what: 'channel', host: 'A' }, [], 'x'),
        subject({ kind: 'implant', what: 'channel', host: 'B' }, [], 'x'),
      ],
      [],
    ],
    [
      'not by what is no implant',
      [
        subject({ kind: 'change', what: 'service', host: 'A' }, [], 'x'),
        subject({ kind: 'change', what: 'service', host: 'B' }, [], 'x'),
      ],
      [],
    ],
    [
      'not by a setting of no server',
      [
        subject({ kind: 'implant', what: 'service', host: null }, [], 'x'),
        subject({ kind: 'implant', what: 'service', host: null }, [], 'x'),
      ],
      [],
    ],
  ])('%s', (_, subjects, expected) => expect(evident(...subjects)).toEqual(expected));
});

/** A request of a client at times, with success. */
const asked = (client: string, ...times: readonly string[]) =>
  subject({ clients: [client] }, [
    aFinding({
      artifact: noPlace,
      outcome: 'success',
      message: { id: '', text: '', data: { client, clients: [client, 'somebody else'] } },
      evidence: times.map((time) => ({ ...aRecord, time: `${DAY}${time}Z`, fields: { 'c-ip': client } })),
    }),
  ]);
/** A page that its file says to have come at a time. */
const came = (
  created: string | null,
  more: Partial<NonNullable<Finding['artifact']['times']>> = {},
  over: Partial<Finding> = {},
) =>
  page(
    {},
    aFinding({
      artifact: {
        ...aFinding().artifact,
        times: {
          created: created && `${DAY}${created}Z`,
          modified: null,
          source: 'file-system',
          quality: 'exact',
          ...more,
        },
      },
      ...over,
    }),
  );
const inTime = (...subjects: readonly SubjectInMaking[]) =>
  timeLinks(subjects, (at) => at).map(({ from, to, because, strength }) => `${from}-${to} ${strength}: ${because}`);

describe('what came belongs to requests', () => {
  it.each<[string, SubjectInMaking[], string[]]>([
    [
      'of one client around it',
      [asked('a', '10:00:00', '10:30:00'), came('10:20:00')],
      ['0-1 moderate: changed between requests of a, 20 min after one and 10 min before the next'],
    ],
    [
      'an hour before and after it',
      [asked('a', '10:00:00', '12:00:00'), came('11:00:00')],
      ['0-1 moderate: changed between requests of a, 1 h after one and 1 h before the next'],
    ],
    [
      'a quarter of an hour before it',
      [asked('a', '10:00:00'), came('10:15:00')],
      ['0-1 moderate: changed 15 min after a request of a'],
    ],
    [
      'at the same moment',
      [asked('a', '10:00:00'), came('10:00:00')],
      ['0-1 moderate: changed 0 s after a request of a'],
    ],
    [
      'longer before it, by time alone',
      [asked('a', '10:00:00'), came('10:15:01')],
      ['0-1 weak: close in time only: 15 min after a request of a'],
    ],
    [
      'behind it, by time alone',
      [asked('a', '10:00:00'), came('09:59:01')],
      ['0-1 weak: close in time only: 59 s before a request of a'],
    ],
    [
      'hours before it, by time alone',
      [asked('a', '01:00:00'), came('23:00:00')],
      ['0-1 weak: close in time only: 22 h after a request of a'],
    ],
    ['not days before it', [asked('a', '10:00:00'), came(null, { created: '2022-11-06T10:00:01Z' })], []],
    [
      'the nearest of one break-in',
      [asked('a', '10:00:00', '10:05:00'), came('10:06:00')],
      ['0-1 moderate: changed 1 min after a request of a'],
    ],
    ['not where two break-ins fit', [asked('a', '10:00:00'), asked('b', '10:01:00'), came('10:02:00')], []],
    [
      'of the one that fits better than by time alone',
      [asked('a', '10:00:00'), asked('b', '05:00:00'), came('10:02:00')],
      ['0-2 moderate: changed 2 min after a request of a'],
    ],
    [
      'not of another server',
      [asked('a', '10:00:00'), { ...came('10:02:00'), subject: { ...SUBJECT, clients: [], host: 'EX02' } }],
      [],
    ],
    ['not where nothing tells when it came', [asked('a', '10:00:00'), came(null)], []],
    [
      'not by a time that cannot be believed',
      [asked('a', '10:00:00'), came('10:02:00', { quality: 'unreliable' })],
      [],
    ],
    [
      'by when it changed',
      [asked('a', '10:00:00'), came(null, { modified: `${DAY}10:02:00Z` })],
      ['0-1 moderate: changed 2 min after a request of a'],
    ],
    [
      'not where it has clients of its own',
      [asked('a', '10:00:00'), { ...came('10:02:00'), subject: { ...SUBJECT, clients: ['x'] } }],
      [],
    ],
  ])('%s', (_, subjects, expected) => expect(inTime(...subjects)).toEqual(expected));

  it('not by when a configuration was made that something was set in', () => {
    const config = (times: { created: string; modified: string | null }) => {
      const artifact = {
        ...aFinding().artifact,
        kind: 'web-config',
        times: { ...times, source: 'file-system' as const, quality: 'exact' as const },
      };
      return page({}, aFinding({ artifact }));
    };
    expect(inTime(asked('a', '10:00:00'), config({ created: `${DAY}10:02:00Z`, modified: null }))).toEqual([]);
    expect(
      inTime(asked('a', '10:00:00'), config({ created: `${DAY}01:00:00Z`, modified: `${DAY}10:02:00Z` })),
    ).toHaveLength(1);
  });

  it('by when it was written, where a record tells that', () => {
    const written = page(
      {},
      aFinding({ firstSeen: `${DAY}10:02:00Z`, message: { id: '', text: '', data: { writes: 'C:\\a.aspx' } } }),
    );
    expect(inTime(asked('a', '10:00:00'), written)).toEqual(['0-1 moderate: changed 2 min after a request of a']);
  });

  it.each<[string, Partial<Finding>, boolean]>([
    ['without success', { outcome: 'attempt' }, false],
    ['that had success otherwise', { outcome: 'compromise' }, true],
    [
      'that are records of another client',
      { evidence: [{ ...aRecord, time: `${DAY}10:00:00Z`, fields: { 'c-ip': 'b' } }] },
      false,
    ],
    [
      'behind a proxy',
      { evidence: [{ ...aRecord, time: `${DAY}10:00:00Z`, fields: { 'c-ip': 'b', 'X-Forwarded-For': 'x, a' } }] },
      true,
    ],
    ['without a time', { evidence: [{ ...aRecord, time: null }] }, false],
    [
      'of several clients, of whom the finding tells the first and last',
      { evidence: [{ ...aRecord, time: null }], firstSeen: `${DAY}10:00:00Z` },
      false,
    ],
    [
      'of one client, of whom the finding tells the first',
      {
        evidence: [{ ...aRecord, time: null }],
        firstSeen: `${DAY}10:00:00Z`,
        message: { id: '', text: '', data: { clients: ['a'] } },
      },
      true,
    ],
    [
      'of the one client that it names',
      {
        evidence: [{ ...aRecord, time: null }],
        firstSeen: `${DAY}10:00:00Z`,
        message: { id: '', text: '', data: { client: 'a' } },
      },
      true,
    ],
  ])('of requests %s: %#', (_, over, isOne) => {
    const [finding] = asked('a', '10:00:00').findings;
    const one = subject({ clients: ['a'] }, finding ? [{ ...finding, ...over }] : []);
    expect(inTime(one, came('10:02:00'))).toHaveLength(Number(isOne));
  });
});

it.each<[Partial<Subject>, boolean]>([
  [{ severity: 'medium', outcome: 'success' }, true],
  [{ severity: 'critical', outcome: 'compromise' }, true],
  [{ severity: 'low', outcome: 'compromise' }, false],
  [{ severity: 'critical', outcome: 'attempt' }, false],
  [{ severity: 'critical', outcome: 'hygiene' }, false],
])('%o can be part of a break-in: %s', (over, expected) => expect(isOfBreakIn(subject(over))).toBe(expected));

it('joins come the strongest first, then in the order of what they join', () => {
  const link = (from: number, to: number, strength: Link['strength'], because = 'x'): Link => ({
    from,
    to,
    because,
    strength,
  });
  const sorted = [
    link(0, 1, 'strong'),
    link(0, 1, 'moderate'),
    link(0, 2, 'moderate', 'a'),
    link(0, 2, 'moderate', 'b'),
    link(1, 2, 'moderate'),
    link(0, 1, 'weak'),
  ];
  expect(sorted.toReversed().sort(compareLinks)).toEqual(sorted);
  const subjects = [subject({ id: 'a' }), subject({ id: 'b' })];
  expect(joinOf(link(0, 1, 'weak'), subjects)).toEqual({ from: 'a', to: 'b', because: 'x', strength: 'weak' });
});

it.each([
  ['EX01$', true],
  ['EX01$@corp.test', true],
  ['SYSTEM', true],
  ['S-1-5-18', true],
  ['S-1-5-21-1', false],
  ['NT AUTHORITY\\NETWORK SERVICE', true],
  ['IIS APPPOOL\\DefaultAppPool', true],
  ['CORP\\HealthMailbox1a', true],
  ['HealthMailbox1a', true],
  ['CORP\\eve', false],
  ['a$b', false],
])('%s is the account of a machine: %s', (account, expected) => expect(isMachineAccount(account)).toBe(expected));
