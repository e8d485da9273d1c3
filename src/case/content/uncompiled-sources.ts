import { windowsPathOf } from '../../collection/kinds/kind.js';
import { foldersAbove, targetsOf } from '../../collection/served/served.js';
import { isOddPlace } from '../../collection/served/web-places.js';
import { type DetectorInput, isInputOf } from '../../engine/run-detectors.js';
import { compiledPage } from '../../formats/compiled-page/compiled-page.js';
import type { Artifact } from '../../model/artifact.js';
import { compareSeverity } from '../../model/severity.js';
import type { ContentReport } from '../../model/signature.js';
import { groupBy } from '../../platform/group-by.js';
import { fileNameOf } from '../../platform/windows-path.js';
import type { ExaminedFile } from './noisy-rules.js';

/** Source code, which IIS hands to nobody, and which ASP.NET compiles only where it is told to. */
const SOURCE = /\.(?:cs|vb)$/;
/** What names source code as its own, in its directives. */
const NAMING = /\.(?:aspx|ascx|ashx|asmx|asax|master|svc)$/;
/** Shows that what a folder holds for the web was collected: views, and the configuration of the application itself. */
const OF_APPLICATION = /\.(?:cs|vb)html$|\\web\.config$/;
/** Compiled without being named, or put there by the compiler itself. */
const COMPILED_PLACE = /\\(?:app_code|temporary asp\.net files)\\/;

/** Of a source file, whether ASP.NET compiles it where it lies. `unknown`: what would name it was not collected, or not read. */
export type Compilation = 'compiled' | 'not-compiled' | 'unknown';

/** Files that the compilations of a server were made of, by their names in lower case. */
export type CompiledNames = ReadonlyMap<string | null, ReadonlySet<string>>;

/** What ASP.NET noted of its compilations. */
export function compiledNamesOf(inputs: readonly DetectorInput[]): CompiledNames {
  const names = new Map<string | null, Set<string>>();
  for (const input of inputs) {
    if (!isInputOf(input, compiledPage)) continue;
    const own = names.get(input.host) ?? new Set();
    names.set(input.host, own);
    for (const dependency of input.value.dependencies) own.add(fileNameOf(dependency).toLowerCase());
  }
  return names;
}

/** Whether it is source code that counts only where something names it: what lies where intruders stage things is compiled by hand. */
export function isSource(artifact: Artifact): boolean {
  const path = windowsPathOf(artifact);
  return SOURCE.test(path) && !COMPILED_PLACE.test(path) && !isOddPlace(path);
}

/** Whether anything is found in it that would weigh less if nothing compiled it. */
export function isSerious({ yara, detections }: ContentReport): boolean {
  return (
    yara.length > 0 || detections.some(({ detection }) => compareSeverity(detection.severity ?? 'medium', 'low') > 0)
  );
}

/**
 * What becomes of source files in folders of web applications.
 * @param files of all servers that are asked about
 * @param carriers everything that was to be examined
 * @param reports by `Artifact.id`
 */
export function compilationOf(
  files: readonly ExaminedFile[],
  carriers: readonly Artifact[],
  reports: ReadonlyMap<number, ContentReport>,
  compiledNames: CompiledNames,
): ReadonlyMap<number, Compilation> {
  const found = new Map<number, Compilation>();
  if (files.length === 0) return found;
  const byHost = groupBy(carriers, ({ host }) => host);
  for (const [host, own] of groupBy(files, ({ artifact }) => artifact.host)) {
    const named = namedBy(byHost.get(host) ?? [], reports);
    const names = compiledNames.get(host) ?? NO_NAMES;
    for (const { artifact } of own) {
      const path = windowsPathOf(artifact);
      const isNamed = named.files.has(path) || names.has(fileNameOf(path));
      found.set(artifact.id, isNamed ? 'compiled' : isAnswered(path, named) ? 'not-compiled' : 'unknown');
    }
  }
  return found;
}

const NO_NAMES: ReadonlySet<string> = new Set();

interface Named {
  /** Paths that pages name, in each way that they can be meant. */
  readonly files: ReadonlySet<string>;
  readonly pages: ReadonlySet<string>;
  /** Folders in which a page or view, or the configuration of an application, was read. */
  readonly folders: ReadonlySet<string>;
  readonly allRead: boolean;
}

function namedBy(carriers: readonly Artifact[], reports: ReadonlyMap<number, ContentReport>): Named {
  const [files, pages, folders] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let allRead = true;
  for (const carrier of carriers) {
    const path = windowsPathOf(carrier);
    const report = reports.get(carrier.id);
    const isPage = NAMING.test(path);
    if (isPage) allRead &&= report !== undefined && !report.referencesCut;
    if (report === undefined) continue;
    const above = foldersAbove(path);
    // Whatever a file is called, a handler may be mapped to it.
    for (const { target } of report.references) for (const named of targetsOf(target, above)) files.add(named);
    if (isPage) pages.add(path);
    else if (!OF_APPLICATION.test(path)) continue;
    if (above[0] !== undefined) folders.add(above[0]);
  }
  return { files, pages, folders, allRead };
}

/**
 * Whether what was read tells that nothing names it: pages, views or the configuration of its application, which lie in its folder or above
 * it, were collected, all pages were read, and so was the page that it is called after.
 */
function isAnswered(path: string, { pages, folders, allRead }: Named): boolean {
  const page = path.replace(SOURCE, '');
  if (NAMING.test(page) && !pages.has(page)) return false;
  return allRead && foldersAbove(path).some((folder) => folders.has(folder));
}
