import { isInGlobalCache } from '../../formats/pe/global-assembly.js';
import { peImage } from '../../formats/pe/read-image.js';
import { isMicrosoftToken } from '../../formats/pe/strong-name.js';
import { defineDetector } from '../../model/detector.js';
import type { ImageFacts } from '../../model/image.js';
import type { ServerFacts } from '../../model/server.js';
import { addOnOfIsapi, addOnOfModule, moduleNamesOf } from '../../server/add-ons.js';
import { ServerPaths } from '../../server/configuration/server-paths.js';
import { grave, REVIEW, UNUSUAL } from '../../server/configuration/weight.js';
import { iisKnownGood } from '../../server/iis-known-good.js';
import { imageEvidence, rolesOf } from '../../server/image-facts.js';
import { hasExchange } from '../../server/server-roles.js';

/** Folders of Exchange, and of the site that it answers in, from which ASP.NET loads every assembly by itself. */
const BIN = /\\(?:frontend\\httpproxy|clientaccess|inetpub\\wwwroot)\\(?:.*\\)?bin\\[^\\]+\.dll$/;

export default defineDetector({
  id: 'iis.unlisted-assembly',
  title: 'Foreign library in IIS or Exchange',
  description:
    'ASP.NET loads every assembly of a bin folder when the application starts; IIS loads what is registered as a module. A library made for that, and not shipped, may be loaded or wait for it. Whether it is an implant is told by what its code does.',
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
    const verdict = judge(image, path.replaceAll('/', '\\').toLowerCase(), server);
    if (verdict === null) return;
    yield {
      ...verdict,
      data: { file: path, ...verdict.data },
      at: imageEvidence(image, path),
      identity: [verdict.message],
    };
  },
});

/** Where a library lies, as far as it matters who may have put it there. */
type Place = 'exchange' | 'windows' | 'application';

function placeOf(path: string): Place {
  if (/\\(?:frontend\\httpproxy|clientaccess|transportroles|exchange server\\v1[45])\\/.test(path)) return 'exchange';
  return /^[a-z]:\\windows\\(?!temp\\|microsoft\.net\\framework(?:64)?\\[^\\]+\\temporary asp\.net files\\)/.test(path)
    ? 'windows'
    : 'application';
}

function judge(image: ImageFacts, path: string, { knownGood, roles }: ServerFacts) {
  // What stands in the global cache is judged by its name and key there, whatever it is made to be.
  if (isInGlobalCache(path)) return null;
  const file = path.split('\\').at(-1) ?? '';
  const { assembly } = image;
  const place = placeOf(path);
  const onExchange = hasExchange({ roles });
  const inBin = (place === 'exchange' || onExchange) && BIN.test(path);
  if (inBin && /^app_(?:web|code|global)[._]/.test(file))
    return {
      message: 'precompiled',
      ...(place === 'exchange' ? grave('critical') : REVIEW),
      data: {},
    } as const;
  const named = assembly !== null && /^(?:Microsoft\.Exchange|System\.Web)\./.exec(assembly.name);
  if (named && !isMicrosoftToken(assembly.publicKeyToken)) {
    const token = assembly.publicKeyToken ?? 'no strong name';
    // Resources and web pages that Exchange compiles itself carry no key.
    if (/\.resources$|^app_/i.test(assembly.name)) return null;
    // Libraries that extend a part of .NET are named after it.
    const extension = place === 'application' && !(onExchange && /exchange/i.test(named[0]));
    const weight = extension ? UNUSUAL : ({ ...grave('high'), confidence: 'moderate' } as const);
    return { message: 'impostor', ...weight, data: { assembly: assembly.name, token } } as const;
  }
  if (knownGood.isShippedPath(path)) return null;
  const role = rolesOf(image).find((name) => name !== 'ISAPI extension');
  const ofMicrosoft = isMicrosoftToken(assembly?.publicKeyToken ?? null);
  // Applications bring modules and handlers of their own: what these do is told by their code.
  if (role && !ofMicrosoft && !isRegistered(path) && !/\\temporary asp\.net files\\/.test(path))
    return { message: 'role', ...(place === 'application' ? UNUSUAL : REVIEW), data: { role } } as const;
  if (inBin && !ofMicrosoft && image.version['CompanyName'] !== 'Microsoft Corporation')
    return { message: 'unlisted', ...UNUSUAL, data: {} } as const;
  return null;
}

/** A module of IIS or Exchange by its path: what is in that file is for hashes to tell. */
function isRegistered(path: string): boolean {
  const canonical = new ServerPaths().canonical(path);
  if (addOnOfModule('', canonical) !== null || addOnOfIsapi(canonical) !== null) return true;
  if (moduleNamesOf(canonical).length > 0) return true;
  const known = iisKnownGood();
  const modules = new Set(Object.values(known.globalModules).flat());
  if (modules.has(canonical) || known.isapiFilters.includes(canonical) || known.isapiRestrictions.includes(canonical))
    return true;
  return /^%windir%\\system32\\inetsrv\\(?:cgi|iisfcgi|iis_ssi|iprestr|diprestr|urlauthz|authmap|logcust|iiswsock|warmup|webdav|asp|ssinc)\.dll$|\\(?:owaauth|airfilter|exppw|kerbauth|nativehttpproxy)\.dll$/.test(
    canonical,
  );
}
