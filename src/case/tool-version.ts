import { readFileSync } from 'node:fs';
import { has } from '../platform/objects.js';

/** The version of this package. */
export function toolVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = has(manifest, 'version') ? manifest.version : null;
  return typeof version === 'string' ? version : 'unknown';
}
