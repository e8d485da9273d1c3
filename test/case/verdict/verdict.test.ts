import { describe, expect, it } from 'vitest';
import type { UnreadEvidence } from '../../../src/case/verdict/unread-evidence.js';
import { judge } from '../../../src/case/verdict/verdict.js';
import type { Coverage, Finding } from '../../../src/model/finding.js';
import { aFinding, aRecord } from '../../helpers/findings.js';

const patchedOn = '2022-11-09T00:00:00.000Z';
const evidence = [aRecord];
const shell = aFinding({ fingerprint: '1'.repeat(64), phase: 'before' });
const exploit = aFinding({
  fingerprint: '2'.repeat(64),
  outcome: 'success',
  phase: 'before',
  attack: ['T1190'],
  evidence,
});
const use = aFinding({ fingerprint: '3'.repeat(64), phase: 'spanning', evidence });
const attempt = aFinding({ fingerprint: '4'.repeat(64), severity: 'low', outcome: 'attempt', evidence });
const doubt = aFinding({ fingerprint: '5'.repeat(64), severity: 'low' });
const config = aFinding({ ...shell, artifact: { ...shell.artifact, kind: 'iis-host-config' } });

const at = (finding: Finding, over: Partial<Finding>): Finding => ({ ...finding, ...over });
const suspicion = at(config, { fingerprint: '6'.repeat(64), severity: 'high', confidence: 'moderate' });
const on = (host: string | null, ...findings: Finding[]) => findings.map((finding) => at(finding, { host }));

interface Over {
  readonly patchedOn?: string | null;
  readonly hosts?: readonly string[];
  readonly coverage?: Partial<Coverage>;
  readonly unread?: readonly UnreadEvidence[];
  readonly isComplete?: (host: string | null) => boolean;
}

const verdict = (findings: readonly Finding[], { coverage, patchedOn: day = patchedOn, ...over }: Over = {}) =>
  judge({
    findings,
    patchedOn: () => day,
    hosts: ['EX01'],
    coverage: { classes: [], entries: [], questions: [], ...coverage },
    unread: [],
    isComplete: () => true,
    ...over,
  });

const answers = (findings: readonly Finding[], over: Over = {}) =>
  Object.fromEntries(
    verdict(findings, { hosts: ['EX01', 'EX02'], ...over }).servers.map(({ host, answer }) => [host ?? '', answer]),
  );

