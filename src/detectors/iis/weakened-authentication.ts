import {
  type ConfigurationFile,
  type ConfigurationSection,
  configurationFile,
  itemsOf,
  sectionsNamed,
} from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, walk, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { summed } from '../../server/configuration/summed.js';
import { grave, UNUSUAL } from '../../server/configuration/weight.js';
import { iisKnownGood } from '../../server/iis-known-good.js';
import { hasExchange } from '../../server/server-roles.js';

const GROUP = 'system.webServer/security/authentication/';

/** Places of Exchange behind a logon that the record of its setup does not name. */
const GUARDED = /^(?:Exchange Back End\/(?:mapi|Microsoft-Server-ActiveSync\/.*)|Default Web Site\/PowerShell)$/i;

/** Where administrators who log on with another product switch it on. */
const OFTEN_OPENED = /^Default Web Site\/owa$/i;

/** What the control panel of Exchange shows to anybody. */
const OPEN_PAGES: ReadonlySet<string> = new Set([
  'webresource.axd',
  'ping.ecp',
  'proxylogon.ecp',
  'timeoutlogout.aspx',
]);

/** Where Exchange itself lets in roles only. */
const FOR_ROLES = /\\clientaccess\\ecp\\web\.config$/i;

/** Whom a rule is for when it is for anybody. */
const ANYBODY = /(?:^|,)\s*[*?]\s*(?:,|$)/;

/** Whoever asks for a page is somebody whom the intruder chose. */
const SUSPECT = { severity: 'high', outcome: 'compromise' } as const;

