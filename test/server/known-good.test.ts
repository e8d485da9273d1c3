import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKnownGood } from '../../src/server/known-good.js';

const shared = path.resolve(import.meta.dirname, '../../../shared/reference');
const hasBaseline = existsSync(path.join(shared, 'baseline-web-hashes.tsv'));
const root = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15';
const moved = 'F:\\Mail\\Exch';
const files = [
  `${moved}\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx`,
  `${moved}\\ClientAccess\\owa\\15.1.2106\\prem\\a.js`,
];
const knownGood = createKnownGood(files);

describe('isShippedPath', () => {
  it.each([
    `${root}\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx`,
    `${root.toUpperCase()}\\FRONTEND\\HTTPPROXY\\ECP\\AUTH\\TIMEOUTLOGOUT.ASPX`,
    `${moved}\\ClientAccess\\exchweb\\EWS\\exchange.asmx`,
    `${moved}/ClientAccess/ecp/15.2.986.5/scripts/blank.htm`,
    `\\\\?\\${root}\\ClientAccess\\owa\\default.aspx`,
    'C:\\inetpub\\wwwroot\\iisstart.htm',
    'C:\\inetpub\\wwwroot\\aspnet_client\\system_web\\4_0_30319\\WebUIValidation.js',
    'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\ASP.NETWebAdminFiles\\Security\\Users\\addUser.aspx',
    'C:\\Windows\\System32\\certsrv\\en-US\\certfnsh.asp',
  ])('%s is', (file) => expect(knownGood.isShippedPath(file)).toBe(true));

  it.each([
    `${root}\\FrontEnd\\HttpProxy\\owa\\auth\\RedirSuiteServerProxy.aspx`,
    `${root}\\FrontEnd\\HttpProxy\\owa\\auth\\TimeoutLogout.aspx`,
    `${root}\\FrontEnd\\HttpProxy\\owa\\auth\\constructor`,
    `${root}\\constructor\\toString`,
    `D:\\backup\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx`,
    'C:\\Windows\\Temp\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx',
    'C:\\inetpub\\wwwroot\\aspnet_client\\system_web\\error.aspx',
    'C:\\inetpub\\wwwroot\\iisstart.aspx',
    'C:\\Windows\\System32\\certsrv\\en-US\\shell.asp',
    '',
  ])('%s is not', (file) => expect(knownGood.isShippedPath(file)).toBe(false));
});

