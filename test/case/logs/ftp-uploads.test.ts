import { describe, expect, it } from 'vitest';
import { pagesUploaded, uploadsLeftOut } from '../../../src/case/logs/ftp-uploads.js';
import type { RuleMatches } from '../../../src/engine/logs/log-analysis.js';
import type { LoadedRule } from '../../../src/model/signature.js';

const rule = (path: string): LoadedRule => ({
  id: path,
  title: path,
  severity: 'low',
  confidence: 'moderate',
  outcome: 'hygiene',
  attack: [],
  references: [],
  falsePositives: [],
  nextSteps: [],
  version: '1',
  source: 'sigma',
  pack: 'ours',
  path,
});

const times = { first: '2026-08-14T03:00:00.000Z', last: '2026-08-14T04:00:00.000Z' };

/** A client of `count` uploads, of which `stems` are kept. */
function uploads(count: number, stems: readonly string[], path = 'ftp/windows_ftp_page_uploaded.yml'): RuleMatches {
  const evidence = stems.map((stem, index) => ({
    type: 'record' as const,
    path: 'FTPSVC2/u_ex260814.log',
    offset: index,
    line: index + 1,
    time: times.first,
    fields: { 'cs-uri-stem': stem },
  }));
  return {
    rule: rule(path),
    host: 'WEB01',
    outcome: 'hygiene',
    success: false,
    count,
    ...times,
    clients: [{ client: '203.0.113.9', count, ...times, stems, evidence }],
  };
}

describe('pages stored by FTP', () => {
  it('are those of the records that are kept, of each server', () => {
    const pages = pagesUploaded([uploads(2, ['\\Site\\A.aspx', '/b.aspx']), uploads(1, ['/c.aspx'], 'ftp/other.yml')]);
    expect([...pages].map(([host, of]) => [host, of.map(({ path }) => path)])).toEqual([
      ['WEB01', ['/site/a.aspx', '/b.aspx']],
    ]);
  });

  it('are first those that came under another name, by the path that the service logs', () => {
    const disguised = uploads(1, ['CPTO+x.aspx'], 'ftp/windows_ftp_disguised_page.yml');
    const [client] = disguised.clients;
    const evidence = (client?.evidence ?? []).map((record) => ({
      ...record,
      fields: { ...record.fields, 'renamed-from': '/in/x.txt' },
    }));
    const renamed = { ...disguised, clients: client === undefined ? [] : [{ ...client, evidence }] };
    const pages = pagesUploaded([uploads(1, ['../up/y.aspx']), renamed]).get('WEB01') ?? [];
    expect(pages.map(({ path, disguisedAs }) => [path, disguisedAs])).toEqual([
      ['x.aspx', '/in/x.txt'],
      ['up/y.aspx', null],
    ]);
  });

  it('are told of where more were stored than are looked for', () => {
    expect(uploadsLeftOut([uploads(2, ['/a.aspx', '/b.aspx'])])).toEqual([]);
    expect(uploadsLeftOut([uploads(9, ['/a.aspx'], 'ftp/other.yml')])).toEqual([]);
    expect(uploadsLeftOut([uploads(40, ['/a.aspx', '/b.aspx'])])).toMatchObject([
      { code: 'limit-reached', host: 'WEB01', count: 38, incomplete: false },
    ]);
    const of = (client: string | null) => {
      const one = uploads(40, ['/a.aspx', '/b.aspx']);
      return uploadsLeftOut([{ ...one, clients: one.clients.map((told) => ({ ...told, client })) }])[0]?.message;
    };
    expect(of('203.0.113.9')).toContain('by FTP from 203.0.113.9: of these the first and last 2 are');
    expect(of(null)).toContain('by FTP from clients beyond those that are told apart: of these');
  });
});
