// What Exchange and Windows themselves logged on the server of the sample of a survivor. Nothing in it was ever on a server.
import { readFileSync } from 'node:fs';
import typescript from 'typescript';

/** The writer of event logs that the tests have. */
const writer = readFileSync(new URL('../../test/helpers/event-log.ts', import.meta.url), 'utf8');
const compiled = typescript.transpileModule(writer, { compilerOptions: { module: 'ESNext', target: 'ES2023' } });
const { event, value, writeEventLog } = await import(
  `data:text/javascript;base64,${Buffer.from(compiled.outputText).toString('base64')}`
);

const ACCOUNT = 'CORP\\jdoe';
const SID = 'S-1-5-21-1004336348-1177238915-682003330-1187';
const DAY = '2022-11-05';
const PAGE = 'C$\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\errorEW.aspx';

/** Requests of the intruder to the back end through Autodiscover, and the cmdlet that each ran there, so many seconds later. */
export const EXPLOITS = [
  { time: '02:09:11.310', user: '' },
  { time: '02:09:13.021', user: '' },
  { time: '02:11:27.502', user: ACCOUNT },
  { time: '02:11:49.077', user: ACCOUNT, after: 3, cmdlet: 'Get-Mailbox', parameters: '-Identity "jdoe"' },
  {
    time: '02:13:05.914',
    user: ACCOUNT,
    after: 3,
    cmdlet: 'TabExpansion',
    parameters: '-line ";../../../../Windows/x" -lastWord "-"',
  },
  {
    time: '02:16:58.204',
    user: ACCOUNT,
    after: 1,
    cmdlet: 'New-ManagementRoleAssignment',
    parameters: '-Role "Mailbox Import Export" -User "jdoe"',
    logged: true,
  },
  {
    time: '02:17:31.655',
    user: ACCOUNT,
    after: 2,
    cmdlet: 'New-MailboxExportRequest',
    parameters: `-Mailbox "jdoe" -IncludeFolders "#Drafts#" -FilePath "\\\\127.0.0.1\\${PAGE}"`,
    logged: true,
  },
  {
    time: '02:19:08.013',
    user: ACCOUNT,
    after: 1,
    cmdlet: 'Remove-MailboxExportRequest',
    parameters: '-Identity "jdoe\\MailboxExport" -Confirm "False"',
    logged: true,
  },
];

/** The number that Exchange gave a request of the intruder; the front end's log, HttpProxy and the back end have it. */
export function requestId(number) {
  return guid(9_000 + number);
}

function guid(number) {
  return `6e0c1d4a-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function later(time, seconds) {
  return new Date(Date.parse(`${DAY}T${time}Z`) + 1000 * seconds).toISOString();
}

const PROXY_COLUMNS =
  'DateTime RequestId MajorVersion MinorVersion BuildVersion RevisionVersion Protocol UrlHost UrlStem AuthenticationType IsAuthenticated AuthenticatedUser AnchorMailbox UserAgent ClientIpAddress ServerHostName HttpStatus BackEndStatus Method ProxyAction TargetServer RoutingHint UrlQuery GenericErrors'.split(
    ' ',
  );
const SESSION_COLUMNS =
  'DateTime StartTime RequestId MajorVersion MinorVersion BuildVersion RevisionVersion UrlHost UrlStem AuthenticationType IsAuthenticated AuthenticatedUser ClientIpAddress ServerHostName HttpStatus CommandName ShellId UrlQuery GenericErrors'.split(
    ' ',
  );
const CMDLET_COLUMNS =
  'DateTime StartTime RequestId MajorVersion MinorVersion BuildVersion RevisionVersion ServerHostName ProcessId ProcessName AuthenticatedUser ExecutingUserSid ClientApplication Cmdlet Parameters ExecutionResult'.split(
    ' ',
  );

function csv(type, columns, rows) {
  const cell = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row) => columns.map((name) => cell(row[name] ?? '')).join(','));
  const head = ['#Software: Microsoft Exchange Server', '#Version: 15.01.2507.013', `#Log-type: ${type}`];
  return `${[...head, `#Date: ${rows[0].DateTime}`, `#Fields: ${columns.join(',')}`, ...lines].join('\r\n')}\r\n`;
}

