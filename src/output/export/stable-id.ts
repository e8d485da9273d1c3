import { createHash } from 'node:crypto';
import type { Finding } from '../../model/finding.js';

/** Names within it are ours. */
const NAMESPACE = '5f2b1c9e-7d0a-4c57-9a41-6f0c8e2d3b17';

/** UUID of version 5 (RFC 9562 §5.5): the same name in the same namespace has the same id, whenever and wherever it is made. */
export function uuidFrom(name: string, namespace: string = NAMESPACE): string {
  const digest = createHash('sha1').update(namespace.replaceAll('-', ''), 'hex').update(name).digest('hex');
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** The id of a finding in every format: of its server and its fingerprint. */
export function findingId({ host, fingerprint }: Pick<Finding, 'host' | 'fingerprint'>): string {
  return uuidFrom(`finding\n${host ?? ''}\n${fingerprint}`);
}