describe('judge', () => {
  it.each<[string, readonly Finding[], string]>([
    ['by itself', [suspicion], 'to-be-explained'],
    ['with another one like it', [suspicion, at(suspicion, { fingerprint: '7'.repeat(64) })], 'to-be-explained'],
    ['with a page beside it', [suspicion, shell], 'compromised'],
    ['with a request that had success', [suspicion, at(exploit, { severity: 'medium' })], 'compromised'],
    ['that is strong', [at(suspicion, { confidence: 'strong' })], 'compromised'],
  ])('weighs a setting that is only suspected, %s', (_, findings, answer) => {
    expect(verdict(findings, { patchedOn: null }).answer).toBe(answer);
  });

  it('tells the whole story: in before, left, used after', () => {
    expect(verdict([shell, exploit, use])).toMatchObject({
      answer: 'persistence-survived-the-patch',
      gotIn: [exploit.fingerprint],
      left: [shell.fingerprint],
      used: [use.fingerprint],
      usedAfterwards: [use.fingerprint],
      missing: [],
    });
  });

  it.each([
    ['something left, not seen used', [shell], 'compromised'],
    ['an exploit that was answered', [exploit], 'probably-exploited'],
    ['only attempts', [attempt], 'attempts-only'],
    ['only what is open to doubt', [doubt], 'nothing-found'],
    ['what a server can have for good reasons', [at(config, { severity: 'medium' })], 'to-be-explained'],
    [
      'a lot of what a server can have for good reasons',
      [config, shell, use, exploit].map((one) => at(one, { severity: 'medium' })),
      'to-be-explained',
    ],
    ['that, beside an attempt', [at(shell, { severity: 'medium' }), attempt], 'to-be-explained'],
    ['that, beside an exploit that was answered', [at(shell, { severity: 'medium' }), exploit], 'probably-exploited'],
    [
      'that, used before and after the patch by what nobody has for good reasons',
      [at(shell, { severity: 'medium' }), use],
      'persistence-survived-the-patch',
    ],
    ['nothing', [], 'nothing-found'],
    ['a page used before and after the patch, whose file is gone', [use], 'persistence-survived-the-patch'],
    [
      'a page without times, used after an exploit before the patch',
      [at(shell, { phase: 'unknown' }), exploit, use],
      'persistence-survived-the-patch',
    ],
    ['all of it after the patch', [shell, exploit, use].map((one) => at(one, { phase: 'after' })), 'compromised'],
    ['a shell left before, and only another exploit after', [shell, at(exploit, { phase: 'after' })], 'compromised'],
    [
      'used after the patch, in a configuration last changed after it',
      [at(config, { phase: 'spanning' }), at(use, { phase: 'after' })],
      'compromised',
    ],
  ] as const)('%s', (_, findings, answer) => expect(verdict(findings).answer).toBe(answer));

  it('never calls clean what was not examined', () =>
    expect(verdict([], { isComplete: () => false }).answer).toBe('not-assessable'));

  it.each([
    ['something to be explained', [at(shell, { severity: 'medium' })]],
    ['attempts', [attempt]],
    ['nothing', []],
  ])('never lets %s stand for a clean bill where not everything was examined', (_, findings) => {
    expect(verdict(findings, { isComplete: () => false }).summary).toContain('no clean bill');
    expect(verdict(findings).summary).not.toContain('no clean bill');
  });

  it('names at once what was collected and not read, and what was examined in part', () => {
    const unread = [
      { host: 'EX01', kind: 'event-log', files: 2, name: 'event logs', hides: 'They hide things. Open them.' },
      { host: 'EX02', kind: 'event-log', files: 1, name: 'event logs', hides: 'They hide things. Open them.' },
    ] as const;
    const entry = { path: null, host: 'EX01', count: 1, incomplete: true, positions: [] };
    const entries = [
      { ...entry, code: 'not-read', message: 'Nothing reads them. Open them.', path: 'a.evtx' },
      { ...entry, code: 'truncated', message: 'Cut off', path: 'b.aspx', count: 3 },
      { ...entry, code: 'odd-name', message: 'Odd', incomplete: false },
    ];
    const result = verdict([], { unread, hosts: ['EX01', 'EX02'], coverage: { entries }, isComplete: () => false });
    expect(result.summary).toMatch(/no clean bill\. Collected, but not read: event logs\.$/);
    expect(result.notExamined).toEqual([
      'event logs (3 files of EX01, EX02), which nothing here reads. They hide things. Open them.',
      'truncated: Cut off: b.aspx (the first of 3)',
    ]);
  });

  it('without the day of the patch says what is missing, and still what was used', () => {
    const result = verdict([shell, exploit, at(use, { phase: 'unknown' })], { patchedOn: null });
    expect(result).toMatchObject({ answer: 'compromised', used: [use.fingerprint], usedAfterwards: [] });
    expect(result.summary).toContain('was used');
    expect(result.missing).toEqual([expect.stringContaining('--patched-on')]);
  });

  it('does not call unused what no requests were examined for', () => {
    const row = {
      class: 'iis-logs',
      state: 'examined',
      artifacts: 1,
      bytes: 1,
      firstRecord: null,
      lastRecord: null,
    } as const;
    const read = (host: string | null, records: number | null) =>
      verdict(on('EX01', shell), {
        hosts: ['EX01', 'EX02'],
        coverage: { classes: [{ ...row, host, records }], questions: [] },
      }).summary;
    expect(read('EX01', 7)).toContain('shows it in use');
    expect(read(null, 7)).toContain('shows it in use');
    expect(read('EX01', 0)).toContain('no requests were examined');
    expect(read('EX02', 7)).toContain('no requests were examined');
  });

  it('says where all that was seen is from after the patch', () => {
    const after = [shell, exploit, use].map((one) => at(one, { phase: 'after' }));
    expect(verdict(after).summary).toContain('No trace of it is from before the patch');
    expect(verdict([...after, shell]).summary).not.toContain('No trace of it');
    const unknown = at(shell, { phase: 'unknown' });
    expect(verdict([unknown]).summary).not.toContain('No trace of it');
    expect(verdict([unknown, at(use, { phase: 'after' })]).summary).toContain('No trace of it');
    for (const earlier of ['before', 'unknown', 'spanning'] as const)
      expect(verdict([unknown, at(use, { phase: 'after' }), at(exploit, { phase: earlier })]).summary).not.toContain(
        'No trace of it',
      );
  });

  it.each([
    [
      'before the patch alone',
      '2022-11-01T00:00:00.000Z',
      '2022-11-08T23:59:59.000Z',
      [/after the patch: .*2022-11-08/],
    ],
    [
      'after the patch alone',
      '2022-11-09T00:00:00.000Z',
      '2022-11-14T00:00:00.000Z',
      [/before the patch: .*2022-11-09/],
    ],
    ['both', '2022-11-01T00:00:00.000Z', '2022-11-14T00:00:00.000Z', []],
  ])('with logs of %s', (_, firstRecord, lastRecord, missing) => {
    const row = { class: 'iis-logs', host: 'EX01', state: 'examined', artifacts: 1, bytes: 1, records: 1 } as const;
    const coverage = { classes: [{ ...row, firstRecord, lastRecord }], questions: [] };
    expect(verdict([], { coverage }).missing).toEqual(missing.map((text) => expect.stringMatching(text)));
  });

  it('lists how they came in, and what was used, in the order of time', () => {
    const early = at(exploit, { fingerprint: '6'.repeat(64), firstSeen: '2022-11-05T01:00:00.000Z' });
    const late = at(exploit, { firstSeen: '2022-11-06T01:00:00.000Z' });
    expect(verdict([late, early]).gotIn).toEqual([early.fingerprint, late.fingerprint]);
  });
});

