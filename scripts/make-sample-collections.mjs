// Writes samples/collections/: synthetic collections in the layout of KAPE, from facts about what Exchange and IIS ship.
//   node scripts/make-sample-collections.mjs <folder with baseline-web-paths.tsv and iis-baseline.json>
// Seeded: the same facts give the same bytes. Nothing in them was ever on a server, and nothing in them works.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXPLOITS, eventLogs, exchangeLogs, requestId } from './samples/survivor-logs.mjs';

const facts = process.argv[2];
if (facts === undefined) throw new Error('usage: node scripts/make-sample-collections.mjs <folder of the facts>');
const baseline = JSON.parse(readFileSync(join(facts, 'iis-baseline.json'), 'utf8'));
const shipped = readFileSync(join(facts, 'baseline-web-paths.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t'));
const target = fileURLToPath(new URL('../samples/collections/', import.meta.url));

const EXCHANGE = 'Program Files/Microsoft/Exchange Server/V15';
const DAYS = Array.from({ length: 12 }, (_, day) => `2022-11-${String(day + 4).padStart(2, '0')}`);
const FIELDS =
  'date time s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken';

/** Few files and few days. */
const TWO_INTRUDERS = {
  product: 'E2016',
  column: 3,
  build: '15.1.2507',
  full: '15.1.2507.16',
  intruder: false,
  days: ['2022-11-07', '2022-11-08', '2022-11-09'],
  busy: 0.25,
  few: true,
};

const servers = [
  {
    folder: 'exchange-2016-survivor',
    host: 'EX01',
    address: '192.0.2.10',
    product: 'E2016',
    column: 3,
    build: '15.1.2507',
    full: '15.1.2507.16',
    seed: 7,
    intruder: true,
  },
  {
    folder: 'exchange-2019-clean',
    host: 'EX02',
    address: '192.0.2.20',
    product: 'E2019',
    column: 4,
    build: '15.2.1118',
    full: '15.2.1118.20',
    seed: 11,
    intruder: false,
  },
  // Two servers, two intruders who have nothing to do with each other: one came to both servers, one only through the balancer.
  {
    ...TWO_INTRUDERS,
    folder: 'exchange-2016-two-intruders/MBX01',
    host: 'MBX01',
    address: '192.0.2.31',
    seed: 23,
    requests: firstServerRequests,
    pages: [[`${EXCHANGE}/FrontEnd/HttpProxy/owa/auth/expiredcfg.aspx`, () => inertShell(), '2022-11-07T01:20:12Z']],
  },
  {
    ...TWO_INTRUDERS,
    folder: 'exchange-2016-two-intruders/MBX02',
    host: 'MBX02',
    address: '192.0.2.32',
    seed: 29,
    balancer: '10.20.0.5',
    requests: secondServerRequests,
    pages: [
      [`${EXCHANGE}/FrontEnd/HttpProxy/owa/auth/expiredcfg.aspx`, () => inertShell(), '2022-11-08T02:41:33Z'],
      ['inetpub/wwwroot/aspnet_client/supp0rt.aspx', otherInertShell, '2022-11-08T14:06:21Z'],
    ],
  },
];

function makeCollection(server) {
  const files = new Map();
  const put = (path, text, created, modified = created) =>
    files.set(path, { bytes: Buffer.from(text), created, modified });
  const installed = '2022-05-14T09:20:00Z';
  for (const [path, text] of productFiles(server))
    if (!server.few || /\/owa\/auth\/[^/]+$/.test(path)) put(`${EXCHANGE}/${path}`, text, installed);
  for (const [path, text] of siteRoot(server)) put(path, text, installed);
  for (const [path, text] of server.few ? [] : webConfigs(server)) put(path, text, installed, '2022-11-09T18:02:11Z');
  put(
    'Windows/System32/inetsrv/config/applicationHost.config',
    applicationHost(server),
    installed,
    server.intruder ? '2022-11-06T01:12:09Z' : '2022-11-09T18:02:11Z',
  );
  put(
    'Windows/System32/inetsrv/config/administration.config',
    '<?xml version="1.0" encoding="UTF-8"?>\n<configuration>\n  <configSections />\n  <moduleProviders />\n  <modules />\n</configuration>\n',
    installed,
  );
  put(
    'Windows/System32/inetsrv/config/redirection.config',
    '<?xml version="1.0" encoding="UTF-8"?>\n<configuration>\n  <configurationRedirection enabled="false" />\n</configuration>\n',
    installed,
  );
  put(`${EXCHANGE}/TransportRoles/Shared/agents.config`, agentsConfig(), installed);
  for (const [path, text, time] of compiledPages(server)) put(path, text, time);
  for (const day of server.days ?? DAYS) {
    const name = `u_ex${day.slice(2).replaceAll('-', '')}.log`;
    const end = `${day}T23:59:59Z`;
    put(`inetpub/logs/LogFiles/W3SVC1/${name}`, frontEndLog(server, day), `${day}T00:00:04Z`, end);
    put(`inetpub/logs/LogFiles/W3SVC2/${name}`, backEndLog(server, day), `${day}T00:00:04Z`, end);
  }
  if (server.intruder) {
    for (const [path, text, time] of exchangeLogs(server, DAYS)) put(`${EXCHANGE}/Logging/${path}`, text, time);
    for (const [name, bytes, time] of eventLogs()) put(`Windows/System32/winevt/Logs/${name}`, bytes, installed, time);
    put(`${EXCHANGE}/FrontEnd/HttpProxy/owa/auth/errorEW.aspx`, inertShell(), '2022-11-05T02:17:40Z');
  }
  for (const [path, text, time] of server.pages ?? []) put(path, text(), time);
  writeCollection(server.folder, files);
}

