import type { Finding } from '../model/finding.js';
import { AfterpatchError } from '../platform/errors.js';

/**
 * The findings whose fingerprint begins so: one, which several servers can have.
 * @throws AfterpatchError `ambiguous-finding`.
 */
export function findingsNamed(id: string, findings: readonly Finding[]): Finding[] {
  if (!/^[0-9a-f]{6,64}$/.test(id)) return [];
  const named = findings.filter((finding) => finding.fingerprint.startsWith(id));
  const fingerprints = [...new Set(named.map((finding) => finding.fingerprint))];
  if (fingerprints.length < 2) return named;
  throw new AfterpatchError(
    'ambiguous-finding',
    `Several findings begin with ${id}: ${fingerprints.slice(0, 5).join(', ')}.`,
    'Give more of it.',
  );
}
