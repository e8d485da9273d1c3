import { describe, expect, it } from 'vitest';
import { isLoopback, isPublicAddress } from '../../src/server/client-address.js';
import { isProbeAgent, isScannerAgent, isToolAgent } from '../../src/server/request-agents.js';
import { inStaticFolder, isStaticFile, isWebService, scriptOf } from '../../src/server/request-stem.js';

describe('addresses of clients', () => {
  it.each([
    ['203.0.113.9', true],
    ['2001:db8::1', true],
    ['10.20.30.40', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.168.0.1', false],
    ['100.64.0.1', false],
    ['169.254.1.1', false],
    ['127.0.0.1', false],
    ['::1', false],
    ['fe80::d9e3:e981:da2d:427b%3', false],
    ['fd00::1', false],
    ['-', false],
    ['example', false],
  ])('%s is public: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected));

  it('tells loopback', () => expect(['127.0.0.1', '::1', '10.0.0.1'].map(isLoopback)).toEqual([true, true, false]));
});

describe('user agents', () => {
  it.each([
    ['Mozilla/5.0+zgrab/0.x', true, false, false],
    ['Mozilla/5.0+(compatible;+Nmap+Scripting+Engine)', true, false, false],
    ['AMProbe/Local/ClientAccess', false, true, false],
    ['Mozilla/4.0+(compatible;+MSIE+12.0;+MSEXCHMON;+ACTIVEMONITORING)', false, true, false],
    ['python-requests/2.26.0', false, false, true],
    ['Mozilla/5.0+(compatible;+MSIE+9.0;+Windows+NT+6.1)', false, false, true],
    ['Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)', false, false, false],
  ])('%s: scanner %s, probe %s, tool %s', (agent, scanner, probe, tool) =>
    expect([isScannerAgent(agent), isProbeAgent(agent), isToolAgent(agent)]).toEqual([scanner, probe, tool]),
  );
});

describe('stems', () => {
  it.each([
    ['/aspnet_client/X.aspx', '/aspnet_client/x.aspx'],
    ['/x.aspx/a/b', '/x.aspx'],
    ['/x.asp;.jpg', '/x.asp'],
    ['/x.aspx.css', null],
    ['/owa/', null],
  ])('the script of %s is %s', (stem, script) => expect(scriptOf(stem)).toBe(script));

  it('tells static files and folders, and web services', () => {
    expect(['/a.CSS', '/a.aspx', '/a.png/b'].map(isStaticFile)).toEqual([true, false, false]);
    expect(['/images/a.aspx', '/aspnet_client/a.aspx', '/app/a.aspx'].map(inStaticFolder)).toEqual([true, true, false]);
    expect(['/a.asmx', '/a.svc/Get', '/a.aspx'].map(isWebService)).toEqual([true, true, false]);
  });
});
