import {
  type GlobalAssembly,
  isInGlobalCache,
  isOfMicrosoft,
  parseGlobalAssembly,
} from '../../formats/pe/global-assembly.js';
import type { Artifact } from '../../model/artifact.js';
import { collectedFile } from '../../model/collected-file.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { Evidence, FactEvidence } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { imageEvidence } from '../../server/image-facts.js';

/** Names that .NET, IIS and Exchange load by themselves or that a reader passes over. */
const CORE =
  /^(?:system|mscorlib|system\.core|(?:microsoft\.(?:exchange|web|aspnet)|system\.(?:web|servicemodel|identitymodel|enterpriseservices))(?:\..+)?)$/i;
const LIKE_MICROSOFT = /^(?:microsoft|system)\./i;

/** Libraries of others whose names begin like Microsoft's: name and key belong together. */
const KNOWN_OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^system\.data\.sqlite(?:\..+)?$/i, 'db937bc2d44ff139'],
  [/^system\.reactive(?:\..+)?$/i, '94bc3704cddfc263'],
  [/^microsoft\.deployment\.(?:windowsinstaller|compression|resources)(?:\..+)?$/i, 'ce35f76fcda82bad'],
];

/** Assemblies of one publisher that a finding lists. */
const LISTED = 20;

interface Cached {
  readonly assembly: GlobalAssembly;
  readonly artifact: Artifact;
  readonly path: string;
}

export default defineDetector({
  id: 'iis.foreign-global-assembly',
  title: 'Foreign assembly in the global assembly cache',
  description:
    'Any .NET program of the server, the worker processes of IIS among them, loads an assembly of the global cache by its name alone. Normal are those of Microsoft and, under their own names and keys, those of installed products.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1574'],
  references: ['NET-02'],
  falsePositives: [
    'Assemblies of installed products',
    'Libraries that are named after the part of .NET that they extend',
  ],
  nextSteps: [
    'Ask which product installed it, and compare with the other servers',
    'Look whether a module, handler or transport agent names it',
    'Look at the assembly without running it',
  ],
  consumes: collectedFile,
  messages: {
    posing: '{file} is named like a part of .NET or Exchange, under the key {token}, which is not of Microsoft',
    unsigned: '{file} has no strong name, without which no installer puts an assembly into the global cache',
    renamed: '{file} lies in the folder of the assembly {name}, which is another',
    misplaced: '{file} lies in the global cache where no assembly can be found',
    publisher: 'The global cache holds {count} of the publisher with the key {token}: {names}',
  },
  *conclude(inputs, context) {
    const others: Cached[] = [];
    const files = inputs
      .filter(({ input: { artifact } }) => artifact.kind !== 'link' && isCachedImage(artifact.windowsPath ?? ''))
      .map(({ input: { artifact } }) => ({ artifact, path: artifact.windowsPath ?? '' }))
      .sort((a, b) => compareText(a.path, b.path));
    const present = new Set(files.map(({ path }) => path.toLowerCase()));
    for (const { artifact, path } of files) {
      const assembly = parseGlobalAssembly(path);
      const about = { artifact, at: evidence(artifact, path, context) };
      if (assembly === null) {
        yield { message: 'misplaced', data: { file: path }, identity: ['misplaced'], ...about };
        continue;
      }
      const { name, publicKeyToken: token } = assembly;
      // Parts of one assembly in several files: its own file is there too.
      const renamed = isRenamed(assembly, path, present) || isAnother(assembly, path, context);
      const ofMicrosoft = isOfMicrosoft(assembly);
      if (renamed) {
        const severity = ofMicrosoft ? 'low' : 'medium';
        yield { message: 'renamed', severity, data: { file: path, name }, identity: ['renamed'], ...about };
      }
      if (ofMicrosoft) continue;
      if (token === null) {
        yield { message: 'unsigned', data: { file: path }, identity: ['unsigned'], ...about };
      } else if (LIKE_MICROSOFT.test(name) && !isKnownOther(name, token)) {
        const severity = CORE.test(name) ? 'high' : 'medium';
        yield { message: 'posing', severity, data: { file: path, token }, identity: ['posing'], ...about };
      } else if (!renamed) others.push({ assembly, artifact, path });
    }
    yield* publishers(others);
  },
});

/** One for each key, however many assemblies it has: vendors bring dozens. */
function* publishers(others: readonly Cached[]) {
  const byToken = groupBy(others, ({ assembly }) => assembly.publicKeyToken ?? '');
  for (const [token, own] of [...byToken].sort(([a], [b]) => compareText(a, b))) {
    const names = [...new Set(own.map(({ assembly }) => assembly.name))].sort(compareText);
    const first = own[0];
    if (!first) continue;
    yield {
      message: 'publisher',
      severity: 'informational',
      confidence: 'weak',
      outcome: 'hygiene',
      data: { count: names.length, token, names: names.slice(0, LISTED) },
      at: own.slice(0, LISTED).map(({ artifact, path }) => fact(artifact, 'assembly', path)),
      identity: [token],
      artifact: first.artifact,
    } as const;
  }
}

/** The file has another name than its folder, and the file that the folder is for is not there. */
function isRenamed({ name, file }: GlobalAssembly, path: string, present: ReadonlySet<string>): boolean {
  const folder = path.slice(0, -file.length).toLowerCase();
  const own = name.toLowerCase();
  return !present.has(`${folder}${own}.dll`) && !present.has(`${folder}${own}.exe`);
}

/** The assembly in it says that it is another than its folder says. */
function isAnother({ name, publicKeyToken, file }: GlobalAssembly, path: string, { server }: DetectorContext): boolean {
  const own = server.images?.get(path)?.assembly;
  if (!own || own.name === '' || !file.toLowerCase().startsWith(`${name.toLowerCase()}.`)) return false;
  return own.name.toLowerCase() !== name.toLowerCase() || own.publicKeyToken !== publicKeyToken;
}

function isKnownOther(name: string, token: string): boolean {
  return KNOWN_OTHERS.some(([pattern, key]) => key === token && pattern.test(name));
}

function evidence(artifact: Artifact, path: string, { server }: DetectorContext): Evidence[] {
  const image = server.images?.get(path);
  return [fact(artifact, 'assembly', `${path}, ${artifact.size} bytes`), ...(image ? imageEvidence(image, path) : [])];
}

function fact(artifact: Artifact, label: string, text: string): FactEvidence {
  return { type: 'fact', path: artifact.collectedPath, label, text };
}

function isCachedImage(path: string): boolean {
  return /\.(?:dll|exe)$/i.test(path) && isInGlobalCache(path);
}