/** KAPE copies to a folder named by the drive and keeps paths and times in its CopyLog. */
function writeCollection(folder, files) {
  const root = join(target, folder);
  rmSync(root, { recursive: true, force: true });
  const rows = [
    'CopiedTimestamp,SourceFile,DestinationFile,FileSize,SourceFileSha1,DeferredCopy,CreatedOnUtc,ModifiedOnUtc,LastAccessedOnUtc,CopyDuration',
  ];
  const kape = (time) => time.replace('T', ' ').replace('Z', '.0000000');
  for (const [path, { bytes, created, modified }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = join(root, 'C', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    const windows = path.replaceAll('/', '\\');
    const sha1 = createHash('sha1').update(bytes).digest('hex').toUpperCase();
    rows.push(
      `2022-11-16 08:00:00.0000000,C:\\${windows},E:\\triage\\C\\${windows},${bytes.length},${sha1},False,${kape(created)},${kape(modified)},${kape(modified)},00:00:00.0010000`,
    );
  }
  writeFileSync(join(root, '2022-11-16T080000_CopyLog.csv'), `\ufeff${rows.join('\r\n')}\r\n`);
}

/** A few hundred product files by name. Their text stands for the product's; none of it is Microsoft's. */
function* productFiles({ column, build, full }) {
  const code = new Set(['aspx', 'ascx', 'ashx', 'asmx', 'svc', 'asax', 'master', 'htm']);
  const names = shipped.filter((row) => row[column] === '1' && code.has(row[1])).map((row) => row[0]);
  for (const [index, name] of names.entries()) {
    // All of the front end, where shells are dropped, and a fifth of the back end.
    if (/\\(forms|oscs|microservice|adminapi)\\|-liveid|reporting|xrop/.test(name)) continue;
    if (name.startsWith('clientaccess\\ecp') && index % 5 !== 0) continue;
    const path = name
      .replaceAll('\\', '/')
      .replaceAll('<ver>', name.includes('ecp') || name.includes('prem') ? full : build);
    yield [cased(path), productText(path)];
  }
}

function cased(path) {
  return path
    .replace(/^clientaccess/, 'ClientAccess')
    .replace(/^frontend\/httpproxy/, 'FrontEnd/HttpProxy')
    .replace(/^frontend/, 'FrontEnd');
}

function productText(path) {
  const name = (path.split('/').pop() ?? '').replace(/\W/g, '_');
  const extension = path.split('.').pop();
  const note = '<%-- Stands for a file of the product; written for this sample. --%>\r\n';
  switch (extension) {
    case 'asax':
      return `<%@ Application Inherits="Microsoft.Exchange.HttpProxy.ProxyApplication" Language="C#" %>\r\n`;
    case 'svc':
      return `<%@ ServiceHost Language="C#" Service="Microsoft.Exchange.Sample.${name}" Factory="Microsoft.Exchange.Sample.ServiceFactory" %>\r\n`;
    case 'asmx':
      return `<%@ WebService Language="C#" Class="Microsoft.Exchange.Sample.${name}" %>\r\n`;
    case 'ashx':
      return `<%@ WebHandler Language="C#" Class="Microsoft.Exchange.Sample.${name}" %>\r\n`;
    case 'ascx':
      return `<%@ Control Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.Sample.${name}" %>\r\n${note}<span class="label"><%= this.Caption %></span>\r\n`;
    case 'master':
      return `<%@ Master Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.Sample.${name}" %>\r\n${note}<asp:ContentPlaceHolder ID="Body" runat="server" />\r\n`;
    case 'htm':
      return '<html><head><title>Outlook</title></head><body></body></html>\r\n';
    default:
      return `<%@ Page Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.Sample.${name}" %>\r\n${note}<html><head><title><%= this.PageTitle %></title></head><body><form runat="server"></form></body></html>\r\n`;
  }
}

function* siteRoot({ build }) {
  yield [
    'inetpub/wwwroot/iisstart.htm',
    '<html><head><title>IIS</title></head><body><img src="iisstart.png"></body></html>\r\n',
  ];
  yield [
    'inetpub/wwwroot/aspnet_client/system_web/4_0_30319/index.txt',
    'Stands for the folder of client scripts.\r\n',
  ];
  const auth = `${EXCHANGE}/FrontEnd/HttpProxy/owa/auth/${build}`;
  yield [`${auth}/themes/resources/logon.css`, 'body { font-family: sans-serif; }\r\n'];
  yield [
    `${auth}/scripts/premium/flogon.js`,
    'function focusUserName() {\r\n  document.forms[0].elements["username"].focus();\r\n}\r\n',
  ];
}

const WEB_CONFIG_FOLDERS = {
  DefaultWebSite: 'inetpub/wwwroot',
  'DefaultWebSite-AutoD': `${EXCHANGE}/FrontEnd/HttpProxy/autodiscover`,
  'DefaultWebSite-EAS': `${EXCHANGE}/FrontEnd/HttpProxy/sync`,
  'DefaultWebSite-ECP': `${EXCHANGE}/FrontEnd/HttpProxy/ecp`,
  'DefaultWebSite-EWS': `${EXCHANGE}/FrontEnd/HttpProxy/ews`,
  'DefaultWebSite-MAPI': `${EXCHANGE}/FrontEnd/HttpProxy/mapi`,
  'DefaultWebSite-OAB': `${EXCHANGE}/FrontEnd/HttpProxy/oab`,
  'DefaultWebSite-OWA': `${EXCHANGE}/FrontEnd/HttpProxy/owa`,
  'DefaultWebSite-PowerShell': `${EXCHANGE}/FrontEnd/HttpProxy/powershell`,
  'DefaultWebSite-Rest': `${EXCHANGE}/FrontEnd/HttpProxy/rest`,
  'ExchangeBackEnd-ECP': `${EXCHANGE}/ClientAccess/ecp`,
  'ExchangeBackEnd-OWA': `${EXCHANGE}/ClientAccess/owa`,
  'ExchangeBackEnd-EWS': `${EXCHANGE}/ClientAccess/exchweb/ews`,
};

function* webConfigs({ product }) {
  for (const [key, folder] of Object.entries(WEB_CONFIG_FOLDERS)) {
    const known = baseline.webConfig[product][key];
    if (known === undefined) continue;
    const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<configuration>'];
    if (typeof known.linkedConfiguration === 'string')
      lines.push(
        `  <assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">`,
        `    <linkedConfiguration href="${xmlText(known.linkedConfiguration)}" />`,
        '  </assemblyBinding>',
      );
    lines.push('  <system.web>');
    if (known.machineKey) lines.push(`    <machineKey${attributes(known.machineKey)} />`);
    if (known.pages) lines.push(`    <pages${attributes(known.pages)} />`);
    lines.push('  </system.web>', '  <system.webServer>', '    <modules>');
    for (const name of known.removedModules) lines.push(`      <remove name="${xmlText(name)}" />`);
    for (const module of known.modules) lines.push(`      <add${attributes(module)} />`);
    lines.push('    </modules>');
    if (known.handlers.length > 0) {
      lines.push('    <handlers>');
      for (const handler of known.handlers) lines.push(`      <add${attributes(handler)} />`);
      lines.push('    </handlers>');
    }
    lines.push('  </system.webServer>', '</configuration>', '');
    yield [`${folder}/web.config`, lines.join('\r\n')];
  }
}

function applicationHost({ product, intruder, build, full, balancer }) {
  const known = baseline.applicationHost[product];
  const exchange = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\';
  const expand = (path) =>
    path
      .replaceAll('%EXI%', exchange)
      .replaceAll('%ExchangeInstallPath%', exchange)
      .replaceAll('%INETPUB%', '%SystemDrive%\\inetpub');
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<configuration>',
    '  <configSections>',
    '    <sectionGroup name="system.applicationHost">',
    '      <section name="applicationPools" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />',
    '      <section name="sites" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />',
    '      <section name="log" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />',
    '    </sectionGroup>',
    '    <sectionGroup name="system.webServer">',
    '      <section name="globalModules" allowDefinition="AppHostOnly" overrideModeDefault="Deny" />',
    '      <section name="modules" allowDefinition="MachineToApplication" overrideModeDefault="Deny" />',
    '      <section name="handlers" overrideModeDefault="Deny" />',
    '    </sectionGroup>',
    '  </configSections>',
    '  <system.applicationHost>',
    '    <applicationPools>',
  ];
  for (const pool of known.applicationPools) lines.push(...poolLines(pool, expand));
  lines.push(
    '    </applicationPools>',
    '    <log>',
    '      <centralBinaryLogFile enabled="true" directory="%SystemDrive%\\inetpub\\logs\\LogFiles" />',
    '      <centralW3CLogFile enabled="true" directory="%SystemDrive%\\inetpub\\logs\\LogFiles" />',
    '    </log>',
    '    <sites>',
  );
  for (const site of known.sites) lines.push(...siteLines(site, expand));
  lines.push(
    '      <siteDefaults>',
    `        <logFile logFormat="W3C" directory="%SystemDrive%\\inetpub\\logs\\LogFiles" logExtFileFlags="Date, Time, ClientIP, UserName, ComputerName, ServerIP, Method, UriStem, UriQuery, HttpStatus, Win32Status, BytesSent, BytesRecv, TimeTaken, ServerPort, UserAgent, Referer, HttpSubStatus"${balancer ? '>' : ' />'}`,
    ...(balancer
      ? [
          '          <customFields>',
          '            <add logFieldName="X-Forwarded-For" sourceName="X-Forwarded-For" sourceType="RequestHeader" />',
          '          </customFields>',
          '        </logFile>',
        ]
      : []),
    '      </siteDefaults>',
    '    </sites>',
    '  </system.applicationHost>',
    '  <system.webServer>',
    '    <globalModules>',
  );
  for (const module of known.globalModules)
    lines.push(`      <add${attributes({ ...module, image: expand(module.image) })} />`);
  if (intruder)
    lines.push(
      '      <add name="HttpUtilsModule" image="%windir%\\System32\\inetsrv\\httputl.dll" preCondition="bitness64" />',
    );
  lines.push('    </globalModules>', '    <isapiFilters>');
  for (const filter of known.isapiFilters) lines.push(`      <filter${attributes(filter)} />`);
  lines.push(
    '    </isapiFilters>',
    '    <security>',
    `      <isapiCgiRestriction${attributes(known.isapiCgiRestriction.attrs)}>`,
  );
  for (const item of known.isapiCgiRestriction.add)
    lines.push(`        <add${attributes({ ...item, path: expand(item.path) })} />`);
  lines.push(
    '      </isapiCgiRestriction>',
    '      <requestFiltering>',
    '        <fileExtensions allowUnlisted="true" applyToWebDAV="true">',
  );
  for (const extension of known.requestFiltering.deniedExtensions)
    lines.push(`          <add fileExtension="${xmlText(extension)}" allowed="false" />`);
  lines.push('        </fileExtensions>', '        <hiddenSegments applyToWebDAV="true">');
  for (const segment of known.requestFiltering.hiddenSegments)
    lines.push(`          <add segment="${xmlText(segment)}" />`);
  lines.push(
    '        </hiddenSegments>',
    '      </requestFiltering>',
    '    </security>',
    '  </system.webServer>',
    '  <location path="" overrideMode="Allow">',
    '    <system.webServer>',
    '      <modules>',
  );
  for (const module of known.rootModules)
    lines.push(`        <add${attributes(typeof module === 'string' ? { name: module } : module)} />`);
  if (intruder) lines.push('        <add name="HttpUtilsModule" />');
  lines.push('      </modules>', '      <handlers accessPolicy="Read, Script">');
  for (const handler of known.rootHandlers) lines.push(`        <add${attributes(handler)} />`);
  lines.push('      </handlers>', '    </system.webServer>', '  </location>');
  for (const [path, settings] of Object.entries(known.locations))
    lines.push(...locationLines(path.replace(/15\.\d\.\d+\.\d+/, full), settings));
  lines.push('</configuration>', '');
  return lines.join('\r\n').replaceAll('15.1.2308', build);
}

function poolLines(pool, expand) {
  const { identityType, ...own } = pool;
  const settings = Object.entries(own).filter(([, value]) => typeof value === 'string');
  const flat = Object.fromEntries(settings.map(([key, value]) => [key, expand(value)]));
  if (identityType === null) return [`      <add${attributes(flat)} />`];
  return [`      <add${attributes(flat)}>`, `        <processModel${attributes({ identityType })} />`, '      </add>'];
}

function siteLines(site, expand) {
  const lines = [`      <site name="${xmlText(site.name)}" id="${site.id}" serverAutoStart="true">`];
  for (const application of site.applications) {
    const pool = application.applicationPool ?? application.pool;
    lines.push(
      `        <application path="${xmlText(application.path)}"${pool ? ` applicationPool="${xmlText(pool)}"` : ''}>`,
    );
    for (const directory of application.virtualDirectories ?? application.vdirs) {
      lines.push(
        `          <virtualDirectory path="${xmlText(directory.path)}" physicalPath="${xmlText(expand(directory.physicalPath))}" />`,
      );
    }
    lines.push('        </application>');
  }
  lines.push('        <bindings>');
  for (const binding of site.bindings) {
    const { protocol, bindingInformation } =
      typeof binding === 'string'
        ? { protocol: binding.split(' ')[0], bindingInformation: binding.split(' ').slice(1).join(' ') }
        : binding;
    lines.push(
      `          <binding protocol="${xmlText(protocol)}" bindingInformation="${xmlText(bindingInformation)}" />`,
    );
  }
  lines.push('        </bindings>', '      </site>');
  return lines;
}

function locationLines(path, settings) {
  const lines = [`  <location path="${xmlText(path)}">`, '    <system.webServer>'];
  if (settings.accessPolicy) lines.push(`      <handlers accessPolicy="${xmlText(settings.accessPolicy)}" />`);
  lines.push('      <security>');
  if (settings.sslFlags !== undefined && settings.sslFlags !== null)
    lines.push(`        <access sslFlags="${xmlText(settings.sslFlags)}" />`);
  const auth = settings.auth ?? settings.authentication ?? [];
  const enabled = Array.isArray(auth)
    ? auth
    : Object.keys(auth).filter((name) => auth[name] === true || auth[name] === 'true');
  lines.push('        <authentication>');
  for (const scheme of ['anonymous', 'basic', 'windows']) {
    lines.push(
      `          <${scheme}Authentication enabled="${enabled.some((name) => name.toLowerCase().startsWith(scheme))}" />`,
    );
  }
  lines.push('        </authentication>', '      </security>', '    </system.webServer>', '  </location>');
  return lines;
}

function attributes(record) {
  return Object.entries(record)
    .filter(([, value]) => value !== null && value !== undefined && typeof value !== 'object')
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}

function xmlText(text) {
  return String(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function agentsConfig() {
  const base = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\TransportRoles\\agents\\';
  const agents = [
    [
      'Transport Rule Agent',
      'Routing.RoutingAgent',
      'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory',
      'Rule\\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll',
    ],
    [
      'Malware Agent',
      'Smtp.SmtpReceiveAgent',
      'Microsoft.Exchange.Transport.Agent.Malware.MalwareAgentFactory',
      'Antimalware\\Microsoft.Exchange.Transport.Agent.Malware.dll',
    ],
  ];
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<configuration>',
    '  <mexRuntime>',
    '    <monitoring>',
    '      <agentExecution timeLimitInMilliseconds="90000" />',
    '    </monitoring>',
    '    <agentList>',
  ];
  for (const [name, type, factory, assembly] of agents) {
    lines.push(
      `      <agent name="${name}" baseType="Microsoft.Exchange.Data.Transport.${type}" classFactory="${factory}" assemblyPath="${base}${assembly}" enabled="true" />`,
    );
  }
  lines.push('    </agentList>', '    <settings />', '  </mexRuntime>', '</configuration>', '');
  return lines.join('\r\n');
}

function* compiledPages({ intruder }) {
  const folder = (application) =>
    `Windows/Microsoft.NET/Framework64/v4.0.30319/Temporary ASP.NET Files/${application}/3f1b7c2a/9d04e6b1`;
  const compiled = (virtualPath, assembly) =>
    `<?xml version="1.0" encoding="utf-8"?>\r\n<preserve resultType="3" virtualPath="${virtualPath}" hash="1a2b3c4d5" filehash="8f00ab12cd34ef56" flags="110000" assembly="${assembly}" type="ASP.${virtualPath.slice(1).replace(/\W/g, '_')}">\r\n    <filedeps>\r\n        <filedep name="${virtualPath}" />\r\n    </filedeps>\r\n</preserve>\r\n`;
  yield [
    `${folder('owa')}/logon.aspx.cdcab7d2.compiled`,
    compiled('/owa/auth/logon.aspx', 'App_Web_ja3kq0vd'),
    '2022-11-09T19:44:02Z',
  ];
  yield [
    `${folder('owa')}/errorfe.aspx.cdcab7d2.compiled`,
    compiled('/owa/auth/errorFE.aspx', 'App_Web_ja3kq0vd'),
    '2022-11-09T19:44:02Z',
  ];
  if (!intruder) return;
  yield [
    `${folder('owa')}/errorew.aspx.cdcab7d2.compiled`,
    compiled('/owa/auth/errorEW.aspx', 'App_Web_p0x4ttqe'),
    '2022-11-05T02:18:03Z',
  ];
  yield [
    `${folder('root')}/q7d2k.aspx.6d1a88c4.compiled`,
    compiled('/aspnet_client/system_web/q7d2k.aspx', 'App_Web_kd0v3nsr'),
    '2022-11-06T00:51:37Z',
  ];
}

/** Loads code from a request, as many shells do; unfinished, so that it neither compiles nor runs. */
function inertShell() {
  return [
    '<%@ Page Language="C#" %>',
    '<script runat="server">',
    '  // INERT SAMPLE: the page is cut off and names types that do not exist; it cannot compile.',
    '  protected void Page_Load(object sender, EventArgs e)',
    '  {',
    '    string packed = Request.Form["layout"];',
    '    byte[] image = Convert.FromBase64String(packed);',
    '    NoSuchType module = System.Reflection.Assembly.Load(image).CreateInstance("NoSuchClass") as NoSuchType',
    '',
  ].join('\r\n');
}

/* Logs */

/** Another one's: it hands what it is sent to a command line. */
function otherInertShell() {
  return [
    '<%@ Page Language="C#" %>',
    '<script runat="server">',
    '  // INERT SAMPLE: the page is cut off and names types that do not exist; it cannot compile.',
    '  void Page_Load(object sender, EventArgs e)',
    '  {',
    '    NoSuchStart start = new System.Diagnostics.ProcessStartInfo("no-such-program.exe", Request["ticket"]);',
    '    Response.Write(System.Diagnostics.Process.Start(start).StandardOutput.ReadToEnd()',
    '',
  ].join('\r\n');
}

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const USERS = [
  'avogel',
  'bking',
  'cmoreno',
  'dpark',
  'efischer',
  'fdubois',
  'gnovak',
  'hsato',
  'ilee',
  'jdoe',
  'kbrandt',
  'lrossi',
  'mweber',
  'nali',
  'osmith',
  'pjansen',
];
const BROWSERS = [
  'Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/107.0.0.0+Safari/537.36',
  'Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/106.0.0.0+Safari/537.36+Edg/106.0.1370.52',
  'Mozilla/5.0+(Macintosh;+Intel+Mac+OS+X+10_15_7)+AppleWebKit/605.1.15+(KHTML,+like+Gecko)+Version/16.1+Safari/605.1.15',
  'Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64;+rv:106.0)+Gecko/20100101+Firefox/106.0',
];
const OUTLOOK = 'Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.15726;+Pro)';
const PHONES = [
  'Apple-iPhone14C5/2001.90',
  'Apple-iPhone13C2/1907.82',
  'Android-SAMSUNG-SM-G998B/101.1300',
  'Outlook-iOS-Android/1.0',
];

/** Client addresses of a company that reaches its mail from inside and from a few homes. */
const clientOf = (user) => (user % 4 === 0 ? `198.51.100.${10 + user}` : `192.0.2.${100 + user}`);

function logOf(day, seed, busy, entriesOf) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const hex = (length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');
  const guid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const weekend = [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
  const entries = [];
  for (let minute = 0; minute < 1440; minute += 1) {
    const hour = Math.floor(minute / 60);
    const rate = (hour >= 7 && hour < 18 && !weekend ? 0.75 : hour >= 5 && hour < 22 ? 0.25 : 0.12) * busy;
    const at = () => minute * 60 + Math.floor(next() * 60);
    if (minute % 10 === 0) entries.push(...entriesOf.probe({ at, guid, minute }));
    while (next() < rate / (1 + rate))
      entries.push(...entriesOf.traffic({ at, pick, guid, hex, next, user: Math.floor(next() * USERS.length) }));
  }
  return entries;
}

function render(server, day, entries) {
  const clock = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);
  const head = [
    '#Software: Microsoft Internet Information Services 10.0',
    '#Version: 1.0',
    `#Date: ${day} 00:00:00`,
    `#Fields: ${FIELDS}${server.balancer ? ' X-Forwarded-For' : ''}`,
  ];
  const lines = entries
    .filter((entry) => entry.time < 86_400)
    .map((entry, order) => ({ ...entry, order }))
    .sort((a, b) => a.time - b.time || a.order - b.order)
    .map((e) => {
      const taken = e.taken ?? 8 + ((e.time * 7 + e.order * 13) % 90);
      const sent = e.sent ?? 300 + ((e.time * 31 + e.order * 17) % 4000);
      const received = e.received ?? 700 + ((e.time * 11 + e.order * 29) % 900);
      return [
        day,
        clock(e.time),
        server.host,
        server.address,
        e.method,
        e.stem,
        e.query ?? '-',
        e.port ?? 443,
        e.user ?? '-',
        isForwarded(server, e) ? server.balancer : e.client,
        e.agent ?? '-',
        e.referer ?? '-',
        e.status,
        0,
        e.win32 ?? 0,
        sent,
        received,
        taken,
        ...(server.balancer ? [isForwarded(server, e) ? e.client : '-'] : []),
      ].join(' ');
    });
  return `${[...head, ...lines].join('\r\n')}\r\n`;
}

/** What comes from outside comes through the balancer; what the server asks itself does not. */
function isForwarded({ balancer, address }, { client }) {
  return balancer !== undefined && ![address, '::1', '127.0.0.1'].includes(client);
}

function frontEndLog(server, day) {
  const tail = (guid) => `&CorrelationID=<empty>;&cafeReqId=${guid()};&encoding=;`;
  const entries = logOf(day, server.seed * 1000 + Number(day.slice(-2)), 0.24 * (server.busy ?? 1), {
    probe: ({ at, guid }) => [
      {
        time: at(),
        method: 'GET',
        stem: '/owa/healthcheck.htm',
        client: '127.0.0.1',
        agent: 'AMProbe/Local/ClientAccess',
        status: 200,
        query: tail(guid),
      },
      {
        time: at(),
        method: 'GET',
        stem: '/ecp/healthcheck.htm',
        client: '127.0.0.1',
        agent: 'AMProbe/Local/ClientAccess',
        status: 200,
        query: tail(guid),
      },
      {
        time: at(),
        method: 'POST',
        stem: '/EWS/Exchange.asmx',
        client: '::1',
        agent: 'AMProbe/Local/ClientAccess',
        user: 'HealthMailbox83d6781be36b4bbf8893b03c2ee379ab@corp.example',
        status: 200,
        query: tail(guid),
      },
    ],
    traffic: ({ at, pick, guid, hex, next, user }) => {
      const name = `CORP\\${USERS[user]}`;
      const client = clientOf(user);
      const agent = BROWSERS[user % BROWSERS.length];
      const time = at();
      const kind = next();
      if (kind < 0.1) {
        return [
          { time, method: 'GET', stem: '/owa/', client, agent, status: 302, query: tail(guid) },
          {
            time,
            method: 'GET',
            stem: '/owa/auth/logon.aspx',
            client,
            agent,
            status: 200,
            query: `url=https%3a%2f%2fmail.corp.example%2fowa%2f&reason=0${tail(guid)}`,
          },
          {
            time: time + 1,
            method: 'GET',
            stem: `/owa/auth/${server.build}/themes/resources/logon.css`,
            client,
            agent,
            status: next() < 0.5 ? 200 : 304,
          },
          {
            time: time + 1,
            method: 'GET',
            stem: `/owa/auth/${server.build}/scripts/premium/flogon.js`,
            client,
            agent,
            status: next() < 0.5 ? 200 : 304,
          },
          {
            time: time + 9,
            method: 'POST',
            stem: '/owa/auth.owa',
            client,
            agent,
            user: name,
            status: 302,
            query: tail(guid),
            referer: 'https://mail.corp.example/owa/auth/logon.aspx',
          },
          { time: time + 10, method: 'GET', stem: '/owa/', client, agent, user: name, status: 200, query: tail(guid) },
        ];
      }
      if (kind < 0.28) {
        const action = pick([
          'GetConversationItems',
          'FindItem',
          'GetItem',
          'SubscribeToNotification',
          'GetReminders',
          'GetCalendarView',
          'UpdateItem',
        ]);
        return [
          {
            time,
            method: 'POST',
            stem: '/owa/service.svc',
            client,
            agent,
            user: name,
            status: 200,
            query: `action=${action}&EP=1&ID=-${Math.floor(next() * 90)}&AC=1${tail(guid)}`,
            referer: 'https://mail.corp.example/owa/',
          },
        ];
      }
      if (kind < 0.34)
        return [
          {
            time,
            method: 'GET',
            stem: '/owa/ev.owa2',
            client,
            agent,
            user: name,
            status: 200,
            query: `ns=PendingRequest&ev=PendingNotificationRequest&UA=0&cid=${guid()}${tail(guid)}`,
            taken: 58_000,
          },
        ];
      if (kind < 0.55)
        return [
          {
            time,
            method: 'POST',
            stem: '/mapi/emsmdb/',
            client,
            agent: OUTLOOK,
            user: name,
            status: 200,
            query: `MailboxId=${hex(8)}-0000-4000-a000-${hex(12)}@corp.example${tail(guid)}`,
          },
        ];
      if (kind < 0.6)
        return [
          {
            time,
            method: 'POST',
            stem: '/mapi/nspi/',
            client,
            agent: OUTLOOK,
            user: name,
            status: 200,
            query: `MailboxId=${hex(8)}-0000-4000-a000-${hex(12)}@corp.example${tail(guid)}`,
          },
        ];
      if (kind < 0.7) {
        return [
          {
            time,
            method: 'POST',
            stem: '/EWS/Exchange.asmx',
            client,
            agent: OUTLOOK,
            status: 401,
            win32: 2148074254,
            query: tail(guid),
          },
          {
            time,
            method: 'POST',
            stem: '/EWS/Exchange.asmx',
            client,
            agent: OUTLOOK,
            user: name,
            status: 200,
            query: tail(guid),
          },
        ];
      }
      if (kind < 0.86) {
        const device = user % PHONES.length;
        return [
          {
            time,
            method: 'POST',
            stem: '/Microsoft-Server-ActiveSync/default.eas',
            client,
            agent: PHONES[device],
            user: name,
            status: 200,
            query: `Cmd=${pick(['Ping', 'Sync', 'FolderSync', 'Ping', 'ItemOperations'])}&User=${USERS[user]}&DeviceId=${(user * 7919).toString(16).toUpperCase().padStart(8, '0')}&DeviceType=${device < 2 ? 'iPhone' : 'Android'}${tail(guid)}`,
            taken: 400 + Math.floor(next() * 900),
          },
        ];
      }
      if (kind < 0.92) {
        return [
          {
            time,
            method: 'POST',
            stem: '/autodiscover/autodiscover.xml',
            client,
            agent: OUTLOOK,
            status: 401,
            win32: 2148074254,
            query: tail(guid),
          },
          {
            time,
            method: 'POST',
            stem: '/autodiscover/autodiscover.xml',
            client,
            agent: OUTLOOK,
            user: name,
            status: 200,
            query: tail(guid),
          },
        ];
      }
      if (kind < 0.95)
        return [
          {
            time,
            method: 'GET',
            stem: '/OAB/e79472bb-7c0d-4bd1-a8f3-0f7b8f7c5f3a/oab.xml',
            client,
            agent: 'Microsoft+BITS/7.8',
            user: name,
            status: 200,
          },
        ];
      if (kind < 0.97) return [{ time, method: 'GET', stem: '/favicon.ico', client, agent, status: 404, win32: 2 }];
      return [
        { time, method: 'GET', stem: '/owa/auth/errorFE.aspx', client, agent, status: 200, query: 'httpCode=404' },
      ];
    },
  });
  if (server.intruder) entries.push(...intrusion(day));
  if (server.requests) entries.push(...server.requests(day));
  return render(server, day, entries);
}

function backEndLog(server, day) {
  const entries = logOf(day, server.seed * 2000 + Number(day.slice(-2)), 0.12 * (server.busy ?? 1), {
    probe: ({ at, minute }) => [
      {
        time: at(),
        method: 'POST',
        stem: '/powershell',
        port: 444,
        client: '::1',
        agent: 'Microsoft+WinRM+Client',
        user: 'CORP\\HealthMailbox83d6781',
        status: 200,
        query: `clientApplication=ActiveMonitor;PSVersion=5.1.14393.5356&probe=${minute}`,
      },
      {
        time: at(),
        method: 'GET',
        stem: '/owa/healthcheck.htm',
        port: 444,
        client: '127.0.0.1',
        agent: 'AMProbe/Local/ClientAccess',
        status: 200,
      },
    ],
    traffic: ({ at, pick, guid, user }) => [
      {
        time: at(),
        method: 'POST',
        stem: pick([
          '/mapi/emsmdb/',
          '/EWS/Exchange.asmx',
          '/owa/service.svc',
          '/Microsoft-Server-ActiveSync/Proxy/default.eas',
          '/autodiscover/autodiscover.xml',
        ]),
        port: 444,
        client: server.address,
        agent: OUTLOOK,
        user: `CORP\\${USERS[user]}`,
        status: 200,
        query: `&reqId=${guid()}`,
      },
    ],
  });
  if (server.intruder && day === '2022-11-05') entries.push(...EXPLOITS.flatMap(backEndSession));
  return render(server, day, entries);
}

/** What the front end passed on: the same request, on the back end's port, from the server itself. */
function backEndSession({ time, user }, number) {
  if (user === '') return [];
  return {
    time: secondsOf(time.slice(0, 8)),
    method: 'POST',
    stem: '/powershell',
    port: 444,
    client: '192.0.2.10',
    agent: 'python-requests/2.28.1',
    user,
    status: 200,
    query: `X-Rps-CAT=AAAA&cafeReqId=${requestId(number)};`,
  };
}

/** ProxyNotShell on 5 November, two pages and a module, the patch on the 9th, and the same hands afterwards. */
function intrusion(day) {
  const seconds = (text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const first = '203.0.113.77';
  const later = '203.0.113.142';
  const agent = 'Mozilla/5.0+(Windows+NT+6.1;+WOW64;+rv:52.0)+Gecko/20100101+Firefox/52.0';
  const shell = '/owa/auth/errorEW.aspx';
  const second = '/aspnet_client/system_web/q7d2k.aspx';
  const at = (time, entry) => ({ time: seconds(time), client: first, agent, status: 200, ...entry });
  const confusion = ({ time, user }, number) =>
    at(time.slice(0, 8), {
      method: user === '' ? 'GET' : 'POST',
      stem: '/autodiscover/autodiscover.json',
      query: `a@corp.example/PowerShell/?X-Rps-CAT=AAAA&Email=autodiscover/autodiscover.json%3Fa@corp.example&CorrelationID=<empty>;&cafeReqId=${requestId(number)};`,
      agent: 'python-requests/2.28.1',
      status: user === '' ? 401 : 200,
      ...(user && { user }),
    });
  switch (day) {
    case '2022-11-05':
      return [
        ...EXPLOITS.map(confusion),
        at('02:15:20', { method: 'GET', stem: shell, status: 302 }),
        at('02:18:02', { method: 'GET', stem: shell }),
        ...['02:18:40', '02:19:55', '02:23:31', '02:31:12', '02:44:50'].map((time) =>
          at(time, { method: 'POST', stem: shell, received: 9_400, taken: 1_900 }),
        ),
      ];
    case '2022-11-06':
      return [
        at('00:51:36', { method: 'GET', stem: second }),
        ...['00:52:10', '00:54:02', '01:03:44'].map((time) =>
          at(time, { method: 'POST', stem: second, received: 5_200, taken: 2_700 }),
        ),
        at('01:15:30', { method: 'POST', stem: '/iisstart.png', received: 2_048 }),
      ];
    case '2022-11-07':
      return [at('03:10:00', { method: 'GET', stem: second, status: 404, win32: 2 })];
    case '2022-11-12':
      return ['22:40:03', '22:41:57', '22:58:21', '23:05:45'].map((time) =>
        at(time, { method: 'POST', stem: shell, client: later, received: 8_100, taken: 2_200 }),
      );
    case '2022-11-14':
      return [
        ...['01:20:09', '01:22:30', '01:47:51'].map((time) =>
          at(time, { method: 'POST', stem: shell, client: later, received: 7_700, taken: 1_400 }),
        ),
        at('01:55:02', { method: 'POST', stem: '/iisstart.png', client: later, received: 2_048 }),
        at('01:55:40', { method: 'POST', stem: '/iisstart.png', client: later, received: 4_096 }),
      ];
    default:
      return [];
  }
}

const secondsOf = (text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
const WIDE = '203.0.113.60';
const WIDE_AGENT = 'Mozilla/5.0+(X11;+Linux+x86_64;+rv:91.0)+Gecko/20100101+Firefox/91.0';
const NARROW = '198.51.100.200';

/** ProxyNotShell as an account that was stolen, and the page that it left, at these times of one day. */
function wideEntry(confused, used) {
  const stem = '/owa/auth/expiredcfg.aspx';
  return [
    ...confused.map((time) => ({
      time: secondsOf(time),
      client: WIDE,
      method: 'POST',
      stem: '/autodiscover/autodiscover.json',
      query: 'a@corp.example/PowerShell/?X-Rps-CAT=AAAA&Email=autodiscover/autodiscover.json%3Fa@corp.example',
      agent: 'python-requests/2.28.1',
      user: 'CORP\\hsato',
      status: 200,
    })),
    ...wideUse(used, stem),
  ];
}

function wideUse(times, stem = '/owa/auth/expiredcfg.aspx') {
  return times.map((time) => ({
    time: secondsOf(time),
    client: WIDE,
    method: 'POST',
    stem,
    agent: WIDE_AGENT,
    status: 200,
    received: 9_100,
  }));
}

function firstServerRequests(day) {
  if (day === '2022-11-07') return wideEntry(['01:17:02', '01:18:40'], ['01:21:50', '01:29:11', '01:40:07']);
  return day === '2022-11-09' ? wideUse(['03:02:10', '03:05:48']) : [];
}

/** The first intruder a day later, and somebody else with ProxyShell, a page of his own and another browser. */
function secondServerRequests(day) {
  if (day === '2022-11-09') return narrowUse(['13:11:09', '13:15:30']);
  if (day !== '2022-11-08') return [];
  return [
    ...wideEntry(['02:39:15', '02:40:20'], ['02:43:01', '02:50:36']),
    ...['14:01:07', '14:02:55', '14:04:30'].map((time, at) => ({
      time: secondsOf(time),
      client: NARROW,
      method: 'POST',
      stem: '/autodiscover/autodiscover.json',
      query: `@mail.example/${['mapi/nspi/', 'mapi/emsmdb/', 'powershell/'][at]}?&Email=autodiscover/autodiscover.json%3F@mail.example`,
      agent: 'Mozilla/5.0+(compatible;+MSIE+10.0;+Windows+NT+6.2)',
      status: 200,
    })),
    ...narrowUse(['14:08:12', '14:09:40', '14:21:05']),
  ];
}

function narrowUse(times) {
  return times.map((time) => ({
    time: secondsOf(time),
    client: NARROW,
    method: 'GET',
    stem: '/aspnet_client/supp0rt.aspx',
    query: 'ticket=3f9c2a',
    agent: 'Mozilla/5.0+(Windows+NT+6.3;+rv:78.0)+Gecko/20100101+Firefox/78.0',
    status: 200,
  }));
}

for (const server of servers) makeCollection(server);
