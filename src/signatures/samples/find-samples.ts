import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { compareText } from '../../platform/order.js';
import type { Sample, SampleSet } from './sample-set.js';

/** A rule as far as the place of its samples depends on it. */
export interface SampledRule {
  readonly language: 'yara' | 'sigma';
  /** The rule file. */
  readonly file: string;
  /** What may name the folder of its samples: id, name, and the rule file's name without extension. */
  readonly keys: readonly string[];
}

/** Folders above a rule file that may hold its samples. */
const MAXIMUM_LEVELS = 8;

/**
 * Looks for a rule's samples: `hit/` and `miss/`, or `hit.log` and `miss.log`, in a folder named after the rule, which lies beside the rule
 * file or below `samples/signatures/<language>`, `samples/<language>`, `samples` or `tests` of any folder above it (up to a checkout's
 * root). Else `hit/` and `miss/` beside the rule file, which its rules share. Null: there is nothing.
 */
export function findSamples(rule: SampledRule): SampleSet | null {
  const folders = foldersAbove(path.dirname(path.resolve(rule.file)));
  const keys = rule.keys.filter((key) => key !== '' && !/[\\/]/.test(key) && key !== '.' && key !== '..');
  for (const folder of folders) {
    const roots = [`samples/signatures/${rule.language}`, `samples/${rule.language}`, 'samples', 'tests'];
    const places = [...roots.map((root) => path.join(folder, root)), ...(folder === folders[0] ? [folder] : [])];
    for (const place of places.filter(isFolder)) {
      for (const key of keys) {
        const own = path.join(place, key);
        if (isFolder(own) && samplesIn(own).length > 0) return setOf(own, false);
      }
    }
  }
  const [beside] = folders;
  return beside !== undefined && isFolder(path.join(beside, 'hit')) ? setOf(beside, true) : null;
}

/** Where a rule's samples belong when there are none: as `findSamples` looks for them, nearest first. */
export function placeForSamples(rule: SampledRule): string {
  const folders = foldersAbove(path.dirname(path.resolve(rule.file)));
  for (const folder of folders) {
    const root = path.join(folder, `samples/signatures/${rule.language}`);
    if (isFolder(root)) return path.join(root, rule.keys[0] ?? 'rule');
  }
  return path.join(folders[0] ?? '.', 'samples', rule.keys[0] ?? 'rule');
}

function setOf(folder: string, shared: boolean): SampleSet {
  return { samples: samplesIn(folder), place: folder, shared, hitsOnly: false };
}

function samplesIn(folder: string): Sample[] {
  return (['hit', 'miss'] as const).flatMap((expect) =>
    filesOf(folder, expect).map((name): Sample => {
      const file = path.join(folder, name);
      return { name, expect, source: { type: 'file', file }, count: 'all' };
    }),
  );
}

/** Files below `hit/`, and those named `hit.<extension>`. */
function filesOf(folder: string, side: 'hit' | 'miss'): string[] {
  const below = path.join(folder, side);
  const inside = isFolder(below)
    ? readdirSync(below, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    : [];
  const named = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith(`${side}.`))
    .map(({ name }) => name);
  return [...inside, ...named].map((name) => name.split(path.sep).join('/')).sort(compareText);
}

function foldersAbove(from: string): string[] {
  const folders: string[] = [];
  for (let folder = from; folders.length < MAXIMUM_LEVELS; folder = path.dirname(folder)) {
    folders.push(folder);
    if (existsSync(path.join(folder, '.git')) || path.dirname(folder) === folder) break;
  }
  return folders;
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
