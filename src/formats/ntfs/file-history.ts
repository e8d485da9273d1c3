import { defineInputClass } from '../../model/input-class.js';
import { compareText } from '../../platform/order.js';
import { extensionOf } from '../../platform/windows-path.js';
import type { ExportedPlace } from './file-system-export.js';
import type { MftRecord, NtfsTimes } from './master-file-table.js';
import { USN_REASONS, type UsnChange } from './usn-journal.js';

const MOST_FOLDERS = 2_000_000;
const MOST_FILES = 200_000;
/** Folders above one another; Windows has none deeper. */
const DEEPEST = 256;
const MOST_NAMES = 8;
const LONGEST_CONTENT = 2_048;
/** The root folder's own record. */
const ROOT = 5;
const WRITTEN = USN_REASONS.overwritten | USN_REASONS.extended | USN_REASONS.truncated;
/** Times this close are the same: copying takes a moment. */
const SAME_MS = 60_000;

/** Times of a file as ISO 8601, UTC. */
export interface StatedTimes {
  readonly created: string;
  readonly modified: string;
}

/** What the file system remembers of one file. All times are ISO 8601, UTC. */
export interface FileHistory {
  /** `C:\inetpub\wwwroot\x.aspx`; of a folder that is not known any more, only what is known of it, behind `?`. */
  readonly path: string;
  readonly isPathKnown: boolean;
  /** Names that it had before. */
  readonly earlierNames: readonly string[];
  /** From the journal. */
  readonly created: string | null;
  readonly firstWritten: string | null;
  readonly lastWritten: string | null;
  readonly renamed: string | null;
  readonly deleted: string | null;
  /** When its times or attributes were set by hand, last. */
  readonly timesSet: string | null;
  readonly state: 'present' | 'deleted' | 'unknown';
  /** Another file is there now under the same path. */
  readonly isReplaced: boolean;
  /** What it says of itself, and what the file system noted when it got its name. From the master file table. */
  readonly standard: StatedTimes | null;
  readonly named: StatedTimes | null;
  /** What it says of itself has fractions of a second. */
  readonly hasFractions: boolean;
  readonly size: number | null;
  /** Of a small deleted file, whose bytes still stand in its record. */
  readonly content: string | null;
  readonly streams: readonly string[];
}

/** Histories of the files of one volume that were asked for, and that are worth telling. */
export interface VolumeHistory {
  /** By path; of programs only those that are gone. */
  readonly files: readonly FileHistory[];
  /** Moments between which the journal tells; null where there is none. */
  readonly journal: { readonly from: string; readonly to: string } | null;
  readonly hasTable: boolean;
}

export const volumeHistory = defineInputClass<VolumeHistory>('volume-history');

/** Which files are asked for; extensions in lower case, without the dot. */
export interface WantedFiles {
  /** Of these the whole history is told. */
  readonly pages: ReadonlySet<string>;
  /** Of these, which servers have by the hundred thousand, only what is gone. */
  readonly programs: ReadonlySet<string>;
  /** Whether programs of that path, in lower case, come and go without meaning anything. */
  readonly isPassedOver: (path: string) => boolean;
}

/** Every extension that is asked for. */
export function extensionsOf({ pages, programs }: WantedFiles): ReadonlySet<string> {
  return new Set([...pages, ...programs]);
}

interface Folder {
  readonly name: string;
  readonly parent: string;
}

const NO_PLACE: ExportedPlace = { drive: null, path: null };

/** A class, since there are hundreds of thousands: all have one shape. */
class Life {
  names: string[] = [];
  created: number | null = null;
  firstWritten: number | null = null;
  lastWritten: number | null = null;
  renamed: number | null = null;
  deleted: number | null = null;
  timesSet: number | null = null;
  inUse: boolean | null = null;
  standard: NtfsTimes | null = null;
  named: NtfsTimes | null = null;
  size: number | null = null;
  content: Buffer | null = null;
  streams: readonly string[] = [];

  constructor(
    readonly isProgram: boolean,
    /** Where an export says that it lies, before what folders say. */
    public place: ExportedPlace,
    public name: string,
    public parent: string,
  ) {}
}

/** End of the year 9999, milliseconds since 1970. */
const LAST_TIME = 253_402_300_799_999;

