import { isInGlobalCache } from '../../formats/pe/global-assembly.js';
import { peImage } from '../../formats/pe/read-image.js';
import { isMicrosoftToken } from '../../formats/pe/strong-name.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import type { ImageFacts } from '../../model/image.js';
import { ServerPaths } from '../../server/configuration/server-paths.js';
import { iisKnownGood } from '../../server/iis-known-good.js';
import { imageEvidence, rolesOf } from '../../server/image-facts.js';

/** Folders from which ASP.NET loads every assembly by itself. */
const BIN = /\\(?:frontend\\httpproxy|clientaccess|inetpub\\wwwroot)\\(?:.*\\)?bin\\[^\\]+\.dll$/;

export default defineDetector({
  id: 'iis.unlisted-assembly',
  title: 'Foreign library in IIS or Exchange',
  description:
    'ASP.NET loads every assembly of a bin folder when the application starts; IIS loads what is registered as a module. A library made for that, and not shipped, may be loaded or wait for it.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.004'],
  references: ['NET-01', 'IIS-01'],
  falsePositives: ['Add-ons of other products', 'Libraries of an Exchange build that is not on record'],
  nextSteps: [
    'Compare with the same folder of another server of the same build',
    'Look at the library without running it',
  ],
  consumes: peImage,
  messages: {
    precompiled: '{file} is named like a compiled page, in a folder where Exchange has none',
    impostor: '{file} calls itself {assembly}, but is not signed as one of Microsoft ({token})',
    role: '{file} is made to be a {role}, and is not one that the product ships',
    unlisted: '{file} is not among the libraries that the product has in this folder',
  },
  *inspect(image, { artifact, server }) {
    const path = artifact?.windowsPath ?? artifact?.collectedPath ?? '';
    const verdict = judge(image, path.replaceAll('/', '\\').toLowerCase(), server.knownGood.isShippedPath(path));
    if (verdict === null) return;
    yield {
      ...verdict,
      data: { file: path, ...verdict.data },
      at: imageEvidence(image, path),
      identity: [verdict.message],
    };
  },
});

function judge(image: ImageFacts, path: string, shipped: boolean) {
  // What stands in the global cache is judged by its name and key there, whatever it is made to be.
  if (isInGlobalCache(path)) return null;
  const file = path.split('\\').at(-1) ?? '';
  const { assembly } = image;
  const inBin = BIN.test(path);
  if (inBin && /^app_(?:web|code|global)[._]/.test(file))
    return { message: 'precompiled', severity: 'critical', confidence: 'strong', data: {} } as const;
  const named = assembly !== null && /^(?:Microsoft\.Exchange|System\.Web)\./.test(assembly.name);
  if (named && !isMicrosoftToken(assembly.publicKeyToken)) {
    const token = assembly.publicKeyToken ?? 'no strong name';
    // Resources and web pages that Exchange compiles itself carry no key.
    if (/\.resources$|^app_/i.test(assembly.name)) return null;
    return { message: 'impostor', severity: 'high', data: { assembly: assembly.name, token } } as const;
  }
  if (shipped) return null;
  const role = rolesOf(image).find((name) => name !== 'ISAPI extension');
  const ofMicrosoft = isMicrosoftToken(assembly?.publicKeyToken ?? null);
  if (role && !ofMicrosoft && !isRegistered(path) && !/\\temporary asp\.net files\\/.test(path)) {
    const severity: Severity = role === 'native module' || inBin ? 'high' : 'medium';
    return { message: 'role', severity, data: { role } } as const;
  }
  if (inBin && !ofMicrosoft && image.version['CompanyName'] !== 'Microsoft Corporation')
    return { message: 'unlisted', severity: 'medium', data: {} } as const;
  return null;
}

/** A module of IIS or Exchange by its path: what is in that file is for hashes to tell. */
function isRegistered(path: string): boolean {
  const canonical = new ServerPaths().canonical(path);
  const known = iisKnownGood();
  const modules = new Set(Object.values(known.globalModules).flat());
  if (modules.has(canonical) || known.isapiFilters.includes(canonical) || known.isapiRestrictions.includes(canonical))
    return true;
  return /^%windir%\\system32\\inetsrv\\(?:cgi|iisfcgi|iis_ssi|iprestr|diprestr|urlauthz|authmap|logcust|iiswsock|warmup|webdav|asp|ssinc)\.dll$|\\(?:owaauth|airfilter|exppw|kerbauth|nativehttpproxy)\.dll$/.test(
    canonical,
  );
}