/** Exchange's own logs: the front end's requests of some days around the update of 9 November, and the intruder's sessions. */
export function* exchangeLogs({ host }, days) {
  const request = (time, id, revision, more) => ({
    DateTime: time,
    RequestId: id,
    MajorVersion: '15',
    MinorVersion: '1',
    BuildVersion: '2507',
    RevisionVersion: revision,
    UrlHost: 'mail.corp.example',
    ServerHostName: host,
    TargetServer: 'ex01.corp.example',
    ...more,
  });
  for (const [index, day] of days.entries()) {
    // The update of November was installed in the evening of the 9th.
    const rows = ['06:12:04', '09:40:51', '18:55:30', '21:03:17'].map((clock, i) => {
      const revision = `${day}T${clock}` >= '2022-11-09T18:40:00' ? '16' : '13';
      return request(`${day}T${clock}.120Z`, guid(100 * index + i), revision, {
        Protocol: 'Owa',
        UrlStem: '/owa/service.svc',
        AuthenticationType: 'FBA',
        IsAuthenticated: 'True',
        AuthenticatedUser: `CORP\\user${(index * 7 + i) % 30}`,
        AnchorMailbox: `Sid~S-1-5-21-1004336348-1177238915-682003330-${1100 + i}`,
        UserAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/107.0.0.0 Safari/537.36',
        ClientIpAddress: `198.51.100.${20 + ((index + i) % 40)}`,
        HttpStatus: '200',
        BackEndStatus: '200',
        Method: 'POST',
        UrlQuery: '?action=FindItem',
      });
    });
    const name = `HttpProxy/Owa/HttpProxy_${day.replaceAll('-', '')}00-1.LOG`;
    yield [name, csv('HttpProxy Logs', PROXY_COLUMNS, rows), `${day}T23:59:59Z`];
  }
  const exploits = EXPLOITS.map((one, number) => ({ ...one, number }));
  const confused = exploits.map(({ time, user, number }) =>
    request(`${DAY}T${time}Z`, requestId(number), '13', {
      Protocol: 'Autodiscover',
      UrlStem: '/autodiscover/autodiscover.json',
      UrlQuery: '?a@corp.example/PowerShell/?X-Rps-CAT=AAAA&Email=autodiscover/autodiscover.json%3Fa@corp.example',
      AuthenticationType: user === '' ? '' : 'Basic',
      AuthenticatedUser: user,
      AnchorMailbox: 'SMTP~a@corp.example',
      UserAgent: 'python-requests/2.28.1',
      ClientIpAddress: '203.0.113.77',
      HttpStatus: user === '' ? '401' : '200',
      BackEndStatus: user === '' ? '' : '200',
      Method: user === '' ? 'GET' : 'POST',
    }),
  );
  const end = `${DAY}T02:59:59Z`;
  yield ['HttpProxy/Autodiscover/HttpProxy_2022110502-1.LOG', csv('HttpProxy Logs', PROXY_COLUMNS, confused), end];
  const ran = exploits.filter(({ cmdlet }) => cmdlet !== undefined);
  const sessions = ran.map(({ time, user, number, after }) =>
    request(later(time, after), guid(9_100 + number), '13', {
      StartTime: later(time, 0),
      UrlStem: '/powershell',
      AuthenticationType: 'Kerberos',
      IsAuthenticated: 'True',
      AuthenticatedUser: user,
      HttpStatus: '200',
      CommandName: 'Command',
      ShellId: '3C1F0E52-0000-4000-8000-00000000A001',
    }),
  );
  const http = csv('Rps Http Logs', SESSION_COLUMNS, sessions);
  yield ['CmdletInfra/Powershell-Proxy/Http/Rps_Http_2022110502-1.LOG', http, end];
  const cmdlets = ran.map(({ time, user, number, after, cmdlet, parameters }) =>
    request(later(time, after), guid(9_100 + number), '13', {
      StartTime: later(time, after),
      ProcessId: '8120',
      ProcessName: 'w3wp#MSExchangePowerShellAppPool',
      AuthenticatedUser: user,
      ExecutingUserSid: SID,
      Cmdlet: cmdlet,
      Parameters: parameters,
      ExecutionResult: 'Success',
    }),
  );
  const cmdletLog = csv('Rps Cmdlet Logs', CMDLET_COLUMNS, cmdlets);
  yield ['CmdletInfra/Powershell-Proxy/Cmdlet/Rps_Cmdlet_2022110502-1.LOG', cmdletLog, end];
}

