import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import fastGlob from 'fast-glob';
import type { SignatureProblem } from '../../model/finding.js';
import { AfterpatchError, messageOf } from '../../platform/errors.js';
import { breather } from '../../platform/give-way.js';
import { compareText } from '../../platform/order.js';
import { packNameOf } from '../pack/manifest.js';
import { decodeRuleText } from '../rule-text.js';
import { MAXIMUM_FILE_LENGTH } from './yaml-tree.js';

/** A folder of rules: SHA-256 over its files' paths and contents, and name and version where it is a pack. */
export interface RuleOrigin {
  readonly pack: string;
  readonly packName?: string;
}

/** A rule file. Plain data: it crosses process boundaries. */
export interface SigmaFile {
  /** Below the signature folder, `/` between components. */
  readonly path: string;
  readonly content: string;
  /** The folder that it came from. */
  readonly origin?: RuleOrigin;
}

export interface SigmaFiles {
  /** In the order of the folders, then by path. */
  readonly files: readonly SigmaFile[];
  /** Files that could not be read. */
  readonly problems: readonly SignatureProblem[];
}

/**
 * Reads every `*.yml` and `*.yaml` below the folders; a folder may also be a single file.
 * @throws AfterpatchError `signatures-not-found` where a folder is not there.
 */
export async function readSigmaFiles(folders: readonly string[]): Promise<SigmaFiles> {
  const files: SigmaFile[] = [];
  const problems: SignatureProblem[] = [];
  const breathe = breather();
  for (const folder of folders) {
    const listed = await listFiles(folder);
    const ofFolder: SigmaFile[] = [];
    for (const { absolute, relative } of listed) {
      const content = readText(absolute);
      await breathe();
      if (typeof content === 'string') ofFolder.push({ path: relative, content });
      else if (content)
        problems.push({ path: relative, rule: null, line: null, column: null, ...content, incomplete: true });
    }
    const packName = packNameOf(folder);
    const origin = { pack: digestOf(ofFolder), ...(packName !== null && { packName }) };
    for (const file of ofFolder) files.push({ ...file, origin });
  }
  return { files, problems };
}

async function listFiles(folder: string): Promise<{ absolute: string; relative: string }[]> {
  const found = await stat(folder).catch(() => null);
  if (!found) {
    const hint = 'Give a folder that holds rule files, or one of them.';
    throw new AfterpatchError('signatures-not-found', `There is no signature folder ${folder}.`, hint);
  }
  if (found.isFile()) return /\.ya?ml$/i.test(folder) ? [{ absolute: folder, relative: path.basename(folder) }] : [];
  const names = await fastGlob('**/*.{yml,yaml}', {
    cwd: folder,
    onlyFiles: true,
    followSymbolicLinks: false,
    caseSensitiveMatch: false,
  });
  return names.sort(compareText).map((relative) => ({ absolute: path.join(folder, relative), relative }));
}

/** At once: hundreds of small files are read in a fifth of the time that asking for each and waiting takes. */
function readText(file: string): string | Pick<SignatureProblem, 'reason' | 'hint'> {
  try {
    if (statSync(file).size > MAXIMUM_FILE_LENGTH * 4) {
      return { reason: 'The file is larger than any rule.', hint: 'Split it into several files.' };
    }
    const text = decodeRuleText(readFileSync(file));
    return text ?? { reason: 'The file is not UTF-8.', hint: 'Save it as UTF-8.' };
  } catch (error) {
    const reason = messageOf(error);
    return { reason: `The file cannot be read: ${reason}`, hint: 'Check its permissions.' };
  }
}

/** SHA-256 over paths and contents, whatever the order in which the files were given. */
export function digestOf(files: readonly SigmaFile[]): string {
  const hash = createHash('sha256');
  const sorted = [...files].sort((a, b) => compareText(a.path, b.path) || compareText(a.content, b.content));
  for (const { path: name, content } of sorted) {
    hash.update(`${Buffer.byteLength(name)}:${name}${Buffer.byteLength(content)}:`).update(content);
  }
  return hash.digest('hex');
}