describe('judge, of several servers', () => {
  it.each([
    [
      'one broken into and cleaned, another one exploited after the patch',
      [...on('EX01', shell, exploit), ...on('EX02', at(exploit, { phase: 'after' }), at(use, { phase: 'after' }))],
      { EX01: 'compromised', EX02: 'compromised' },
    ],
    [
      'one with a shell that nobody used, another one attacked in vain',
      [...on('EX01', shell), ...on('EX02', attempt)],
      { EX01: 'compromised', EX02: 'attempts-only' },
    ],
    [
      'the same shell on both, used on one after the patch',
      [...on('EX01', shell, use), ...on('EX02', shell)],
      { EX01: 'persistence-survived-the-patch', EX02: 'compromised' },
    ],
    [
      'evidence that no server is named for',
      [...on('EX01', attempt), ...on(null, shell)],
      { EX01: 'attempts-only', EX02: 'nothing-found', '': 'compromised' },
    ],
  ])('%s', (_, findings, expected) => expect(answers(findings)).toEqual(expected));

  it('says of all that was used after the patch what holds of any of it', () => {
    const late = [at(shell, { phase: 'after' }), at(use, { phase: 'after' })];
    const unknown = at(use, { fingerprint: '8'.repeat(64), phase: 'unknown' });
    for (const findings of [
      [...late, unknown],
      [...on('EX01', ...late), ...on('EX02', at(shell, { phase: 'after' }))],
    ]) {
      const { answer, summary } = verdict(findings, { hosts: ['EX01', 'EX02'] });
      expect(answer).toBe('compromised');
      expect(summary).toContain('was used after the patch');
    }
  });

  it('gives the gravest answer for all, and names the servers that it is of', () => {
    const { answer, summary } = verdict([...on('EX01', attempt), ...on('EX02', shell, use)], {
      hosts: ['EX01', 'EX02'],
    });
    expect(answer).toBe('persistence-survived-the-patch');
    expect(summary).toMatch(/^EX02: /);
  });

  it('calls a server clean where all of it was examined, whatever of others was not', () => {
    expect(answers([], { isComplete: (host) => host === 'EX01' })).toEqual({
      EX01: 'nothing-found',
      EX02: 'not-assessable',
    });
  });

  it('says of the same fingerprint on two servers what it is on each', () => {
    const { servers } = verdict([...on('EX01', use), ...on('EX02', at(use, { phase: 'before' }))], {
      hosts: ['EX01', 'EX02'],
    });
    expect(servers.map(({ usedAfterwards }) => usedAfterwards.length)).toEqual([1, 0]);
  });

  it('takes what no server is named for as of the only one', () =>
    expect(verdict([...on(null, shell), ...on('EX01', use)]).servers).toMatchObject([
      { host: 'EX01', answer: 'persistence-survived-the-patch' },
    ]));
});

