import type { Artifact } from '../../model/artifact.js';
import type { Externals } from '../../signatures/yara/binding.js';
import { fileTypeOf } from './file-type.js';

/**
 * The variables that rules of THOR and LOKI read, lower case as these give them (but for `filetype`): `filename` with its extension, `filepath` the
 * folder without a separator at its end, `extension` with its dot, dots and spaces at the end of the name aside since Windows drops them.
 * `owner` is not collected, so it is empty.
 */
export function externalsOf(artifact: Artifact, bytes: Uint8Array): Externals {
  const [filepath, filename] = splitPath(artifact);
  return { filename, filepath, extension: dotted(filename), filetype: fileTypeOf(bytes), owner: '' };
}

/** Lower case, without the dot; empty where there is none. */
export function extensionOf(artifact: Artifact): string {
  return dotted(splitPath(artifact)[1]).slice(1);
}

function splitPath(artifact: Artifact): [folder: string, name: string] {
  const path = (artifact.windowsPath ?? artifact.collectedPath).toLowerCase();
  const cut = Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));
  return [path.slice(0, Math.max(cut, 0)), path.slice(cut + 1)];
}

function dotted(filename: string): string {
  let end = filename.length;
  while (end > 0 && '. '.includes(filename.charAt(end - 1))) end -= 1;
  const dot = filename.lastIndexOf('.', end - 1);
  return dot < 0 || end === 0 ? '' : filename.slice(dot, end);
}
