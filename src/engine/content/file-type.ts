const MAGIC: readonly (readonly [type: string, bytes: string])[] = [
  ['EXE', 'MZ'],
  ['ELF', '\x7fELF'],
  ['ZIP', 'PK\x03\x04'],
  ['RAR', 'Rar!\x1a\x07'],
  ['7ZIP', '7z\xbc\xaf\x27\x1c'],
  ['GZIP', '\x1f\x8b'],
  ['CAB', 'MSCF'],
  ['PDF', '%PDF-'],
  ['GIF', 'GIF8'],
  ['PNG', '\x89PNG\r\n\x1a\n'],
  ['JPG', '\xff\xd8\xff'],
  ['OLE', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['MDMP', 'MDMP'],
  ['EVTX', 'ElfFile\0'],
  ['REG', 'regf'],
  ['RTF', '{\\rtf'],
  ['XML', '<?xml'],
];

/** The kind of file that its first bytes tell, in THOR's words, for the external variable `filetype`; empty where they do not. */
export function fileTypeOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16)).toString('latin1');
  return MAGIC.find(([, magic]) => head.startsWith(magic))?.[0] ?? '';
}