describe('productUrl', () => {
  it.each([
    ['/owa/auth/logon.aspx', 'page'],
    ['/OWA/Auth/ErrorFE.aspx', 'page'],
    ['/owa/auth/15.1.2507/themes/resources/logon.css', 'page'],
    ['/owa/15.2.986.5/scripts/boot.js', 'page'],
    ['/ecp/user@corp.example/personalsettings/homepage.aspx', 'page'],
    ['/ecp/ddi/ddiservice.svc/getobject', 'page'],
    ['/ews/exchange.asmx', 'page'],
    ['/owa/service.svc/s/getfileattachment', 'page'],
    ['/iisstart.htm', 'page'],
    ['/', 'virtual'],
    ['/owa', 'virtual'],
    ['/owa/', 'virtual'],
    ['/owa/auth.owa', 'virtual'],
    ['/owa/ev.owa2', 'virtual'],
    ['/owa/userspecificresourceinjector.ashx', 'virtual'],
    ['/owa/healthcheck.htm', 'virtual'],
    ['/mapi/emsmdb/healthcheck.htm', 'virtual'],
    ['/ecp/proxylogon.ecp', 'virtual'],
    ['/autodiscover/autodiscover.json', 'virtual'],
    ['/autodiscover/autodiscover.json/v1.0/user@corp.example', 'virtual'],
    ['/autodiscover/autodiscover.xml', 'virtual'],
    ['/microsoft-server-activesync/default.eas', 'page'],
    ['/microsoft-server-activesync', 'virtual'],
    ['/powershell', 'virtual'],
    ['/mapi/nspi/', 'virtual'],
    ['/rpc/rpcproxy.dll', 'virtual'],
    ['/api/v2.0/me', 'virtual'],
    ['/ews/mrsproxy.svc', 'virtual'],
    ['/owa/mrsproxy.svc', 'unknown'],
    ['/oab/a1b2c3d4-0000-4000-8000-000000000001/oab.xml', 'virtual'],
    ['/owa/auth/one.aspx', 'unknown'],
    ['/owa/auth/timeoutlogout.aspx', 'unknown'],
    ['/owa/auth/userspecificresourceinjector.ashx', 'unknown'],
    ['/owa/auth/current/themes/resources/logo.aspx', 'unknown'],
    ['/owa/auth/one.aspx/logon.css', 'unknown'],
    ['/owa/auth/shell', 'unknown'],
    ['/ecp/auth/one.aspx', 'unknown'],
    ['/oab/one.aspx', 'unknown'],
    ['/aspnet_client/system_web/one.aspx', 'unknown'],
    ['/one.aspx', 'foreign'],
    ['/owax/one.aspx', 'foreign'],
    ['/shop/default.aspx', 'foreign'],
  ])('%s: %s', (stem, expected) => expect(knownGood.productUrl(stem)).toBe(expected));

  it('ends with whatever stem it is asked about', () => {
    expect(knownGood.productUrl('/'.repeat(100_000))).toBe('virtual');
    expect(knownGood.productUrl(`/owa/${'a.aspx/'.repeat(50_000)}`)).toBe('unknown');
  });
});

describe('hash', () => {
  it.skipIf(!hasBaseline)('knows contents that shipped, where they shipped', () => {
    const rows = readFileSync(path.join(shared, 'baseline-web-hashes.tsv'), 'utf8').trim().split('\n').slice(1);
    const [sha256 = '', key = ''] = rows.find((row) => row.includes('owa\\auth\\logon.aspx'))?.split('\t') ?? [];
    expect(knownGood.hash(`${moved}\\${key}`, sha256)).toBe('known');
    expect(knownGood.hash(`${moved}\\${key.replace('logon', 'logoff')}`, sha256)).toBe('modified');
    for (const row of rows.filter((_, i) => i % 97 === 0)) {
      const [sum = '', file = ''] = row.split('\t');
      expect(knownGood.hash(`${root}\\${file.replace('<ver>', '15.1.2106')}`, sum)).toBe('known');
    }
  });

  const foreign = 'ab'.repeat(32);
  const logon = (folder: string) => `${folder}\\FrontEnd\\HttpProxy\\owa\\auth\\logon.aspx`;

  it('calls foreign contents modified only where the build is covered', () => {
    expect(createKnownGood([`${root}\\ClientAccess\\owa\\15.1.2106.13\\a.js`]).hash(logon(root), foreign)).toBe(
      'modified',
    );
    for (const version of ['15.2.1118.7', '15.1.2507', '15.1.2242']) {
      const newer = [`${root}\\ClientAccess\\owa\\15.1.2106.13\\a.js`, `${root}\\ClientAccess\\owa\\${version}\\a.js`];
      expect(createKnownGood(newer).hash(logon(root), foreign)).toBe('uncovered');
    }
    expect(createKnownGood([]).hash(logon(root), foreign)).toBe('uncovered');
  });

  it('says nothing of files that do not ship', () => {
    expect(knownGood.hash(`${moved}\\FrontEnd\\HttpProxy\\owa\\auth\\one.aspx`, foreign)).toBe('uncovered');
    expect(knownGood.hash('C:\\inetpub\\wwwroot\\one.aspx', foreign)).toBe('uncovered');
  });
});

it('ships its facts in less than 400 kB', () => {
  const facts = path.resolve(import.meta.dirname, '../../signatures/known-good/web-files.json');
  expect(readFileSync(facts).length).toBeLessThan(400_000);
});
