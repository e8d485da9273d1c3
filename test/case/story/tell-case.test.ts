import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoted } from '../../../src/case/story/actions.js';
import { type CaseFacts, tellCase } from '../../../src/case/story/tell-case.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding, noPlace } from '../../helpers/findings.js';

const NO_URLS: CaseFacts = {
  urlsOfFile: () => [],
  patchedOn: () => null,
  servers: ['EX01'],
  isShared: () => false,
  isRareAgent: () => false,
};
const ROOT = 'C:\\inetpub\\wwwroot\\';

const fingerprint = (text: string) => Buffer.from(text.padEnd(32, '.')).toString('hex').slice(0, 64);
const record = (client: string, time: string, stem: string, user: string | null = null) => ({
  type: 'record' as const,
  path: 'C/inetpub/logs/u_ex210303.log',
  offset: 0,
  line: 1,
  time,
  fields: { 'c-ip': client, 'cs-uri-stem': stem, 'cs-method': 'POST', 'sc-status': '200', 'cs-username': user },
});

const behindProxy = (client: string, time: string, stem: string) => {
  const logged = record('10.0.0.5', time, stem);
  return { ...logged, fields: { ...logged.fields, 'X-Forwarded-For': client } };
};

interface Requests {
  readonly client: string;
  readonly from: string;
  readonly to?: string;
  readonly stem?: string;
  readonly host?: string;
  readonly user?: string;
  readonly outcome?: Finding['outcome'];
}

const requests = (
  attack: string[],
  { client, from, to = from, stem = '/ecp/y.js', host = 'EX01', user, outcome = 'success' }: Requests,
) =>
  aFinding({
    fingerprint: fingerprint(`${attack}${client}${stem}${host}${outcome}`),
    rule: { id: `rule.${attack}`, version: '1', source: 'sigma', pack: '0' },
    message: { id: 'requests', text: 'Requests', data: { client, clients: [client], clientCount: 1, stems: [stem] } },
    outcome,
    attack,
    host,
    artifact: noPlace,
    evidence: [record(client, from, stem, user ?? null), record(client, to, stem, user ?? null)],
    firstSeen: from,
    lastSeen: to,
  });
const exploit = (about: Requests) => requests(['T1190'], about);
const use = (about: Requests) => requests(['T1505.003'], about);

const page = (
  name: string,
  created: string | null,
  { host = 'EX01', sha256 = null as string | null, rule = 'webshell.x' } = {},
) =>
  aFinding({
    fingerprint: fingerprint(`${rule}${name}${host}`),
    rule: { id: rule, version: '1', source: 'detector', pack: '0' },
    host,
    artifact: {
      kind: 'web-content',
      collectedPath: `C/inetpub/wwwroot/${name}`,
      windowsPath: ROOT + name,
      url: `/${name}`,
      sha256,
      size: 12,
      times: created === null ? null : { created, modified: created, source: 'collector-record', quality: 'exact' },
    },
    firstSeen: created,
    lastSeen: created,
  });

const told = (findings: readonly Finding[], facts: Partial<CaseFacts> = {}) =>
  tellCase(findings, { ...NO_URLS, ...facts });
const named = (findings: readonly Finding[], facts: Partial<CaseFacts> = {}) => {
  const { incidents, subjects } = told(findings, facts);
  return incidents.map(({ subjects: ids }) =>
    ids.map((id) => subjects.find((subject) => subject.id === id)?.name.replace(ROOT, '') ?? '').sort(),
  );
};

