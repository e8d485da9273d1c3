import { expect, it } from 'vitest';
import { judgeDecided } from '../../../src/case/decisions/judge-decided.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding, aRecord } from '../../helpers/findings.js';

let made = 0;
const finding = (over: Partial<Finding> = {}): Finding =>
  aFinding({ fingerprint: String(++made).padStart(64, '0'), phase: 'before', host: 'EX01', ...over });
const decision = { entry: 1, reason: 'Ours.', by: 'anna', until: '2022-12-31' };
const shell = finding();
const exploit = finding({ outcome: 'success', attack: ['T1190'], evidence: [aRecord] });
const attempt = finding({ severity: 'low', outcome: 'attempt', evidence: [aRecord] });
const decided = (one: Finding, host: string | null = one.host): Finding => ({ ...one, host, decision });

/** The answer of all, what it says of decisions, and each server's answer. */
function judged(findings: readonly Finding[], hosts: readonly string[] = ['EX01']): unknown[] {
  const { answer, withoutDecisions, summary, servers } = judgeDecided({
    findings,
    patchedOn: () => null,
    hosts,
    coverage: { classes: [], entries: [], questions: [] },
    unread: [],
    isComplete: () => true,
  });
  return [
    `${answer} ${withoutDecisions ?? '-'}`,
    /^Decisions [^.]*\./.exec(summary)?.[0] ?? '',
    ...servers.map((server) => `${server.host}: ${server.answer} ${server.withoutDecisions ?? '-'}`),
  ];
}

it.each<[string, Finding[], string[], string[]]>([
  ['nothing decided', [shell], ['EX01'], ['compromised -', '', 'EX01: compromised -']],
  [
    'all decided',
    [decided(shell)],
    ['EX01'],
    [
      'nothing-found compromised',
      'Decisions suppress 1 finding; without them the answer would be COMPROMISED.',
      'EX01: nothing-found compromised',
    ],
  ],
  [
    'decisions that change no answer',
    [shell, decided(finding())],
    ['EX01'],
    ['compromised -', '', 'EX01: compromised -'],
  ],
  [
    'decisions on one of two servers',
    [decided(shell), decided(exploit), attempt, finding({ host: 'EX02' })],
    ['EX01', 'EX02'],
    [
      'compromised -',
      'Decisions suppress 2 findings; without them the answer of EX01 would be COMPROMISED.',
      'EX01: attempts-only compromised',
      'EX02: compromised -',
    ],
  ],
  [
    'decisions on several, the gravest first',
    [decided(exploit), decided(shell, 'EX02')],
    ['EX01', 'EX02'],
    [
      'nothing-found compromised',
      'Decisions suppress 2 findings; without them the answer of EX01, EX02 would be COMPROMISED.',
      'EX01: nothing-found probably-exploited',
      'EX02: nothing-found compromised',
    ],
  ],
])('%s', (_, findings, hosts, expected) => expect(judged(findings, hosts)).toEqual(expected));
