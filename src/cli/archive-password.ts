import { readFileSync } from 'node:fs';
import { AfterpatchError, messageOf } from '../platform/errors.js';

/** As given, or the first line of the file that `@` names, which keeps it out of the list of processes. */
export function archivePassword(text: string | undefined): string | undefined {
  if (!text?.startsWith('@')) return text;
  try {
    return readFileSync(text.slice(1), 'utf8').split(/\r?\n/, 1)[0];
  } catch (error) {
    const why = messageOf(error);
    throw new AfterpatchError(
      'usage',
      `The file of the password cannot be read: ${why}`,
      'Check what --archive-password names.',
    );
  }
}
