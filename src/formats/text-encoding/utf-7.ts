/** Text of a UTF-7 file (RFC 2152) and, for each UTF-16 unit, the byte that it began at. Whatever is malformed stands for itself. */
export interface Utf7Text {
  readonly text: string;
  readonly offsets: Uint32Array;
}

const CHUNK = 4096;
const BASE64 = new Int8Array(256).fill(-1);
for (const [value, letter] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  BASE64[letter.charCodeAt(0)] = value;
}

export function decodeUtf7(bytes: Uint8Array): Utf7Text {
  const units = new Uint16Array(bytes.length);
  const offsets = new Uint32Array(bytes.length);
  let count = 0;
  const put = (unit: number, offset: number) => {
    units[count] = unit;
    offsets[count++] = offset;
  };
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte !== 0x2b) {
      put(byte, i);
      continue;
    }
    const start = i;
    let bits = 0;
    let held = 0;
    let made = 0;
    while (i + 1 < bytes.length && (BASE64[bytes[i + 1] ?? 0] ?? -1) >= 0) {
      i++;
      bits = ((bits << 6) | (BASE64[bytes[i] ?? 0] ?? 0)) >>> 0;
      held += 6;
      if (held >= 16) {
        held -= 16;
        put((bits >>> held) & 0xffff, made++ === 0 ? start : i - 2);
        bits &= (1 << held) - 1;
      }
    }
    const closed = bytes[i + 1] === 0x2d;
    if (i === start) put(0x2b, start);
    // Too few digits for a character are dropped, as .NET does: `+x-` stands for nothing.
    if (closed) i++;
  }
  return { text: textOf(units.subarray(0, count)), offsets: offsets.slice(0, count) };
}

function textOf(units: Uint16Array): string {
  const parts: string[] = [];
  for (let i = 0; i < units.length; i += CHUNK) parts.push(String.fromCharCode(...units.subarray(i, i + CHUNK)));
  return parts.join('');
}
