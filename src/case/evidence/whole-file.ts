import { statSync } from 'node:fs';
import path from 'node:path';
import { printableName } from '../../collection/walking/printable-name.js';
import { type Artifact, type ArtifactLocation, plainArtifact } from '../../model/artifact.js';

/** The collected file in which an artifact lies packed, or of which it is a part; null where it is one itself. */
export function containerOf({ location }: Artifact): Pick<ArtifactLocation, 'path' | 'object'> | null {
  const { unpackedFrom, range, member, path, object } = location;
  if (unpackedFrom) return unpackedFrom;
  return range || member ? { path, ...(object && { object }) } : null;
}

/** A file as it lies there, packed or not. @param known whatever is known of something in it; @param name as shown. */
export function wholeFile(
  known: Artifact,
  { path: file, object }: Pick<ArtifactLocation, 'path' | 'object'>,
  name: string,
): Artifact {
  const artifact = { ...plainArtifact(known), collectedPath: name };
  if (object) return { ...artifact, location: { path: file, object }, size: object.size };
  return { ...artifact, location: { path: file }, size: statSync(bytesOf(file), { throwIfNoEntry: false })?.size ?? 0 };
}

/** The path of a file below the folder that was read, as bytes, `/` between names. @param root that folder, absolute. */
export function nameBelow(root: Buffer, file: Uint8Array): Buffer {
  const bytes = bytesOf(file);
  const isBelow = bytes.length > root.length && bytes.compare(root, 0, root.length, 0, root.length) === 0;
  const name = isBelow ? bytes.subarray(root.length).toString('latin1') : '';
  return Buffer.from(name.replaceAll(path.sep, '/').replace(/^\//, ''), 'latin1');
}

/** Such a path as it is shown. */
export function shownName(name: Buffer): string {
  const names = name.toString('latin1').split('/');
  return names.map((one) => printableName(Buffer.from(one, 'latin1'))).join('/');
}

function bytesOf(file: Uint8Array): Buffer {
  return Buffer.from(file.buffer, file.byteOffset, file.byteLength);
}
