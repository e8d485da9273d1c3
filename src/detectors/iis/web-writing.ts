import {
  type ConfigurationFile,
  type ConfigurationSection,
  configurationFile,
  itemsOf,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { serverPathsOf } from '../../server/configuration/server-paths.js';
import { readSites } from '../../server/configuration/sites.js';
import { REVIEW, UNUSUAL } from '../../server/configuration/weight.js';
import { hasExchange } from '../../server/server-roles.js';

/** Whom a rule is for when it is for anybody. */
const ANYBODY = /(?:^|,)\s*[*?]\s*(?:,|$)/;

const OPEN = { severity: 'high', confidence: 'moderate', outcome: 'compromise' } as const;

export default defineDetector({
  id: 'iis.web-writing',
  title: 'Web folder writable from the network',
  description:
    'WebDAV and FTP put files where IIS runs them: whoever may write needs no other way in. Exchange uses neither; publishing over them is normal on sites of applications, for named accounts.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1105'],
  references: ['IIS-12'],
  falsePositives: ['Sites that are published with WebDAV or FTP'],
  nextSteps: ['Look for PUT, MOVE and uploads in the web and FTP logs', 'Search the folder for pages'],
  consumes: configurationFile,
  messages: {
    webdav: 'WebDAV is switched on for {location}, and {users} may write {access}',
    'webdav-on': 'WebDAV is switched on for {location}',
    ftp: 'FTP lets {users} write into {folder}, which the web serves',
    anonymous: 'FTP lets {users} write into {folder} without a logon',
  },
  *inspect(file, context) {
    const authoring = sectionsNamed(file, 'system.webServer/webdav/authoring').filter(
      ({ element }) => attribute(element, 'enabled')?.toLowerCase() === 'true',
    );
    const writers = [...itemsOf(file, 'system.webServer/webdav/authoringRules')].filter(({ element }) =>
      /\b(?:Write|Source)\b/i.test(attribute(element, 'access') ?? ''),
    );
    for (const section of authoring) {
      const { location, element } = section;
      const onExchange = isOfExchange(reachOf(file, section, context), context.server);
      const rules = writers.filter((rule) => covers(rule.section, section) || covers(section, rule.section));
      const about = { at: elementEvidence(element, context.artifact), identity: ['webdav', location ?? ''] };
      const where = location ?? 'every site';
      // What is for whom no rule names.
      const others = sectionsNamed(file, 'system.webServer/webdav/authoringRules').find(
        (rest) =>
          /\b(?:Write|Source)\b/i.test(attribute(rest.element, 'defaultAccess') ?? '') &&
          (covers(rest, section) || covers(section, rest)),
      );
      if (rules.length === 0 && others === undefined) {
        yield { message: 'webdav-on', ...(onExchange ? REVIEW : UNUSUAL), data: { location: where }, ...about };
        continue;
      }
      const users = [...(others === undefined ? [] : ['*']), ...rules.map(({ element: rule }) => usersOf(rule))].join(
        ', ',
      );
      const granting = others?.element ?? rules[0]?.element ?? element;
      yield {
        message: 'webdav',
        ...(onExchange || ANYBODY.test(users) ? REVIEW : UNUSUAL),
        data: {
          location: where,
          users,
          access: attribute(granting, 'access') ?? attribute(granting, 'defaultAccess') ?? '',
        },
        ...about,
        at: [about.at, ...rules.slice(0, 5).map((rule) => elementEvidence(rule.element, context.artifact))],
      };
    }
    yield* ftp();

    function* ftp() {
      const sites = readSites(file, serverPathsOf(file, context.artifact));
      const isFtp = ({ bindings }: (typeof sites)[number]) =>
        bindings.some(({ protocol }) => /^ftps?$/i.test(protocol));
      const served = sites
        .filter((site) => site.bindings.some(({ protocol }) => /^https?$/i.test(protocol)))
        .flatMap(foldersOf);
      for (const site of sites.filter(isFtp)) {
        const rules = [...itemsOf(file, 'system.ftpServer/security/authorization')].filter(
          ({ element, section }) => mayWrite(element) && isFor(section, site.name),
        );
        const [first] = rules;
        if (first === undefined) continue;
        const folder = foldersOf(site).find((own) => served.some((other) => overlaps(own, other)));
        const users = rules.map(({ element }) => usersOf(element)).join(', ');
        const anonymous = acceptsAnybody(file, site.element, site.name) && ANYBODY.test(users);
        if (folder === undefined && !anonymous) continue;
        const grave = anonymous && folder !== undefined;
        yield {
          message: anonymous ? ('anonymous' as const) : ('ftp' as const),
          // Whoever finds it has pages run: no account, no hole.
          ...(grave ? OPEN : hasExchange(context.server) || ANYBODY.test(users) ? REVIEW : UNUSUAL),
          data: { users, folder: folder ?? foldersOf(site)[0] ?? '' },
          at: [elementEvidence(site.element, context.artifact), elementEvidence(first.element, context.artifact)],
          identity: ['ftp', site.name.toLowerCase()],
        };
      }
    }
  },
});

function usersOf(rule: XmlElement): string {
  return [attribute(rule, 'users'), attribute(rule, 'roles')]
    .filter((who) => who !== undefined && who !== '')
    .join(', ');
}

/** A setting for a place holds for all below it. */
function covers({ location: above }: ConfigurationSection, { location: below }: ConfigurationSection): boolean {
  const [outer, inner] = [above ?? '', below ?? ''].map((text) => text.toLowerCase());
  return outer === '' || inner === outer || (inner?.startsWith(`${outer}/`) ?? false);
}

function isFor({ location }: ConfigurationSection, site: string): boolean {
  return location === null || location.toLowerCase().split('/')[0] === site.toLowerCase();
}

function mayWrite(rule: XmlElement): boolean {
  return (
    (attribute(rule, 'accessType') ?? 'Allow') === 'Allow' && /\bWrite\b/i.test(attribute(rule, 'permissions') ?? '')
  );
}

function acceptsAnybody(file: ConfigurationFile, site: XmlElement, name: string): boolean {
  const own = childrenNamed(site, 'ftpServer')
    .flatMap((element) => childrenNamed(element, 'security'))
    .flatMap((element) => childrenNamed(element, 'authentication'))
    .flatMap((element) => childrenNamed(element, 'anonymousAuthentication'));
  const set = sectionsNamed(file, 'system.ftpServer/security/authentication').filter((section) => isFor(section, name));
  return [...own, ...set.flatMap(({ element }) => childrenNamed(element, 'anonymousAuthentication'))].some(
    (element) => attribute(element, 'enabled')?.toLowerCase() === 'true',
  );
}

function foldersOf({ applications }: ReturnType<typeof readSites>[number]): string[] {
  return applications.flatMap(({ virtualDirectories }) => virtualDirectories.map(({ folder }) => folder));
}

function overlaps(a: string, b: string): boolean {
  const [first, second] = [`${a.toLowerCase()}\\`, `${b.toLowerCase()}\\`];
  return first.startsWith(second) || second.startsWith(first);
}
