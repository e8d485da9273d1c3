import { isWebPlace } from '../../collection/served/web-places.js';
import { type FileHistory, volumeHistory } from '../../formats/ntfs/file-history.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { FactEvidence } from '../../model/finding.js';

const [HOUR, DAY] = [3_600_000, 86_400_000];
/** Files that came within one hour and all state earlier times: an installer or a deployment sets those of what it unpacks. */
const MANY = 5;

export default defineDetector({
  id: 'windows.altered-file-times',
  title: 'Page with times that were set by hand',
  description:
    'Every program can set the times that a file states of itself; those that NTFS notes with its name it cannot. A page that states to have been created days before the file system noted it, and did not come with others like it, was made to look old.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1070.006'],
  references: ['TIM-04'],
  falsePositives: ['Single files that a tool restored from a backup with their times'],
  nextSteps: ['Read the page', 'Search the IIS logs around the time that the file system noted'],
  consumes: volumeHistory,
  messages: {
    older: '{file} states to have been created at {stated}; the file system noted it at {noted}',
    contradicted: '{file} states to have been created at {stated}; the change journal saw that at {noted}',
  },
  *inspect(volume, context) {
    const altered = volume.files.flatMap((file) => {
      const noted = file.created ?? file.named?.created ?? null;
      const stated = file.standard?.created ?? null;
      return noted !== null && stated !== null && isAltered(file, stated, noted, context)
        ? [{ file, noted, stated }]
        : [];
    });
    const times = altered.map(({ noted }) => Date.parse(noted)).sort((a, b) => a - b);
    for (const { file, noted, stated } of altered) {
      const at = Date.parse(noted);
      if (countBetween(times, at - HOUR, at + HOUR) > MANY) continue;
      const isSeen = file.created !== null;
      yield {
        message: isSeen ? 'contradicted' : 'older',
        data: { file: file.path, stated, noted, writes: file.path },
        at: facts(file, stated, noted, context),
        identity: [file.path.toLowerCase()],
        // What sets times by hand knows whole seconds.
        ...(isSeen || !file.hasFractions ? ({ severity: 'high', confidence: 'strong' } as const) : {}),
        firstSeen: noted,
        lastSeen: file.timesSet ?? noted,
      };
    }
  },
});

function isAltered(file: FileHistory, stated: string, noted: string, { server }: DetectorContext): boolean {
  if (file.state === 'deleted' || Date.parse(noted) - Date.parse(stated) < DAY) return false;
  if (server.knownGood.isShippedPath(file.path)) return false;
  return isWebPlace(file.path.toLowerCase()) || server.urlMap.urlsOf(file.path).length > 0;
}

function countBetween(sorted: readonly number[], from: number, to: number): number {
  const first = firstAtLeast(sorted, from);
  return firstAtLeast(sorted, to + 1) - first;
}

function firstAtLeast(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function facts(file: FileHistory, stated: string, noted: string, { artifact }: DetectorContext): FactEvidence[] {
  const path = artifact?.collectedPath ?? null;
  const rows: readonly (readonly [string, string | null])[] = [
    ['creation, as it states itself ($STANDARD_INFORMATION)', stated],
    ['creation, as the file system noted it', noted],
    ['times or attributes set', file.timesSet],
  ];
  return rows.flatMap(([label, time]): FactEvidence[] =>
    time === null ? [] : [{ type: 'fact', path, label, text: `${time} ${file.path}` }],
  );
}
