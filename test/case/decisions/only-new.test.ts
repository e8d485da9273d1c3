import { describe, expect, it } from 'vitest';
import { onlyNew } from '../../../src/case/decisions/only-new.js';
import { tellCase } from '../../../src/case/story/tell-case.js';
import type { Finding, Report } from '../../../src/model/finding.js';
import { aFinding, aRecord, aReport } from '../../helpers/findings.js';

const FACTS = {
  urlsOfFile: () => [],
  patchedOn: () => null,
  servers: ['EX01'],
  isShared: () => false,
  isRareAgent: () => false,
};

const NO_REQUESTS = {
  bytesSent: null,
  bytesReceived: null,
  hosts: [],
  methods: [],
  statuses: [],
  stems: [],
  agents: [],
  accounts: [],
  clients: [],
  sessions: [],
  days: [],
  daysLeft: 0,
  joins: [],
  findings: [],
};

/** Pages that one client asked for, so that they are of one incident. */
const page = (name: string, over: Partial<Finding> = {}): Finding =>
  aFinding({
    fingerprint: Buffer.from(name).toString('hex').padEnd(64, '0'),
    artifact: { ...aFinding().artifact, windowsPath: `C:\\inetpub\\wwwroot\\${name}` },
    message: { id: 'x', text: 'x', data: { client: '203.0.113.7' } },
    outcome: 'success',
    evidence: [aRecord],
    firstSeen: '2022-11-05T02:18:02.000Z',
    ...over,
  });

function reportOf(findings: readonly Finding[]): Report {
  const { factsLeft: _, ...told } = tellCase(findings, FACTS);
  const actor = { kind: 'client', name: '203.0.113.7', firstSeen: null, lastSeen: null, requests: 1 } as const;
  const ofAll = { ...NO_REQUESTS, ...actor, incidents: told.incidents.map(({ id }) => id) };
  const ofNone = { ...ofAll, incidents: ['a'.repeat(64)] };
  return aReport({ findings: [...findings], ...told, actors: [ofAll, ofNone] });
}

const known = page('a.aspx', { baselineState: 'known' });
const decided = page('c.aspx', { decision: { entry: 1, reason: 'ours', by: 'a.smith', until: '2027-03-31' } });
const fresh = page('b.aspx');

describe('a report with only what is new', () => {
  it('has only the findings that are, and what they belong to', () => {
    const whole = reportOf([known, fresh, decided]);
    const report = onlyNew(whole);
    expect(whole.incidents.flatMap(({ subjects }) => subjects)).toHaveLength(3);
    expect(report.findings).toEqual([fresh]);
    const ids = whole.subjects.filter(({ findings }) => findings.includes(fresh.fingerprint)).map(({ id }) => id);
    expect(report.subjects.map(({ id, findings }) => [id, findings])).toEqual([[ids[0], [fresh.fingerprint]]]);
    expect(report.incidents.map(({ subjects, joins }) => [subjects, joins])).toEqual([[ids, []]]);
    expect(new Set(report.incidents.flatMap(({ steps }) => steps.map(({ subject }) => subject)))).toEqual(new Set(ids));
    expect(report.actors.map(({ incidents }) => incidents)).toEqual([whole.incidents.map(({ id }) => id)]);
    expect(report.timeline.length).toBeLessThan(whole.timeline.length);
    expect(report.timeline.every(({ finding }) => finding === null || finding === fresh.fingerprint)).toBe(true);
    const ofFresh = whole.actions.filter(({ findings }) => findings.includes(fresh.fingerprint));
    expect([report.actions, ofFresh.length > 0]).toEqual([ofFresh, true]);
  });

  it('of nothing new has nothing, and still its answer', () => {
    const { findings, subjects, incidents, actors, verdict } = onlyNew(reportOf([known]));
    expect([findings, subjects, incidents, actors]).toEqual([[], [], [], []]);
    expect(verdict).toEqual(aReport().verdict);
  });

  it('of nothing known is the whole', () => {
    const whole = reportOf([fresh, page('d.aspx')]);
    const { actors, ...rest } = onlyNew(whole);
    expect(rest).toEqual({ ...rest, subjects: whole.subjects, incidents: whole.incidents, timeline: whole.timeline });
    // What is to be done whatever was found is of no finding.
    expect(rest.actions).toEqual(whole.actions.filter((action) => action.findings.length > 0));
    expect(actors).toHaveLength(1);
  });
});
