import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fastGlob from 'fast-glob';
import { AfterpatchError } from '../../platform/errors.js';
import { compareText } from '../../platform/order.js';
import { extensionOf } from '../../platform/windows-path.js';

/** A file that signatures are measured on. */
export interface MeasureSample {
  /** Null where neither a list nor the file's name tells it. */
  readonly sha256: string | null;
  /** Lower case, without the dot. */
  readonly extension: string;
  /** What the reader knows it by: the list's path, else the path below the folder. */
  readonly name: string;
  readonly file: string;
  readonly size: number;
  /** Columns of a list; null where it has none. */
  readonly source: string | null;
  readonly cluster: string | null;
}

export interface MeasureSet {
  readonly samples: readonly MeasureSample[];
  /** Names in the list whose file is not there. */
  readonly absent: readonly string[];
}

/**
 * Reads what to measure on. A folder stands for every file below it. A list is tab-separated, gzipped or not, with a header that
 * names `sha256` and `ext` and may name `path`, `source` and `cluster`; its files are looked for as `<sha256>.<ext>` or `<sha256>`
 * in `folders`, then beside the list.
 * @throws AfterpatchError `path-not-found`, `malformed-list`.
 */
export async function readMeasureSet(from: string, folders: readonly string[]): Promise<MeasureSet> {
  const stats = await stat(from).catch(() => null);
  if (stats === null) {
    throw new AfterpatchError('path-not-found', `There is no ${from}.`, 'Give a folder of files, or a list of them.');
  }
  return stats.isDirectory() ? fromFolder(from) : fromList(from, [...folders, dirname(from)]);
}

async function fromFolder(folder: string): Promise<MeasureSet> {
  const paths = await fastGlob('**', { cwd: folder, dot: true, followSymbolicLinks: false, stats: true });
  const samples = paths
    .sort((a, b) => compareText(a.path, b.path))
    .map(({ path, stats }) => ({
      sha256: /^([0-9a-f]{64})(\.|$)/.exec(basename(path))?.[1] ?? null,
      extension: extensionOf(path),
      name: path,
      file: resolve(folder, path),
      size: stats?.size ?? 0,
      source: null,
      cluster: null,
    }));
  return { samples, absent: [] };
}

async function fromList(list: string, folders: readonly string[]): Promise<MeasureSet> {
  const bytes = await readFile(list);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...rows] = text.split(/\r?\n/).filter((line) => line !== '');
  const columns = header.replace(/^#/, '').split('\t');
  if (!columns.includes('sha256')) {
    throw new AfterpatchError(
      'malformed-list',
      `${list} has no column sha256.`,
      'Its first line must name its columns.',
    );
  }
  const samples: MeasureSample[] = [];
  const absent: string[] = [];
  for (const row of rows) {
    const cells = row.split('\t');
    const cell = (name: string): string | null => cells[columns.indexOf(name)] || null;
    const sha256 = cell('sha256') ?? '';
    const path = cell('path');
    const extension = (cell('ext') ?? extensionOf(path ?? '')).toLowerCase();
    const name = path ?? sha256;
    const found = /^[0-9a-f]{64}$/.test(sha256) ? await findFile(sha256, extension, folders) : null;
    if (found === null) absent.push(name);
    else samples.push({ sha256, extension, name, ...found, source: cell('source'), cluster: cell('cluster') });
  }
  return { samples, absent };
}

async function findFile(
  sha256: string,
  extension: string,
  folders: readonly string[],
): Promise<{ file: string; size: number } | null> {
  for (const folder of folders) {
    for (const name of [`${sha256}.${extension}`, sha256]) {
      const file = resolve(join(folder, name));
      const stats = await stat(file).catch(() => null);
      if (stats?.isFile()) return { file, size: stats.size };
    }
  }
  return null;
}

/** SHA-256 of a sample's file, where nothing else tells it. */
export async function hashOf(sample: MeasureSample): Promise<string> {
  return (
    sample.sha256 ??
    createHash('sha256')
      .update(await readFile(sample.file))
      .digest('hex')
  );
}
