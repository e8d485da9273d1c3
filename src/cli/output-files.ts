import { randomBytes } from 'node:crypto';
import { closeSync, createWriteStream, existsSync, openSync, realpathSync, rmSync, statSync } from 'node:fs';
import { link, lstat, open, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Report } from '../model/finding.js';
import { FORMATS, type Format, isFormat, rendererOf } from '../output/renderers.js';
import type { RenderOptions } from '../output/renderer.js';
import { closestWord } from '../platform/closest-word.js';
import { AfterpatchError, messageOf } from '../platform/errors.js';
import { liesIn } from '../platform/lies-in.js';
import { pathHint } from '../platform/path-hint.js';
import { isWindowsDevice } from '../platform/windows-path-form.js';
import { tellUnfinished } from './interruption.js';
import { writePieces } from './write.js';

const OWNER_ONLY = 0o600;

export interface WriteOptions extends Omit<RenderOptions, 'color'> {
  /** Overwrite what is there. */
  readonly force: boolean;
}

export interface OutputFile {
  readonly format: Format;
  readonly path: string;
}

/**
 * Reads `--output <format>=<file>` and tries, before any work is done, whether the file can be written.
 * @throws AfterpatchError `bad-output`, `output-exists` or `output-failed`.
 */
export function parseOutputFile(text: string, force: boolean): OutputFile {
  const [, format = '', path = ''] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
  if (!isFormat(format)) {
    const meant = closestWord(format === '' ? text : format, FORMATS);
    throw new AfterpatchError(
      'bad-output',
      `Not an output: ${text}.${meant === null ? '' : ` Did you mean ${meant}=${path === '' ? '<file>' : path}?`}`,
      `Give --output <format>=<file>; formats are ${FORMATS.join(', ')}.`,
    );
  }
  if (sep === '\\' && isWindowsDevice(basename(path))) {
    throw new AfterpatchError('bad-output', `${path} is a device of Windows.`, 'Name a file.');
  }
  if (!existsSync(dirname(path)) || !statSync(dirname(path)).isDirectory()) {
    throw new AfterpatchError(
      'bad-output',
      `The folder of ${path} does not exist.`,
      pathHint(path) ?? 'Make it first.',
    );
  }
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new AfterpatchError('bad-output', `${path} is a folder.`, 'Name a file in it.');
  }
  if (!force && existsSync(path)) {
    throw new AfterpatchError('output-exists', `${path} exists.`, 'Name another file, or add --force to overwrite it.');
  }
  tryToWrite(path);
  return { format, path };
}

/** Makes the file that the report is first written to, and takes it away again: a hunt of hours must not end without its report. */
function tryToWrite(path: string): void {
  try {
    if (existsSync(path) && !statSync(path).isFile()) return;
    const beside = besideOf(existsSync(path) ? realpathSync(path) : path);
    closeSync(openSync(beside, 'wx', OWNER_ONLY));
    rmSync(beside);
  } catch (error) {
    throw notWritten(path, error);
  }
}

function besideOf(target: string): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`);
}

function notWritten(path: string, error: unknown): AfterpatchError {
  const reason = messageOf(error);
  return new AfterpatchError(
    'output-failed',
    `${path}: the result cannot be written: ${reason}`,
    'Is there space, and may you write there?',
  );
}

/**
 * Reads every `--output`.
 * @throws AfterpatchError as `parseOutputFile`, and `bad-output` where two of them name one file.
 */
export function parseOutputFiles(texts: readonly string[], force: boolean): OutputFile[] {
  const files = texts.map((text) => parseOutputFile(text, force));
  const seen = new Set<string>();
  for (const { path } of files) {
    const whole = resolve(path);
    if (seen.has(whole)) {
      throw new AfterpatchError('bad-output', `${path} is named by two --output.`, 'Give each its own file.');
    }
    seen.add(whole);
  }
  return files;
}

/** Whether a file lies in one of the paths that are hunted: what is written there is evidence to the next hunt. */
export function liesInEvidence({ path }: OutputFile, hunted: readonly string[]): boolean {
  return liesIn(path, hunted);
}

/**
 * Writes the report to the file: beside it first, readable for its owner only, and under its name when all of it lies on the
 * disk. Whatever ends the process meanwhile leaves the earlier file, or none, and never a part of one.
 * @throws AfterpatchError `output-failed`.
 */
export async function writeOutputFile(
  { format, path }: OutputFile,
  report: Report,
  { force, ...shape }: WriteOptions,
): Promise<void> {
  const pieces = rendererOf(format)(report, { color: false, ...shape });
  try {
    // A pipe or a device cannot be replaced.
    if (force && existsSync(path) && !statSync(path).isFile()) await writePieces(createWriteStream(path), pieces);
    else await replaceFile(path, pieces, force);
  } catch (error) {
    throw notWritten(path, error);
  }
}

/**
 * Writes a file beside its place and gives it its name when all of it lies on the disk.
 * @param force replaces what is there.
 */
export async function replaceFile(
  path: string,
  pieces: Iterable<string>,
  force: boolean,
  mode = OWNER_ONLY,
): Promise<void> {
  const target = force && existsSync(path) ? await realpath(path) : path;
  const beside = besideOf(target);
  await removeLeftovers(target);
  try {
    const file = await open(beside, 'wx', mode);
    tellUnfinished(resolve(beside));
    try {
      await writeFile(file, pieces);
      await file.sync();
    } finally {
      await file.close();
    }
    // A link fails where a file came up meanwhile, and a renaming would replace it.
    if (force) await rename(beside, target);
    else await link(beside, target);
  } finally {
    await rm(beside, { force: true });
  }
  await syncFolder(dirname(target));
}

/** Milliseconds after which nobody writes to a file beside any more. */
const LEFT_AFTER = 3_600_000;

/** Takes away what a run that was killed left beside the file. */
async function removeLeftovers(target: string): Promise<void> {
  const [start, folder] = [`.${basename(target)}.`, dirname(target)];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(start) || !/^[0-9a-f]{12}\.part$/.test(name.slice(start.length))) continue;
    const file = join(folder, name);
    const stats = await lstat(file).catch(() => null);
    if (stats?.isFile() && Date.now() - stats.mtimeMs > LEFT_AFTER) await rm(file, { force: true }).catch(() => {});
  }
}

/** So that the name lasts as well. Not every file system lets a folder be opened. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
