import type { ByteRange, ObjectVersion } from '../../model/artifact.js';
import { nameText, printableName } from './printable-name.js';

const BACKSLASH = 0x5c;
/** Folders of one collection; each costs half a kilobyte, and an archive spells one with two bytes. */
const MAXIMUM_FOLDERS = 1_000_000;

interface LowerNames<Value> {
  readonly names: ReadonlyMap<string, Value>;
  /** How many there were when it was made: nothing is ever taken out. */
  readonly of: number;
}

function lowerNames<Value extends { readonly name: string }>(
  values: ReadonlyMap<string, Value>,
  made: LowerNames<Value> | null,
): LowerNames<Value> {
  if (made?.of === values.size) return made;
  const names = new Map<string, Value>();
  for (const value of values.values()) {
    const name = value.name.toLowerCase();
    if (!names.has(name)) names.set(name, value);
  }
  return { names, of: values.size };
}

/** A folder of the collection, as layouts look at it: file systems and zip archives alike. */
export class Folder {
  // Most folders of a trap hold nothing or one folder: an empty map is a third of what each costs.
  #folders: Map<string, Folder> | null = null;
  #files: Map<string, CollectedFile> | null = null;
  /** Files as they came, until somebody asks for one by its name: of most folders nobody does. */
  #added: CollectedFile[] | null = null;
  /** How those of them are shown that are shown otherwise than Windows would. */
  #shown: Map<CollectedFile, string> | null = null;
  #lowerFolders: LowerNames<Folder> | null = null;
  #lowerFiles: LowerNames<CollectedFile> | null = null;
  /** Of the whole tree. */
  readonly #size: { folders: number };

  constructor(
    /** As shown: see `printableName`. */
    readonly printable: string,
    /** As Windows would show it. */
    readonly name: string,
    readonly parent: Folder | null,
    readonly depth: number,
    /** Set where the folder stands for an opened archive. */
    readonly archive: boolean = false,
  ) {
    this.#size = parent ? parent.#size : { folders: 0 };
  }

  /** By printable name. */
  get folders(): ReadonlyMap<string, Folder> {
    return this.#folders ?? NO_FOLDERS;
  }

  get files(): ReadonlyMap<string, CollectedFile> {
    if (this.#added !== null) {
      this.#files ??= new Map();
      // Two files may claim one place, where a name with backslashes spells the path of another: the first one holds it.
      for (const file of this.#added) {
        const printable = this.#shown?.get(file) ?? file.name;
        if (!this.#files.has(printable)) this.#files.set(printable, file);
      }
      this.#added = null;
      this.#shown = null;
    }
    return this.#files ?? NO_FILES;
  }

  /** The tree has as many folders as a hunt has room for. */
  get isFull(): boolean {
    return this.#size.folders >= MAXIMUM_FOLDERS;
  }

  /** The folder below with that name, made where it does not exist yet. */
  child(name: Uint8Array, archive = false): Folder {
    const printable = printableName(name);
    const known = this.folders.get(printable);
    if (known) return known;
    const text = nameText(name);
    const made = new Folder(printable, text === printable ? printable : text, this, this.depth + 1, archive);
    this.#folders ??= new Map();
    this.#folders.set(printable, made);
    this.#size.folders++;
    return made;
  }

  /** @param printable its name as shown. */
  add(printable: string, file: CollectedFile): void {
    this.#added ??= [];
    this.#added.push(file);
    if (printable === file.name) return;
    this.#shown ??= new Map();
    this.#shown.set(file, printable);
  }

  /** Lets go of the files, once every layout has looked at them. */
  forgetFiles(): void {
    this.#added = null;
    this.#files = null;
    this.#shown = null;
    this.#lowerFiles = null;
  }

  /** The folder below whose name is that but for case. */
  folderNamed(name: string): Folder | undefined {
    this.#lowerFolders = lowerNames(this.folders, this.#lowerFolders);
    return this.#lowerFolders.names.get(name.toLowerCase());
  }

  fileNamed(name: string): CollectedFile | undefined {
    this.#lowerFiles = lowerNames(this.files, this.#lowerFiles);
    return this.#lowerFiles.names.get(name.toLowerCase());
  }

  /** The file at a path below, whatever the case; of the path, names before `start` are left out. */
  find(names: readonly string[], start = 0): CollectedFile | undefined {
    let folder: Folder | undefined = this;
    for (let at = start; folder && at < names.length - 1; at++) folder = folder.folderNamed(names[at] ?? '');
    return folder?.fileNamed(names.at(-1) ?? '');
  }
}

const NO_FOLDERS: ReadonlyMap<string, Folder> = new Map();
const NO_FILES: ReadonlyMap<string, CollectedFile> = new Map();

/** One file or link as found, before anything is known of it. */
export interface CollectedFile {
  readonly collectedPath: string;
  /** As Windows would show it. */
  readonly name: string;
  readonly folder: Folder;
  /** Absolute, on the machine that hunts; of an object in a store, `s3://bucket/key`. */
  readonly path: Buffer;
  readonly object?: ObjectVersion;
  /** What of that file it is, where it is not all of it. */
  readonly range?: ByteRange;
  /** The file that was collected, where the bytes had to be unpacked to another one. */
  readonly unpackedFrom?: { readonly path: Buffer; readonly object?: ObjectVersion };
  readonly type: 'file' | 'link';
  readonly size: number;
  /** Milliseconds since 1970 UTC, null where unknown. */
  readonly modified: number | null;
  readonly created: number | null;
  readonly timeSource: 'file-system' | 'archive';
  /** The archive keeps local time of an unknown zone. */
  readonly timeIsLocal?: boolean;
  readonly member?: ZipMemberPlace;
  readonly attributes?: readonly ('hidden' | 'system' | 'read-only')[];
  /** Of a link, as it says. */
  readonly linkTarget?: string;
}

export interface ZipMemberPlace {
  readonly format: 'zip';
  readonly name: string;
  readonly index: number;
}

/** Every folder below and with `root`, parents first, in an order that file systems do not influence. */
export function* foldersOf(root: Folder): Generator<Folder> {
  const waiting: Folder[] = [root];
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    yield folder;
    for (const below of [...folder.folders.values()].reverse()) waiting.push(below);
  }
}

/**
 * Where a name belongs: one that holds backslashes, as extractors on other systems leave them, is the path it spells. Makes the
 * folders on the way and returns the last one with the last part of the name.
 */
export function placeOf(folder: Folder, name: Buffer): { folder: Folder; name: Buffer } {
  if (!name.includes(BACKSLASH)) return { folder, name };
  const parts: Buffer[] = [];
  for (let start = 0; start <= name.length; ) {
    const found = name.indexOf(BACKSLASH, start);
    const end = found < 0 ? name.length : found;
    if (end > start) parts.push(name.subarray(start, end));
    start = end + 1;
  }
  const last = parts.pop();
  if (!last) return { folder, name };
  return { folder: parts.reduce((place, part) => place.child(part), folder), name: last };
}
