import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SHIPPED_SIGNATURES } from '../../engine/signature-folders.js';
import { toolVersion } from '../tool-version.js';

/** What tells this tool from one that might say something else of the same evidence: its version, and the signatures and facts that ship with it. */
export function thisTool(): string {
  const folder = dirname(SHIPPED_SIGNATURES.yara);
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort(byPlace)) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    hash.update(`${path.slice(folder.length).replaceAll('\\', '/')}\n${bytes.length}\n`).update(bytes);
  }
  return `${toolVersion()} ${hash.digest('hex').slice(0, 16)}`;
}

function byPlace(a: { parentPath: string; name: string }, b: { parentPath: string; name: string }): number {
  const [one, other] = [join(a.parentPath, a.name), join(b.parentPath, b.name)];
  return one < other ? -1 : one > other ? 1 : 0;
}
