import { applicationHostConfig, itemsOf, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, walk } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import { isOfExchange, reachOf } from '../../server/configuration/file-role.js';
import { grave, UNUSUAL } from '../../server/configuration/weight.js';
import { iisKnownGood } from '../../server/iis-known-good.js';

const GROUP = 'system.webServer/security/authentication/';

/** Where anonymous access gives away what Exchange keeps behind a logon; administrators switch it elsewhere. */
const GUARDED =
  /^(?:Exchange Back End\/(?:PowerShell|mapi(?:\/.*)?|OAB|Rpc|RpcWithCert|Microsoft-Server-ActiveSync(?:\/.*)?)|Default Web Site\/(?:PowerShell|mapi|OAB|Rpc|Microsoft-Server-ActiveSync(?:\/.*)?))$/i;

export default defineDetector({
  id: 'iis.weakened-authentication',
  title: 'Logon is weaker than Exchange sets it up',
  description:
    'Anonymous access to a guarded folder, or a certificate that is mapped to an account, lets in who has no password. Administrators change some of this with supported commands, so most differences are worth a note only.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'hygiene',
  attack: ['T1556'],
  references: ['IIS-11'],
  falsePositives: ['Changes of an administrator, hybrid set-ups, certificate logon that was set up on purpose'],
  nextSteps: ['Ask who changed it', 'Look for anonymous requests to the folder that were answered 200'],
  consumes: applicationHostConfig,
  messages: {
    anonymous: '{location} answers without a logon',
    'run-as': 'Visitors of {location} who do not log on act as {account}',
    certificate: 'A client certificate is mapped to the account {account} for {location}',
    addresses: '{location} is open to {account} although others are shut out',
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
          severity: isOfExchange(reachOf(file, section, context), context.server) ? 'high' : 'low',
          data: { location, account },
          at,
          identity: [location.toLowerCase(), 'account'],
        };
      }
      const expected = Object.entries(known).find(([place]) => place.toLowerCase() === location.toLowerCase())?.[1];
      if (GUARDED.test(location) && !expected?.includes('anonymous')) {
        yield { message: 'anonymous', data: { location }, at, identity: [location.toLowerCase(), 'anonymous'] };
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
  },
});
