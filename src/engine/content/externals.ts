import type { Artifact } from '../../model/artifact.js';
import { extensionOf, fileNameOf, folderOf } from '../../platform/windows-path.js';
import type { Externals } from '../../signatures/yara/binding.js';
import { fileTypeOf } from './file-type.js';

/**
 * The variables that rules of THOR and LOKI read, lower case as these give them (but for `filetype`): `filename` with its extension, `filepath` the
 * folder without a separator at its end, `extension` with its dot, dots and spaces at the end of the name aside since Windows drops them.
 * `owner` is not collected, so it is empty.
 */
export function externalsOf(artifact: Artifact, bytes: Uint8Array): Externals {
  const path = (artifact.windowsPath ?? artifact.collectedPath).toLowerCase();
  const extension = extensionOf(path);
  return {
    filename: fileNameOf(path),
    filepath: folderOf(path),
    extension: extension === '' ? '' : `.${extension}`,
    filetype: fileTypeOf(bytes),
    owner: '',
  };
}
