import { isModulePlace, isOddPlace, isWebPlace, PROGRAM_EXTENSIONS } from '../../collection/served/web-places.js';
import { type FileHistory, volumeHistory } from '../../formats/ntfs/file-history.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { FactEvidence, Severity } from '../../model/finding.js';
import { safeText } from '../../platform/safe-text.js';
import { extensionOf } from '../../platform/windows-path.js';
import { moduleNamesOf } from '../../server/add-ons.js';
import { iisKnownGood } from '../../server/iis-known-good.js';

const DAY = 86_400_000;
const HOUR = DAY / 24;
/** Days between creation and deletion: what is installed stays for longer. */
const SHORT_LIFE = 7;
/** Programs deleted within one hour: whoever takes back what he left deletes few, an update many. */
const MANY = 10;
/** What a build of a site, or the compiler of ASP.NET, leaves and removes; of Exchange, only setups touch such folders. */
const BUILT = /\\temporary asp\.net files\\|\\(?:bin|app_data|packages|node_modules|obj)\\/;
const OF_EXCHANGE = /\\exchange server\\v1[45]\\/;
/** Temporary folders, where Exchange puts a new engine against malware every hour, and copies of what a user's programs load. */
const PASSING = /\\te?mp\\|\\fip-fs\\data\\|\\appdata\\local\\assembly\\/;
/** Setups unpack themselves to folders of their own; .NET compiles serialisers and scripts to eight random characters. */
const SETUP_OR_COMPILER = /\\te?mp\\(?:[^\\]+\\|[a-z0-9_]{8}\.dll$|mpam-|mpsigstub|\{)/;
/** A file directly in such a place, or in one folder there: deeper lies what was installed. */
const SHALLOW = /^[^\\]+\\(?:[^\\]+\\){1,2}[^\\]+$/;

export default defineDetector({
  id: 'windows.deleted-program',
  title: 'Program that was deleted',
  description:
    'The change journal and the master file table of NTFS remember programs and libraries that are gone. A native module, a transport agent or a tool that lay where a web server loads or serves files, or where everybody can write, and was taken away, is what an intruder leaves behind who tidies up.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1070.004', 'T1105'],
  references: ['OS-12', 'TIM-01'],
  falsePositives: [
    'Updates and removals of products that touched few files',
    'Tools that an administrator put there and removed',
    'Plug-ins of sites that are deployed one by one',
  ],
  nextSteps: [
    'Look into Amcache, event logs and shadow copies for the file, its hash and who ran it',
    'Search the configuration history and agents.config for what loaded it, and the IIS logs around its creation',
  ],
  consumes: volumeHistory,
  messages: {
    module: '{file} lay where IIS or Exchange loads modules and agents from, and was deleted',
    web: '{file} lay among web content, and was deleted',
    staged: '{file} lay where everybody can write, and was deleted',
    many: '{count} programs were deleted more than {limit} within one hour, as updates and removals do it; they are not told one by one. The first is {file}',
  },
  *inspect(volume, context) {
    const gone = volume.files.flatMap((file) => {
      const place = PROGRAM_EXTENSIONS.has(extensionOf(file.path)) ? placeOf(file, context) : null;
      return place === null ? [] : [{ file, place }];
    });
    const distinct = new Map(gone.map((one) => [one.file.path.toLowerCase(), one]));
    const hours = new Map<number, number>();
    for (const { file } of distinct.values()) hours.set(hourOf(file), (hours.get(hourOf(file)) ?? 0) + 1);
    const isOfMany = (file: FileHistory) => (hours.get(hourOf(file)) ?? 0) > MANY;
    const many = [...distinct.values()].filter(({ file }) => isOfMany(file));
    for (const { file, place } of distinct.values()) {
      if (isOfMany(file)) continue;
      yield {
        message: place,
        data: { file: file.path, writes: file.path, traits: [`gone at ${file.deleted ?? 'a time that is not known'}`] },
        at: lifeOf(file, context),
        identity: [file.path.toLowerCase()],
        ...gradeOf(file, place),
        firstSeen: file.created ?? file.firstWritten ?? file.named?.created ?? null,
        lastSeen: file.deleted ?? file.renamed,
      };
    }
    const [first] = many;
    if (first === undefined) return;
    yield {
      message: 'many',
      data: { file: first.file.path, count: many.length, limit: MANY },
      at: lifeOf(first.file, context),
      identity: ['many'],
      severity: 'informational',
      confidence: 'weak',
      outcome: 'hygiene',
      firstSeen: first.file.deleted,
      lastSeen: first.file.deleted,
    };
  },
});

type Place = 'module' | 'web' | 'staged';

/** Null where programs come and go without meaning anything, and for what is there. */
function placeOf(file: FileHistory, { server }: DetectorContext): Place | null {
  const path = file.path.toLowerCase();
  if (server.files.presence(path) === 'collected' || server.knownGood.isShippedPath(path)) return null;
  if (OF_EXCHANGE.test(path)) return PASSING.test(path) ? null : 'module';
  if (BUILT.test(path)) return null;
  if (/\\inetsrv\\/.test(path)) return isOfWindows(path) ? null : 'module';
  if (isWebPlace(path) || server.urlMap.urlsOf(file.path).length > 0) return 'web';
  if (isOddPlace(path)) return SHALLOW.test(path) && !SETUP_OR_COMPILER.test(path) ? 'staged' : null;
  return isModulePlace(path) && !PASSING.test(path) ? 'module' : null;
}

/** A module of a role or feature of IIS: removing that deletes it. */
function isOfWindows(path: string): boolean {
  const image = path.replace(/^[a-z]:\\windows\\/, '%windir%\\');
  const shipped = Object.values(iisKnownGood().globalModules).some((images) => images.includes(image));
  return shipped || moduleNamesOf(image).length > 0;
}

/** When it was deleted or, where nobody noted that, when it came; both count in bursts. */
function hourOf({ deleted, named }: FileHistory): number {
  return Math.floor(Date.parse(deleted ?? named?.created ?? '') / HOUR);
}

function gradeOf(
  { created, named, deleted }: FileHistory,
  place: Place,
): { severity: Severity; confidence: 'strong' | 'moderate' | 'weak' } {
  const days = (Date.parse(deleted ?? '') - Date.parse(created ?? named?.created ?? '')) / DAY;
  const isShort = days < SHORT_LIFE;
  if (place === 'staged') {
    return isShort ? { severity: 'medium', confidence: 'moderate' } : { severity: 'low', confidence: 'weak' };
  }
  return isShort ? { severity: 'high', confidence: 'strong' } : { severity: 'medium', confidence: 'moderate' };
}

/** Each step of its life, in their order. */
function lifeOf(file: FileHistory, { artifact }: DetectorContext): FactEvidence[] {
  const steps: readonly (readonly [string, string | null | undefined])[] = [
    ['creation, as the file system noted it', file.created === null ? file.named?.created : null],
    ['created', file.created],
    ['first written to', file.firstWritten],
    ['last written to', file.lastWritten === file.firstWritten ? null : file.lastWritten],
    [`renamed from ${file.earlierNames.join(', ')}`, file.earlierNames.length > 0 ? file.renamed : null],
    ['times or attributes set', file.timesSet],
    ['deleted', file.deleted],
    ['bytes', file.size === null ? null : String(file.size)],
  ];
  return steps.flatMap(([label, text]): FactEvidence[] =>
    text
      ? [{ type: 'fact', path: artifact?.collectedPath ?? null, label: safeText(label), text: `${text} ${file.path}` }]
      : [],
  );
}
