import { groupBy } from '../platform/group-by.js';
import { compareText } from '../platform/order.js';
import type { Discovered } from './discovered.js';
import { isServedPlace, NOTHING_SERVED, type Served, windowsPathOf } from './kind.js';
import type { NoteLedger } from './note-ledger.js';
import { provisionalArtifact } from './provisional-artifact.js';
import type { Reading } from './reading/reading.js';
import type { RestoredFile } from './restore-paths.js';
import { foldersAbove, includedFiles, MOST_FILES, servedBy, targetsOf } from './served.js';

/** A file that was found, and where it lay. */
export type Placed = Discovered & { readonly restored: RestoredFile };

/** Links of one server whose targets are looked for. */
const MOST_LINKS = 1000;

/** What each server serves: by its configuration, by what its pages include, and by where links in its web folders point. */
export async function servedOf(
  placed: readonly Placed[],
  hostOf: (one: Placed) => string | null,
  reading: Reading,
  notes: NoteLedger,
): Promise<ReadonlyMap<string | null, Served>> {
  const isWhole = (one: Placed) => one.facts.kind === 'application-host-config';
  const configurations = [
    ...placed.filter(isWhole),
    ...placed.filter((one) => !isWhole(one) && pathOf(one).endsWith('\\web.config')),
  ];
  const configured = await servedBy(
    configurations.map((one) => provisionalArtifact(one.file, hostOf(one))),
    reading,
  );
  for (const note of configured.notes) notes.add(note);
  const all = new Map<string | null, Served>();
  for (const [host, files] of groupBy(placed, hostOf)) {
    const { folders, extensions } = configured.served.get(host) ?? NOTHING_SERVED;
    const included = includedFiles(
      files.flatMap(({ file, restored, facts }) =>
        facts.includes.length === 0
          ? []
          : [{ windowsPath: restored.windowsPath, collectedPath: file.collectedPath, includes: facts.includes }],
      ),
    );
    if (included.size >= MOST_FILES) {
      const message = `Pages take in more than ${MOST_FILES} files; which others they take in was not looked at`;
      notes.add({ code: 'limit-reached', message, path: null, host, incomplete: true });
    }
    const linked = linkedPlaces(files, host, folders, notes);
    all.set(host, {
      folders: new Set([...folders, ...linked.folders]),
      extensions,
      files: new Set([...included, ...linked.files]),
    });
  }
  return all;
}

/** Where links in served folders point: to files and folders that were collected, or to what is missing, which is noted. */
function linkedPlaces(
  files: readonly Placed[],
  host: string | null,
  served: ReadonlySet<string>,
  notes: NoteLedger,
): { readonly folders: readonly string[]; readonly files: readonly string[] } {
  const links = files.filter(
    ({ file, restored }) => file.type === 'link' && isServedPlace(pathOf({ file, restored }), served),
  );
  if (links.length === 0) return { folders: [], files: [] };
  const byPath = new Map(files.filter(({ file }) => file.type === 'file').map((one) => [pathOf(one), one]));
  const byLocation = new Map([...byPath].map(([path, { file }]) => [file.path.toString('latin1'), path]));
  const sorted = [...byPath.keys()].sort(compareText);
  const found = { folders: new Set<string>(), files: new Set<string>() };
  for (const one of links.slice(0, MOST_LINKS)) {
    const { file } = one;
    const written = file.linkTarget ?? '';
    const targets = written === '' ? [] : targetsOf(windowsTarget(written), foldersAbove(pathOf(one)));
    const local = byLocation.get(Buffer.from(written).toString('latin1'));
    const hits = [...targets, ...(local === undefined ? [] : [local])].filter((path) => byPath.has(path));
    for (const path of hits) found.files.add(path);
    const below = targets.filter((path) => path.length > 3 && hasBelow(sorted, `${path}\\`));
    for (const path of below) found.folders.add(`${path}\\`);
    if (hits.length > 0 || below.length > 0) continue;
    const message = 'A link in a web folder; what it points to was not collected: collect that, too';
    notes.add({ code: 'link-not-followed', message, path: file.collectedPath, host, incomplete: true });
  }
  if (links.length > MOST_LINKS) {
    const message = `More than ${MOST_LINKS} links in web folders; where the others point was not looked for`;
    notes.add({ code: 'limit-reached', message, path: null, host, count: links.length - MOST_LINKS, incomplete: true });
  }
  return { folders: [...found.folders], files: [...found.files] };
}

/** Whether any of the paths begins so. */
function hasBelow(sorted: readonly string[], prefix: string): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareText(sorted[middle] ?? '', prefix) < 0) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(prefix) ?? false;
}

function pathOf({ file, restored }: Pick<Placed, 'file' | 'restored'>): string {
  return windowsPathOf({ windowsPath: restored.windowsPath, collectedPath: file.collectedPath });
}

/** `\??\C:\x` as junctions say it, `/mnt/c/x` and `/cygdrive/c/x` as other systems show it. */
function windowsTarget(written: string): string {
  return written
    .replace(/^\\\?\?\\(?=[A-Za-z]:)/, '')
    .replace(/^\/(?:mnt|cygdrive)\/([A-Za-z])(?=\/)/, (_, drive: string) => `${drive}:`);
}
