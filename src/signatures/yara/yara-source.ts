import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import fastGlob from 'fast-glob';
import type { SignatureProblem } from '../../model/finding.js';
import { AfterpatchError, messageOf } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';
import { packNameOf } from '../pack/manifest.js';
import { decodeRuleText } from '../rule-text.js';

/** One file of YARA rules. Plain data: it crosses process boundaries. */
export interface YaraSource {
  /** Below its folder, `/` between components. */
  readonly path: string;
  readonly text: string;
  /** Digest of the folder that it came from. */
  readonly pack: string;
  /** Name and version of the pack that the folder is. */
  readonly packName?: string;
}

/** No rule file of the public sets comes near; a larger one is not rules. */
const MAXIMUM_BYTES = 32 * 1024 * 1024;

/**
 * Reads every `.yar` and `.yara` file below the folders, in the order of folders and paths. A file may stand for a folder.
 * Links are not followed.
 * @throws AfterpatchError `signatures-not-found` where a folder does not exist.
 */
export async function readYaraSources(
  folders: readonly string[],
): Promise<{ sources: YaraSource[]; problems: SignatureProblem[] }> {
  const sources: YaraSource[] = [];
  const problems: SignatureProblem[] = [];
  for (const folder of folders) {
    const { root, pattern } = await rootOf(folder);
    const entries = await fastGlob(pattern, {
      cwd: root,
      followSymbolicLinks: false,
      onlyFiles: false,
      objectMode: true,
      caseSensitiveMatch: false,
    });
    const files: { path: string; bytes: Buffer }[] = [];
    for (const { path, dirent } of entries.sort((a, b) => compareText(a.path, b.path))) {
      if (dirent.isDirectory()) continue;
      const bytes = dirent.isFile()
        ? await readRuleFile(join(root, path))
        : 'It is a link, and links are not followed.';
      if (typeof bytes === 'string') problems.push(leftOut(path, bytes));
      else files.push({ path, bytes });
    }
    const pack = digestOf(files);
    const packName = packNameOf(folder);
    const origin = { pack, ...(packName !== null && { packName }) };
    sources.push(...files.map(({ path, bytes }) => ({ path, ...origin, text: decode(bytes) })));
  }
  return { sources, problems };
}

async function rootOf(folder: string): Promise<{ root: string; pattern: string }> {
  const stats = await stat(folder).catch(() => null);
  if (stats === null) {
    throw new AfterpatchError('signatures-not-found', `There is no ${folder}.`, 'Give a folder that holds rule files.');
  }
  if (stats.isDirectory()) return { root: folder, pattern: '**/*.{yar,yara}' };
  const name = fastGlob.escapePath(basename(folder));
  return { root: dirname(folder), pattern: /\.yara?$/i.test(folder) ? name : '*/*/never' };
}

async function readRuleFile(path: string): Promise<Buffer | string> {
  try {
    if ((await stat(path)).size > MAXIMUM_BYTES) return `It is larger than ${MAXIMUM_BYTES / 1024 / 1024} MiB.`;
    return await readFile(path);
  } catch (error) {
    return `It cannot be read: ${messageOf(error)}`;
  }
}

function leftOut(path: string, reason: string): SignatureProblem {
  return { path, rule: null, line: null, column: null, reason, hint: null, incomplete: true };
}

/** SHA-256 over the paths and contents of a pack's files, in the order of their paths. */
function digestOf(files: readonly { path: string; bytes: Uint8Array }[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex');
}

/** In a file that is no Unicode, bytes above ASCII are written `\xNN`, which means the same in strings and nothing in comments. */
function decode(bytes: Buffer): string {
  return (
    decodeRuleText(bytes) ??
    bytes.toString('latin1').replace(/[\u0080-\u00ff]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`)
  );
}
