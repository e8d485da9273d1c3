import { statSync } from 'node:fs';
import fastGlob from 'fast-glob';
import { AfterpatchError } from '../platform/errors.js';

/**
 * Looks whether each folder of signatures that the user gives holds any file of rules: one that does not was meant otherwise, and
 * a hunt without it would look as if its rules had found nothing.
 * @throws AfterpatchError `signatures-not-found`.
 */
export async function requireSignatureFiles(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    // What does not exist, and a file, are for whoever loads the rules.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) continue;
    const options = { cwd: folder, caseSensitiveMatch: false, followSymbolicLinks: false, suppressErrors: true };
    const files = await fastGlob.glob(['**/*.{yar,yara,yml,yaml}', 'machine-keys/*.{txt,csv}'], options);
    if (files.length > 0) continue;
    throw new AfterpatchError(
      'signatures-not-found',
      `No rules lie in the signature folder ${folder}.`,
      'YARA rules end in .yar or .yara, Sigma rules in .yml or .yaml.',
    );
  }
}
