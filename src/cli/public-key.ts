import { readFileSync, statSync } from 'node:fs';

/** A public key as it was given, or the text of the file that was given for it. */
export function publicKeyText(given: string): string {
  return statSync(given, { throwIfNoEntry: false })?.isFile() ? readFileSync(given, 'utf8') : given;
}