/** Puts together what journal and table of one volume tell of files. The table comes first. */
export class FileHistories {
  readonly #folders = new Map<string, Folder>();
  readonly #lives = new Map<string, Life>();
  #programs = 0;
  /** Programs that are there, by folder and name. */
  readonly #present = new Set<string>();
  #oldName: UsnChange | null = null;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #hasTable = false;
  /** More files or folders than are kept. */
  isCut = false;

  /** Programs that are gone from folders of which nobody knows where they were. */
  unplaced = 0;

  constructor(private readonly wanted: WantedFiles) {}

  /** @param place where an export says that the file lies; of another drive than the volume's only if it is of another. */
  record(record: MftRecord, place = NO_PLACE): void {
    this.#hasTable = true;
    // What is not in use has been counted on once.
    const sequence = record.inUse ? record.sequence : (record.sequence + 0xffff) & 0xffff;
    const key = keyOf(place, record.entry, sequence);
    const parent = keyOf(place, record.parentEntry, record.parentSequence);
    if (record.isFolder) {
      this.#folder(key, { name: record.name, parent });
      return;
    }
    const extension = extensionOf(record.name);
    const isProgram = !this.wanted.pages.has(extension);
    if (isProgram && !this.wanted.programs.has(extension)) return;
    if (isProgram && record.inUse) {
      if (this.#present.size < MOST_FILES) this.#present.add(presenceOf(parent, record.name));
      else this.isCut = true;
      return;
    }
    const life = this.#life(key, record.name, parent, place, isProgram);
    if (life === null) return;
    const { inUse, standard, named, size, content, streams } = record;
    Object.assign(life, { inUse, standard, named, size, content: inUse ? null : content, streams });
  }

