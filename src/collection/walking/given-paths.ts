import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import fastGlob from 'fast-glob';
import { AfterpatchError, codeOf } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';
import { pathHint } from '../../platform/path-hint.js';
import { plainWindowsPath } from '../../platform/windows-path-form.js';
import { isObjectAddress, type ObjectAddress, objectAddress, objectPath } from '../objects/object-address.js';
import { hasBelow, isObject } from '../objects/walk-objects.js';

const WINDOWS = path.sep === '\\';

/** A path that the user gave: real, absolute; or an address in an object store. */
export interface GivenPath {
  readonly path: string;
  /** Or what keys begin with. */
  readonly isFolder: boolean;
}

/** Whose what lies at or below a path is, where the user says so. `path` is real and absolute. */
export interface GivenHost {
  readonly name: string;
  readonly path: string;
}

/** @throws AfterpatchError `path-not-found` where there is no such path. */
export function givenHost(name: string, at: string): GivenHost {
  if (isObjectAddress(at)) return { name, path: objectPath(objectAddress(at)) };
  const found = at === '' || at.includes('\0') ? null : lookAt(at);
  if (found === null) throw notFound(`There is no such path: ${at}`, pathHint(at) ?? 'Check what --host names.');
  return { name, path: found.path };
}

/**
 * The paths that the user's arguments name. An argument that does not exist as it is spelt is tried as a glob pattern. What lies
 * below another given folder is left to it (`within`). A link that the user names is followed: it is the user's own.
 * Throws `path-not-found`.
 */
export async function givenPaths(
  args: readonly string[],
): Promise<{ given: readonly GivenPath[]; within: readonly GivenPath[] }> {
  if (args.length === 0) throw notFound('No path was given', 'Name a folder or file that was collected.');
  const found = new Map<string, GivenPath>();
  for (const argument of args) {
    for (const given of await pathsOf(argument)) found.set(keyOf(given), given);
  }
  const sorted = [...found.values()].sort((a, b) => compareText(a.path, b.path));
  const given: GivenPath[] = [];
  const within: GivenPath[] = [];
  for (const one of sorted) {
    const parent = given.find((other) => other.isFolder && one.path.startsWith(withSeparator(other.path)));
    (parent ? within : given).push(one);
  }
  return { given, within };
}

/** The deepest folder that holds all of them; for a single folder, itself. Empty where nothing holds a folder and an object store. */
export function commonFolder(given: readonly GivenPath[]): string {
  const [first, ...others] = given.map((one) => (one.isFolder && given.length === 1 ? one.path : folderOf(one.path)));
  let common = first ?? path.sep;
  for (const other of others) {
    while (other !== common && !other.startsWith(withSeparator(common)) && folderOf(common) !== common) {
      common = folderOf(common);
    }
    if (isObjectAddress(other) !== isObjectAddress(common)) return '';
  }
  return common;
}

/** Names on the way from the common folder of all paths to one of them. */
export function namesBelow(common: string, { path: given }: GivenPath): string[] {
  const isStored = isObjectAddress(given);
  const rest = isStored || common === '' ? given.slice(common.length) : path.relative(common, given);
  return rest.split(isStored ? '/' : path.sep).filter((name) => name !== '');
}

/** Of an address in a store, up to the scheme. */
function folderOf(given: string): string {
  if (!isObjectAddress(given)) return path.dirname(given);
  const cut = given.lastIndexOf('/');
  return cut < ROOT.length ? ROOT : given.slice(0, cut);
}

/** Holds all buckets. */
const ROOT = 's3://';

/** Names on disks of Windows differ in more than case; an object and what lies below it may both be meant. */
function keyOf({ path: given, isFolder }: GivenPath): string {
  if (isObjectAddress(given)) return `${given} ${isFolder}`;
  return WINDOWS ? given.toLowerCase() : given;
}

async function pathsOf(argument: string): Promise<readonly GivenPath[]> {
  if (argument === '' || argument.includes('\0')) {
    throw notFound('A path is empty or holds a NUL character', 'Check the quotes around the arguments.');
  }
  if (isObjectAddress(argument)) return objectsOf(objectAddress(argument), argument.endsWith('/'));
  const literal = lookAt(argument);
  if (literal) return [literal];
  // No shell of Windows expands patterns; in them a backslash is no separator.
  const pattern = WINDOWS ? plainWindowsPath(argument).replaceAll('\\', '/') : argument;
  if (fastGlob.isDynamicPattern(pattern)) {
    const options = { onlyFiles: false, dot: true, absolute: true, followSymbolicLinks: false, suppressErrors: true };
    const matches = (await fastGlob.glob(pattern, options)).flatMap((match) => lookAt(match) ?? []);
    if (matches.length > 0) return matches;
  }
  throw notFound(
    `There is no such path: ${argument}`,
    pathHint(argument) ?? 'Check the spelling, and that the collection is mounted.',
  );
}

/** An object, what lies below, or both. Whether anything does shows when it is listed. */
async function objectsOf(address: ObjectAddress, isFolder: boolean): Promise<readonly GivenPath[]> {
  const below = { path: objectPath(address), isFolder: true };
  if (isFolder || !(await isObject(address))) return [below];
  return (await hasBelow(address)) ? [{ ...below, isFolder: false }, below] : [{ ...below, isFolder: false }];
}

function lookAt(argument: string): GivenPath | null {
  let real: string;
  try {
    real = realpathSync(WINDOWS ? plainWindowsPath(argument) : argument);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw notFound(
      `The path cannot be reached: ${argument} (${code})`,
      'Check permissions, and that it is no loop of links.',
    );
  }
  const stats = statSync(real);
  if (!stats.isDirectory() && !stats.isFile()) {
    throw notFound(`Neither a folder nor a file: ${argument}`, 'Name a folder or file that was collected.');
  }
  return { path: real, isFolder: stats.isDirectory() };
}

function withSeparator(folder: string): string {
  if (isObjectAddress(folder)) return folder.endsWith('/') ? folder : `${folder}/`;
  return folder.endsWith(path.sep) ? folder : folder + path.sep;
}

function notFound(message: string, hint: string): AfterpatchError {
  return new AfterpatchError('path-not-found', message, hint);
}
