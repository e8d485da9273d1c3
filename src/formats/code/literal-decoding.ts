import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** Most bytes that one packed literal is unpacked to. */
export const MAXIMUM_UNPACKED = 2 << 20;

/** The bytes of a base64 text, one character each, spaces ignored; undefined where it is none. */
export function decodeBase64(text: string): string | undefined {
  const plain = text.replace(/\s+/g, '');
  if (plain.length < 2 || !/^[A-Za-z0-9+/_-]+={0,3}$/.test(plain)) return undefined;
  return Buffer.from(plain, 'base64').toString('latin1');
}

/** The bytes of a text of hexadecimal digits, one character each; undefined where it is none. */
export function decodeHex(text: string): string | undefined {
  const plain = text.replace(/0x|\\x|[\s,:-]/gi, '');
  if (plain.length < 2 || plain.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(plain)) return undefined;
  return Buffer.from(plain, 'hex').toString('latin1');
}

/** What gzip, zlib or deflate bytes unpack to, cut at `MAXIMUM_UNPACKED`; undefined where they are none of these. */
export function unpack(bytes: Uint8Array): { readonly bytes: Buffer; readonly cut: boolean } | undefined {
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const zlib = ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;
  const options = { maxOutputLength: MAXIMUM_UNPACKED };
  for (const method of gzip ? [gunzipSync] : zlib ? [inflateSync, inflateRawSync] : [inflateRawSync]) {
    try {
      const unpacked = method(bytes, options);
      return unpacked.length >= 8 ? { bytes: unpacked, cut: false } : undefined;
    } catch (error) {
      if (error instanceof RangeError) return { bytes: Buffer.alloc(0), cut: true };
    }
  }
  return undefined;
}
