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

const list = (name: string, items: readonly string[]) => `<Obj N="${name}"><LST>${items.join('')}</LST></Obj>`;
const item = (content: string) => `<Obj><MS>${content}</MS></Obj>`;

/** Elements that are open around what stands in the part that tells of the setup. */
const DEPTH_OF_SETUP = 9;

/** Parts of an export as they are, and nothing else in it. */
function ofServer({ setup = '', build = '', iis = '' }: { setup?: string; build?: string; iis?: string }): string {
  const part = (name: string, content: string) => `<Obj N="${name}"><MS>${content}</MS></Obj>`;
  const parts = [part('GetExchangeServer', setup), part('BuildInformation', build), part('IISSettings', iis)];
  const root = part('HealthCheckerExchangeServer', part('ExchangeInformation', parts.join('')));
  return `<Objs xmlns="http://schemas.microsoft.com/powershell/2004/04">${item(root)}</Objs>`;
}

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

  it.each([
    [
      'below a declaration',
      '<?xml version="1.0"?>\r\n<Objs xmlns="http://schemas.microsoft.com/powershell/2004/04">',
      true,
    ],
    ['of another namespace', '<Objs xmlns="http://example.com">', false],
    ['not at the beginning', '<a/><Objs xmlns="http://schemas.microsoft.com/powershell/2004/04">', false],
  ])('is told by its beginning: %s', (_, start, expected) => {
    const text = report.replace(/^<Objs [^>]*>/, start);
    expect([isHealthReport(text), readHealthReport(Buffer.from(text)) !== null]).toEqual([expected, expected]);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a name that is empty', '<S N="MitigationsApplied"></S>', { mitigations: [] }],
    ['blanks', list('MitigationsApplied', ['<S> </S>', '<S>M2</S>', '<S></S>']), { mitigations: ['M2'] }],
    ['names that are blocked', list('MitigationsBlocked', ['<S>M3</S>']), { mitigationsBlocked: ['M3'] }],
    ['that it is off', '<B N="MitigationsEnabled">false</B>', { isMitigating: false }],
    ['that it is on', '<B N="MitigationsEnabled">True</B>', { isMitigating: true }],
    ['a value twice', '<B N="MitigationsEnabled">true</B><B N="MitigationsEnabled">false</B>', { isMitigating: true }],
    ['nothing of it', '', { isMitigating: null, mitigations: [], mitigationsBlocked: [] }],
  ])('tells of mitigations: %s', (_, content, expected) => {
    expect(readHealthReport(Buffer.from(ofServer({ setup: content })))).toMatchObject(expected);
  });

  it.each<[string, string, string]>([
    ['without leading zeros', '15.02.1118.020', '15.2.1118.20'],
    ['with blanks around', ' 15.2.1118.20 ', '15.2.1118.20'],
    ['three numbers', '15.2.1118', ''],
    ['something before', 'v15.2.1118.20', ''],
  ])('tells a build: %s', (_, version, expected) => {
    expect(readHealthReport(Buffer.from(healthReportOf({ build: version })))?.build).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['a property in the text of the object', '@{A=1; FileVersion=15.2.1.1; B=2}', '15.2.1.1'],
    ['the first of two', '@{FileVersion=15.2.1.1; FileVersion=15.2.2.2}', '15.2.1.1'],
    ['one without a name', '@{=15.2.1.1}', ''],
    ['one without a value', '@{FileVersion}', ''],
    ['no end', '@{FileVersion=15.2.1.11', ''],
    ['no beginning', '..FileVersion=15.2.1.1}', ''],
    ['a word before it', '@{FileVersion.; FileVersion=15.2.1.1}', '15.2.1.1'],
  ])('tells of an object below the depth of the export: %s', (_, text, expected) => {
    const flat = report.replace(/<Obj N="ExchangeSetup".*?<\/MS><\/Obj>/s, `<S N="ExchangeSetup">${text}</S>`);
    expect(readHealthReport(Buffer.from(flat))?.build).toBe(expected);
  });

  it.each<[string, string, unknown[]]>([
    ['is known by its name', '<S N="PackageName"> KB1 </S><S N="InstalledDate"> 1/2/2022 </S>', [['KB1', '1/2/2022']]],
    ['has no date', '<S N="PackageName">KB1</S>', [['KB1', '']]],
    ['has no name', '<S N="PackageName"> </S><S N="InstalledDate">1/2/2022</S>', []],
  ])('tells an update that %s', (_, content, expected) => {
    const text = ofServer({ build: list('KBsInstalledInfo', [item(content)]) });
    expect(readHealthReport(Buffer.from(text))?.updates.map(({ name, installed }) => [name, installed])).toEqual(
      expected,
    );
  });

  const NAMED = '<S N="Name">A</S><S N="Path">C:\\a.dll</S>';
  const UNKNOWN = { isSigned: null, signer: '', status: null, isMissing: false };
  const signature = (content: string) => `<Obj N="SignatureDetails"><MS>${content}</MS></Obj>`;
  it.each<[string, string, object | null]>([
    ['of which nothing is known', NAMED, UNKNOWN],
    ['without a path', '<S N="Name">A</S><S N="Path"> </S>', null],
    ['without a name', '<S N="Path">C:\\a.dll</S>', null],
    [
      'that is signed',
      `${NAMED}<B N="Signed">True</B>${signature('<S N="Signer"> CN=B </S>')}`,
      { ...UNKNOWN, isSigned: true, signer: 'CN=B' },
    ],
    ['that is not signed', `${NAMED}<B N="Signed">false</B>`, { ...UNKNOWN, isSigned: false }],
    ['that was changed', `${NAMED}${signature('<I32 N="SignatureStatus">3</I32>')}`, { ...UNKNOWN, status: 3 }],
    ['that is valid', `${NAMED}${signature('<I32 N="SignatureStatus">0</I32>')}`, { ...UNKNOWN, status: 0 }],
    ['whose state is none', `${NAMED}${signature('<I32 N="SignatureStatus">-1</I32>')}`, UNKNOWN],
    ['whose state is a word', `${NAMED}${signature('<S N="SignatureStatus">Valid</S>')}`, UNKNOWN],
    ['whose file is gone', `${NAMED}<B N="PathNotFound">true</B>`, { ...UNKNOWN, isMissing: true }],
  ])('tells a module %s', (_, content, expected) => {
    const modules = `<Obj N="IISModulesInformation"><MS>${list('ModuleList', [item(content)])}</MS></Obj>`;
    const told = readHealthReport(Buffer.from(ofServer({ iis: modules })))?.modules;
    expect(told).toEqual(expected === null ? [] : [{ name: 'A', path: 'C:\\a.dll', ...expected }]);
  });

  const site = (...contents: string[]) => list('IISWebSite', contents.map(item));
  const at = (location: string, content: string) => `<S N="Location">${location}</S><S N="Content">${content}</S>`;
  it.each<[string, string, (readonly [string, string])[]]>([
    ['a site, location first', site(at(WEB, 'a')), [[WEB, 'a']]],
    [
      'a site and what lies below it',
      site(`${at(WEB, 'a')}<Obj N="Below"><MS>${at('D:\\b.config', 'b')}</MS></Obj>`),
      [
        [WEB, 'a'],
        ['D:\\b.config', 'b'],
      ],
    ],
    ['sites of which one has no content', site(at(WEB, ' '), at('D:\\b.config', 'b')), [['D:\\b.config', 'b']]],
    ['one file under two names', site(at(WEB, 'a'), at(WEB.toUpperCase(), 'b')), [[WEB, 'a']]],
    ['no place', site(at('', 'a')), []],
    ['a place that is none of a file', site(at('web.config', 'a')), []],
    ['a place of another file', site(at('C:\\a.aspx', 'a')), []],
    ['what stands in no list that is known', list('Others', [item(at(WEB, 'a'))]), []],
  ])('tells files of %s', (_, content, expected) => {
    const told = readHealthReport(Buffer.from(ofServer({ iis: content })))?.files;
    expect(told?.map(({ windowsPath, text }) => [windowsPath, text])).toEqual(expected);
  });

  it('leaves out a value of more than eight million characters', () => {
    const told = readHealthReport(Buffer.from(ofServer({ iis: site(at(WEB, 'a'.repeat((8 << 20) + 1))) })));
    expect([told?.files.length, told?.cut]).toEqual([0, true]);
  });

  it('keeps two thousand names, items and files', () => {
    const each = (count: number, of: (number: number) => string) => Array.from({ length: count }, (_, i) => of(i));
    const sites = (count: number) =>
      ['IISWebSite', 'IISWebApplication']
        .map((name) =>
          list(
            name,
            each(count / 2, (i) => item(at(`C:\\${name}${i}.config`, 'a'))),
          ),
        )
        .join('');
    const kept = (names: number, items: number, files: number) => {
      const told = readHealthReport(
        Buffer.from(
          ofServer({
            setup: list(
              'MitigationsApplied',
              each(names, (i) => `<S>M${i}</S>`),
            ),
            build: list(
              'KBsInstalledInfo',
              each(items, (i) => item(`<S N="PackageName">KB${i}</S>`)),
            ),
            iis: sites(files),
          }),
        ),
      );
      return [told?.mitigations.length, told?.updates.length, told?.files.length, told?.cut];
    };
    expect(kept(2_000, 2_000, 2_000)).toEqual([2_000, 2_000, 2_000, false]);
    expect(kept(2_001, 0, 0)).toEqual([2_000, 0, 0, true]);
    expect(kept(0, 2_001, 0)).toEqual([0, 2_000, 0, true]);
    expect(kept(0, 0, 2_002)).toEqual([0, 0, 2_000, true]);
  });

  it('is read to a depth of sixty-four objects', () => {
    const nested = (depth: number) => `${'<Obj>'.repeat(depth)}${'</Obj>'.repeat(depth)}`;
    // Four objects and their lists of members are around it.
    const cut = (depth: number) => readHealthReport(Buffer.from(ofServer({ setup: nested(depth) })))?.cut;
    expect([cut(64 - DEPTH_OF_SETUP), cut(65 - DEPTH_OF_SETUP)]).toEqual([false, true]);
  });
});
