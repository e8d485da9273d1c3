import { describe, expect, it } from 'vitest';
import { folderTrust } from '../../../src/server/configuration/folder-trust.js';
import { exchangeRootIn, ServerPaths } from '../../../src/server/configuration/server-paths.js';

const exchange = new ServerPaths('F:\\Exchange\\', 'E:');

describe('ServerPaths', () => {
  it.each([
    ['%windir%\\System32\\inetsrv\\static.dll', 'E:\\Windows\\System32\\inetsrv\\static.dll'],
    ['%SystemRoot%/system32/../Temp//x.dll', 'E:\\Windows\\Temp\\x.dll'],
    ['%ExchangeInstallPath%bin\\x.config', 'F:\\Exchange\\bin\\x.config'],
    [
      'file://%ExchangeInstallPath%ClientAccess\\SharedWebConfig.config',
      'F:\\Exchange\\ClientAccess\\SharedWebConfig.config',
    ],
    ['\\\\?\\C:\\x\\', 'C:\\x'],
    ['\\\\203.0.113.5\\share\\x.dll', '\\\\203.0.113.5\\share\\x.dll'],
    ['%unknown%\\x', '%unknown%\\x'],
    ['%__proto__%\\x', '%__proto__%\\x'],
  ])('expands %s', (path, expected) => expect(exchange.expand(path)).toBe(expected));

  it.each([
    ['F:\\Exchange\\Bin\\kerbauth.dll', '%exi%\\bin\\kerbauth.dll'],
    ['%ExchangeInstallPath%Bin\\kerbauth.dll', '%exi%\\bin\\kerbauth.dll'],
    ['C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\kerbauth.dll', '%exi%\\bin\\kerbauth.dll'],
    ['E:\\Windows\\system32\\wsmsvc.dll', '%windir%\\system32\\wsmsvc.dll'],
    ['%SystemDrive%\\inetpub\\wwwroot', 'c:\\inetpub\\wwwroot'],
    ['F:\\Exchange2\\x.dll', 'f:\\exchange2\\x.dll'],
  ])('writes %s so that servers compare', (path, expected) => expect(exchange.canonical(path)).toBe(expected));
});

describe('exchangeRootIn', () => {
  it('takes the root that most paths share, and none in folders that anybody can write', () => {
    expect(
      exchangeRootIn([
        'C:\\ProgramData\\x\\FrontEnd\\HttpProxy\\owa',
        'F:\\Exchange\\FrontEnd\\HttpProxy\\owa',
        'f:\\exchange\\ClientAccess',
        'G:\\Other\\ClientAccess\\owa',
        '%windir%\\System32\\RpcProxy',
      ]),
    ).toBe('F:\\Exchange\\');
    expect(exchangeRootIn(['C:\\Users\\x\\ClientAccess\\owa'])).toBeUndefined();
  });
});

describe('folderTrust', () => {
  it.each([
    ['%windir%\\system32\\x.dll', 'system'],
    ['%windir%\\temp\\x.dll', 'writable'],
    ['%exi%\\bin\\x.dll', 'exchange'],
    ['%exi%\\temp\\x.dll', 'writable'],
    ['c:\\inetpub\\wwwroot', 'web'],
    ['c:\\program files (x86)\\example\\x.dll', 'vendor'],
    ['c:\\programdata', 'writable'],
    ['\\\\host\\share', 'remote'],
    ['d:\\x.dll', 'odd'],
  ])('%s: %s', (path, trust) => expect(folderTrust(path)).toBe(trust));
});

describe('the folders of IIS Express', () => {
  const express = new ServerPaths(undefined, 'C:', true);

  it.each([
    ['%IIS_BIN%\\static.dll', '%windir%\\system32\\inetsrv\\static.dll'],
    ['C:\\Program Files (x86)\\IIS Express\\static.dll', '%windir%\\system32\\inetsrv\\static.dll'],
    [
      '%IIS_BIN%\\Asp.Net Core Module\\V2\\aspnetcorev2.dll',
      'c:\\program files\\iis\\asp.net core module\\v2\\aspnetcorev2.dll',
    ],
    ['%IIS_USER_HOME%\\x.dll', 'c:\\users\\%username%\\documents\\iisexpress\\x.dll'],
  ])('hold what IIS has elsewhere: %s', (path, expected) => expect(express.canonical(path)).toBe(expected));

  it('are folders of a product on a server that runs IIS', () => {
    const path = new ServerPaths().canonical('%IIS_BIN%\\static.dll');
    expect(path).toBe('c:\\program files\\iis express\\static.dll');
    expect(folderTrust(new ServerPaths().canonical('%IIS_SITES_HOME%\\x'))).toBe('writable');
  });
});
