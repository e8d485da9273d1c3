import { windowsPathOf } from '../../collection/kinds/kind.js';
import { foldersAbove, targetsOf } from '../../collection/served/served.js';
import type { JoinedPage, PageAndPart } from '../../engine/content/messages.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { ContentReport, NamedFile } from '../../model/signature.js';
import { groupBy } from '../../platform/group-by.js';
import { safeText } from '../../platform/safe-text.js';

/** Files that a page is judged together with, files within files, and their bytes together: code is not read beyond that. */
const MOST_PARTS = 100;
const MOST_LEVELS = 16;
const MOST_BYTES = 4 << 20;
/** Other pages that a page is judged together with, since they keep data where it looks for it. */
const MOST_KEEPERS = 20;
/** Of those that keep it by code that both take in, which have to be followed with that code. */
const MOST_SHARING = 3;
const MOST_PAGES_SHARING = 50;
/** Bytes of such pages and of such code: an intruder's are small, and code of whole applications is followed again for each page. */
const MOST_SHARED = 64 << 10;
/** Pages of one server that are judged together with others. */
const MOST_PAGES = 5000;

type Reports = ReadonlyMap<number, ContentReport>;

interface Part {
  readonly artifact: Artifact;
  readonly branches: Set<number>;
  readonly isOwnCode: boolean;
  readonly isScript: boolean;
}

interface Named {
  readonly artifact: Artifact;
  readonly kind: NamedFile['kind'];
}

/** What a page takes in. */
interface Taken {
  readonly parts: readonly Part[];
  readonly cut: boolean;
}

/**
 * Pages that name collected files as parts of themselves, with these, where one of them does something that another may decide.
 * @param note gets what could not be looked at
 */
export function* pagesWithParts(
  carriers: readonly Artifact[],
  reports: Reports,
  note: (note: CoverageNote) => void,
): Iterable<JoinedPage> {
  for (const [host, own] of groupBy(carriers, (artifact) => artifact.host)) {
    const takes = new Takes(own, reports);
    const keepers = keepersIn(own, reports);
    let pages = 0;
    let sharers = 0;
    let unshared = 0;
    for (const page of own) {
      const taken = takes.of(page);
      if (taken.cut)
        note({ code: 'limit-reached', message: TOO_MANY, path: page.collectedPath, host, incomplete: true });
      const parts = taken.parts.map(joinedPart);
      const isOther = (one: Artifact) => one !== page && parts.every(({ artifact }) => artifact !== one);
      const open = isOpen(page, taken.parts, reports);
      const acts = open || hasActs(page, reports);
      const keeping = acts ? keepersFor(page, taken.parts, keepers, reports).filter(isOther) : [];
      if ((keeping.length === 0 && !open) || ++pages > MOST_PAGES) continue;
      const others = open ? takes.sharing(page, taken.parts).filter(isOther) : [];
      const sharing =
        sharers < MOST_PAGES_SHARING && bytesOf(page, taken.parts) <= MOST_SHARED ? withinShared(others) : [];
      if (sharing.length > 0) sharers++;
      if (sharing.length < others.length) unshared++;
      const alone = keeping.filter((one) => !sharing.includes(one));
      yield {
        artifact: page,
        parts: [
          ...parts,
          ...alone.map((one) => keptPart(one, 'alone')),
          ...sharing.map((one) => keptPart(one, 'together')),
        ],
      };
    }
    for (const one of notesOf(takes, pages, unshared)) note({ ...one, host });
  }
}

/** What of a server's pages was not looked at together with others. */
function* notesOf(takes: Takes, pages: number, unshared: number): Iterable<Omit<CoverageNote, 'host'>> {
  if (pages > MOST_PAGES) {
    const message = `More than ${MOST_PAGES} pages take in files that do what they say; the others were judged without these`;
    yield { code: 'limit-reached', message, count: pages - MOST_PAGES, incomplete: true };
  }
  if (unshared > 0) {
    const message = `Pages whose shared code keeps data that other pages give it: the data was followed from ${MOST_SHARING} of these, of up to ${MOST_SHARED >> 10} KiB, into the first ${MOST_PAGES_SHARING} pages only`;
    yield { code: 'limit-reached', message, count: unshared, incomplete: false };
  }
  for (const [page, path] of takes.elsewhere) {
    const message = `Its code is taken from ${safeText(path)}, outside of what is served, which was not collected: what the page does is not known`;
    yield { code: 'not-examined', message, path: page.collectedPath, incomplete: true };
  }
  if (takes.absent.size > 0) {
    const message = 'Files that pages take in, and that were not collected: these pages are judged without them';
    yield { code: 'not-examined', message, count: takes.absent.size, incomplete: false };
  }
}

const TOO_MANY = `It takes in more than ${MOST_PARTS} files, ${MOST_LEVELS} levels of them, or ${MOST_BYTES >> 20} MiB: it was judged together with the first of them`;

