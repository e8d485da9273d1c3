/** UTF-16 and UTF-8 with their marks, UTF-16 without by its NULs, anything else one character a byte. */
export function textOfBytes(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.toString('utf16le', 2);
  if (head[0] === 0xfe && head[1] === 0xff) return swapped(head.subarray(2));
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return head.toString('utf8', 3);
  if (head.length >= 8 && head[0] !== 0 && head[1] === 0 && head[3] === 0 && head[5] === 0)
    return head.toString('utf16le');
  if (head.length >= 8 && head[0] === 0 && head[1] !== 0 && head[2] === 0 && head[4] === 0) return swapped(head);
  return head.toString('latin1');
}

function swapped(bytes: Buffer): string {
  const even = bytes.subarray(0, bytes.length & ~1);
  return Buffer.from(even).swap16().toString('utf16le');
}
