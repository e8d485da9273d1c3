// Configuration of IIS as Exchange's setup leaves it, out of the facts in iis-baseline.json.
import { EXCHANGE } from './servers.mjs';

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

/** A web.config for each virtual directory that the facts know. */
export function* webConfigs({ product }, baseline) {
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

/** The server's applicationHost.config. */
export function applicationHost({ product, intruder, build, full, balancer }, baseline) {
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