describe('judge, of what one of two servers shows', () => {
  const unknown = at(use, { phase: 'unknown' });
  const both = (ofFirst: readonly Finding[], ofSecond: readonly Finding[], over: Over = {}) =>
    verdict([...on('EX01', ...ofFirst), ...on('EX02', ...ofSecond)], { hosts: ['EX01', 'EX02'], ...over });
  const logs = (host: string | null, records: number | null, name = 'iis-logs') =>
    ({
      class: name,
      host,
      records,
      state: 'examined',
      artifacts: 1,
      bytes: 1,
      firstRecord: null,
      lastRecord: null,
    }) as const;

  it.each<[string, ReturnType<typeof verdict>, RegExp]>([
    ['what was left was used', both([shell, unknown], [shell]), /EX01, EX02: An intruder .* was used\./],
    [
      'requests of it were read',
      both([shell], [shell], { coverage: { classes: [logs('EX02', 3), logs('EX01', 0)] } }),
      /in use/,
    ],
    [
      'no requests were read',
      both([shell], [shell], { coverage: { classes: [logs('EX01', 3, 'event-logs')] } }),
      /not known/,
    ],
    [
      'not all of it was examined',
      both([at(shell, { severity: 'medium' })], [at(shell, { severity: 'medium' })], {
        isComplete: (host) => host === 'EX01',
      }),
      /no clean bill/,
    ],
    [
      'all is from after the patch',
      both([at(exploit, { phase: 'after' })], [exploit]),
      /was found in what was collected\. Treat/,
    ],
    [
      'all of both is from after the patch',
      both([at(exploit, { phase: 'after' })], [at(exploit, { phase: 'after' })]),
      /No trace of it/,
    ],
  ])('%s', (_, { summary }, expected) => expect(summary).toMatch(expected));

  const unreadOf = (host: string | null): UnreadEvidence => ({
    host,
    kind: 'event-log',
    files: 1,
    name: 'event logs',
    hides: 'Open them.',
  });
  it.each<[string, readonly string[], string | null, boolean]>([
    ['of the server that the answer is of', ['EX01', 'EX02'], 'EX02', true],
    ['of another one', ['EX01', 'EX02'], 'EX01', false],
    ['of no server by name', ['EX01', 'EX02'], null, true],
    ['of any, where the only server has no name', [], 'EX01', true],
  ])('names in the answer what was not read %s', (_, hosts, host, expected) => {
    const { summary } = verdict([], { hosts, unread: [unreadOf(host)], isComplete: (one) => one === 'EX01' });
    expect(summary.includes('Collected, but not read: event logs.')).toBe(expected);
  });

  it.each<[string, readonly (string | null)[], string[]]>([
    [
      'none',
      ['EX01', 'EX02', null],
      ['The day of the patch: with --patched-on, findings are told apart into before and after.'],
    ],
    [
      'one',
      ['EX02', null],
      [
        'The day of the patch of EX02, the server that is not named: with --patched-on, findings are told apart into before and after.',
      ],
    ],
    ['all', [], []],
  ])('asks for the day of the patch where %s has one', (_, without, missing) => {
    const findings = [...on('EX01', attempt), ...on('EX02', attempt), ...on(null, attempt)];
    const told = judge({
      findings,
      patchedOn: (host) => (without.includes(host) ? null : patchedOn),
      hosts: ['EX01', 'EX02'],
      coverage: { classes: [], entries: [], questions: [] },
      unread: [],
      isComplete: () => true,
    });
    expect(told.missing).toEqual(missing);
  });

  const EARLY = '2022-11-01T00:00:00.000Z';
  const LATE = '2022-11-10T00:00:00.000Z';
  it.each<[string, Partial<Coverage['classes'][number]>, string[]]>([
    [
      'of a server by name',
      { firstRecord: EARLY, lastRecord: EARLY },
      ['EX01: Requests after the patch: the last one that was examined is of 2022-11-01T00:00:00Z.'],
    ],
    [
      'of no server by name',
      { firstRecord: LATE, lastRecord: LATE, host: null },
      ['Requests before the patch: the first one that was examined is of 2022-11-10T00:00:00Z.'],
    ],
    ['of which no first is known', { firstRecord: null, lastRecord: EARLY }, []],
    ['of which no last is known', { firstRecord: LATE, lastRecord: null }, []],
    ['that are none of requests', { class: 'event-logs', firstRecord: EARLY, lastRecord: EARLY }, []],
  ])('tells the side of the patch that logs do not show, %s', (_, row, missing) => {
    expect(verdict([], { coverage: { classes: [{ ...logs('EX01', 1), ...row }] } }).missing).toEqual(missing);
  });
});

