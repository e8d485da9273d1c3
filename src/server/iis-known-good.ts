import { readFileSync } from 'node:fs';

/**
 * What Exchange setup and Windows put into IIS configuration, over Exchange 2013 to SE together (IIS-01 to IIS-13).
 * Paths are canonical (`ServerPaths.canonical`); types are `Namespace.Class, Assembly`.
 */
export interface IisKnownGood {
  /** Name of a native module to its images. */
  readonly globalModules: Readonly<Record<string, readonly string[]>>;
  readonly isapiFilters: readonly string[];
  readonly isapiRestrictions: readonly string[];
  readonly pools: readonly string[];
  readonly poolConfigurations: readonly string[];
  /** Site, application, pool, virtual directory, folder. */
  readonly sites: readonly (readonly [
    site: string,
    application: string,
    pool: string,
    directory: string,
    folder: string,
  ])[];
  /** Every managed module's and handler's type. */
  readonly types: readonly string[];
  /** Name in `<modules>` to its types; empty text for a reference to a native module. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
  /** Names of modules that files of Exchange take away for their folder. */
  readonly removedModules: readonly string[];
  /** `path|verb|type or modules|scriptProcessor`. */
  readonly handlers: readonly string[];
  readonly deniedExtensions: readonly string[];
  readonly hiddenSegments: readonly string[];
  /** Location, version folders written `<ver>`, to its access policies. */
  readonly accessPolicies: Readonly<Record<string, readonly string[]>>;
  /** Location to the ways to log on that are switched on there. */
  readonly authentication: Readonly<Record<string, readonly string[]>>;
  /** Name, class factory, assembly. */
  readonly transportAgents: readonly (readonly [name: string, factory: string, assembly: string])[];
}

let loaded: IisKnownGood | null = null;

/** The facts that ship with the tool: constant, read once from `signatures/known-good/iis.json`. */
export function iisKnownGood(): IisKnownGood {
  loaded ??= JSON.parse(
    readFileSync(new URL('../../signatures/known-good/iis.json', import.meta.url), 'utf8'),
  ) as IisKnownGood;
  return loaded;
}
