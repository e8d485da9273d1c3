import { applicationHostConfig } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { defineDetector } from '../../model/detector.js';
import { serverPathsOf } from '../../server/configuration/server-paths.js';
import { readSites } from '../../server/configuration/sites.js';
import { weighDirectory } from '../../server/configuration/weigh-directory.js';
import { hasExchange } from '../../server/server-roles.js';

/** Ports of the two sites of Exchange. */
const PORTS: Readonly<Record<string, readonly number[]>> = {
  'default web site': [80, 443],
  'exchange back end': [81, 444],
};

export default defineDetector({
  id: 'iis.foreign-virtual-directory',
  title: 'Foreign site, application or virtual directory',
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
    foreign: '{url} on {site} leads to {folder}, which the product does not put on the web',
    moved: '{url} on {site} leads to {folder} instead of {expected}',
    pool: '{url} on {site} runs in {pool} instead of {expected}',
    binding: '{site} also answers on {binding}',
  },
  *inspect(file, context) {
    const paths = serverPathsOf(file, context.artifact);
    for (const site of readSites(file, paths)) {
      for (const application of site.applications) {
        for (const directory of application.virtualDirectories) {
          const verdict = weighDirectory(site, application, directory, paths, context.server);
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
      const ports = hasExchange(context.server) ? PORTS[site.name.toLowerCase()] : undefined;
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