function joinedPart({ artifact, branches, isOwnCode }: Part): PageAndPart {
  return { artifact, branches: isOwnCode ? null : [...branches].sort((a, b) => a - b) };
}

function keptPart(artifact: Artifact, keeps: 'alone' | 'together'): PageAndPart {
  return { artifact, branches: null, keeps };
}

function bytesOf(page: Artifact, parts: readonly Part[]): number {
  return parts.reduce((sum, { artifact }) => sum + artifact.size, page.size);
}

function withinShared(pages: readonly Artifact[]): readonly Artifact[] {
  return pages.filter(({ size }) => size <= MOST_SHARED).slice(0, MOST_SHARING);
}

function hasActs(page: Artifact, reports: Reports): boolean {
  return (reports.get(page.id)?.halves.acts.length ?? 0) > 0;
}

/** Files of a server by where they keep data of the request for others. */
function keepersIn(files: readonly Artifact[], reports: Reports): ReadonlyMap<string, readonly Artifact[]> {
  const keepers = new Map<string, Artifact[]>();
  for (const file of files) {
    for (const where of reports.get(file.id)?.halves.keeps ?? []) {
      const known = keepers.get(where);
      if (known === undefined) keepers.set(where, [file]);
      else if (known.length < MOST_KEEPERS) known.push(file);
    }
  }
  return keepers;
}

/** Other files of the server that keep data where a page, or what it takes in, looks for it. */
function keepersFor(
  page: Artifact,
  parts: readonly Part[],
  keepers: ReadonlyMap<string, readonly Artifact[]>,
  reports: Reports,
): readonly Artifact[] {
  const found = new Set<Artifact>();
  let bytes = page.size;
  for (const where of [page, ...parts.map(({ artifact }) => artifact)].flatMap(
    ({ id }) => reports.get(id)?.halves.asks ?? [],
  ))
    for (const keeper of keepers.get(where) ?? []) {
      if (keeper === page || found.has(keeper) || found.size >= MOST_KEEPERS || bytes + keeper.size > MOST_BYTES)
        continue;
      bytes += keeper.size;
      found.add(keeper);
    }
  return [...found];
}

/** Whether one of the files leaves open what it does, and another one uses it. */
function isOpen(page: Artifact, parts: readonly Part[], reports: Reports): boolean {
  if (parts.length === 0) return false;
  const files = [{ artifact: page, isOwnCode: false, isScript: false }, ...parts];
  return files.some(({ artifact, isOwnCode, isScript }) => {
    // Nothing in it says that it is code.
    if (isScript) return true;
    const acts = reports.get(artifact.id)?.halves.acts ?? [];
    if (acts.length === 0) return false;
    if (isOwnCode || acts.includes('') || (artifact === page && !isClassicPage(page))) return true;
    const open = new Set(acts);
    return files.some(
      (other) =>
        other.artifact !== artifact && reports.get(other.artifact.id)?.halves.names.some((name) => open.has(name)),
    );
  });
}

/** What classes of other files give or raise reaches methods of a page of ASP.NET that these do not name. */
function isClassicPage({ collectedPath }: Artifact): boolean {
  return /\.as[ap]$/i.test(collectedPath);
}

function folderOf(artifact: Artifact): string {
  return windowsPathOf(artifact).replace(/[^\\]*$/, '');
}

function firstFolder(path: string): string | undefined {
  return path.replace(/^[a-z]:/i, '').split('\\', 2)[1];
}

/** Finds what pages of one server take in. */
class Takes {
  /** Paths of what was not collected, in the likeliest of the ways that they can be meant. */
  readonly absent = new Set<string>();
  /** Pages whose code was not collected and lies where no page does, each with the first such path. */
  readonly elsewhere = new Map<Artifact, string>();
  readonly #byPath = new Map<string, Artifact>();
  readonly #direct = new Map<Artifact, readonly Named[]>();
  readonly #code: ReturnType<typeof sharedCode>;
  #takers: ReadonlyMap<Artifact, readonly Artifact[]> | null = null;

