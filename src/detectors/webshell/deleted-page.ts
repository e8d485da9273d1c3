import { EXECUTED_EXTENSIONS, isWebPlace } from '../../collection/served/web-places.js';
import { type FileHistory, volumeHistory } from '../../formats/ntfs/file-history.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { FactEvidence, Severity } from '../../model/finding.js';
import { safeText } from '../../platform/safe-text.js';
import { extensionOf } from '../../platform/windows-path.js';

const DAY = 86_400_000;
/** Days between creation and deletion: pages of applications stay for longer. */
const SHORT_LIFE = 7;
/** Pages deleted within one hour: whoever takes back what he left deletes few, a new release of an application many. */
const MANY = 20;
const SERVER_CODE = /<%|<script[^>]{1,200}runat/i;

export default defineDetector({
  id: 'webshell.deleted-page',
  title: 'Page that was deleted',
  description:
    'The change journal and the master file table of NTFS remember files that are gone. A page in a web folder that the product does not ship, that was there for some days and was deleted, is what a web shell leaves behind; of a small one even the content still stands in its record.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1070.004'],
  references: ['WEB-13', 'TIM-01'],
  falsePositives: [
    'Pages of an application that were removed one by one',
    'Editors and deployment tools that replace a file by another',
  ],
  nextSteps: [
    'Search the IIS logs between creation and deletion for the page, and for who called it',
    'Look for its compiled trace in Temporary ASP.NET Files, and for the file in backups, shadow copies and quarantine',
  ],
  consumes: volumeHistory,
  messages: {
    deleted: '{file} was created, and deleted: it is not there any more',
    gone: '{file} was deleted; when it was created is not known any more',
    recycled: '{file} lies in the Recycle Bin under another name',
    content: '{file} was deleted, and its record still holds server code: {content}',
    many: '{count} pages were deleted within one hour, as a new release of an application does it; the first is {file}',
  },
  *inspect(volume, context) {
    const gone = distinct(
      volume.files.filter((file) => isForeign(file, context) && (isRecycled(file) || isGone(file, context))),
    );
    const hours = new Map<number, FileHistory[]>();
    for (const file of gone) {
      const hour = file.deleted === null ? -1 : Math.floor(Date.parse(file.deleted) / (DAY / 24));
      hours.set(hour, [...(hours.get(hour) ?? []), file]);
    }
    for (const [hour, files] of hours) {
      const [first] = files;
      if (first && hour >= 0 && files.length > MANY) {
        yield {
          message: 'many',
          data: { file: first.path, count: files.length },
          at: lifeOf(first, context),
          identity: ['many', first.path.toLowerCase()],
          severity: 'low',
          confidence: 'weak',
          outcome: 'hygiene',
          firstSeen: first.deleted,
          lastSeen: first.deleted,
        };
        continue;
      }
      for (const file of files) yield detection(file, context);
    }
  },
});

/** One for each path: a page that came and went several times is told once, by what is known most of. */
function distinct(files: readonly FileHistory[]): FileHistory[] {
  const kept = new Map<string, FileHistory>();
  for (const file of files) {
    const key = file.path.toLowerCase();
    const known = kept.get(key);
    const tellsMore = known?.content === null && file.content !== null;
    if (!known || tellsMore || (known.created === null && file.created !== null && known.content === null))
      kept.set(key, file);
  }
  return [...kept.values()];
}

function isForeign(file: FileHistory, { server }: DetectorContext): boolean {
  if (!EXECUTED_EXTENSIONS.has(extensionOf(file.path))) return false;
  if (server.knownGood.isShippedPath(file.path)) return false;
  if (!file.isPathKnown || isRecycled(file)) return true;
  return isWebPlace(file.path.toLowerCase()) || server.urlMap.urlsOf(file.path).length > 0;
}

function isGone(file: FileHistory, { server }: DetectorContext): boolean {
  return file.state === 'deleted' && !file.isReplaced && server.files.presence(file.path) !== 'collected';
}

function isRecycled({ path, state }: FileHistory): boolean {
  return state !== 'deleted' && /\\\$recycle\.bin\\/i.test(path);
}

function detection(file: FileHistory, context: DetectorContext) {
  const code = file.content !== null && SERVER_CODE.test(file.content) ? safeText(file.content.slice(0, 300)) : null;
  const message =
    code !== null ? 'content' : isRecycled(file) ? 'recycled' : file.created !== null ? 'deleted' : 'gone';
  return {
    message,
    data: {
      file: file.path,
      content: code ?? '',
      earlier: file.earlierNames.map((name) => safeText(name)),
      // What the case tells of the page: when it came, and when it went.
      ...(file.isPathKnown && { writes: file.path }),
      traits: file.state === 'deleted' ? [`gone at ${file.deleted ?? 'a time that is not known'}`] : [],
    },
    at: lifeOf(file, context),
    identity: [file.path.toLowerCase()],
    ...gradeOf(file, code !== null),
    firstSeen: file.created ?? file.firstWritten ?? file.named?.created ?? null,
    lastSeen: file.deleted ?? file.renamed,
  } as const;
}

function gradeOf(
  file: FileHistory,
  hasCode: boolean,
): { severity: Severity; confidence: 'strong' | 'moderate' | 'weak' } {
  if (!file.isPathKnown) return { severity: 'medium', confidence: 'weak' };
  if (isRecycled(file)) return { severity: 'medium', confidence: 'moderate' };
  const days = (Date.parse(file.deleted ?? '') - Date.parse(file.created ?? '')) / DAY;
  if (hasCode) return { severity: days < SHORT_LIFE ? 'critical' : 'high', confidence: 'strong' };
  return days < SHORT_LIFE
    ? { severity: 'high', confidence: 'strong' }
    : { severity: 'medium', confidence: 'moderate' };
}

/** Each step of its life, in their order. */
function lifeOf(file: FileHistory, { artifact }: DetectorContext): FactEvidence[] {
  const steps: readonly (readonly [string, string | null | undefined])[] = [
    ['created', file.created],
    ['first written to', file.firstWritten],
    ['last written to', file.lastWritten === file.firstWritten ? null : file.lastWritten],
    [`renamed from ${file.earlierNames.join(', ')}`, file.earlierNames.length > 0 ? file.renamed : null],
    ['times or attributes set', file.timesSet],
    ['deleted', file.deleted],
    ['creation, as the file system noted it', file.named?.created],
    ['creation, as it stated itself', file.standard?.created],
  ];
  return steps.flatMap(([label, time]): FactEvidence[] =>
    time
      ? [{ type: 'fact', path: artifact?.collectedPath ?? null, label: safeText(label), text: `${time} ${file.path}` }]
      : [],
  );
}
