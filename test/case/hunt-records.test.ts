import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hunt } from '../../src/hunt.js';

const folder = mkdtempSync(join(tmpdir(), 'hunt-records-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS =
  'DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,Protocol,UrlStem,AuthenticatedUser,AnchorMailbox,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,Method,ProxyAction';
const header = (type: string, columns: string) =>
  `#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ${type}\r\n#Date: 2021-03-03T00:00:00.000Z\r\n#Fields: ${columns}\r\n`;
const row = (time: string, build: string, rest: string) => `${time},r,15,1,${build},${rest},POST,\r\n`;

function collection(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(folder, 'c-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, 'C/Program Files/Microsoft/Exchange Server/V15/Logging', name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }
  return root;
}

const PROXY =
  header('HttpProxy Logs', COLUMNS) +
  row('2021-03-03T05:01:00.000Z', '2176,2', 'Ecp,/ecp/y.js,,ServerInfo~a]@ex01:444/x?#,203.0.113.9,EX01,200,200') +
  row('2021-07-14T09:10:00.000Z', '2308,14', 'Owa,/owa/,CORP\\anna,Sid~S-1-5-21,198.51.100.4,EX01,200,200');
const ECP = `${header('ECP Server Log', 'TimeStamp,ServerName,EventId,EventData')}2021-03-03T05:01:03.000Z,EX01,ECP.Request,S:TIME=1;S:CMD=Set-OabVirtualDirectory.ExternalUrl='http://f/<script>'.Identity='1';S:URL=/ecp/DDI\r\n`;

it('tells an intruder by logs of Exchange alone, and the patch by the build that they show', async () => {
  const path = collection({ 'HttpProxy/Ecp/HttpProxy_1.LOG': PROXY, 'ECP/Server/ECPServer1.LOG': ECP });
  const report = await hunt({ paths: [path], require: ['exchange-logs'] }).report;
  expect(report.findings.map(({ rule, severity, outcome, phase }) => [rule.source, severity, outcome, phase])).toEqual([
    ['sigma', 'critical', 'success', 'before'],
    ['sigma', 'critical', 'success', 'before'],
    ['sigma', 'critical', 'compromise', 'before'],
    ['detector', 'informational', 'hygiene', 'spanning'],
  ]);
  expect(report).toMatchObject({
    exitCode: 1,
    verdict: { answer: 'compromised' },
    parameters: { patchedOnServers: { EX01: '2021-07-14T09:10:00.000Z' } },
    coverage: { complete: true },
  });
  expect(report.subjects.map(({ kind, what, name }) => [kind, what, name])).toEqual(
    expect.arrayContaining([
      ['entry', 'entry', '203.0.113.9'],
      ['change', 'cmdlet', 'Set-OabVirtualDirectory'],
    ]),
  );
});

it('calls a class that was not read whole incomplete, and what the user says the day of the patch', async () => {
  const path = collection({ 'HttpProxy/Ecp/HttpProxy_1.LOG': PROXY.slice(0, -40) });
  const report = await hunt({ paths: [path], require: ['exchange-logs'], patchedOn: '2021-03-10' }).report;
  expect(report).toMatchObject({
    coverage: { complete: false, classes: [{ class: 'exchange-logs', state: 'partial', records: 1 }] },
    parameters: { patchedOn: '2021-03-10T00:00:00.000Z', patchedOnServers: {} },
  });
});
