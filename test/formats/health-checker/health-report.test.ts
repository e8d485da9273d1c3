import { describe, expect, it } from 'vitest';
import { isHealthReport, readHealthReport, serverOfReport } from '../../../src/formats/health-checker/health-report.js';
import { healthReportOf, MICROSOFT } from '../../helpers/health-report.js';

const HOST = '<configuration>\r\n  <system.webServer />\r\n</configuration>';
const WEB = 'C:\\inetpub\\wwwroot\\web.config';
const UPDATE = 'Security Update for Exchange Server 2019 Cumulative Update 12 (KB5019758)';
const report = healthReportOf({
  updates: [[UPDATE, '11/8/2022']],
  mitigations: ['PING1', 'M1'],
  modules: [
    { name: 'HttpLoggingModule', path: 'C:\\Windows\\System32\\inetsrv\\loghttp.dll' },
    { name: 'HttpUtility', path: 'C:\\Windows\\System32\\inetsrv\\httputl.dll', signer: null, isMissing: true },
  ],
  applicationHost: HOST,
  webConfigs: { [WEB]: '<configuration />' },
});

describe("HealthChecker's export", () => {
  it('tells build, role, updates, mitigations, modules with their signers, and whole configuration files', () => {
    expect(isHealthReport(report)).toBe(true);
    expect(serverOfReport(report)).toBe('EX01');
    expect(readHealthReport(Buffer.from(`\ufeff${report}`))).toEqual({
      server: 'EX01',
      generated: '2022-11-10T07:15:30.123Z',
      version: '22.10.10.1234',
      build: '15.2.1118.20',
      role: 'Mailbox',
      updates: [{ name: UPDATE, installed: '11/8/2022' }],
      mitigations: ['PING1', 'M1'],
      mitigationsBlocked: [],
      isMitigating: true,
      modules: [
        {
          ...{ name: 'HttpLoggingModule', path: 'C:\\Windows\\System32\\inetsrv\\loghttp.dll', isSigned: true },
          ...{ signer: MICROSOFT, status: 0, isMissing: false },
        },
        {
          ...{ name: 'HttpUtility', path: 'C:\\Windows\\System32\\inetsrv\\httputl.dll', isSigned: false },
          ...{ signer: '', status: null, isMissing: true },
        },
      ],
      files: [
        { windowsPath: 'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config', text: HOST },
        { windowsPath: WEB, text: '<configuration />' },
      ],
      cut: false,
    });
  });

  it('tells what PowerShell wrote as text below its depth, and updates as earlier versions listed them', () => {
    const flat = report
      .replace(/<Obj N="ExchangeSetup".*?<\/MS><\/Obj>/s, '<S N="ExchangeSetup">@{FileVersion=15.01.2507.009; X=1}</S>')
      .replace(
        /<Obj N="KBsInstalledInfo".*?<\/LST><\/Obj>/s,
        `<Obj N="KBsInstalled"><LST><S>${UPDATE}</S></LST></Obj>`,
      );
    expect(readHealthReport(Buffer.from(flat))).toMatchObject({
      build: '15.1.2507.9',
      updates: [{ name: UPDATE, installed: '' }],
    });
  });

  it('is read up to a fault, and other exports of PowerShell are none', () => {
    const half = readHealthReport(Buffer.from(report.slice(0, report.indexOf('<Obj N="IISSettings"') + 400)));
    expect(half).toMatchObject({ server: 'EX01', build: '15.2.1118.20', cut: true });
    const other = report.replaceAll('HealthCheckerExchangeServer', 'Something');
    expect([isHealthReport(other), readHealthReport(Buffer.from(other))]).toEqual([false, null]);
    expect(readHealthReport(Buffer.from('<configuration />'))).toBeNull();
  });
});
