import type { Artifact } from '../model/artifact.js';
import type { FactEvidence } from '../model/finding.js';
import type { ImageFacts } from '../model/image.js';
import type { ImageIndex } from '../model/server.js';

/** Base types and interfaces by which IIS and Exchange take an assembly for one of theirs. */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^System\.Web\.IHttpModule$/, 'managed module'],
  [/^System\.Web\.IHttp(?:Async)?Handler(?:Factory)?$/, 'handler'],
  [/^System\.Web\.Hosting\.VirtualPathProvider$/, 'provider of pages without files'],
  [/^Microsoft\.Exchange\.Data\.Transport\.(?:\w+\.)?\w*Agent(?:Factory)?$/, 'transport agent'],
];

const EXPORTS: readonly (readonly [string, string])[] = [
  ['RegisterModule', 'native module'],
  ['GetFilterVersion', 'ISAPI filter'],
  ['HttpExtensionProc', 'ISAPI extension'],
  ['InitializeChangeNotify', 'password filter'],
];

/** What a program or library is made to be, by what it exports or refers to. */
export function rolesOf({ exports, assembly }: ImageFacts): string[] {
  return [
    ...EXPORTS.filter(([name]) => exports.includes(name)).map(([, role]) => role),
    ...ROLES.filter(([pattern]) => assembly?.typeReferences.some((type) => pattern.test(type))).map(([, role]) => role),
  ];
}

/** What an image says of itself, as evidence for a finding about it. */
export function imageEvidence(image: ImageFacts, path: string): FactEvidence[] {
  const fact = (label: string, text: string | null | undefined) =>
    text ? [{ type: 'fact' as const, path: null, label, text: `${path}: ${text}` }] : [];
  const { version, assembly } = image;
  return [
    ...fact('made to be', rolesOf(image).join(', ')),
    ...fact('company', version['CompanyName'] ?? 'no version information'),
    ...fact('file version', version['FileVersion']),
    ...fact('signature', image.signed ? 'attached, not verified' : 'none'),
    ...fact('linked', image.linkedAt),
    ...fact('sha256', image.sha256),
    ...fact('debug file', image.debugFile),
    ...fact(
      'assembly',
      assembly && `${assembly.name} ${assembly.version}, ${assembly.publicKeyToken ?? 'no strong name'}`,
    ),
    ...fact('refers to', assembly?.references.slice(0, 20).join(', ')),
  ];
}

/** Images of one server by Windows path; case does not count. */
export function imageIndexOf(
  images: Iterable<{ readonly artifact: Artifact; readonly image: ImageFacts }>,
): ImageIndex {
  const byPath = new Map<string, ImageFacts>();
  for (const { artifact, image } of images)
    if (artifact.windowsPath !== null) byPath.set(artifact.windowsPath.toLowerCase(), image);
  return { get: (path) => byPath.get(path.toLowerCase()) };
}
