import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellCase } from '../../src/case/story/tell-case.js';
import type { Finding, Report } from '../../src/model/finding.js';
import { csvLine } from '../../src/output/csv-line.js';
import { indicatorsOf } from '../../src/output/indicators.js';
import { rendererOf } from '../../src/output/renderers.js';
import { aFinding, aRecord, aReport } from '../helpers/findings.js';

function reportOf(findings: readonly Finding[], own: string[] = []): Report {
  const facts = {
    urlsOfFile: () => [],
    patchedOn: () => null,
    servers: ['EX01'],
    isShared: () => false,
    isRareAgent: () => false,
  };
  const { factsLeft: _, ...told } = tellCase(findings, facts);
  return aReport({ findings: [...findings], ...told, parameters: { ...aReport().parameters, own } });
}

const used = (client: string, time: string): Finding['evidence'][number] => ({
  ...aRecord,
  time,
  fields: { ...aRecord.fields, 'c-ip': client, 'cs(User-Agent)': 'curl/7', 'cs-username': 'CORP\\a' },
});
const page = (clients: string[], evidence: Finding['evidence'], over: Partial<Finding> = {}) =>
  aFinding({
    artifact: { ...aFinding().artifact, sha256: 'c'.repeat(64), url: '/x.aspx' },
    message: { id: 'x', text: 'x', data: { clients } },
    evidence,
    ...over,
  });

describe('indicators', () => {
  it('name addresses with their own times, digests, agents, accounts and files', () => {
    const finding = page(
      ['203.0.113.7', '10.1.2.3'],
      [used('203.0.113.7', '2022-11-05T02:00:00.000Z'), used('10.1.2.3', '2022-11-14T01:00:00.000Z')],
    );
    expect(
      indicatorsOf(reportOf([finding])).map(({ type, value, firstSeen, blockable }) => [
        type,
        value,
        firstSeen,
        blockable,
      ]),
    ).toEqual([
      ['account', 'CORP\\a', null, false],
      ['file-path', 'C:\\inetpub\\wwwroot\\x.aspx', null, false],
      ['ip', '10.1.2.3', '2022-11-14T01:00:00.000Z', false],
      ['ip', '203.0.113.7', '2022-11-05T02:00:00.000Z', true],
      ['sha256', 'c'.repeat(64), null, true],
      ['user-agent', 'curl/7', null, false],
    ]);
  });

  it('name nothing of attempts', () => {
    expect([
      ...rendererOf('indicators')(reportOf([page(['203.0.113.7'], [], { outcome: 'attempt', severity: 'low' })]), {
        color: false,
      }),
    ]).toHaveLength(1);
  });

  it.each([
    '10.0.0.1',
    '192.168.3.4',
    '172.20.0.1',
    '100.64.1.1',
    '224.0.0.1',
    '255.255.255.255',
    'fe80::1',
    'fd00::5',
    'ff02::1',
    '::ffff:10.0.0.1',
  ])('do not say that %s can be blocked', (address) => {
    const [ip] = indicatorsOf(reportOf([page([address], [used(address, '2022-11-05T02:00:00.000Z')])])).filter(
      ({ type }) => type === 'ip',
    );
    expect(ip).toMatchObject({ value: address, blockable: false });
  });

  it.each(['127.0.0.1', '::1'])('do not name %s: the server asked itself for somebody else', (address) => {
    const report = reportOf([page([address], [used(address, '2022-11-05T02:00:00.000Z')])]);
    expect(report.incidents).toHaveLength(1);
    expect(indicatorsOf(report).filter(({ type }) => type === 'ip')).toEqual([]);
  });
});

describe('a line of CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|x', '\uff1d1', '|calc'])('makes no formula of %j', (text) => {
    expect(csvLine([text])).toMatch(/^"?'/);
  });

  it('holds whatever its cells hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 1, maxLength: 5 }), (cells) => {
        const line = csvLine(cells);
        const read = [...`,${line.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
          ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
        );
        expect(read).toHaveLength(cells.length);
        // Behind an apostrophe where a spreadsheet would run it: a cell is never more than that away from its text.
        for (const [index, cell] of cells.entries()) expect([cell, `'${cell}`]).toContain(read[index]);
      }),
    );
  });
});
