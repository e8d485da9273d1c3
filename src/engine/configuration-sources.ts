import { type ConfigurationFile, configurationFile } from '../formats/iis-config/configuration-file.js';
import { attribute } from '../formats/xml/xml-document.js';
import type { Artifact } from '../model/artifact.js';
import type { CoverageNote } from '../model/coverage.js';
import { type DetectorInput, isInputOf } from './run-detectors.js';

/** Sections that decide what runs: without the file that one is kept in, the configuration was not examined. */
const DECIDES =
  /^system\.(?:webServer\/(?:globalModules|modules|handlers|isapiFilters|rewrite\/.{1,40}|fastCgi|aspNetCore|security\/.{1,60})|web\/(?:machineKey|httpModules|httpHandlers|compilation|pages|authorization)|applicationHost\/.{1,40})$/;

/** Sections in other files that are followed; no server has as many. */
const MAXIMUM_SOURCES = 1_000;

export interface ConfigurationSources {
  /** Collected files that a `configSource` names and that were not read as configuration by their own name. */
  readonly unread: readonly Artifact[];
  /** What is missing. */
  readonly notes: readonly CoverageNote[];
}

/** Follows every `configSource` to the collected file that holds the section: below the folder of the file that names it. */
export function configurationSources(
  artifacts: readonly Artifact[],
  inputs: readonly DetectorInput[],
): ConfigurationSources {
  const read = new Set(inputs.flatMap(({ artifact }) => (artifact === null ? [] : [artifact.id])));
  const sources = inputs.flatMap((input) =>
    isInputOf(input, configurationFile) && input.artifact !== null ? [...sourcesIn(input.value, input.artifact)] : [],
  );
  if (sources.length === 0) return { unread: [], notes: [] };
  const followed = sources.slice(0, MAXIMUM_SOURCES);
  const named = new Set(followed.flatMap(({ path, artifact }) => (path === null ? [] : [keyOf(artifact.host, path)])));
  const byPath = new Map<string, Artifact>();
  for (const artifact of artifacts) {
    const key = keyOf(artifact.host, pathOf(artifact));
    if (named.has(key)) byPath.set(key, artifact);
  }
  const unread = new Map<number, Artifact>();
  const notes: CoverageNote[] = [];
  for (const { section, name, path, artifact } of followed) {
    const found = path === null ? undefined : byPath.get(keyOf(artifact.host, path));
    if (found && !read.has(found.id)) unread.set(found.id, found);
    if (found || !DECIDES.test(section)) continue;
    const message = `section ${section} is kept in ${name}, which was not collected`;
    notes.push({ code: 'not-examined', message, path: artifact.collectedPath, host: artifact.host, incomplete: true });
  }
  if (sources.length > MAXIMUM_SOURCES) {
    const message = `more than ${MAXIMUM_SOURCES} sections are kept in other files; the first were followed`;
    notes.push({ code: 'limit-reached', message, incomplete: true });
  }
  return { unread: [...unread.values()], notes };
}

function* sourcesIn(file: ConfigurationFile, artifact: Artifact) {
  for (const { name: section, element } of file.sections) {
    const name = attribute(element, 'configSource');
    if (name !== undefined && name !== '') yield { section, name, path: beside(pathOf(artifact), name), artifact };
  }
}

/** Where it lay, or lies: collectors may keep the files of one folder apart. */
function pathOf({ windowsPath, collectedPath }: Artifact): string {
  return windowsPath?.replaceAll('\\', '/') ?? collectedPath;
}

/** The path of a file that a relative Windows path names; null where it leads out of the folder. */
function beside(path: string, name: string): string | null {
  const parts = name
    .slice(0, 1_000)
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.');
  if (/^(?:[a-z]:|[\\/])/i.test(name) || parts.includes('..')) return null;
  return [...path.split('/').slice(0, -1), ...parts].join('/');
}

function keyOf(host: string | null, path: string): string {
  return `${host ?? ''}\n${path.toLowerCase()}`;
}