export default defineDetector({
  id: 'iis.weakened-authentication',
  title: 'Weakened authentication',
  description:
    'Anonymous access to a guarded folder, or a certificate that is mapped to an account, lets in who has no password. Administrators change some of this with supported commands, so most differences are worth a note only.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'hygiene',
  attack: ['T1556'],
  references: ['IIS-11'],
  falsePositives: ['Changes of an administrator, hybrid set-ups, certificate logon that was set up on purpose'],
  nextSteps: ['Ask who changed it', 'Look for anonymous requests to the folder that were answered 200'],
  consumes: configurationFile,
  messages: {
    anonymous: '{location} answers without a logon',
    'run-as': 'Visitors of {location} who do not log on act as {account}',
    certificate: 'A client certificate is mapped to the account {account} for {location}',
    addresses: '{location} is open to {account} although others are shut out',
    unrestricted: 'Addresses that were shut out of {location} are let in',
    open: '{location} is open to {account} without a right of its own',
    own: '{count} places are open to anybody: {names}',
    'acts-as': 'Pages run as {account}',
  },
  *inspect(file, context) {
    const known = iisKnownGood().authentication;
    for (const section of sectionsNamed(file, `${GROUP}anonymousAuthentication`)) {
      const location = section.location ?? 'every site';
      const at = elementEvidence(section.element, context.artifact);
      const account = attribute(section.element, 'userName') ?? 'IUSR';
      if (attribute(section.element, 'enabled')?.toLowerCase() !== 'true') continue;
      if (!/^(?:IUSR|)$/i.test(account)) {
        yield {
          message: 'run-as',
          ...(isOfExchange(reachOf(file, section, context), context.server) ? SUSPECT : ({ severity: 'low' } as const)),
          data: { location, account },
          at,
          identity: [location.toLowerCase(), 'account'],
        };
      }
      const expected = Object.entries(known).find(([place]) => place.toLowerCase() === location.toLowerCase())?.[1];
      const guarded = expected !== undefined ? !expected.includes('anonymous') : GUARDED.test(location);
      if (guarded && hasExchange(context.server)) {
        const severity = OFTEN_OPENED.test(location) ? 'low' : 'medium';
        yield {
          message: 'anonymous',
          severity,
          data: { location },
          at,
          identity: [location.toLowerCase(), 'anonymous'],
        };
      }
    }
    for (const section of sectionsNamed(file, `${GROUP}iisClientCertificateMappingAuthentication`)) {
      const location = section.location ?? 'every site';
      for (const element of walk(section.element)) {
        const account = attribute(element, 'userName');
        if (account === undefined) continue;
        yield {
          message: 'certificate',
          ...(isOfExchange(reachOf(file, section, context), context.server) ? grave('high') : UNUSUAL),
          data: { location, account },
          at: elementEvidence(element, context.artifact),
          identity: [location.toLowerCase(), 'certificate', account.toLowerCase()],
        };
      }
    }
    for (const { element, section } of itemsOf(file, 'system.webServer/security/ipSecurity')) {
      if (attribute(element, 'allowed')?.toLowerCase() !== 'true') continue;
      const account = attribute(element, 'ipAddress') ?? attribute(element, 'domainName') ?? '';
      const location = section.location ?? 'every site';
      yield {
        message: 'addresses',
        severity: 'informational',
        data: { location, account },
        at: elementEvidence(element, context.artifact),
        identity: [location.toLowerCase(), 'address', account.toLowerCase()],
      };
    }
    for (const section of sectionsNamed(file, 'system.webServer/security/ipSecurity')) {
      const location = section.location ?? 'this folder';
      if (!opensToAll(section, file) || !isOfExchange(reachOf(file, section, context), context.server)) continue;
      yield {
        message: 'unrestricted',
        data: { location },
        at: elementEvidence(section.element, context.artifact),
        identity: [location.toLowerCase(), 'unrestricted'],
      };
    }
    for (const section of sectionsNamed(file, 'system.web/identity')) {
      const account = attribute(section.element, 'userName') ?? '';
      const visitor = attribute(section.element, 'impersonate')?.toLowerCase() === 'true';
      const onExchange = isOfExchange(reachOf(file, section, context), context.server);
      if (account === '' && !(visitor && onExchange)) continue;
      yield {
        message: 'acts-as',
        ...(onExchange && account !== '' ? SUSPECT : { severity: onExchange ? ('medium' as const) : ('low' as const) }),
        data: { location: section.location ?? '', account: account === '' ? 'who asks for them' : account },
        at: elementEvidence(section.element, context.artifact),
        identity: [section.location ?? '', 'acts-as', account.toLowerCase()],
      };
    }
    const own: { readonly name: string; readonly element: XmlElement }[] = [];
    for (const { element, section, account } of openedIn(file)) {
      const location = section.location ?? 'this folder';
      if (!isOfExchange(reachOf(file, section, context), context.server)) {
        if (section.location !== null) own.push({ name: location, element });
        continue;
      }
      const page = location.toLowerCase().split('/').at(-1) ?? '';
      if (section.location === null ? !FOR_ROLES.test(context.artifact?.windowsPath ?? '') : OPEN_PAGES.has(page))
        continue;
      yield {
        message: 'open',
        data: { location, account },
        at: elementEvidence(element, context.artifact),
        identity: [location.toLowerCase(), 'open', account.toLowerCase()],
      };
    }
    if (own.length > 0) yield { message: 'own', ...summed(own, context) };
  },
});

/** Rules that let in anybody, with or without a logon. */
function* openedIn(
  file: ConfigurationFile,
): Generator<{ readonly element: XmlElement; readonly section: ConfigurationSection; readonly account: string }> {
  for (const { element, section } of itemsOf(file, 'system.web/authorization', 'allow')) {
    const account = attribute(element, 'users') ?? '';
    if (ANYBODY.test(account)) yield { element, section, account };
  }
  for (const { element, section } of itemsOf(file, 'system.webServer/security/authorization')) {
    const account = attribute(element, 'users') ?? '';
    if (section.location !== null && ANYBODY.test(account) && (attribute(element, 'accessType') ?? 'Allow') === 'Allow')
      yield { element, section, account };
  }
}

/** A list that is emptied, or a place let out of one that shuts others out. */
function opensToAll({ element, location }: ConfigurationSection, file: ConfigurationFile): boolean {
  if (location === null && file.kind === 'application-host') return false;
  if (childrenNamed(element, 'add').length > 0) return false;
  if (childrenNamed(element, 'clear').length + childrenNamed(element, 'remove').length > 0) return true;
  if (attribute(element, 'allowUnlisted')?.toLowerCase() !== 'true') return false;
  return sectionsNamed(file, 'system.webServer/security/ipSecurity').some(
    (other) =>
      attribute(other.element, 'allowUnlisted')?.toLowerCase() === 'false' &&
      (location ?? '').toLowerCase().startsWith((other.location ?? '').toLowerCase()),
  );
}
