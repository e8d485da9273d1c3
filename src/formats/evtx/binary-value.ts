import { fileTimeOf, fileTimeText } from './file-time.js';

const ansi = new TextDecoder('windows-1252');
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

/** Value types of binary XML (MS-EVEN6 2.2.18); 0x80 on top of one makes it an array. */
export const VALUE = { null: 0x00, text: 0x01, sid: 0x13, binaryXml: 0x21, array: 0x80 } as const;

/** Bytes of one value of a type; arrays have one after the other. Types of other lengths are not here. */
const WIDTHS: Readonly<Record<number, number>> = {
  3: 1,
  4: 1,
  5: 2,
  6: 2,
  7: 4,
  8: 4,
  9: 8,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  15: 16,
  17: 8,
  18: 16,
  20: 4,
  21: 8,
};

/**
 * A value of a substitution as Event Viewer writes it. Numbers of another length than their type has are read by their length;
 * what is too short is empty, what no type is known for is hexadecimal. The caller has checked that the bytes are there.
 */
export function valueText(type: number, bytes: Buffer, start: number, size: number): string {
  if (size === 0) return '';
  switch (type) {
    case VALUE.text:
      return wideText(bytes, start, size);
    case 0x02:
      return ansi.decode(bytes.subarray(start, endOfText(bytes, start, size)));
    case 0x03:
    case 0x05:
    case 0x07:
    case 0x09:
      return integer(bytes, start, size, true);
    case 0x04:
    case 0x06:
    case 0x08:
    case 0x0a:
      return integer(bytes, start, size, false);
    case 0x0b:
      return size < 4 ? '' : String(bytes.readFloatLE(start));
    case 0x0c:
      return size < 8 ? '' : String(bytes.readDoubleLE(start));
    case 0x0d:
      return bytes.subarray(start, start + size).some((byte) => byte !== 0) ? 'true' : 'false';
    case 0x0f:
      return size < 16 ? '' : guidText(bytes, start);
    case 0x10:
    case 0x14:
    case 0x15:
      return `0x${hexadecimal(bytes, start, size)}`;
    case 0x11: {
      if (size < 8) return '';
      const [low, high] = [bytes.readUInt32LE(start), bytes.readUInt32LE(start + 4)];
      return fileTimeText(fileTimeOf(low, high)) ?? integer(bytes, start, 8, false);
    }
    case 0x12:
      return size < 16 ? '' : systemTime(bytes, start);
    case VALUE.sid:
      return sidText(bytes, start, size);
    default:
      return binaryText(bytes, start, size);
  }
}

/** Texts of an array's items. */
export function arrayTexts(type: number, bytes: Buffer, start: number, size: number): string[] {
  const item = type & ~VALUE.array;
  if (item === VALUE.text) {
    const texts = bytes.toString('utf16le', start, start + (size & ~1)).split('\0');
    if (texts.length > 1 && texts.at(-1) === '') texts.pop();
    return texts;
  }
  if (item === 0x02)
    return ansi
      .decode(bytes.subarray(start, start + size))
      .replace(/\0$/, '')
      .split('\0');
  const texts: string[] = [];
  for (let at = 0; at < size; ) {
    const width = item === VALUE.sid ? 8 + 4 * (bytes[start + at + 1] ?? 0) : (WIDTHS[item] ?? size);
    texts.push(valueText(item, bytes, start + at, Math.min(width, size - at)));
    at += width;
  }
  return texts;
}

/** UTF-16, without the NULs that end it. */
export function wideText(bytes: Buffer, start: number, size: number): string {
  let end = start + (size & ~1);
  while (end > start && bytes[end - 1] === 0 && bytes[end - 2] === 0) end -= 2;
  return bytes.toString('utf16le', start, end);
}

export function guidText(bytes: Buffer, start: number): string {
  const hex = (...at: number[]) => at.map((i) => HEX[bytes[start + i] ?? 0]).join('');
  return `{${hex(3, 2, 1, 0)}-${hex(5, 4)}-${hex(7, 6)}-${hex(8, 9)}-${hex(10, 11, 12, 13, 14, 15)}}`;
}

function endOfText(bytes: Buffer, start: number, size: number): number {
  let end = start + size;
  while (end > start && bytes[end - 1] === 0) end--;
  return end;
}

function integer(bytes: Buffer, start: number, size: number, signed: boolean): string {
  const width = size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;
  if (width < 8) return String(signed ? bytes.readIntLE(start, width) : bytes.readUIntLE(start, width));
  return String(signed ? bytes.readBigInt64LE(start) : bytes.readBigUInt64LE(start));
}

/** Without leading zeros: `0x3e7`. */
function hexadecimal(bytes: Buffer, start: number, size: number): string {
  if (size >= 8) return bytes.readBigUInt64LE(start).toString(16);
  return bytes.readUIntLE(start, Math.min(size, 4)).toString(16);
}

function systemTime(bytes: Buffer, start: number): string {
  const part = (index: number, digits: number) => String(bytes.readUInt16LE(start + 2 * index)).padStart(digits, '0');
  // The third is the day of the week.
  return `${part(0, 4)}-${part(1, 2)}-${part(3, 2)}T${part(4, 2)}:${part(5, 2)}:${part(6, 2)}.${part(7, 3)}Z`;
}

/** MS-DTYP 2.4.2.2. */
function sidText(bytes: Buffer, start: number, size: number): string {
  const parts = size < 8 ? 0 : (bytes[start + 1] ?? 0);
  if (size < 8 || parts > 15 || size < 8 + 4 * parts) return binaryText(bytes, start, size);
  let text = `S-${bytes[start]}-${bytes.readUIntBE(start + 2, 6)}`;
  for (let i = 0; i < parts; i++) text += `-${bytes.readUInt32LE(start + 8 + 4 * i)}`;
  return text;
}

function binaryText(bytes: Buffer, start: number, size: number): string {
  return bytes.toString('hex', start, start + size).toUpperCase();
}