const COMPUTER = 'EX01.corp.example';

function log(channel, entries) {
  const records = entries.map(({ time, id, provider, level = 4, data }, at) =>
    event(
      id,
      provider,
      channel,
      [{ name: 'EventData', children: data.map((text) => ({ name: 'Data', children: [value.text(text)] })) }],
      { id: 41_200 + at, time: Date.parse(time), computer: COMPUTER, level },
    ),
  );
  return writeEventLog([records]);
}

/** Event logs: cmdlets as MSExchange Management has them, what ASP.NET said, and the restart of the update. */
export function* eventLogs() {
  yield ['MSExchange Management.evtx', log('MSExchange Management', managementEvents()), '2022-11-15T12:00:00Z'];
  yield ['Application.evtx', log('Application', applicationEvents()), '2022-11-15T12:00:00Z'];
  yield ['System.evtx', log('System', systemEvents()), '2022-11-15T12:00:00Z'];
}

/** What it tells is told by the positions of its values: they have no names. */
function cmdletEvent(time, { cmdlet, parameters, caller, sid, activity }) {
  const data = Array.from({ length: 27 }, () => '');
  const process = '8120 w3wp#MSExchangePowerShellAppPool';
  data.splice(0, 7, cmdlet, parameters, caller, sid, sid, 'Remote-ManagementShell-Unknown', process);
  data.splice(8, 2, '17', '00:00:00.4218832');
  data[22] = '0';
  data[23] = `ActivityId: ${activity}`;
  data[24] = 'ServicePlan:;IsAdmin:True;';
  data[26] = 'en-US';
  return { time, id: 1, provider: 'MSExchange CmdletLogs', data };
}

function managementEvents() {
  const administrator = (time, number, cmdlet, parameters) =>
    cmdletEvent(time, {
      cmdlet,
      parameters,
      caller: 'corp.example/Users/Exchange Administrator',
      sid: 'S-1-5-21-1004336348-1177238915-682003330-1104',
      activity: guid(9_500 + number),
    });
  const intruder = EXPLOITS.map((one, number) => ({ ...one, number }))
    .filter(({ logged }) => logged)
    .map(({ time, after, cmdlet, parameters, number }) =>
      cmdletEvent(later(time, after), {
        cmdlet,
        parameters,
        caller: 'corp.example/Users/John Doe',
        sid: SID,
        activity: guid(9_100 + number),
      }),
    );
  return [
    administrator('2022-11-04T08:21:40.100Z', 0, 'Set-Mailbox', '-Identity "user14" -ProhibitSendQuota "2 GB"'),
    ...intruder,
    administrator('2022-11-10T07:44:12.300Z', 1, 'Set-CASMailbox', '-Identity "user9" -ActiveSyncEnabled "False"'),
  ];
}

function applicationEvents() {
  const installer = 'MsiInstaller';
  const update = 'Security Update for Exchange Server 2016 Cumulative Update 23 (KB5019758)';
  return [
    {
      time: '2022-11-05T02:12:41.000Z',
      id: 1309,
      provider: 'ASP.NET 4.0.30319.0',
      level: 3,
      data: [
        '3005',
        'An unhandled exception has occurred.',
        '11/5/2022 2:12:41 AM',
        'MSExchangePowerShellAppPool',
        'HttpException',
        'A potentially dangerous Request.Path value was detected from the client (:).',
        'https://ex01.corp.example:444/powershell',
        '/powershell',
        '192.0.2.10',
      ],
    },
    {
      time: '2022-11-08T11:30:02.000Z',
      id: 1316,
      provider: 'ASP.NET 4.0.30319.0',
      data: [
        '4009',
        'Viewstate verification failed. Reason: The viewstate supplied failed integrity check.',
        'https://mail.corp.example/ecp/default.aspx',
        '/ecp/default.aspx',
        '198.51.100.31',
      ],
    },
    { time: '2022-11-09T18:02:11.000Z', id: 1022, provider: installer, data: ['Microsoft Exchange Server', update] },
  ];
}

function systemEvents() {
  return [
    { time: '2022-11-09T18:12:30.000Z', id: 1074, provider: 'User32', data: ['TrustedInstaller', 'EX01', 'Restart'] },
    { time: '2022-11-09T18:16:02.000Z', id: 6005, provider: 'EventLog', data: [''] },
  ];
}
