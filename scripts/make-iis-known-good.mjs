// Makes signatures/known-good/iis.json: what Exchange setup and Windows put into IIS configuration, without repetition.
// usage: node scripts/make-iis-known-good.mjs <iis-baseline.json> <default_transport_agents.tsv>
// The first restates public test data of microsoft/CSS-Exchange (MIT, see NOTICE), the second Microsoft's own list of agents.
import { readFileSync, writeFileSync } from 'node:fs';

const [baselinePath, agentsPath] = process.argv.slice(2);
if (baselinePath === undefined || agentsPath === undefined) {
  console.error('usage: node scripts/make-iis-known-good.mjs <iis-baseline.json> <default_transport_agents.tsv>');
  process.exit(2);
}
const baseline = JSON.parse(readFileSync(baselinePath, 'utf8'));
const hosts = Object.values(baseline.applicationHost);
const webConfigs = Object.values(baseline.webConfig).flatMap((byPlace) => Object.entries(byPlace));

/** As `ServerPaths.canonical` writes them. */
const path = (text) =>
  text
    .toLowerCase()
    .replaceAll('/', '\\')
    .replace(/^%exchangeinstallpath%|^c:\\program files\\microsoft\\exchange server\\v15\\/, '%exi%\\')
    .replace(/^%systemroot%|^c:\\windows(?=\\)/, '%windir%')
    .replace(/^%systemdrive%/, 'c:')
    .replace(/(?<!^)\\{2,}/g, '\\')
    .replace(/\\$/, '');
const version = (text) => text.replace(/\d+\.\d+\.\d+(\.\d+)?/, '<ver>');
const distinct = (values) => [...new Set(values)].sort();
const grouped = (pairs) => {
  const groups = new Map();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return Object.fromEntries([...groups].sort().map(([key, values]) => [key, distinct(values)]));
};
/** `Namespace.Class, Assembly`: the version that follows says nothing, the token is one of Microsoft's. */
const type = (text) =>
  text
    .split(',')
    .slice(0, 2)
    .map((part) => part.trim())
    .join(', ');
const handler = (h) =>
  [h.path, h.verb, h.type ? type(h.type) : (h.modules ?? ''), h.scriptProcessor ? path(h.scriptProcessor) : ''].join(
    '|',
  );
const modulesOf = (config) => config.modules ?? [];

const knownGood = {
  note: 'What Exchange 2013 to 2019/SE and Windows put into IIS configuration. Restated from the public test data of microsoft/CSS-Exchange (MIT, see NOTICE). Made by scripts/make-iis-known-good.mjs.',
  globalModules: grouped(hosts.flatMap((host) => host.globalModules.map(({ name, image }) => [name, path(image)]))),
  isapiFilters: distinct(hosts.flatMap((host) => host.isapiFilters.map((filter) => path(filter.path)))),
  isapiRestrictions: distinct(hosts.flatMap((host) => host.isapiCgiRestriction.add.map((add) => path(add.path)))),
  pools: distinct(hosts.flatMap((host) => host.applicationPools.map(({ name }) => name))),
  poolConfigurations: distinct(
    hosts.flatMap((host) => host.applicationPools.flatMap(({ CLRConfigFile: file }) => (file ? [path(file)] : []))),
  ),
  sites: distinct(
    hosts.flatMap((host) =>
      host.sites.flatMap((site) =>
        site.applications.flatMap((application) =>
          application.virtualDirectories.map((directory) =>
            JSON.stringify([
              site.name,
              application.path,
              application.applicationPool ?? '',
              directory.path,
              path(directory.physicalPath),
            ]),
          ),
        ),
      ),
    ),
  ).map((row) => JSON.parse(row)),
  types: distinct([
    ...hosts.flatMap((host) =>
      [...host.rootModules, ...host.rootHandlers].flatMap((entry) => (entry.type ? [type(entry.type)] : [])),
    ),
    ...webConfigs.flatMap(([, config]) =>
      [...modulesOf(config), ...(config.handlers ?? [])].flatMap((entry) => (entry.type ? [type(entry.type)] : [])),
    ),
  ]),
  modules: grouped([
    ...hosts.flatMap((host) => host.rootModules.map((entry) => [entry.name, entry.type ? type(entry.type) : ''])),
    ...webConfigs.flatMap(([, config]) =>
      modulesOf(config).map((entry) => [entry.name, entry.type ? type(entry.type) : '']),
    ),
  ]),
  removedModules: distinct(webConfigs.flatMap(([, config]) => config.removedModules ?? [])),
  handlers: distinct([
    ...hosts.flatMap((host) => host.rootHandlers.map(handler)),
    ...webConfigs.flatMap(([, config]) => (config.handlers ?? []).map(handler)),
  ]),
  deniedExtensions: distinct(hosts.flatMap((host) => host.requestFiltering.deniedExtensions)),
  hiddenSegments: distinct(hosts.flatMap((host) => host.requestFiltering.hiddenSegments)),
  accessPolicies: grouped(
    hosts.flatMap((host) =>
      Object.entries(host.locations).flatMap(([location, settings]) =>
        settings.accessPolicy ? [[version(location), settings.accessPolicy]] : [],
      ),
    ),
  ),
  authentication: grouped(
    hosts.flatMap((host) =>
      Object.entries(host.locations).flatMap(([location, settings]) =>
        Object.entries(settings.auth ?? {}).flatMap(([name, value]) =>
          String(value) === 'true' || value?.enabled === 'true' ? [[version(location), name]] : [],
        ),
      ),
    ),
  ),
  transportAgents: readFileSync(agentsPath, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([name, factory, assembly]) => [
      name.replace(/ \(v15\)$/, ''),
      factory,
      `%exi%\\transportroles\\agents\\${assembly.toLowerCase()}`,
    ]),
};

const lines = Object.entries(knownGood).map(([key, value]) => {
  const rows = Array.isArray(value)
    ? `[\n${value.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`
    : typeof value === 'object'
      ? `{\n${Object.entries(value)
          .map(([name, row]) => `    ${JSON.stringify(name)}: ${JSON.stringify(row)}`)
          .join(',\n')}\n  }`
      : JSON.stringify(value);
  return `  ${JSON.stringify(key)}: ${rows}`;
});
writeFileSync(new URL('../signatures/known-good/iis.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