describe('subjects', () => {
  it('takes all findings about one page, and the requests to it, for one thing', () => {
    const { subjects } = told([
      page('a.aspx', '2021-03-03T04:05:00.000Z'),
      page('a.aspx', '2021-03-03T04:05:00.000Z', { rule: 'webshell.y' }),
      use({ client: '203.0.113.7', from: '2021-03-03T05:00:00.000Z', stem: '/A.aspx', user: 'CORP\\a' }),
    ]);
    expect(subjects).toMatchObject([
      {
        kind: 'implant',
        what: 'page',
        name: `${ROOT}a.aspx`,
        present: true,
        clients: ['203.0.113.7'],
        accounts: ['CORP\\a'],
        lastUsed: '2021-03-03T05:00:00.000Z',
      },
    ]);
    expect(subjects[0]?.findings).toHaveLength(3);
  });

  it('keeps the same page of two servers apart', () => {
    const { subjects } = told([page('a.aspx', null), page('a.aspx', null, { host: 'EX02' })]);
    expect(subjects.map(({ host }) => host).sort()).toEqual(['EX01', 'EX02']);
  });

  it('counts what a client did besides to its entry', () => {
    const { subjects } = told([
      exploit({ client: '203.0.113.7', from: '2021-03-03T04:00:00.000Z' }),
      requests([], { client: '203.0.113.7', from: '2021-03-03T04:10:00.000Z', outcome: 'attempt' }),
      requests([], { client: '203.0.113.9', from: '2021-03-03T04:10:00.000Z', outcome: 'attempt' }),
    ]);
    expect(subjects.map(({ kind, name, findings }) => [kind, name, findings.length])).toEqual([
      ['entry', '203.0.113.7', 2],
      ['actor', '203.0.113.9', 1],
    ]);
  });
});

