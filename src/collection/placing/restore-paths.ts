import { LAYOUTS } from '../layouts/index.js';
import type { ReadRecord, RecordedFile, VolumeRoot } from '../layouts/layout.js';
import { anchoredPath } from '../layouts/loose.js';
import type { NoteLedger } from '../note-ledger.js';
import { withLongNames } from './short-names.js';
import type { CollectedFile, Folder } from '../walking/tree.js';
import { joinWindows } from './windows-path.js';

/** Collectors nest their output a few folders deep; deeper, a folder named `C` is somebody's folder named `C`. */
const LAYOUT_DEPTH = 8;

/** What one collector's run, or one copied disk, came from: one server. */
export interface Origin {
  readonly folder: Folder;
  /** As the collector recorded it. */
  readonly host: string | null;
  /** Name of the layout that it is arranged by. */
  readonly layout: string;
}

export interface RestoredFile {
  readonly windowsPath: string | null;
  readonly origin: Origin | null;
  readonly recorded: RecordedFile | null;
  readonly isRecord: boolean;
  /** Packed in an archive that lies on the server itself. */
  readonly inArchive: boolean;
}

interface Place {
  readonly path: string | null;
  readonly decode: ((name: string) => string) | null;
  readonly origin: Origin | null;
  readonly inArchive: boolean;
}

const NOWHERE: Place = { path: null, decode: null, origin: null, inArchive: false };

/** Answers where collected files lay on their servers. */
export class Restoration {
  readonly #places = new Map<Folder, Place>();

  private constructor(
    readonly origins: ReadonlyMap<Folder, Origin>,
    private readonly roots: ReadonlyMap<Folder, VolumeRoot>,
    private readonly records: ReadonlySet<CollectedFile>,
    private readonly known: ReadonlyMap<CollectedFile, RecordedFile>,
  ) {}

  /** Tries the layouts on every folder near the top that is none of a server's own, in their order. */
  static async of(tree: Folder, read: ReadRecord, notes: NoteLedger): Promise<Restoration> {
    const origins = new Map<Folder, Origin>();
    const roots = new Map<Folder, VolumeRoot>();
    const records = new Set<CollectedFile>();
    const known = new Map<CollectedFile, RecordedFile>();
    const waiting = [tree];
    for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
      // From here on it is the server's own folder, where an intruder may have laid out what he likes.
      if (anchoredPath(folder) !== null) continue;
      for (const layout of LAYOUTS) {
        if (!layout.detect(folder)) continue;
        const mapping = await layout.map(folder, read);
        for (const note of mapping.notes ?? []) notes.add(note);
        for (const record of mapping.records ?? []) records.add(record);
        const fresh = mapping.roots.filter((root) => !roots.has(root.folder));
        if (fresh.length === 0 && !mapping.known?.size && !mapping.isOtherSystem) continue;
        origins.set(folder, { folder, host: mapping.host ?? null, layout: layout.name });
        for (const root of fresh) roots.set(root.folder, root);
        for (const [file, recorded] of mapping.known ?? []) known.set(file, recorded);
        break;
      }
      if (roots.has(folder) || folder.depth >= tree.depth + LAYOUT_DEPTH) continue;
      for (const child of folder.folders.values()) if (!roots.has(child)) waiting.push(child);
    }
    return new Restoration(origins, roots, records, known);
  }

  file(file: CollectedFile): RestoredFile {
    const place = this.#place(file.folder);
    const recorded = this.known.get(file) ?? null;
    const name = place.decode ? place.decode(file.name) : file.name;
    const restored = place.path === null ? null : joinWindows(place.path, name);
    return {
      windowsPath: recorded?.windowsPath ? withLongNames(recorded.windowsPath) : restored,
      origin: place.origin,
      recorded,
      isRecord: this.records.has(file),
      inArchive: place.inArchive && recorded === null,
    };
  }

  /** Climbs to the nearest folder that is known and comes down again: trees can be deeper than a call stack. */
  #place(folder: Folder): Place {
    const unknown: Folder[] = [];
    let at: Folder | null = folder;
    while (at && !this.#places.has(at)) {
      unknown.push(at);
      at = at.parent;
    }
    let place = (at && this.#places.get(at)) ?? NOWHERE;
    for (let next = unknown.pop(); next; next = unknown.pop()) {
      place = this.#below(place, next);
      this.#places.set(next, place);
    }
    return place;
  }

  #below(above: Place, folder: Folder): Place {
    const origin = this.origins.get(folder) ?? above.origin;
    const root = this.roots.get(folder);
    if (root) return { path: root.prefix, decode: root.decode ?? null, origin, inArchive: false };
    if (above.path === null) {
      const path = anchoredPath(folder);
      // Of which nothing more is known than of the one above: a tree may have a million of them.
      if (path === null && origin === above.origin) return above;
      return { path, decode: null, origin, inArchive: false };
    }
    const name = above.decode ? above.decode(folder.name) : folder.name;
    const joined = joinWindows(above.path, name);
    // Of a folder that has two names, both are the same place.
    const path = joined === null ? null : withLongNames(joined);
    return { path, decode: above.decode, origin, inArchive: above.inArchive || folder.archive };
  }
}
