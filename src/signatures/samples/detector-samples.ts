import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compareText } from '../../platform/order.js';

/** A file, or a folder with files of servers, that a detector must find something in, or nothing. */
export interface DetectorSample {
  readonly name: string;
  readonly expect: 'hit' | 'miss';
  readonly isFolder: boolean;
  /** The folder of its files, or the folder that it lies in. */
  readonly folder: string;
  readonly files: readonly string[];
}

export interface SampledDetector {
  readonly id: string;
  readonly place: string;
  readonly samples: readonly DetectorSample[];
}

/** The samples of detectors below a folder: `<id>/hit` and `<id>/miss`, in which a file is one sample, and a folder is one. */
export function findDetectorSamples(root: string): SampledDetector[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => compareText(a.name, b.name))
    .map(({ name: id }) => {
      const place = path.join(root, id);
      return { id, place, samples: [...sideOf(place, 'hit'), ...sideOf(place, 'miss')] };
    });
}

function sideOf(place: string, expect: DetectorSample['expect']): DetectorSample[] {
  const side = path.join(place, expect);
  if (!existsSync(side)) return [];
  return readdirSync(side, { withFileTypes: true })
    .sort((a, b) => compareText(a.name, b.name))
    .map((entry) => {
      const own = path.join(side, entry.name);
      const files = entry.isDirectory() ? filesBelow(own) : [own];
      return {
        name: `${expect}/${entry.name}`,
        expect,
        isFolder: entry.isDirectory(),
        folder: entry.isDirectory() ? own : side,
        files,
      };
    });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort(compareText);
}
