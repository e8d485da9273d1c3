import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { hunt } from '../../src/hunt.js';
import type { Evidence } from '../../src/model/finding.js';

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
    // From the request past the front end to the cmdlet, and the part of it that is none by itself.
    ['sigma-correlation', 'critical', 'success', 'before'],
    ['sigma', 'informational', 'hygiene', 'before'],
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

const ACROSS = `
title: Request Of The Account
id: 4e4a2f0a-6f2f-4a43-9d7c-666666666666
name: request
logsource: { category: webserver, product: windows, service: iis }
detection:
  s: { cs-uri-stem: /autodiscover/odd.json }
  condition: s
level: informational
---
title: Cmdlet Of The Account
id: 4e4a2f0a-6f2f-4a43-9d7c-777777777777
name: cmdlet
logsource: { category: exchange-cmdlet }
detection:
  s: { Cmdlet: New-ManagementRoleAssignment }
  condition: s
level: informational
---
title: Odd Request And Then A Role
id: 4e4a2f0a-6f2f-4a43-9d7c-888888888888
correlation:
  type: temporal_ordered
  rules: [request, cmdlet]
  group-by: [who]
  aliases: { who: { request: cs-username, cmdlet: User } }
  timespan: 5m
level: high
afterpatch: { outcome: compromise }
`;

it.each([
  ['CORP\\eve', '10:01:00', true],
  ['CORP\\adam', '10:01:00', false],
  ['CORP\\eve', '09:59:00', false],
  ['CORP\\eve', '10:09:00', false],
])('joins a request of IIS and a cmdlet of %s at %s by a rule of the user: %s', async (account, time, found) => {
  const columns =
    'DateTime,RequestId,ServerHostName,AuthenticatedUser,ExecutingUserSid,Cmdlet,Parameters,ExecutionResult';
  const line = `2022-10-01T${time}.000Z,r,EX01,${account},,New-ManagementRoleAssignment,-Role x,Success\r\n`;
  const root = collection({ 'CmdletInfra/Rps_Cmdlet_1.LOG': header('Rps Cmdlet Logs', columns) + line });
  const logs = join(root, 'C/inetpub/logs/LogFiles/W3SVC1');
  mkdirSync(logs, { recursive: true });
  writeFileSync(
    join(logs, 'u_ex221001.log'),
    '#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip sc-status\r\n2022-10-01 10:00:00 POST /autodiscover/odd.json - 443 CORP\\eve 203.0.113.9 200\r\n',
  );
  const rules = mkdtempSync(join(folder, 'rules-'));
  writeFileSync(join(rules, 'across.yml'), ACROSS);
  const { findings } = await hunt({ paths: [root], signatures: [rules], require: [] }).report;
  expect(findings.filter(({ title }) => title === 'Odd Request And Then A Role')).toHaveLength(found ? 1 : 0);
});

it("tells view state of a tool that is signed with the server's own key from what a page sends", async () => {
  const key = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978';
  const eventOf = (id: number, page: string, text: string, by: string) => {
    const body = Buffer.concat([Buffer.from([0xff, 0x01, 0x32]), Buffer.from(text.padEnd(80, '.'))]);
    const mark = createHmac('sha1', Buffer.from(by, 'hex'))
      .update(body)
      .update(Buffer.from('274e7bb9', 'hex'))
      .digest();
    const data = ['4009', 'Viewstate verification failed. Reason: Viewstate was invalid.', page]
      .concat(`PersistedState: ${Buffer.concat([body, mark]).toString('base64')}`)
      .map((value) => `<Data>${value}</Data>`);
    return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='ASP.NET 4.0.30319.0'/><EventID>1316</EventID><Level>4</Level><TimeCreated SystemTime='2021-09-01T05:00:0${id}.0000000Z'/><EventRecordID>${id}</EventRecordID><Channel>Application</Channel><Computer>EX01</Computer></System><EventData>${data.join('')}</EventData></Event>`;
  };
  const severities = async (text: string, by: string) => {
    const path = collection({
      '../ClientAccess/ecp/web.config': `<configuration><system.web><machineKey validationKey="${key}" validation="SHA1"/></system.web></configuration>`,
      '../../../../../Windows/System32/winevt/Logs/Application.xml': `<Events>${eventOf(1, '/ecp/default.aspx', text, by)}</Events>`,
    });
    const { findings } = await hunt({ paths: [path] }).report;
    const isForged = (one: Evidence) => one.type === 'fact' && /tool, signed with the server's own key/.test(one.label);
    const own = findings.filter(({ evidence }) => evidence.some(isForged));
    return own.map(({ severity, outcome }) => [severity, outcome]);
  };
  expect(new Set((await severities('TypeConfuseDelegate', key)).map(String))).toEqual(new Set(['critical,success']));
  expect(await severities('System.Web.UI.Pair', key)).toEqual([]);
  expect(await severities('TypeConfuseDelegate', key.replace('0f', '0e'))).toEqual([]);
});
