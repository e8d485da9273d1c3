import { readFileSync } from 'node:fs';
import { folderTrust } from './configuration/folder-trust.js';

/** How sure a match is: see `signatures/known-good/iis-add-ons.json`. */
export type AddOnCertainty = 'windows' | 'microsoft' | 'vendor' | 'claim';

/** A feature of Windows or a product that IIS loads something for. */
export interface AddOn {
  readonly name: string;
  readonly sure: AddOnCertainty;
  /** It can pass requests on to other machines or let visitors write: who has it should know. */
  readonly worthNoting: boolean;
}

interface Product {
  readonly name: string;
  readonly sure: AddOnCertainty;
  readonly worthNoting?: boolean;
  /** Name of a native module to its image. */
  readonly modules?: Readonly<Record<string, string>>;
  readonly modulePattern?: string;
  /** Class and assembly of a managed type. */
  readonly typePattern?: string;
  readonly isapi?: readonly string[];
  readonly isapiPattern?: string;
  /** Class ids of profilers of .NET, lower case. */
  readonly profilers?: readonly string[];
  /** Programs that handlers give requests to. */
  readonly programPattern?: string;
}

/** One product, its patterns compiled. */
interface Known extends Omit<Product, 'modulePattern' | 'typePattern' | 'isapiPattern' | 'programPattern'> {
  readonly addOn: AddOn;
  readonly modulePattern: RegExp | null;
  readonly typePattern: RegExp | null;
  readonly isapiPattern: RegExp | null;
  readonly programPattern: RegExp | null;
}

let loaded: readonly Known[] | null = null;

/** The facts that ship with the tool: constant, read once. */
function products(): readonly Known[] {
  if (loaded === null) {
    const file = JSON.parse(
      readFileSync(new URL('../../signatures/known-good/iis-add-ons.json', import.meta.url), 'utf8'),
    ) as { readonly products: readonly Product[] };
    const pattern = (text: string | undefined) => (text === undefined ? null : new RegExp(text));
    loaded = file.products.map((product) => ({
      ...product,
      addOn: { name: product.name, sure: product.sure, worthNoting: product.worthNoting ?? false },
      modulePattern: pattern(product.modulePattern),
      typePattern: pattern(product.typePattern),
      isapiPattern: pattern(product.isapiPattern),
      programPattern: pattern(product.programPattern),
    }));
  }
  return loaded;
}

/** Whose native module this is by name and canonical image; null where it is of none that is known. */
export function addOnOfModule(name: string, image: string): AddOn | null {
  return find(
    image,
    ({ modules, modulePattern }) =>
      (modules !== undefined && Object.hasOwn(modules, name) && modules[name] === image) ||
      (modulePattern?.test(image) ?? false),
  );
}

/** Whose product a managed type says that it is, by its class and assembly: anybody can give these names. */
export function claimedAddOn(className: string, assembly: string): string | null {
  const type = `${className}, ${assembly}`.toLowerCase();
  return products().find(({ typePattern }) => typePattern?.test(type) ?? false)?.name ?? null;
}

/** Whose ISAPI filter or extension a canonical path is. */
export function addOnOfIsapi(image: string): AddOn | null {
  return find(image, ({ isapi, isapiPattern, programPattern, sure }) =>
    Boolean(isapi?.includes(image) || isapiPattern?.test(image) || (sure === 'vendor' && programPattern?.test(image))),
  );
}

/** Whose interpreter or program for requests a canonical path is. */
export function addOnOfProgram(program: string): AddOn | null {
  return find(program, ({ programPattern }) => programPattern?.test(program) ?? false) ?? addOnOfIsapi(program);
}

/** Whether a class id is that of a profiler of a product that watches applications: anybody can give it to a file of his own. */
export function isClaimedProfiler(classId: string): boolean {
  return products().some(({ profilers }) => profilers?.includes(classId.toLowerCase()) ?? false);
}

/** Names under which a native module of Windows is set up, for an image of it. */
export function moduleNamesOf(image: string): readonly string[] {
  return products().flatMap(({ modules }) =>
    Object.entries(modules ?? {}).flatMap(([name, known]) => (known === image ? [name] : [])),
  );
}

/** Every native module of Windows features by name. */
export function windowsModules(): readonly (readonly [name: string, image: string])[] {
  return products().flatMap(({ modules }) => Object.entries(modules ?? {}));
}

function find(path: string, matches: (product: Known) => boolean): AddOn | null {
  const found = products().find(matches)?.addOn ?? null;
  if (found?.sure !== 'claim') return found;
  // A name proves nothing where anybody may put a file.
  const trust = folderTrust(path);
  return trust === 'vendor' || trust === 'odd' ? found : null;
}