describe('what a request that had success is taken for', () => {
  it.each<[readonly string[], entered: boolean, used: boolean]>([
    [['T1190'], true, false],
    [['T1190', 'T1059'], true, false],
    [['T1505.003', 'T1190'], true, true],
    [['T1505.003'], false, true],
    [['T1059'], false, true],
    [['T1059', 'T1078'], true, true],
    [['T11900'], false, true],
    [[], false, true],
  ])('%j', (attack, entered, used) => {
    const told = verdict([at(exploit, { attack: [...attack] })]);
    expect([told.gotIn.length === 1, told.used.length === 1]).toEqual([entered, used]);
  });

  const before = at(use, { fingerprint: '8'.repeat(64), phase: 'before' });
  const after = at(use, { phase: 'after' });
  it.each<[string, readonly Finding[], string]>([
    ['used before, and something else after', [before, after], 'compromised'],
    ['used before, and answered as success after', [before, at(after, { outcome: 'success' })], 'compromised'],
    ['used before, and answered as success on both sides', [before, at(use, { outcome: 'success' })], 'compromised'],
    [
      'used on both sides, and something else after',
      [use, at(after, { fingerprint: '9'.repeat(64) })],
      'persistence-survived-the-patch',
    ],
  ])('%s, with nothing left', (_, findings, answer) => expect(verdict(findings).answer).toBe(answer));

  it('came not afterwards where something that was left is from before, whatever else is from after', () => {
    const { answer, summary } = verdict([shell, at(shell, { phase: 'after' }), at(exploit, { phase: 'after' })]);
    expect([answer, summary.includes('No trace of it')]).toEqual(['compromised', false]);
  });
});
