/** Longest header that is read; its extra field, name and comment are of no use here. */
export const LONGEST_GZIP_HEADER = 128 * 1024;

const [EXTRA, NAME, COMMENT, HEADER_SUM] = [4, 8, 16, 2];

/** Its two bytes, and the one method that there is. */
const GZIP = 0x1f8b08;

/** Length of a gzip member's header, null where it is none or does not end in what is given. RFC 1952, section 2.3. */
export function gzipHeaderLength(bytes: Buffer): number | null {
  if (bytes.length < 10 || bytes.readUIntBE(0, 3) !== GZIP) return null;
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & EXTRA) {
    if (at + 2 > bytes.length) return null;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const text of [NAME, COMMENT]) {
    if (!(flags & text)) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return null;
    at = end + 1;
  }
  if (flags & HEADER_SUM) at += 2;
  return at <= bytes.length ? at : null;
}
