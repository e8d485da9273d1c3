import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../src/case/story/timeline.js';
import { subjectsOf } from '../../../src/case/story/subjects.js';
import { tellStory } from '../../../src/case/story/incidents.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding, aRecord, noPlace } from '../../helpers/findings.js';

const FILE = aFinding().artifact;
const at = (hour: number) => `2022-11-05T${String(hour).padStart(2, '0')}:00:00.000Z`;
const file = (
  kind: string,
  created: number | null,
  modified: number | null,
  over: Partial<Finding> = {},
  quality: 'exact' | 'unreliable' = 'exact',
) =>
  aFinding({
    artifact: {
      ...FILE,
      kind,
      times: {
        created: created === null ? null : at(created),
        modified: modified === null ? null : at(modified),
        source: 'file-system',
        quality,
      },
    },
    ...over,
  });
const request = (fields: Record<string, string | null>, over: object = {}) =>
  aFinding({ artifact: noPlace, evidence: [{ ...aRecord, time: at(5), fields, ...over }] });

function timeline(findings: readonly Finding[], patches: Parameters<typeof timelineOf>[3] = []) {
  const made = subjectsOf(
    findings,
    () => [],
    () => null,
    () => false,
  );
  const { subjects, incidents } = tellStory(
    made,
    () => false,
    () => false,
  );
  return timelineOf(findings, subjects, incidents, patches);
}
const told = (...given: Parameters<typeof timeline>) => timeline(...given).facts;
const lines = (...findings: readonly Finding[]) =>
  told(findings).map(
    ({ time, kind, text, forgeable }) => `${time.slice(11, 13)} ${kind}${forgeable ? '' : '!'}: ${text}`,
  );
const NAME = 'C:\\inetpub\\wwwroot\\x.aspx';

describe('a file is told of', () => {
  it.each<[string, Finding, string[]]>([
    [
      'when it was made and changed',
      file('web-content', 3, 4),
      [`03 file-created: ${NAME} is created`, `04 file-changed: ${NAME} is changed`],
    ],
    ['once where that was at the same time', file('web-content', 3, 3), [`03 file-created: ${NAME} is created`]],
    ['when it changed', file('web-content', null, 4), [`04 file-changed: ${NAME} is changed`]],
    ['when it was made', file('web-content', 3, null), [`03 file-created: ${NAME} is created`]],
    ['not by times that cannot be believed', file('web-content', 3, 4, {}, 'unreliable'), []],
    ['when something was set in it', file('web-config', 3, 4), [`04 configuration-changed: ${NAME} is changed`]],
    [
      'when it was compiled',
      file('compiled-page', 3, 4, { message: { id: '', text: '', data: { page: '/x.aspx' } } }),
      ['04 page-compiled: /x.aspx is compiled'],
    ],
    [
      'when it was compiled of a page that is not known',
      file('compiled-page', 3, 4),
      [`04 page-compiled: ${NAME} is compiled`],
    ],
    ['only where it is of an incident', file('web-content', 3, 4, { outcome: 'attempt' }), []],
  ])('%s', (_, finding, expected) => expect(lines(finding)).toEqual(expected));

  it('by where it was collected, where nothing else tells its place', () => {
    const [fact] = told([aFinding({ artifact: { ...file('web-content', 3, null).artifact, windowsPath: null } })]);
    expect(fact).toMatchObject({ text: 'C/inetpub/wwwroot/x.aspx is created', source: 'C/inetpub/wwwroot/x.aspx' });
  });
});

describe('a request is told of', () => {
  it.each<[string, Record<string, string | null>, string]>([
    [
      'by who asked for what',
      {
        'c-ip': '192.0.2.1',
        'cs-username': 'eve',
        'cs-method': 'POST',
        'cs-uri-stem': '/a',
        'cs-uri-query': 'b=c',
        'sc-status': '200',
      },
      '192.0.2.1 eve POST /a?b=c 200',
    ],
    [
      'without what is not there',
      { 'c-ip': '192.0.2.1', 'cs-method': '-', 'cs-uri-stem': '/a', 'cs-uri-query': '-', 'sc-status': null },
      '192.0.2.1 /a',
    ],
    [
      'as Exchange writes it',
      { ClientIpAddress: '192.0.2.1', Method: 'GET', UrlStem: '/a', UrlQuery: 'b' },
      '192.0.2.1 GET /a?b',
    ],
    ['by its cmdlet', { Cmdlet: 'New-X', Parameters: '-A' }, 'New-X -A'],
  ])('%s', (_, fields, text) => expect(lines(request(fields))).toEqual([`05 request!: ${text}`]));

  it('by its line, or else its place', () => {
    const sources = [{}, { line: null, offset: 9 }, { path: null }].map(
      (over) => told([request({ 'c-ip': 'a' }, over)])[0]?.source,
    );
    expect(sources).toEqual(['C/inetpub/logs/u_ex221105.log:5', 'C/inetpub/logs/u_ex221105.log:offset 9', ':5']);
  });

  it('only where it tells its time, and once though two findings show it', () => {
    expect(lines(request({ 'c-ip': 'a' }, { time: null }))).toEqual([]);
    const two = ['b', 'a'].map((digit) => ({ ...request({ 'c-ip': 'a' }), fingerprint: digit.repeat(64) }));
    expect(told(two)).toMatchObject([{ finding: 'a'.repeat(64) }]);
    expect(told(two.toReversed())).toMatchObject([{ finding: 'a'.repeat(64) }]);
  });
});

it('facts come by time, then by server, kind, source and text, with the patch of each server', () => {
  const patches = [
    { host: 'EX02', time: at(5) },
    { host: null, time: at(5) },
    { host: 'EX01', time: at(9) },
  ];
  const findings = [
    file('web-content', 5, null),
    file('web-content', 5, null, { host: 'EX02' }),
    { ...request({ 'c-ip': 'b' }), fingerprint: '1'.repeat(64) },
    { ...request({ 'c-ip': 'a' }), fingerprint: '2'.repeat(64) },
    { ...request({ 'c-ip': 'a' }, { line: 4 }), fingerprint: '3'.repeat(64) },
    { ...request({ 'c-ip': 'a' }, { time: at(4) }), fingerprint: '4'.repeat(64) },
  ];
  const order = (some: readonly Finding[]) =>
    told(some, patches).map(
      ({ time, host, kind, source, text }) =>
        `${time.slice(11, 13)} ${host} ${kind} ${source.slice(-2)} ${text.slice(0, 1)}`,
    );
  const expected = [
    '04 EX01 request :5 a',
    '05 null patch on T',
    '05 EX01 file-created px C',
    '05 EX01 request :4 a',
    '05 EX01 request :5 a',
    '05 EX01 request :5 b',
    '05 EX02 file-created px C',
    '05 EX02 patch on T',
    '09 EX01 patch on T',
  ];
  expect(order(findings)).toEqual(expected);
  expect(order(findings.toReversed())).toEqual(expected);
});

it('holds fifty thousand facts, the earliest', () => {
  const evidence = Array.from({ length: 50_002 }, (_, i) => ({
    ...aRecord,
    time: new Date(1e12 - i * 1000).toISOString(),
    line: i,
  }));
  const { facts, left } = timeline([aFinding({ artifact: noPlace, evidence })]);
  expect([facts.length, left, facts[0]?.source]).toEqual([50_000, 2, 'C/inetpub/logs/u_ex221105.log:50001']);
});
