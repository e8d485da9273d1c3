import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellCase } from '../../src/case/story/tell-case.js';
import type { Finding, Report } from '../../src/model/finding.js';
import { rendererOf } from '../../src/output/renderers.js';
import { aFinding, aRecord, aReport } from '../helpers/findings.js';

const brief = (report: Report) => [...rendererOf('text')(report, { color: false, detail: 'brief' })].join('');

function reportOf(findings: readonly Finding[], over: Partial<Report> = {}): Report {
  const { factsLeft: _, ...told } = tellCase(findings, {
    urlsOfFile: () => [],
    patchedOn: () => '2022-11-09T00:00:00.000Z',
    servers: ['EX01'],
    isShared: () => false,
    isRareAgent: () => false,
  });
  const { parameters } = aReport();
  return aReport({
    findings: [...findings],
    ...told,
    parameters: { ...parameters, patchedOn: '2022-11-09T00:00:00.000Z' },
    ...over,
  });
}

const page = (name: string, index = 0): Finding => {
  const { artifact } = aFinding();
  return aFinding({
    fingerprint: String(index).padStart(64, '0'),
    artifact: { ...artifact, windowsPath: `C:\\inetpub\\wwwroot\\${name}`, url: `/${name}` },
    message: { id: 'x', text: 'x', data: { client: '203.0.113.7', clients: ['203.0.113.7'] } },
    evidence: [{ ...aRecord, fields: { ...aRecord.fields, 'cs-username': 'CORP\\jdoe' } }],
    firstSeen: '2022-11-05T02:18:02.000Z',
    lastSeen: '2022-11-14T01:47:51.000Z',
  });
};

describe('the first screen', () => {
  it('tells what was left, until when it was used, by whom, and what to do', () => {
    const shown = brief(reportOf([page('x.aspx')]));
    expect(shown).toMatch(
      /WHAT HAPPENED\n(?:.*\n)* {2}2022-11-05 02:18Z {2}use .*203\.0\.113\.7 to 11-14 01:47Z AFTER THE PATCH\n/,
    );
    expect(shown).toMatch(/1 there page {2}C:\\inetpub\\wwwroot\\x\.aspx +2022-11-05 02:18Z +2022-11-14 01:47Z +1\n/);
    expect(shown).toMatch(/WHO\n {2}203\.0\.113\.7 {2}page x\.aspx\n {2}with account CORP\\jdoe\n/);
    expect(shown).toMatch(/DO NOW.*\n {2}1 Take a memory image of EX01/);
  });

  it('says what was not checked even where nothing was found', () => {
    const verdict = {
      ...aReport().verdict,
      answer: 'not-assessable' as const,
      notExamined: ['EX01: event logs were not read'],
    };
    expect(brief(reportOf([], { verdict }))).toMatch(/NOT CHECKED\n {2}EX01: event logs were not read\n/);
  });

  it('has a hundred columns and forty lines whatever it tells', () => {
    const names = fc.array(
      fc.string({ minLength: 1, maxLength: 300, unit: fc.constantFrom('a', '\\', '/', '.', ' ', 'Z') }),
      { maxLength: 40 },
    );
    const servers = fc.array(fc.string({ maxLength: 80, unit: fc.constantFrom('E', 'X', '1', '-') }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(names, servers, (pages, hosts) => {
        const findings = pages
          .map(page)
          .map((finding, i) => ({ ...finding, host: hosts[i % Math.max(1, hosts.length)] ?? null }));
        const [server] = aReport().verdict.servers;
        const verdict = {
          ...aReport().verdict,
          servers: server === undefined ? [] : hosts.map((host) => ({ ...server, host })),
          notExamined: pages,
        };
        const lines = brief(reportOf(findings, { verdict })).trimEnd().split('\n');
        const screen = lines.slice(2, -2);
        expect(screen.length).toBeLessThanOrEqual(40);
        expect(Math.max(...screen.map((line) => line.length))).toBeLessThanOrEqual(100);
      }),
      { numRuns: 60 },
    );
  });
});
