import { type CollectedFile, collectedFile } from '../../model/collected-file.js';
import { type Detection, type DetectorContext, defineDetector, type Inspected } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { extensionOf, folderOf } from '../../platform/windows-path.js';
import { PAGE_EXTENSIONS, UNUSUAL_PAGE_EXTENSIONS, type WebPlace, webPlacesOf } from '../../server/web-place.js';

/** Of these a web server can make something in any folder; others are ordinary files where no web server looks. */
const PAGES_ANYWHERE = new Set(['aspx', 'ashx', 'asmx', 'asp', 'soap', 'cshtml', 'php', 'jsp']);

/** Files that came with one update bear times so close together. */
const SAME_INSTALLATION_MS = 48 * 3_600_000;

export default defineDetector({
  id: 'webshell.unshipped-script',
  title: 'Script that the product does not ship',
  description:
    'A page lies in a folder whose contents setup decides, and setup does not put it there. In the folders that execute for anybody, almost every such page was an intruder’s.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003'],
  references: ['WEB-01'],
  falsePositives: [
    'Add-ons for a second factor, captcha or mobile devices that put a page of their own there',
    'Pages that came with updates later than the known ones, in back-end folders',
    'Pages of an administrator’s own',
  ],
  nextSteps: [
    'Read the page, and ask who put it there',
    'Look for requests to it in the IIS logs: who asked first, and what followed',
    'Search the other servers for the same file',
  ],
  consumes: collectedFile,
  messages: {
    foreign: '{file} lies in {place}, where the product has no such page',
    judged:
      '{file} lies in {place}, where the product has no such page, and its content is that of a web shell ({rules})',
    installed: '{file} is not on the list of shipped pages, but bears the time of the pages around it',
  },
  *conclude(inputs, context) {
    const files = inputs.filter(({ input }) => input.artifact.kind !== 'link');
    const places = webPlacesOf(inputs);
    let shippedTimes: ReadonlyMap<string, readonly number[]> | null = null;
    const timesIn = (folder: string) => {
      shippedTimes ??= shippedTimesByFolder(files, context);
      return shippedTimes.get(folder) ?? [];
    };
    for (const { input } of files) {
      const { windowsPath } = input.artifact;
      const extension = windowsPath === null ? '' : extensionOf(windowsPath);
      if (windowsPath === null || !PAGE_EXTENSIONS.has(extension)) continue;
      const place = places.placeOf(windowsPath);
      if (place === null || context.server.knownGood.isShippedPath(windowsPath)) continue;
      if (place.rank === 3 && !PAGES_ANYWHERE.has(extension)) continue;
      yield detect(input, windowsPath, extension, place, timesIn, context);
    }
  },
});

function detect(
  { artifact }: CollectedFile,
  windowsPath: string,
  extension: string,
  place: WebPlace,
  timesIn: (folder: string) => readonly number[],
  context: DetectorContext,
): Detection<'foreign' | 'judged' | 'installed'> {
  const { rules = [] } = context.server.flaggedFiles.get(windowsPath.toLowerCase()) ?? {};
  const isUnusual = UNUSUAL_PAGE_EXTENSIONS.has(extension);
  const about = {
    artifact,
    at: { type: 'fact', path: artifact.collectedPath, label: 'place', text: place.name } as const,
    identity: ['unshipped'],
  };
  const data = { file: windowsPath, place: place.name };
  if (rules.length > 0) {
    return { ...about, message: 'judged', data: { ...data, rules }, severity: 'critical', confidence: 'strong' };
  }
  const severity: Severity = place.rank === 3 ? 'low' : isUnusual || place.rank === 1 ? 'high' : 'medium';
  const modified = artifact.times?.quality === 'unreliable' ? null : artifact.times?.modified;
  if (place.rank === 2 && !isUnusual && cameWith(timesIn(folderOf(windowsPath).toLowerCase()), modified)) {
    return { ...about, message: 'installed', data, severity: 'informational', confidence: 'weak' };
  }
  return { ...about, message: 'foreign', data, severity };
}

/** Modification times of shipped pages, by folder in lower case. */
function shippedTimesByFolder(
  files: readonly Inspected<CollectedFile>[],
  { server }: DetectorContext,
): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const { input } of files) {
    const { windowsPath } = input.artifact;
    const modified = Date.parse(input.artifact.times?.modified ?? '');
    if (windowsPath === null || Number.isNaN(modified) || !server.knownGood.isShippedPath(windowsPath)) continue;
    const folder = folderOf(windowsPath).toLowerCase();
    const known = times.get(folder);
    if (known === undefined) times.set(folder, [modified]);
    else known.push(modified);
  }
  return times;
}

/** Whether most of the shipped pages beside it are of the same installation. */
function cameWith(shipped: readonly number[], modified: string | null | undefined): boolean {
  const own = Date.parse(modified ?? '');
  const near = shipped.filter((time) => Math.abs(time - own) <= SAME_INSTALLATION_MS);
  return shipped.length >= 3 && near.length * 2 > shipped.length;
}