describe('incidents', () => {
  const entry = exploit({ client: '203.0.113.7', from: '2021-03-03T04:00:00.000Z', to: '2021-03-03T04:05:00.000Z' });

  it.each<readonly [string, readonly Finding[], readonly (readonly string[])[]]>([
    [
      'a page that was written while the exploit had success',
      [entry, page('a.aspx', '2021-03-03T04:04:00.000Z')],
      [['203.0.113.7', 'a.aspx']],
    ],
    [
      'a page that the same client used',
      [entry, page('a.aspx', null), use({ client: '203.0.113.7', from: '2021-03-09T04:00:00.000Z', stem: '/a.aspx' })],
      [['203.0.113.7', 'a.aspx']],
    ],
    [
      'an address from which the same page was used afterwards',
      [
        entry,
        page('a.aspx', null),
        use({ client: '203.0.113.7', from: '2021-03-04T04:00:00.000Z', stem: '/a.aspx' }),
        use({ client: '198.51.100.9', from: '2021-05-04T04:00:00.000Z', stem: '/a.aspx' }),
        use({ client: '198.51.100.9', from: '2021-05-04T05:00:00.000Z', stem: '/b.aspx' }),
      ],
      [['/b.aspx', '203.0.113.7', 'a.aspx']],
    ],
    [
      'the same content on another server',
      [
        page('a.aspx', null, { sha256: 'b'.repeat(64) }),
        page('z.aspx', null, { host: 'EX02', sha256: 'b'.repeat(64) }),
      ],
      [['a.aspx', 'z.aspx']],
    ],
    ['not a page of weeks later', [entry, page('a.aspx', '2021-04-20T04:04:00.000Z')], [['203.0.113.7'], ['a.aspx']]],
    [
      'not a page that two intruders could have written at that time',
      [
        entry,
        exploit({ client: '198.51.100.9', from: '2021-03-03T04:02:00.000Z' }),
        page('a.aspx', '2021-03-03T04:04:00.000Z'),
      ],
      [['203.0.113.7'], ['198.51.100.9'], ['a.aspx']],
    ],
    [
      'not two clients that used two pages',
      [
        use({ client: '203.0.113.7', from: '2021-03-04T04:00:00.000Z', stem: '/a.aspx' }),
        use({ client: '198.51.100.9', from: '2021-03-04T04:00:00.000Z', stem: '/b.aspx' }),
      ],
      [['/a.aspx'], ['/b.aspx']],
    ],
    ['no attempt', [exploit({ client: '203.0.113.7', from: '2021-03-03T04:00:00.000Z', outcome: 'attempt' })], []],
  ])('joins %s', (_, findings, expected) => {
    const sorted = (groups: readonly (readonly string[])[]) => groups.map((group) => group.join()).sort();
    expect(sorted(named(findings))).toEqual(sorted(expected));
  });

  it('does not join through an address that is many people', () => {
    const findings = [
      use({ client: '10.0.0.5', from: '2021-03-04T04:00:00.000Z', stem: '/a.aspx' }),
      use({ client: '10.0.0.5', from: '2021-03-04T04:00:00.000Z', stem: '/b.aspx' }),
    ];
    expect(named(findings)).toHaveLength(1);
    expect(named(findings, { isShared: (address) => address === '10.0.0.5' })).toHaveLength(2);
  });

  it('says of what is only close in time just that', () => {
    const { incidents } = told([entry, page('a.aspx', '2021-03-03T09:00:00.000Z')]);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]?.joins).toMatchObject([
      { strength: 'weak', because: expect.stringMatching(/^close in time only: 5 h after/) },
    ]);
  });

  it.each([
    ['2021-03-03T04:02:00.000Z', 'changed between requests of 203.0.113.7, 2 min after one and 3 min before the next'],
    ['2021-03-03T04:04:00.000Z', 'changed between requests of 203.0.113.7, 4 min after one and 1 min before the next'],
    ['2021-03-03T04:05:30.000Z', 'changed 30 s after a request of 203.0.113.7'],
    ['2021-03-03T03:00:00.000Z', 'close in time only: 1 h before a request of 203.0.113.7'],
  ])('says how a page that is changed at %s fits the requests around', (time, because) => {
    const { incidents } = told([entry, page('a.aspx', time)]);
    expect(incidents.flatMap(({ joins }) => joins.map((join) => join.because))).toEqual([because]);
  });

  it('takes of what the file system remembers the time that it tells, not that of its own record', () => {
    const remembered = page('$J', '2021-03-08T09:00:00.000Z');
    const gone = {
      ...remembered,
      artifact: { ...remembered.artifact, kind: 'file-system-record' as const, url: null },
      message: { ...remembered.message, data: { writes: 'C:\\inetpub\\wwwroot\\u.exe' } },
      firstSeen: '2021-03-03T04:02:00.000Z',
      lastSeen: '2021-03-07T04:02:00.000Z',
    };
    const { incidents, subjects } = told([entry, gone]);
    expect(incidents.flatMap(({ joins }) => joins.map(({ because }) => because))).toEqual([
      'changed between requests of 203.0.113.7, 2 min after one and 3 min before the next',
    ]);
    expect(subjects.map(({ what }) => what)).toContain('file');
  });

  it('takes no request of another break-in for the next one', () => {
    const early = exploit({ client: '203.0.113.7', from: '2021-03-03T04:00:00.000Z' });
    const later = use({ client: '198.51.100.9', from: '2021-03-03T04:30:00.000Z', stem: '/b.aspx' });
    const { incidents } = told([early, later, page('a.aspx', '2021-03-03T04:02:00.000Z')]);
    expect(incidents.flatMap(({ joins }) => joins.map(({ because }) => because))).toEqual([
      'changed 2 min after a request of 203.0.113.7',
    ]);
  });

  it('takes the next request of whoever asked before, not of another', () => {
    const [first, other] = ['203.0.113.7', '198.51.100.9'] as const;
    const used = use({
      client: first,
      from: '2021-03-03T04:00:00.000Z',
      to: '2021-03-03T04:09:00.000Z',
      stem: '/z.aspx',
    });
    const both = {
      ...used,
      message: { ...used.message, data: { ...used.message.data, clients: [first, other], clientCount: 2 } },
      evidence: [
        record(first, '2021-03-03T04:00:00.000Z', '/z.aspx'),
        record(other, '2021-03-03T04:03:00.000Z', '/z.aspx'),
        behindProxy(first, '2021-03-03T04:09:00.000Z', '/z.aspx'),
      ],
    };
    const { incidents } = told([both, page('a.aspx', '2021-03-03T04:02:00.000Z')]);
    expect(incidents.flatMap(({ joins }) => joins.map(({ because }) => because))).toEqual([
      `changed between requests of ${first}, 2 min after one and 7 min before the next`,
    ]);
  });

  it('puts what most rules speak for before decoys that are as grave, whatever their dates', () => {
    const decoys = Array.from({ length: 30 }, (_, i) => page(`a${i}.aspx`, '2021-01-01T00:00:00.000Z'));
    const real = [
      page('z.aspx', '2021-03-03T09:00:00.000Z'),
      page('z.aspx', '2021-03-03T09:00:00.000Z', { rule: 'webshell.y' }),
    ];
    const { subjects, incidents } = told([...decoys, ...real]);
    expect(subjects[0]?.name).toBe(`${ROOT}z.aspx`);
    expect(incidents[0]?.subjects).toEqual([subjects[0]?.id]);
  });

  it('tells the steps in the order of time', () => {
    const [incident] = told([
      entry,
      page('a.aspx', '2021-03-03T04:04:00.000Z'),
      use({ client: '203.0.113.7', from: '2021-03-04T04:00:00.000Z', to: '2021-03-09T04:00:00.000Z', stem: '/a.aspx' }),
    ]).incidents;
    expect(incident?.steps.map(({ stage, time, until }) => [stage, time, until])).toEqual([
      ['entry', '2021-03-03T04:00:00.000Z', '2021-03-03T04:05:00.000Z'],
      ['foothold', '2021-03-03T04:04:00.000Z', null],
      ['use', '2021-03-04T04:00:00.000Z', '2021-03-09T04:00:00.000Z'],
    ]);
  });
});

