import { createHash } from 'node:crypto';
import type { Finding } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';

/** What a finding is in any report of its server: the same after lines, times and versions of rules changed. */
export function findingKey(host: string | null, fingerprint: string): string {
  return `${host?.toLowerCase() ?? ''}\n${fingerprint}`;
}

/** Files of a server in which one finding is about one thing of many, all of which change. */
const HOLDS_MANY: ReadonlySet<string> = new Set([
  'file-system-record',
  'registry-hive',
  'registry-export',
  'persistence-export',
  'health-report',
  'event-log',
  'iis-log',
  'exchange-log',
]);

/**
 * What the thing holds that a finding is about, which its fingerprint leaves out: the digest of its file; of what is set, for a setting in
 * a file that holds others, with what is known of the program that it names. Null for requests, which hold nothing that stays.
 * @returns SHA-256 in hex.
 */
export function contentOf({ artifact, evidence, message }: Finding): string | null {
  const isSetting = artifact.kind.endsWith('-config') || HOLDS_MANY.has(artifact.kind);
  if (artifact.sha256 !== null && !isSetting) return artifact.sha256;
  const said = evidence.flatMap((item) => {
    if (item.type === 'element') return [[item.element, item.text]];
    return item.type === 'fact' ? [[item.label, item.text]] : [];
  });
  if (said.length === 0 && evidence.some(({ type }) => type === 'record')) return null;
  if (said.length === 0 && isSetting) return artifact.sha256;
  const named = Object.entries(message.data)
    .filter(([, value]) => typeof value === 'string' || Array.isArray(value))
    .sort(([a], [b]) => compareText(a, b));
  return createHash('sha256')
    .update(JSON.stringify([message.id, named, said]))
    .digest('hex');
}
