import { applicationHostConfig } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { defineDetector } from '../../model/detector.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { type ServerPaths, serverPathsOf } from '../../server/configuration/server-paths.js';
import { type Application, readSites, type Site, type VirtualDirectory } from '../../server/configuration/sites.js';
import { iisKnownGood } from '../../server/iis-known-good.js';

/** Names that Windows keeps for devices, a final dot or space, a data stream: folders that tools cannot open. */
const HIDDEN_NAME = /(?:^|\\)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^\\]*)?(?:\\|$)|[. ](?:\\|$)|(?!^.:).:/;

/** Ports of the two sites of Exchange. */
const PORTS: Readonly<Record<string, readonly number[]>> = {
  'default web site': [80, 443],
  'exchange back end': [81, 444],
};

export default defineDetector({
  id: 'iis.foreign-virtual-directory',
  title: 'Site, application or virtual directory that the product does not set up',
  description:
    'A virtual directory puts any folder of the disk on the web, out of sight of whoever looks into the web folders. Normal are those of Exchange with their own folders.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1564'],
  references: ['IIS-07'],
  falsePositives: [
    'Other products and sites of an administrator',
    'A second OWA or ECP site with a folder below inetpub',
  ],
  nextSteps: [
    'Collect the folder that it leads to',
    'Find when it was added: inetpub\\history',
    'Look for its URL in the IIS logs',
  ],
  consumes: applicationHostConfig,
  messages: {
    foreign: '{url} on {site} leads to {folder}; Exchange has no such directory',
    moved: '{url} on {site} leads to {folder} instead of {expected}',
    pool: '{url} on {site} runs in {pool} instead of {expected}',
    binding: '{site} also answers on {binding}',
  },
  *inspect(file, context) {
    const paths = serverPathsOf(file, context.artifact);
    for (const site of readSites(file, paths)) {
      for (const application of site.applications) {
        for (const directory of application.virtualDirectories) {
          const verdict = judge(site, application, directory, paths);
          if (verdict === null) continue;
          yield {
            ...verdict,
            data: {
              url: directory.url || '/',
              site: site.name,
              folder: directory.physicalPath,
              pool: application.pool,
              ...verdict.data,
            },
            at: elementEvidence(verdict.message === 'pool' ? application.element : directory.element, context.artifact),
            identity: [site.name.toLowerCase(), directory.url.toLowerCase()],
            url: directory.url || '/',
          };
        }
      }
      const ports = PORTS[site.name.toLowerCase()];
      for (const { protocol, information, port } of site.bindings) {
        if (!ports || port === null || ports.includes(port)) continue;
        yield {
          message: 'binding',
          severity: 'medium',
          confidence: 'moderate',
          data: { site: site.name, binding: `${protocol} ${information}` },
          at: elementEvidence(site.element, context.artifact),
          identity: [site.name.toLowerCase(), 'binding', information.toLowerCase()],
        };
      }
    }
  },
});

function judge(site: Site, application: Application, directory: VirtualDirectory, paths: ServerPaths) {
  const folder = paths.canonical(directory.physicalPath);
  const known = iisKnownGood().sites.filter(
    ([name, path, , below]) =>
      name.toLowerCase() === site.name.toLowerCase() &&
      path.toLowerCase() === application.path.toLowerCase() &&
      below.toLowerCase() === directory.path.toLowerCase(),
  );
  const same = known.filter(([, , , , expected]) => expected === folder);
  if (same.length > 0) {
    const pools = same.map(([, , pool]) => pool).filter((pool) => pool !== '');
    if (pools.length === 0 || directory.path !== '/' || pools.includes(application.pool)) return null;
    return {
      message: 'pool',
      severity: 'medium',
      confidence: 'moderate',
      data: { expected: pools.join(' or ') },
    } as const;
  }
  const severity = severityOf(folder, directory.url.toLowerCase());
  if (known.length === 0) return { message: 'foreign', data: {}, ...severity } as const;
  const expected = known.map(([, , , , path]) => path).join(' or ');
  // A web root on another drive keeps its name.
  const relocated = /^[d-z]:\\(?:.*\\)?(?:inetpub\\)?wwwroot$/.test(folder) && expected.endsWith('\\wwwroot');
  if (relocated)
    return { message: 'moved', data: { expected }, severity: 'low', confidence: 'weak', outcome: 'hygiene' } as const;
  return {
    message: 'moved',
    data: { expected },
    ...severity,
    severity: severity.severity === 'critical' ? 'critical' : 'high',
  } as const;
}

function severityOf(folder: string, url: string) {
  if (HIDDEN_NAME.test(folder) || /^[a-z]:$|^%windir%$/.test(folder)) return { severity: 'critical' } as const;
  switch (folderTrust(folder)) {
    case 'writable':
    case 'remote':
    case 'system':
      return { severity: 'critical' } as const;
    case 'exchange':
    case 'odd':
      return { severity: 'high' } as const;
    case 'web': {
      const usual = /(?:^|\/)(?:aspnet_client|\.well-known|certsrv|_wmcs|rpc|rpcwithcert)(?:\/|$)/.test(url);
      return {
        severity: usual ? 'informational' : 'medium',
        confidence: 'moderate',
        outcome: usual ? 'hygiene' : 'compromise',
      } as const;
    }
    case 'vendor':
      return { severity: 'low', confidence: 'weak', outcome: 'hygiene' } as const;
  }
}
