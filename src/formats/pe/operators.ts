/** Instructions that take two values and give one, ECMA-335, III.3. */
export const OPERATORS: ReadonlyMap<number, string> = new Map([
  [0x58, '+'],
  [0x59, '-'],
  [0x5a, '*'],
  [0x5b, '/'],
  [0x5c, '/'],
  [0x5d, '%'],
  [0x5e, '%'],
  [0x5f, '&'],
  [0x60, '|'],
  [0x61, '^'],
  [0x62, '<<'],
  [0x63, '>>'],
  [0x64, '>>'],
  [0xd6, '+'],
  [0xd7, '+'],
  [0xd8, '*'],
  [0xd9, '*'],
  [0xda, '-'],
  [0xdb, '-'],
  [0xfe01, '=='],
  [0xfe02, '>'],
  [0xfe03, '>'],
  [0xfe04, '<'],
  [0xfe05, '<'],
]);

export const CONVERSIONS: ReadonlyMap<number, string> = new Map([
  [0x67, 'sbyte'],
  [0xd2, 'byte'],
  [0xd1, 'char'],
]);

/** Element types of lists that are characters and numbers; every other list is one of objects. */
export const LIST_TYPES = new Set(['char', 'byte', 'string', 'int', 'sbyte']);

export function isBranch(code: number): boolean {
  return (code >= 0x2b && code <= 0x44) || code === 0xdd || code === 0xde;
}

/** What stands behind is not reached from here: `br`, `ret`, `throw`, `leave`, `rethrow`, `endfinally`, `jmp`. */
export function endsFlow(code: number): boolean {
  return [0x2b, 0x38, 0x2a, 0x7a, 0xdd, 0xde, 0xdc, 0xfe1a, 0x27].includes(code);
}
