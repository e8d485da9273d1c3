import { createHash } from 'node:crypto';
import type { Finding } from '../../model/finding.js';

/** Names within it are ours. */
const NAMESPACE = '5f2b1c9e-7d0a-4c57-9a41-6f0c8e2d3b17';

/** UUID of version 5 (RFC 9562 §5.5): the same name in the same namespace has the same id, whenever and wherever it is made. */
export function uuidFrom(name: string, namespace: string = NAMESPACE): string {
  const digest = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The id of a finding in every format: of its server and its fingerprint. */
export function findingId({ host, fingerprint }: Finding): string {
  return uuidFrom(`finding\n${host ?? ''}\n${fingerprint}`);
}
