import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib';
import { type EntryPlace, PACK_ENDING, type PackedEntry, PackReader, readDirectory, writePack } from './pack-file.js';
import { removeLeftovers, storeFailed } from './write-aside.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** What is kept under a key: a text, and whether it is of a unit that failed. */
export interface KeptText {
  readonly text: string;
  readonly failures: number;
}

/** Bytes that wait to be written together, and how long, milliseconds: what a killed process loses. */
const WAITING = { bytes: 4 << 20, milliseconds: 1_000 };
/** Characters of one text; more than engine processes hand over. */
const MOST_TEXT = 512 << 20;
/** Bytes up to which packing and unpacking is quicker than to hand it to another thread. */
const SMALL = 64 << 10;
/** Packs smaller than this are put together when the store is pruned, and none gets larger, bytes. */
const PACK = 64 << 20;

/** Results of units by their keys, in packs: immutable files in one folder, to which several processes, also of other machines, may add. */
export class UnitStore {
  /** Packs and results that are not as they were written; what they held is done again. */
  damaged = 0;
  readonly #places = new Map<string, EntryPlace>();
  readonly #packs = new Set<string>();
  /** Of this process, tries in vain that may not be in a pack yet. */
  readonly #failures = new Map<string, number>();
  /** Results of this process, which may not be in a pack yet. */
  readonly #made = new Set<string>();
  #waiting: PackedEntry[] = [];
  #bytes = 0;
  #since = 0;
  #writing: Promise<void> = Promise.resolve();
  #refreshing: Promise<void> = Promise.resolve();

  readonly #reader: PackReader;

  private constructor(readonly folder: string) {
    this.#reader = new PackReader(folder);
  }

