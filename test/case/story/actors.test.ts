import { describe, expect, it } from 'vitest';
import { actorsOf, whomToFollow } from '../../../src/case/story/actors.js';
import { rareAgents } from '../../../src/case/story/rare-agents.js';
import { tellCase } from '../../../src/case/story/tell-case.js';
import type { ActorActivity } from '../../../src/engine/logs/clients/actor-merger.js';
import type { CountedValues } from '../../../src/engine/logs/clients/followed.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding, aRecord } from '../../helpers/findings.js';
import { lifeLine } from '../../helpers/life-lines.js';

const NONE: CountedValues = { values: [], beyond: 0 };
const AGENT = 'Mozilla/5.0+(Windows+NT+6.1)+Rare/52.0';

const activity = (name: string, over: Partial<ActorActivity> = {}): ActorActivity => ({
  kind: 'client',
  name,
  agents: { values: [[AGENT, 3]], beyond: 0 },
  others: NONE,
  sessions: NONE,
  days: [],
  ...over,
});

/** A page that clients used. */
const shell = (clients: string[], over: Partial<Finding> = {}): Finding =>
  aFinding({ message: { id: 'x', text: 'x', data: { clients } }, evidence: [aRecord], ...over });

function actors(activities: readonly ActorActivity[], findings: readonly Finding[], isRareAgent = () => true) {
  const { subjects, incidents } = tellCase(findings, {
    urlsOfFile: () => [],
    patchedOn: () => null,
    servers: ['EX01'],
    isShared: () => false,
    isRareAgent,
  });
  return actorsOf(activities, { findings, subjects, incidents, isRareAgent, askedFor: [] });
}

const aDay = (requests: number): ActorActivity['days'][number] => ({
  host: 'EX01',
  day: '2021-03-04',
  stem: `/${requests}.aspx`,
  requests,
  first: 1_614_800_000 + requests,
  last: 1_614_800_000 + requests,
  methods: NONE,
  statuses: NONE,
  bytesSent: null,
  bytesReceived: null,
});

const [FIRST, LATER] = ['203.0.113.7', '203.0.113.99'];

describe('actors', () => {
  it('that used the same page with an agent that nobody else has are joined, and say why', () => {
    const [first, later] = actors([activity(FIRST), activity(LATER)], [shell([FIRST, LATER])]);
    expect(first?.joins).toEqual([]);
    expect(later?.joins).toMatchObject([{ actor: FIRST, strength: 'strong', because: expect.stringContaining(AGENT) }]);
  });

  it('are not joined by an agent that many have', () => {
    expect(actors([activity(FIRST), activity(LATER)], [shell([FIRST, LATER])], () => false)[1]?.joins).toEqual([]);
  });

  it.each([
    ['an account', 'CORP\\jdoe', 2, 1],
    ['an account of many clients', 'CORP\\jdoe', 9, 0],
    ['an account of a monitor', 'CORP\\HealthMailbox12', 2, 0],
    ['an account of a machine', 'CORP\\EX01$', 2, 0],
  ])('are joined by %s or not', (_, account, clients, joins) => {
    const names = Array.from({ length: clients }, (_, i) => `203.0.113.${i + 7}`);
    const others = { values: [[account, 2]] as const, beyond: 0 };
    const [, second] = actors(
      names.map((name) => activity(name, { agents: NONE, others })),
      [shell(names)],
    );
    expect(second?.joins).toHaveLength(joins);
  });

  it('know the findings and incidents that name them', () => {
    const [actor, stranger] = actors([activity(FIRST), activity('198.51.100.1')], [shell([FIRST])]);
    expect(actor).toMatchObject({ findings: ['a'.repeat(64)] });
    expect(actor?.incidents).toHaveLength(1);
    expect(stranger).toMatchObject({ findings: [], incidents: [] });
  });

  it('show when and how much they asked in all, as far as that is told', () => {
    const days = [
      { ...aDay(1), first: null, last: null },
      { ...aDay(2), first: 1_614_800_050, last: 1_614_800_060, bytesSent: 5 },
      { ...aDay(3), first: 1_614_800_010, last: 1_614_800_020, bytesSent: 7 },
      { ...aDay(4), first: 1_614_800_070, last: 1_614_800_080 },
      { ...aDay(5), first: null, last: null },
    ];
    const [actor] = actors([activity(FIRST, { days })], [shell([FIRST])]);
    expect(actor).toMatchObject({
      firstSeen: '2021-03-03T19:33:30.000Z',
      lastSeen: '2021-03-03T19:34:40.000Z',
      bytesSent: 12,
      bytesReceived: null,
    });
    const [unseen] = actors([activity(FIRST, { days: [days[0] ?? aDay(0)] })], [shell([FIRST])]);
    expect(unseen).toMatchObject({ firstSeen: null, lastSeen: null });
  });

  it('show the busiest days, in the order of time, and count the others', () => {
    const days = Array.from({ length: 100 }, (_, i) => aDay(i));
    const [actor] = actors([activity(FIRST, { days })], [shell([FIRST])]);
    expect(actor?.days.map(({ requests }) => requests)).toEqual(days.slice(40).map(({ requests }) => requests));
    expect(actor).toMatchObject({ daysLeft: 40, requests: 4950, bytesSent: null });
  });
});

describe('whom to follow', () => {
  it('is whom incidents name, without accounts of machines, and who was asked for', () => {
    const { incidents } = tellCase(
      [
        shell([FIRST], {
          evidence: ['CORP\\a', 'CORP\\EX01$'].map((user) => ({
            ...aRecord,
            fields: { ...aRecord.fields, 'cs-username': user },
          })),
        }),
      ],
      {
        urlsOfFile: () => [],
        patchedOn: () => null,
        servers: ['EX01'],
        isShared: () => false,
        isRareAgent: () => false,
      },
    );
    expect(whomToFollow(incidents, ['2001:db8::1', 'CORP\\b'])).toEqual({
      followed: [
        { kind: 'client', name: '2001:db8::1' },
        { kind: 'account', name: 'CORP\\b' },
        { kind: 'client', name: FIRST },
        { kind: 'account', name: 'CORP\\a' },
      ],
      left: 0,
    });
  });
});

describe('a rare user agent', () => {
  const line = (agent: string, clients: string[], capped = false) =>
    lifeLine({ stem: '/x.aspx', userAgents: [agent], clients: { values: clients, capped } });

  it.each([
    ['of a handful of clients', [line(AGENT, [FIRST]), line(AGENT, [LATER])], AGENT, true],
    ['of many clients', [line(AGENT, ['1', '2', '3']), line(AGENT, ['4', '5'])], AGENT, false],
    ['of a page that more ask for than are known', [line(AGENT, [FIRST], true)], AGENT, false],
    ['of a program', [line('python-requests/2.28.1', [FIRST])], 'python-requests/2.28.1', false],
    ['that says nothing', [line('Mozilla/5.0', [FIRST])], 'Mozilla/5.0', false],
    ['that no life-line names', [], AGENT, false],
  ])('%s', (_, lines, agent, isRare) => {
    expect(rareAgents(lines)(agent)).toBe(isRare);
  });
});
