import type { EBCDIC_TABLES } from './ebcdic.js';

/** An encoding that `decodeText` can read, by the name it is reported under. */
export type EncodingName =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'utf-32le'
  | 'utf-32be'
  | 'utf-7'
  | 'latin1'
  | keyof typeof EBCDIC_TABLES
  | `whatwg:${string}`;

/** Windows code page numbers and .NET encoding names that differ from the labels that `TextDecoder` knows. */
const BY_NAME: Readonly<Record<string, EncodingName>> = {
  '37': 'ibm037',
  ibm037: 'ibm037',
  cp037: 'ibm037',
  'ebcdic-cp-us': 'ibm037',
  'ebcdic-cp-ca': 'ibm037',
  'ebcdic-cp-nl': 'ibm037',
  'ebcdic-cp-wt': 'ibm037',
  '500': 'ibm500',
  ibm500: 'ibm500',
  cp500: 'ibm500',
  'ebcdic-cp-be': 'ibm500',
  'ebcdic-cp-ch': 'ibm500',
  '1026': 'ibm1026',
  ibm1026: 'ibm1026',
  cp1026: 'ibm1026',
  '1140': 'ibm1140',
  ibm01140: 'ibm1140',
  ibm1140: 'ibm1140',
  'ebcdic-us-37+euro': 'ibm1140',
  '1200': 'utf-16le',
  unicode: 'utf-16le',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'ucs-2': 'utf-16le',
  'iso-10646-ucs-2': 'utf-16le',
  '1201': 'utf-16be',
  unicodefffe: 'utf-16be',
  'utf-16be': 'utf-16be',
  '12000': 'utf-32le',
  'utf-32': 'utf-32le',
  'utf-32le': 'utf-32le',
  '12001': 'utf-32be',
  'utf-32be': 'utf-32be',
  '65000': 'utf-7',
  'utf-7': 'utf-7',
  'unicode-1-1-utf-7': 'utf-7',
  csunicode11utf7: 'utf-7',
  'x-unicode-2-0-utf-7': 'utf-7',
  '65001': 'utf-8',
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  '20127': 'latin1',
  'us-ascii': 'latin1',
  '28591': 'latin1',
  'iso-8859-1': 'latin1',
  '874': 'whatwg:windows-874',
  '932': 'whatwg:shift_jis',
  '936': 'whatwg:gbk',
  '949': 'whatwg:euc-kr',
  '950': 'whatwg:big5',
  '1250': 'whatwg:windows-1250',
  '1251': 'whatwg:windows-1251',
  '1252': 'whatwg:windows-1252',
  '1253': 'whatwg:windows-1253',
  '1254': 'whatwg:windows-1254',
  '1255': 'whatwg:windows-1255',
  '1256': 'whatwg:windows-1256',
  '1257': 'whatwg:windows-1257',
  '1258': 'whatwg:windows-1258',
  '20866': 'whatwg:koi8-r',
  '20932': 'whatwg:euc-jp',
  '21866': 'whatwg:koi8-u',
  '28592': 'whatwg:iso-8859-2',
  '28595': 'whatwg:iso-8859-5',
  '28597': 'whatwg:iso-8859-7',
  '50220': 'whatwg:iso-2022-jp',
  '51932': 'whatwg:euc-jp',
  '51949': 'whatwg:euc-kr',
  '52936': 'whatwg:gbk',
  '54936': 'whatwg:gb18030',
};

/** The encoding that a directive, an XML declaration or a configuration names, by code page number or name; null where none is known. */
export function encodingNamed(name: string): EncodingName | null {
  const key = name.trim().toLowerCase();
  const known = Object.hasOwn(BY_NAME, key) ? BY_NAME[key] : undefined;
  if (known) return known;
  if (!/^[a-z][a-z0-9_.:-]{1,39}$/.test(key)) return null;
  try {
    return `whatwg:${new TextDecoder(key).encoding}`;
  } catch {
    return null;
  }
}
