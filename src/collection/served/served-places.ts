import type { Artifact } from '../../model/artifact.js';
import { compareText } from '../../platform/order.js';
import type { Discovered } from '../walking/discovered.js';
import { isServedPlace, NOTHING_SERVED, type Served, windowsPathOf } from '../kinds/kind.js';
import type { NoteLedger } from '../note-ledger.js';
import { provisionalArtifact } from '../provisional-artifact.js';
import type { Reading } from '../reading/reading.js';
import type { RestoredFile } from '../placing/restore-paths.js';
import { foldersAbove, type Including, includedFiles, MOST_FILES, servedBy, targetsOf } from './served.js';

/** A file that was found, and where it lay. */
export type Placed = Discovered & {
  readonly restored: RestoredFile;
  /** Its position among all that were found. */
  readonly at: number;
};

/** Links of one server whose targets are looked for. */
const MOST_LINKS = 1000;

/** What each server serves: by its configuration, by what its pages include, and by where links in its web folders point. */
export async function servedOf(
  placed: Iterable<Placed>,
  hostOf: (one: Placed) => string | null,
  reading: Reading,
  notes: NoteLedger,
): Promise<ReadonlyMap<string | null, Served>> {
  const [whole, single]: [Artifact[], Artifact[]] = [[], []];
  const hosts = new Map<string | null, Telling>();
  for (const one of placed) {
    const host = hostOf(one);
    const telling = hosts.get(host) ?? { including: [], links: [] };
    hosts.set(host, telling);
    const { file, restored, facts } = one;
    if (facts.includes.length > 0) {
      const { windowsPath } = restored;
      telling.including.push({ windowsPath, collectedPath: file.collectedPath, includes: facts.includes });
    }
    if (file.type === 'link') telling.links.push(one);
    if (facts.kind === 'application-host-config') whole.push(provisionalArtifact(file, host));
    else if (pathOf(one).endsWith('\\web.config')) single.push(provisionalArtifact(file, host));
  }
  const configured = await servedBy([...whole, ...single], reading);
  for (const note of configured.notes) notes.add(note);
  const all = new Map<string | null, Served>();
  for (const [host, { including, links }] of hosts) {
    const { folders, extensions } = configured.served.get(host) ?? NOTHING_SERVED;
    const included = includedFiles(including);
    if (included.size >= MOST_FILES) {
      const message = `Pages take in more than ${MOST_FILES} files; which others they take in was not looked at`;
      notes.add({ code: 'limit-reached', message, path: null, host, incomplete: true });
    }
    const served = links.filter((one) => isServedPlace(pathOf(one), folders));
    const linked = served.length === 0 ? NO_PLACES : linkedPlaces(served, filesOf(placed, hostOf, host), host, notes);
    all.set(host, {
      folders: new Set([...folders, ...linked.folders]),
      extensions,
      files: new Set([...included, ...linked.files]),
    });
  }
  return all;
}

/** What the files of one server tell of what it serves. */
interface Telling {
  readonly including: Including[];
  readonly links: Placed[];
}

interface LinkedPlaces {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

const NO_PLACES: LinkedPlaces = { folders: [], files: [] };

/** Files of one server, which are no links. */
function* filesOf(placed: Iterable<Placed>, hostOf: (one: Placed) => string | null, host: string | null) {
  for (const one of placed) if (one.file.type === 'file' && hostOf(one) === host) yield one;
}

/** Where links in served folders point: to files and folders that were collected, or to what is missing, which is noted. */
function linkedPlaces(
  links: readonly Placed[],
  files: Iterable<Placed>,
  host: string | null,
  notes: NoteLedger,
): LinkedPlaces {
  const byPath = new Map<string, Placed>();
  for (const one of files) byPath.set(pathOf(one), one);
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
