/** What a column may hold: enough to tell where columns lie in a line that has too many or too few of them. */
export type ColumnType = 'date' | 'time' | 'address' | 'number' | 'status' | 'method' | 'stem' | 'text';

/** By name in lower case. What is not listed is text. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  date: 'date',
  time: 'time',
  'date-local': 'date',
  'time-local': 'time',
  's-ip': 'address',
  'c-ip': 'address',
  's-port': 'number',
  'c-port': 'number',
  'cs-method': 'method',
  'cs-uri-stem': 'stem',
  'sc-status': 'status',
  'sc-substatus': 'number',
  'sc-win32-status': 'number',
  'sc-bytes': 'number',
  'cs-bytes': 'number',
  'time-taken': 'number',
};

export function columnType(name: string): ColumnType {
  const key = name.toLowerCase();
  return Object.hasOwn(TYPES, key) ? (TYPES[key] ?? 'text') : 'text';
}

const isDigit = (b: number): boolean => b >= 0x30 && b <= 0x39;
const isLetter = (b: number): boolean => (b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a;

function every(bytes: Uint8Array, start: number, end: number, test: (b: number) => boolean): boolean {
  for (let i = start; i < end; i++) if (!test(bytes[i] ?? 0)) return false;
  return end > start;
}

/** An address in text: digits, hexadecimal letters, points, colons, and a zone after `%`. */
function isAddress(bytes: Uint8Array, start: number, end: number): boolean {
  let marks = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i] ?? 0;
    if (b === 0x25) return i > start && every(bytes, i + 1, end, (c) => isDigit(c) || isLetter(c));
    if (b === 0x2e || b === 0x3a) marks++;
    else if (!isDigit(b) && !((b | 0x20) >= 0x61 && (b | 0x20) <= 0x66)) return false;
  }
  return marks >= 2;
}

/** Whether the text can stand in a column of this type. `-` and nothing can stand in every one but dates, times and methods. */
export function fits(type: ColumnType, bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  const nothing = length === 0 || (length === 1 && bytes[start] === 0x2d);
  switch (type) {
    case 'text':
      return true;
    case 'date':
      return length === 10 && bytes[start + 4] === 0x2d && bytes[start + 7] === 0x2d;
    case 'time':
      return length >= 8 && bytes[start + 2] === 0x3a && bytes[start + 5] === 0x3a;
    case 'method':
      return every(bytes, start, end, (b) => isLetter(b) || isDigit(b) || b === 0x2d || b === 0x5f);
    case 'stem':
      return nothing || bytes[start] === 0x2f || bytes[start] === 0x2a || /^https?:/i.test(latin1(bytes, start, end));
    case 'address':
      return nothing || isAddress(bytes, start, end);
    case 'number':
      return nothing || every(bytes, start, end, isDigit);
    case 'status':
      return nothing || (length === 3 && every(bytes, start, end, isDigit));
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 8)));
}