  change(change: UsnChange, place = NO_PLACE): void {
    const { entry, sequence, time, reasons, isFolder, name } = change;
    // A damaged record says nothing of how far the journal reaches.
    if (time > 0 && time <= LAST_TIME) {
      this.#from = Math.min(this.#from, time);
      this.#to = Math.max(this.#to, time);
    }
    const key = keyOf(place, entry, sequence);
    const parent = keyOf(place, change.parentEntry, change.parentSequence);
    if (isFolder) {
      this.#folder(key, { name, parent });
      return;
    }
    const had = (reason: number) => (reasons & reason) !== 0;
    if (had(USN_REASONS.renamedFrom)) this.#oldName = change;
    const old = this.#oldName?.entry === entry && this.#oldName.sequence === sequence ? this.#oldName.name : null;
    const extension = extensionOf(name);
    const isProgram = !this.wanted.pages.has(extension);
    if (isProgram && !this.wanted.programs.has(extension) && !this.#lives.has(key)) return;
    const life = this.#life(key, name, parent, place, isProgram);
    if (life === null) return;
    if (had(USN_REASONS.created)) life.created ??= time;
    if (had(WRITTEN)) {
      life.firstWritten ??= time;
      life.lastWritten = time;
    }
    if (had(USN_REASONS.renamedTo)) {
      if (old !== null && old !== name && life.names.length < MOST_NAMES && !life.names.includes(old))
        life.names.push(old);
      if (life.name !== name || life.parent !== parent) Object.assign(life, { name, parent, place });
      life.renamed ??= time;
    }
    if (had(USN_REASONS.attributesChanged)) life.timesSet = time;
    if (had(USN_REASONS.deleted)) life.deleted = time;
  }

  /** @param drive such as `C:`. */
  finish(drive: string): VolumeHistory {
    const placed = [...this.#lives.values()].map((life) => ({ life, ...this.#path(life, drive) }));
    const present = new Set(
      placed.filter(({ life }) => stateOf(life) === 'present').map(({ path }) => path.toLowerCase()),
    );
    this.unplaced = placed.filter(({ life, isKnown }) => life.isProgram && !isKnown && isGone(life)).length;
    const files = placed
      .filter(({ life, path, isKnown }) =>
        life.isProgram
          ? isKnown && isGone(life) && !this.#isThere(life) && !this.wanted.isPassedOver(path.toLowerCase())
          : isWorthTelling(life),
      )
      .map(({ life, path, isKnown }) => historyOf(life, path, isKnown, present.has(path.toLowerCase())))
      .sort((a, b) => compareText(a.path, b.path) || compareText(momentOf(a), momentOf(b)));
    const [from, to] = [isoTime(this.#from), isoTime(this.#to)];
    return { files, journal: from === null || to === null ? null : { from, to }, hasTable: this.#hasTable };
  }

  #folder(key: string, folder: Folder): void {
    if (this.#folders.size < MOST_FOLDERS || this.#folders.has(key)) this.#folders.set(key, folder);
    else this.isCut = true;
  }

  #isThere({ parent, name }: Life): boolean {
    return this.#present.has(presenceOf(parent, name));
  }

  #life(key: string, name: string, parent: string, place: ExportedPlace, isProgram: boolean): Life | null {
    const known = this.#lives.get(key);
    if (known) return known;
    if (isProgram && this.#isPassedOver(name, parent, place)) return null;
    // Updates bring programs by the thousand: they take no room from pages.
    if ((isProgram ? this.#programs : this.#lives.size - this.#programs) >= MOST_FILES) {
      this.isCut = true;
      return null;
    }
    if (isProgram) this.#programs++;
    const life = new Life(isProgram, place, name, parent);
    this.#lives.set(key, life);
    return life;
  }

  /** Of a folder that is not known yet, the end will tell. */
  #isPassedOver(name: string, parent: string, place: ExportedPlace): boolean {
    const { path, isKnown } = this.#path({ name, parent, place }, 'C:');
    return isKnown && this.wanted.isPassedOver(path.toLowerCase());
  }

  #path(life: Pick<Life, 'name' | 'parent' | 'place'>, drive: string): { path: string; isKnown: boolean } {
    const [letter, { path }] = [life.place.drive ?? drive, life.place];
    if (path !== null) return { path: `${letter}${path}`, isKnown: true };
    const names = [life.name];
    let at = life.parent;
    for (let depth = 0; depth < DEEPEST; depth++) {
      if (at.startsWith(`${ROOT}-`)) return { path: [letter, ...names].join('\\'), isKnown: true };
      const folder = this.#folders.get(at);
      if (!folder) break;
      names.unshift(folder.name);
      at = folder.parent;
    }
    return { path: ['?', ...names].join('\\'), isKnown: false };
  }
}

function keyOf({ drive }: ExportedPlace, entry: number, sequence: number): string {
  return `${entry}-${sequence}${drive ?? ''}`;
}

function presenceOf(parent: string, name: string): string {
  return `${parent}\\${name.toLowerCase()}`;
}

function stateOf({ inUse, deleted, created, renamed }: Life): FileHistory['state'] {
  if (inUse === true) return 'present';
  if (inUse === false || deleted !== null) return 'deleted';
  return created === null && renamed === null ? 'unknown' : 'present';
}

function isGone(life: Life): boolean {
  return stateOf(life) === 'deleted';
}

/** What is gone, what states other times than the file system, and what has streams of its own. */
function isWorthTelling(life: Life): boolean {
  if (isGone(life)) return true;
  if (life.streams.length > 0 || life.names.length > 0) return true;
  return life.standard !== null && life.named !== null && life.standard.created < life.named.created - SAME_MS;
}

function historyOf(life: Life, path: string, isPathKnown: boolean, isThere: boolean): FileHistory {
  const state = stateOf(life);
  const { standard, named, content } = life;
  return {
    path,
    isPathKnown,
    earlierNames: life.names,
    created: isoTime(life.created),
    firstWritten: isoTime(life.firstWritten),
    lastWritten: isoTime(life.lastWritten),
    renamed: isoTime(life.renamed),
    deleted: isoTime(life.deleted),
    timesSet: isoTime(life.timesSet),
    state,
    isReplaced: state === 'deleted' && isThere,
    standard: statedTimes(standard),
    named: statedTimes(named),
    hasFractions: standard?.hasFractions ?? false,
    size: life.size,
    content: state === 'deleted' && content !== null ? content.toString('latin1', 0, LONGEST_CONTENT) : null,
    streams: life.streams,
  };
}

function statedTimes(times: NtfsTimes | null): StatedTimes | null {
  const created = isoTime(times?.created ?? null);
  const modified = isoTime(times?.modified ?? null);
  return created === null || modified === null ? null : { created, modified };
}

function momentOf({ created, deleted }: FileHistory): string {
  return `${created ?? ''} ${deleted ?? ''}`;
}

/** ISO 8601 in UTC; null for what no calendar has. */
function isoTime(milliseconds: number | null): string | null {
  const time = new Date(milliseconds ?? Number.NaN);
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 ? null : time.toISOString();
}
