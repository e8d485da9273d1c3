import { describe, expect, it } from 'vitest';
import { hunt } from '../../src/hunt.js';
import type { Report } from '../../src/model/finding.js';
import { rendererOf } from '../../src/output/renderers.js';

/** Reached directly and through the balancer, on both servers; and only through the balancer, on one. */
const WIDE = '203.0.113.60';
const NARROW = '198.51.100.200';
const BALANCER = '10.20.0.5';

const reporting: Promise<Report> = hunt({ paths: ['samples/collections/exchange-2016-two-intruders'] }).report;

const about = async () => {
  const report = await reporting;
  return report.incidents.map(({ hosts, clients, accounts, subjects }) => ({
    hosts,
    clients,
    accounts,
    left: report.subjects
      .filter(({ id, kind }) => kind === 'implant' && subjects.includes(id))
      .map(({ host, name }) => `${host} ${name.slice(name.lastIndexOf('\\') + 1)}`)
      .sort(),
  }));
};

describe('two servers, two intruders and a balancer', () => {
  it('are two break-ins, of which one is of both servers', async () => {
    expect(await about()).toEqual([
      {
        hosts: ['MBX01', 'MBX02'],
        clients: [WIDE],
        accounts: ['CORP\\hsato'],
        left: ['MBX01 expiredcfg.aspx', 'MBX02 expiredcfg.aspx'],
      },
      { hosts: ['MBX02'], clients: [NARROW], accounts: [], left: ['MBX02 supp0rt.aspx'] },
    ]);
  });

  it('have the intruders for actors, each with all that it did, and not the balancer', async () => {
    const { actors } = await reporting;
    expect(actors.map(({ kind, name, hosts, requests, joins }) => [kind, name, hosts, requests, joins.length])).toEqual(
      [
        ['client', WIDE, ['MBX01', 'MBX02'], 11, 0],
        ['account', 'CORP\\hsato', ['MBX01', 'MBX02'], expect.any(Number), 0],
        ['client', NARROW, ['MBX02'], 8, 0],
      ],
    );
    expect(actors.flatMap(({ clients }) => clients.map(({ value }) => value))).not.toContain(BALANCER);
  });

  it('are told on the first screen, and nobody is told to block the balancer', async () => {
    const report = await reporting;
    const screen = [...rendererOf('text')(report, { color: false, detail: 'brief' })].join('');
    expect(screen).toMatch(/WHAT HAPPENED {2}2 incidents that nothing joins/);
    expect(screen).toMatch(new RegExp(`WHO\\n {2}${WIDE} .*\\n {2}${NARROW} `));
    expect(screen).not.toContain(BALANCER);
    expect(JSON.stringify(report.actions)).not.toContain(BALANCER);
    expect([...rendererOf('indicators')(report, { color: false })].join('')).not.toContain(BALANCER);
    expect(report.coverage.entries).toContainEqual(
      expect.objectContaining({ code: 'clients-behind-proxy', host: 'MBX02' }),
    );
  });
});