describe('actions', () => {
  it('come in the order in which they help, and name what they come from', () => {
    const { actions } = told([
      exploit({ client: '203.0.113.7', from: '2021-03-03T04:00:00.000Z', user: 'CORP\\a' }),
      page('a.aspx', '2021-03-03T04:04:00.000Z'),
    ]);
    expect([...new Set(actions.map(({ stage }) => stage))]).toEqual([
      'keep',
      'contain',
      'eradicate',
      'rotate',
      'check',
    ]);
    expect(actions.find(({ stage }) => stage === 'eradicate')).toMatchObject({
      command: "Remove-Item -LiteralPath 'C:\\inetpub\\wwwroot\\a.aspx'",
      findings: [fingerprint('webshell.xa.aspxEX01')],
    });
    expect(actions.find(({ text }) => text.includes('CORP\\a'))?.stage).toBe('rotate');
  });

  it.each(["a'; Remove-Item C:\\ -Recurse #.aspx", 'a\u2019; iex x #.aspx', 'a\u201b$(x).aspx'])(
    'quote the name %s',
    (name) => {
      const text = quoted(name);
      expect(text.slice(1, -1).replace(/(['\u2018-\u201b])\1/g, '')).not.toMatch(/['\u2018-\u201b]/);
    },
  );

  it.each([
    ['Set-OabVirtualDirectory', ['Set back what was changed: Set-OabVirtualDirectory']],
    ['TabExpansion', []],
    ['Get-Mailbox', []],
  ])('set back what %s changed, if anything', (cmdlet, expected) => {
    const account = 'CORP\\a';
    const run = aFinding({
      fingerprint: fingerprint(cmdlet),
      outcome: 'success',
      rule: { id: 'cmdlet', version: '1', source: 'sigma', pack: '0' },
      message: { id: 'records', text: 'Run', data: { cmdlets: [cmdlet], accounts: [account] } },
      attack: ['T1059.001'],
      artifact: noPlace,
      evidence: [{ ...record('', '2021-03-03T04:01:00.000Z', ''), fields: { Cmdlet: cmdlet } }],
      firstSeen: '2021-03-03T04:01:00.000Z',
      lastSeen: '2021-03-03T04:01:00.000Z',
    });
    const from = '2021-03-03T04:00:00.000Z';
    const { actions, incidents } = told([exploit({ client: '203.0.113.7', from, user: account }), run]);
    expect(incidents[0]?.subjects).toHaveLength(2);
    const texts = actions.map(({ text }) => text).filter((text) => text.startsWith('Set back'));
    expect(texts).toEqual(expected);
  });

  it('are none where nothing happened', () => {
    expect(
      told([exploit({ client: '203.0.113.7', from: '2021-03-03T04:00:00.000Z', outcome: 'attempt' })]).actions,
    ).toEqual([]);
  });
});

describe('timeline', () => {
  it.each([
    ['web-content', ['file-created', 'file-changed']],
    ['compiled-page', ['page-compiled']],
    ['iis-config', ['configuration-changed']],
  ] as const)('tells of a file of the kind %s when it was %j', (kind, expected) => {
    const one = page('a.aspx', '2021-03-03T09:00:00.000Z');
    const times = { ...one.artifact.times, modified: '2021-03-04T09:00:00.000Z' };
    const { timeline } = told([{ ...one, artifact: { ...one.artifact, kind, times } } as Finding]);
    expect(timeline.map((fact) => fact.kind)).toEqual(expected);
  });

  it('holds requests, files and the patch in the order of time, and says what can be forged', () => {
    const { timeline } = told(
      [
        exploit({ client: '203.0.113.7', from: '2021-03-03T04:00:00.000Z' }),
        page('a.aspx', '2021-03-03T04:04:00.000Z'),
      ],
      {
        patchedOn: () => '2021-03-10T00:00:00.000Z',
      },
    );
    expect(timeline.map(({ kind, forgeable, source }) => [kind, forgeable, source])).toEqual([
      ['request', false, 'C/inetpub/logs/u_ex210303.log:1'],
      ['file-created', true, 'C/inetpub/wwwroot/a.aspx'],
      ['patch', false, '--patched-on'],
    ]);
  });
});

const times = fc
  .integer({ min: 0, max: 200 })
  .map((hours) => new Date(Date.UTC(2021, 2, 1) + hours * 3_600_000).toISOString());
const clients = fc.constantFrom('203.0.113.7', '198.51.100.9', '192.0.2.44', '10.0.0.5');
const hosts = fc.constantFrom('EX01', 'EX02');
const anyFinding = fc.oneof(
  fc
    .record({
      client: clients,
      from: times,
      host: hosts,
      outcome: fc.constantFrom<Finding['outcome']>('attempt', 'success'),
    })
    .map(exploit),
  fc.record({ client: clients, from: times, host: hosts, stem: fc.constantFrom('/a.aspx', '/b.aspx') }).map(use),
  fc
    .tuple(fc.constantFrom('a.aspx', 'b.aspx', 'c.aspx'), times, hosts, fc.constantFrom(null, 'b'.repeat(64)))
    .map(([name, time, host, sha256]) => page(name, time, { host, sha256 })),
);
const findingsOnce = fc.uniqueArray(anyFinding, {
  maxLength: 14,
  selector: ({ host, fingerprint: of }) => `${host}${of}`,
});

describe('any findings', () => {
  it('are each in one subject, and each subject in one incident at most', () => {
    fc.assert(
      fc.property(findingsOnce, (findings) => {
        const { subjects, incidents } = told(findings);
        const ofSubjects = subjects.flatMap(({ host, findings: of }) => of.map((one) => `${host}${one}`)).sort();
        expect(ofSubjects).toEqual(findings.map(({ host, fingerprint: of }) => `${host}${of}`).sort());
        const ofIncidents = incidents.flatMap(({ subjects: of }) => of);
        expect(new Set(ofIncidents).size).toBe(ofIncidents.length);
        for (const { joins, subjects: of } of incidents) {
          expect(joins.length).toBe(of.length - 1);
          expect(joins.every(({ from, to, because }) => of.includes(from) && of.includes(to) && because !== '')).toBe(
            true,
          );
        }
      }),
    );
  });

  it('tell the same case in whatever order they come', () => {
    fc.assert(
      fc.property(
        findingsOnce.chain((findings) =>
          fc.tuple(fc.constant(findings), fc.shuffledSubarray(findings, { minLength: findings.length })),
        ),
        ([findings, shuffled]) => {
          expect(JSON.stringify(told(shuffled))).toBe(JSON.stringify(told(findings)));
        },
      ),
    );
  });
});
