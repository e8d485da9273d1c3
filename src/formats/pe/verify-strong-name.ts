import { createPublicKey, createVerify } from 'node:crypto';
import { ByteReader } from './byte-reader.js';
import { Metadata, Table } from './metadata.js';
import { tokenOf } from './read-assembly.js';
import { CLR, layoutOfImage, openImage } from './read-image.js';

/** Flag of the CLR header: a signature over the file belongs to it. ECMA-335, II.25.3.3. */
const SIGNED = 8;
/** Before the key itself: algorithms and length, then the header of a key blob up to the length of the modulus. */
const KEY_HEADER = 32;
const MAXIMUM_MODULUS = 2048;

/**
 * Whether the file is as the holder of the key that it names signed it: RSA, PKCS #1 v1.5 over a SHA-1 or SHA-2 of the headers and
 * sections without the signature itself (ECMA-335, II.6.2.1.3). False where the signature is missing, left for later, or wrong, and
 * for the key of the standard, which is a placeholder.
 */
export function isStrongNameValid(bytes: Uint8Array): boolean {
  const image = openImage(bytes);
  if (image === null || image.directory(CLR).rva === 0) return false;
  const { layout, header } = image;
  const { reader, offsetOf } = layout;
  const clr = offsetOf(image.directory(CLR).rva);
  const metadata = Metadata.read(layout, image.directory(CLR).rva);
  if (metadata === null || (reader.u32(clr + 16) & SIGNED) === 0) return false;
  const at = offsetOf(reader.u32(clr + 32));
  const size = reader.u32(clr + 36);
  const blob = metadata.blob({ table: Table.assembly, number: 1 }, 6);
  const length = blob.length - KEY_HEADER;
  if (at < 0 || size !== length || length < 64 || length > MAXIMUM_MODULUS || at + size > bytes.length) return false;
  const jwk = {
    kty: 'RSA',
    n: reversed(blob.subarray(KEY_HEADER)).toString('base64url'),
    e: reversed(blob.subarray(KEY_HEADER - 4, KEY_HEADER)).toString('base64url'),
  };
  const verifier = createVerify(new ByteReader(blob).u32(4) === SHA256 ? 'sha256' : 'sha1');
  for (const part of signedParts(bytes, reader, header, { from: at, to: at + size })) verifier.update(part);
  try {
    return verifier.verify(createPublicKey({ format: 'jwk', key: jwk }), reversed(bytes.subarray(at, at + size)));
  } catch {
    // No number of it makes a key.
    return false;
  }
}

/** Number of the algorithm in a key blob (CALG_SHA_256). */
const SHA256 = 0x800c;

/** The public key token that an assembly claims; null where it claims none. */
export function publicKeyTokenOf(bytes: Uint8Array): string | null {
  const image = layoutOfImage(bytes);
  const metadata = image === null || image.clr === 0 ? null : Metadata.read(image.layout, image.clr);
  return metadata && tokenOf(metadata.blob({ table: Table.assembly, number: 1 }, 6));
}

/** What is signed, in its order: the headers without checksum and Authenticode, and the sections without the signature. */
function* signedParts(bytes: Uint8Array, reader: ByteReader, header: number, signature: { from: number; to: number }) {
  const optional = header + 24;
  const table = optional + reader.u16(header + 20);
  const sections = Math.min(reader.u16(header + 6), 96);
  const headers = Buffer.from(bytes.subarray(0, table + sections * 40));
  headers.fill(0, optional + 64, optional + 68);
  const authenticode = optional + (reader.u16(optional) === 0x20b ? 112 : 96) + 4 * 8;
  headers.fill(0, authenticode, authenticode + 8);
  yield headers;
  let left = bytes.length;
  for (let i = 0; i < sections; i++) {
    const from = reader.u32(table + i * 40 + 20);
    const to = Math.min(from + reader.u32(table + i * 40 + 16), bytes.length);
    // Sections do not share bytes in files that are signed, so no more is read than the file has.
    left -= Math.max(0, to - from);
    if (left < 0) return;
    if (signature.from >= from && signature.to <= to) {
      yield bytes.subarray(from, signature.from);
      yield bytes.subarray(signature.to, to);
    } else yield bytes.subarray(from, to);
  }
}

function reversed(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes).reverse();
}