  /** @throws AfterpatchError `store-failed`. */
  static async open(folder: string): Promise<UnitStore> {
    const store = new UnitStore(folder);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await store.refresh();
    } catch (error) {
      throw storeFailed(folder, error);
    }
    return store;
  }

  /** Takes in what others added until now. */
  refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.catch(() => {}).then(() => this.#lookAgain());
    return this.#refreshing;
  }

  async #lookAgain(): Promise<void> {
    for (const pack of (await readdir(this.folder)).sort()) {
      if (!pack.endsWith(PACK_ENDING) || this.#packs.has(pack)) continue;
      this.#packs.add(pack);
      const places = await readDirectory(this.folder, pack);
      if (places === null) this.damaged++;
      for (const place of places ?? []) this.#take(place);
    }
  }

  has(key: string): boolean {
    return this.#places.has(key);
  }

  /** Whether there is a result, written or about to be. */
  isDone(key: string): boolean {
    return this.#places.get(key)?.failures === 0 || this.#made.has(key);
  }

  /** How often a unit was tried in vain, in all sweeps. */
  failuresOf(key: string): number {
    return Math.max(this.#failures.get(key) ?? 0, this.#places.get(key)?.failures ?? 0);
  }

  get size(): number {
    return this.#places.size;
  }

  /** What is kept under a key; null where nothing is, or it is damaged. */
  async find(key: string): Promise<KeptText | null> {
    const place = this.#places.get(key);
    if (place === undefined) return null;
    const bytes = await this.#reader.entry(place).catch(() => null);
    const text = bytes && (await unpacked(bytes).catch(() => null));
    if (text) return { text: text.toString('utf8'), failures: place.failures };
    this.damaged++;
    this.#places.delete(key);
    return null;
  }

  /**
   * Keeps a text; it is written with others soon after, and by `flush` at the latest.
   * @throws AfterpatchError `store-failed`.
   */
  async keep(key: string, kind: string, { text, failures }: KeptText): Promise<void> {
    if (failures > 0) this.#failures.set(key, failures);
    else this.#made.add(key);
    const plain = Buffer.from(text, 'utf8');
    const bytes = plain.length > SMALL ? await deflate(plain, { level: 1 }) : deflateRawSync(plain, { level: 1 });
    if (this.#waiting.length === 0) this.#since = performance.now();
    this.#waiting.push({ key, kind, failures, bytes });
    this.#bytes += bytes.length;
    if (this.#bytes >= WAITING.bytes || performance.now() - this.#since >= WAITING.milliseconds) await this.flush();
  }

  /** Returns once all that is kept lies on the disk. */
  async flush(): Promise<void> {
    const entries = this.#waiting;
    [this.#waiting, this.#bytes] = [[], 0];
    const before = this.#writing;
    const write = async () => {
      await before;
      if (entries.length === 0) return;
      for (const place of await writePack(this.folder, entries)) this.#take(place);
    };
    this.#writing = write();
    await this.#writing;
  }

  /** Bytes of entries. */
  bytesOf(keys: Iterable<string>): number {
    let bytes = 0;
    for (const key of keys) bytes += this.#places.get(key)?.length ?? 0;
    return bytes;
  }

  /** Removes all but some. Packs that hold little else, and small ones, are written anew. @returns how many results went */
  async retain(keys: ReadonlySet<string>): Promise<number> {
    await this.flush();
    const byPack = new Map<string, EntryPlace[]>([...this.#packs].map((pack) => [pack, []]));
    let gone = 0;
    for (const [key, place] of this.#places) {
      if (keys.has(key)) byPack.get(place.pack)?.push(place);
      else {
        gone++;
        this.#places.delete(key);
      }
    }
    const anew: EntryPlace[] = [];
    const obsolete: string[] = [];
    const small: string[] = [];
    for (const [pack, live] of byPack) {
      if (live.length === 0) {
        // What is written anew may need the room.
        await rm(join(this.folder, pack), { force: true });
        this.#packs.delete(pack);
        continue;
      }
      const { size } = await stat(join(this.folder, pack));
      const used = live.reduce((sum, { length }) => sum + length, 0);
      if (used >= size / 2) {
        if (size >= PACK / 2) continue;
        small.push(pack);
      } else {
        anew.push(...live);
        obsolete.push(pack);
      }
    }
    // One small pack is as good as the one that it would become.
    if (small.length > 1 || anew.length > 0) {
      obsolete.push(...small);
      for (const pack of small) anew.push(...(byPack.get(pack) ?? []));
    }
    await this.#rewrite(anew);
    const live = new Set([...this.#places.values()].map(({ pack }) => pack));
    for (const pack of obsolete) {
      if (live.has(pack)) continue;
      await rm(join(this.folder, pack), { force: true });
      this.#packs.delete(pack);
    }
    await removeLeftovers(this.folder);
    return gone;
  }

  async #rewrite(places: readonly EntryPlace[]): Promise<void> {
    let entries: PackedEntry[] = [];
    let bytes = 0;
    const write = async () => {
      for (const place of entries.length > 0 ? await writePack(this.folder, entries) : []) {
        this.#places.set(place.key, place);
        this.#packs.add(place.pack);
      }
      [entries, bytes] = [[], 0];
    };
    for (const place of places) {
      const read = await this.#reader.entry(place);
      if (read === null) {
        this.damaged++;
        this.#places.delete(place.key);
        continue;
      }
      entries.push({ key: place.key, kind: place.kind, failures: place.failures, bytes: read });
      bytes += read.length;
      if (bytes >= PACK) await write();
    }
    await write();
  }

  /** A result counts before failures, and of failures the one of most tries. */
  #take(place: EntryPlace): void {
    this.#packs.add(place.pack);
    const known = this.#places.get(place.key);
    const rank = ({ failures }: EntryPlace) => (failures === 0 ? Number.POSITIVE_INFINITY : failures);
    if (known === undefined || rank(place) >= rank(known)) this.#places.set(place.key, place);
  }
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  const limits = { maxOutputLength: MOST_TEXT };
  return bytes.length > SMALL ? inflate(bytes, limits) : inflateRawSync(bytes, limits);
}
