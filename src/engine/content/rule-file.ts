import { hidesServerExtension, isWebPlace } from '../../collection/web-places.js';
import type { Artifact } from '../../model/artifact.js';
import { decodeRuleText } from '../../signatures/rule-text.js';
import { isRuleFile } from '../../signatures/yara/rule-outline.js';

/** The largest public rule files are smaller; bytes. */
const MAXIMUM_BYTES = 4 * 1024 * 1024;

/**
 * Whether a file is one of YARA rules, as scanners and responders leave them: what it shows is what they look for. Not so where a
 * web server could run it, whatever it looks like.
 */
export function holdsRules({ collectedPath, windowsPath }: Artifact, bytes: Uint8Array): boolean {
  const path = (windowsPath ?? `\\${collectedPath.replaceAll('/', '\\')}`).toLowerCase();
  if (bytes.length > MAXIMUM_BYTES || hidesServerExtension(path) || isWebPlace(path)) return false;
  if (!/\.(?:yara?|rules?|txt)$/.test(path)) return false;
  const text = decodeRuleText(bytes);
  return text !== null && isRuleFile(text);
}
