import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderIisTree } from '../../src/output/iis-tree.js';
import { inspectIis } from '../../src/server/configuration/inspect-iis.js';
import { APPLICATION_HOST, serverWith, sites } from '../server/configuration/server-fixture.js';

describe('renderIisTree', () => {
  it('shows what runs where, with the file and line that says so, and makes text safe', () => {
    const server = serverWith({
      [APPLICATION_HOST]: `${sites()}
<system.applicationHost><applicationPools><add name="Pool&#x9b;31m"><environmentVariables><add name="COR_PROFILER" value="x" /></environmentVariables></add></applicationPools></system.applicationHost>
<system.webServer><globalModules><add name="M" image="m.dll" /></globalModules><modules><add name="M" /></modules></system.webServer>`,
      'C:\\inetpub\\wwwroot\\web.config':
        '<system.webServer><modules><add name="Own" type="A.B" /></modules><handlers><add name="H" path="*.x" verb="GET" type="C.D" /></handlers></system.webServer>\n<system.web><machineKey validationKey="00112233445566778899AABB" /></system.web>',
    });
    const tree = renderIisTree([inspectIis(server)])
      .split('\n')
      .map((line) => line.replace(/[│├└─]/g, ' ').trim());
    expect(tree).toContain('native modules: 1');
    expect(tree).toContain('M  m.dll  [applicationHost.config:17]');
    expect(tree).toContain(
      'Pool\\x9b31m  ApplicationPoolIdentity, v4.0, Integrated, OnDemand  [applicationHost.config:16]',
    );
    expect(tree).toContain('environment COR_PROFILER=x');
    expect(tree).toContain('/ → C:\\inetpub\\wwwroot  [applicationHost.config:4]');
    expect(tree).toContain('modules: 1 inherited, 1 own');
    expect(tree).toContain('Own  A.B  [web.config:2]');
    expect(tree).toContain('H  *.x GET  C.D  [web.config:2]');
    expect(tree).toContain('machine key 00112233…(24) /   [web.config:3]'.trim());
    expect(tree).toContain('modules: 2 inherited, 0 own');
  });

  it('says from where on a file could not be read', () => {
    const cut =
      '<?xml version="1.0"?>\n<configuration><system.applicationHost />\n<system.webServer><globalModules><add na';
    const inspection = inspectIis(serverWith({ [APPLICATION_HOST]: cut }));
    expect(renderIisTree([inspection])).toMatch(/not readable from line 3, column \d+ on: \S/);
  });

  it('says how many entries it does not list', () => {
    const many = Array.from({ length: 20_005 }, (_, i) => `<add name="m${i}" />`).join('');
    const server = serverWith({
      [APPLICATION_HOST]: `${sites()}<system.webServer><modules>${many}</modules></system.webServer>`,
    });
    expect(renderIisTree([inspectIis(server)])).toContain('5 further modules, handlers and filters are not listed');
  });

  it('says that nothing was collected', () => {
    expect(renderIisTree([inspectIis(serverWith({}))])).toContain('no applicationHost.config collected');
  });
});

const real = resolve(
  import.meta.dirname,
  '../../../shared/real-data/iis-config/Shared/Tests/Data/E16_applicationHost_Mixed.config',
);

describe.skipIf(!existsSync(real))('inspectIis on a real configuration', () => {
  it('resolves every application of both sites', () => {
    const server = serverWith({ [APPLICATION_HOST]: existsSync(real) ? readFileSync(real, 'utf8') : '' });
    const inspection = inspectIis(server);
    expect(inspection.sites.map(({ name, applications }) => [name, applications.length])).toEqual([
      ['Default Web Site', 14],
      ['Exchange Back End', 16],
    ]);
    expect(inspection.pools).toHaveLength(20);
    expect(inspection.globalModules).toHaveLength(34);
    const owa = inspection.sites[0]?.applications.find(({ path }) => path === '/owa');
    expect(owa).toMatchObject({ authentication: ['basic'], accessPolicy: 'Read, Script' });
    expect(owa?.modules).toHaveLength(35);
    expect(owa?.handlers).toHaveLength(56);
    expect(inspection.refused).toEqual([]);
  });
});