  constructor(
    private readonly carriers: readonly Artifact[],
    private readonly reports: Reports,
  ) {
    for (const artifact of carriers) {
      const path = windowsPathOf(artifact);
      if (!this.#byPath.has(path)) this.#byPath.set(path, artifact);
    }
    this.#code = sharedCode(carriers, reports);
  }

  /** Other pages that take in what a page takes in, where that keeps what it is given; those of its folder first. */
  sharing(page: Artifact, parts: readonly Part[]): readonly Artifact[] {
    const passing = parts.filter(
      ({ artifact, isOwnCode }) => !isOwnCode && this.reports.get(artifact.id)?.halves.passes,
    );
    if (passing.length === 0) return [];
    const others = new Set(passing.flatMap(({ artifact }) => this.#takersOf().get(artifact) ?? []));
    const folder = folderOf(page);
    const [near, far] = [true, false].map((isNear) =>
      [...others].filter((one) => (folderOf(one) === folder) === isNear),
    );
    return [...(near ?? []), ...(far ?? [])].filter((one) => one !== page);
  }

  /** By a file that keeps what it is given, those that take it in. */
  #takersOf(): ReadonlyMap<Artifact, readonly Artifact[]> {
    if (this.#takers !== null) return this.#takers;
    const takers = new Map<Artifact, Artifact[]>();
    for (const page of this.carriers)
      for (const { artifact } of this.#named(page)) {
        if (!this.reports.get(artifact.id)?.halves.passes) continue;
        const known = takers.get(artifact);
        if (known === undefined) takers.set(artifact, [page]);
        else if (known.length < MOST_PAGES) known.push(page);
      }
    this.#takers = takers;
    return takers;
  }

  of(page: Artifact): Taken {
    const parts = new Map<Artifact, Part>();
    let bytes = page.size;
    let cut = false;
    this.#named(page).forEach(({ artifact: first, kind }, branch) => {
      const isScript = kind === 'script-source';
      const isOwnCode = isScript || kind === 'source';
      const seen = new Set<Artifact>([page]);
      let level: readonly Artifact[] = [first];
      for (let depth = 0; level.length > 0; depth++) {
        const next: Artifact[] = [];
        for (const artifact of level) {
          if (seen.has(artifact)) continue;
          seen.add(artifact);
          const known = parts.get(artifact);
          if (
            known === undefined &&
            (depth >= MOST_LEVELS || parts.size >= MOST_PARTS || bytes + artifact.size > MOST_BYTES)
          ) {
            cut = true;
            continue;
          }
          if (known === undefined) bytes += artifact.size;
          const part = known ?? { artifact, branches: new Set<number>(), isOwnCode, isScript };
          parts.set(artifact, part);
          part.branches.add(branch);
          next.push(...this.#named(artifact).map((one) => one.artifact));
        }
        level = next;
      }
    });
    return { parts: [...parts.values()], cut };
  }

  /** Collected files that a file names itself, each once. */
  #named(file: Artifact): readonly Named[] {
    const known = this.#direct.get(file);
    if (known !== undefined) return known;
    const found = new Map<Artifact, Named>();
    const references = this.reports.get(file.id)?.references ?? [];
    const folders = references.length === 0 ? [] : foldersAbove(windowsPathOf(file));
    for (const { kind, target } of references) {
      const paths = targetsOf(target, folders);
      const artifact = paths.map((path) => this.#byPath.get(path)).find((one) => one !== undefined);
      if (artifact === undefined) {
        if (kind === 'control') continue;
        const [path = target] = paths;
        this.absent.add(path);
        const isElsewhere = kind !== 'include' && firstFolder(path) !== firstFolder(windowsPathOf(file));
        if (isElsewhere && this.elsewhere.size < MOST_PAGES) this.elsewhere.set(file, this.elsewhere.get(file) ?? path);
      } else if (artifact !== file && !found.has(artifact)) found.set(artifact, { artifact, kind });
    }
    for (const artifact of this.#usedCode(file))
      if (!found.has(artifact)) found.set(artifact, { artifact, kind: 'include' });
    const direct = [...found.values()];
    this.#direct.set(file, direct);
    return direct;
  }

  /** Source code of the file's application whose classes it names: ASP.NET compiles what lies in `App_Code` for all of its pages. */
  #usedCode(file: Artifact): readonly Artifact[] {
    const names = this.reports.get(file.id)?.halves.names ?? [];
    if (names.length === 0) return [];
    const used = new Set<Artifact>();
    for (const folder of foldersAbove(windowsPathOf(file))) {
      const classes = this.#code.get(folder);
      for (const name of classes === undefined ? [] : names)
        for (const artifact of classes?.get(name) ?? []) if (artifact !== file) used.add(artifact);
    }
    return [...used];
  }
}

/** By the folder of the application, files of its `App_Code` by the classes that they have. */
function sharedCode(
  carriers: readonly Artifact[],
  reports: Reports,
): ReadonlyMap<string, ReadonlyMap<string, Artifact[]>> {
  const found = new Map<string, Map<string, Artifact[]>>();
  for (const artifact of carriers) {
    const path = windowsPathOf(artifact);
    const at = path.lastIndexOf('\\app_code\\');
    if (at < 0) continue;
    const classes = found.get(path.slice(0, at)) ?? new Map<string, Artifact[]>();
    found.set(path.slice(0, at), classes);
    for (const name of reports.get(artifact.id)?.halves.classes ?? [])
      classes.set(name, [...(classes.get(name) ?? []), artifact]);
  }
  return found;
}
