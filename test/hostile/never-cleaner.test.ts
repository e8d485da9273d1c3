import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { hunt } from '../../src/hunt.js';
import type { Report } from '../../src/model/finding.js';

/** Whole hunts that are tried; more find more. */
const RUNS = Number(process.env['AFTERPATCH_PROPERTY_RUNS'] ?? 6);

const HEADER =
  '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2022-11-05 00:00:00\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken';
const request = (minute: number, method: string, stem: string, client: string, status = 200) =>
  `2022-11-05 ${String(8 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00 10.0.0.5 ${method} ${stem} - 443 - ${client} Mozilla/5.0 - ${status} 0 0 15`;
const ORDINARY = Array.from({ length: 200 }, (_, i) => request(i, 'GET', '/iisstart.htm', `10.1.0.${i % 200}`));
const USE = Array.from({ length: 60 }, (_, i) => request(200 + i, 'POST', '/aspnet_client/q7.aspx', '203.0.113.9'));

const SITES = `<system.applicationHost><sites><site name="Default Web Site" id="1"><application path="/"><virtualDirectory path="/" physicalPath="C:\\inetpub\\wwwroot" /></application><bindings><binding protocol="https" bindingInformation="*:443:" /></bindings></site></sites></system.applicationHost>`;
const configuration = (modules: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\r\n<configuration>\r\n<configSections><sectionGroup name="system.applicationHost"><section name="sites" /></sectionGroup></configSections>\r\n<system.webServer><globalModules><add name="StaticFileModule" image="%windir%\\System32\\inetsrv\\static.dll" />${modules}</globalModules></system.webServer>\r\n${SITES}\r\n</configuration>\r\n`;

const LOG = 'C/inetpub/logs/LogFiles/W3SVC1/u_ex221105.log';
const CONFIGURATION = 'C/Windows/System32/inetsrv/config/applicationHost.config';
const PAGE = 'C/inetpub/wwwroot/aspnet_client/q7.aspx';

const clean: Readonly<Record<string, string>> = {
  [LOG]: [HEADER, ...ORDINARY, ''].join('\r\n'),
  [CONFIGURATION]: configuration(''),
  'C/inetpub/wwwroot/iisstart.htm': '<html><body>IIS</body></html>',
};
/** The one place of each collection that shows an intruder. */
const evidence: Readonly<Record<string, string>> = {
  [PAGE]: '<%@ Page Language="C#" %>\r\n<% System.Diagnostics.Process.Start("cmd.exe", "/c " + Request["c"]); %>\r\n',
  [LOG]: [HEADER, ...ORDINARY, ...USE, ''].join('\r\n'),
  [CONFIGURATION]: configuration('<add name="Updates" image="C:\\Windows\\System32\\inetsrv\\updates.dll" />'),
};

/** What happens to the file at `at`; the rest of the collection stays as it is. */
type Harm = (at: string, bytes: Buffer, amount: number) => Readonly<Record<string, Buffer>>;

const harms: Readonly<Record<string, Harm>> = {
  'nothing happens to it': (at, bytes) => ({ [at]: bytes }),
  'it is packed': (at, bytes) => ({ [`${at}.gz`]: gzipSync(bytes) }),
  'it is packed and cut': (at, bytes) => ({ [`${at}.gz`]: gzipSync(bytes).subarray(0, -20) }),
  'it gets another name': (at, bytes, amount) => ({
    [`${at}${['.bak', '.txt', '.1', '.evtx', '.E01', '~', '.old'][amount % 7]}`]: bytes,
  }),
  'it is UTF-16': (at, bytes) => ({
    [at]: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('latin1'), 'utf16le')]),
  }),
  'something stands before it': (at, bytes, amount) => ({
    [at]: Buffer.concat([
      Buffer.from(['#Log-type: x\r\n', 'ElfFile\0', 'regf', 'MZ', 'PK\x03\x04', '\0'.repeat(70_000)][amount % 6] ?? ''),
      bytes,
    ]),
  }),
  'its end is cut off': (at, bytes, amount) => ({ [at]: bytes.subarray(0, bytes.length - (amount % 60)) }),
  'bytes of it are other ones': (at, bytes, amount) => {
    const damaged = Buffer.from(bytes);
    for (let i = 1; i <= 5; i += 1) damaged[(amount * i * 7_919) % damaged.length] = (amount * i) % 256;
    return { [at]: damaged };
  },
  'decoys stand beside it': (at, bytes, amount) => ({
    ...Object.fromEntries(
      Array.from({ length: amount % 300 }, (_, i) => [
        `C/inetpub/wwwroot/aspnet_client/d${i}.aspx`,
        Buffer.from(`<p>${i}</p>`),
      ]),
    ),
    [at]: bytes,
  }),
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function huntOf(files: Readonly<Record<string, string | Buffer>>): Promise<Report> {
  const folder = mkdtempSync(path.join(tmpdir(), 'never-cleaner-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return hunt({ paths: [folder], jobs: 1 }).report;
}

describe('a collection', () => {
  it('in which nothing is, is clean', async () => {
    expect(await huntOf(clean)).toMatchObject({ exitCode: 0, verdict: { answer: 'nothing-found' } });
  });

  it.each(Object.keys(clean).slice(0, 2))('without %s is not', async (name) => {
    const { [name]: _, ...others } = clean;
    expect(await huntOf(others)).toMatchObject({ exitCode: 3, verdict: { answer: 'not-assessable' } });
  });

  it('with one trace of an intruder never becomes clean by what is done to the file that holds it', async () => {
    const cases = fc.record({
      at: fc.constantFrom(...Object.keys(evidence)),
      harm: fc.constantFrom(...Object.keys(harms)),
      amount: fc.nat(10_000),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ at, harm, amount }) => {
        const { [at]: _, ...others } = clean;
        const harmed = harms[harm]?.(at, Buffer.from(evidence[at] ?? ''), amount);
        const { exitCode, verdict } = await huntOf({ ...others, ...harmed });
        expect({ exitCode, answer: verdict.answer }).not.toEqual({ exitCode: 0, answer: expect.anything() });
        expect(verdict.answer).not.toBe('nothing-found');
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
