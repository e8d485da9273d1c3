import { defineInputClass } from '../../model/input-class.js';
import { decodeText } from '../text-encoding/decode-text.js';

/** One value of a registry key. */
export interface RegistryValue {
  /** With its hive in full: `HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\W3SVC`. */
  readonly key: string;
  /** Empty for the key's default value. */
  readonly name: string;
  /** One text for strings, several for lists; numbers in decimal; bytes in hex. */
  readonly texts: readonly string[];
  /** From 1; null in a hive, which has none. */
  readonly line: number | null;
  /** Bytes from the beginning of the file. */
  readonly offset: number;
}

/** What `reg export` and `reg query` write of a part of the registry, or a hive holds of it. */
export interface RegistryExport {
  readonly values: readonly RegistryValue[];
  /** There were more values or longer lines than are kept. */
  readonly cut: boolean;
}

export const registryExport = defineInputClass<RegistryExport>('registry-export');

const MAXIMUM_VALUES = 500_000;
/** Of one value with all its continued lines, in characters. */
const MAXIMUM_LENGTH = 1 << 20;

const VALUE = /^(?:@|"((?:[^"\\]|\\.)*)")=(.*)$/s;
/** Values in hex are wrapped. */
const HEX = /^(?:@|"(?:[^"\\]|\\.){0,1000}")=hex/;
const QUERIED = /^ {4}(.*?) {4}REG_([A-Z_]+)(?: {4}(.*))?$/;

/** Reads a `.reg` file or the output of `reg query`. Never throws; lines that are neither are left out. */
export function readRegistryExport(bytes: Uint8Array): RegistryExport {
  const { text, offsetAt } = decodeText(bytes);
  const values: RegistryValue[] = [];
  let key = '';
  let line = 0;
  let cut = false;
  for (let start = 0; start < text.length; ) {
    const first = start;
    line++;
    const at = line;
    const [head, afterHead] = lineAt(text, start);
    const parts = [head];
    let next = afterHead;
    let length = head.length;
    // A value goes on in the next line after a backslash at the end.
    for (let last = head; HEX.test(head) && last.endsWith('\\') && next < text.length; line++) {
      const [more, after] = lineAt(text, next);
      length += more.length;
      if (length < MAXIMUM_LENGTH) parts.push(more);
      else cut = true;
      last = more;
      next = after;
    }
    const content = parts.length === 1 ? head : parts.map((part) => part.replace(/\\$/, '').trimStart()).join('');
    start = next;
    if (values.length >= MAXIMUM_VALUES) {
      cut = true;
      break;
    }
    const opened = /^\[?-?(HKEY_[A-Z_]+(?:\\[^\]\r\n]*)?)\]?$/.exec(content.trimEnd());
    if (opened?.[1] !== undefined) {
      key = opened[1];
      continue;
    }
    const read = valueIn(content);
    if (read !== null && key !== '') values.push({ key, ...read, line: at, offset: offsetAt(first) });
  }
  return { values, cut };
}

function lineAt(text: string, start: number): [string, number] {
  const end = text.indexOf('\n', start);
  const stop = end < 0 ? text.length : end;
  return [text.slice(start, stop).replace(/\r$/, '').slice(0, MAXIMUM_LENGTH), stop + 1];
}

function valueIn(line: string): { name: string; texts: readonly string[] } | null {
  const queried = QUERIED.exec(line);
  if (queried) {
    const [, name = '', type, data = ''] = queried;
    return { name: name === '(Default)' ? '' : name, texts: type === 'MULTI_SZ' ? data.split('\\0') : [data] };
  }
  const exported = VALUE.exec(line);
  if (!exported) return null;
  return { name: unescaped(exported[1] ?? ''), texts: dataOf(exported[2] ?? '') };
}

function dataOf(data: string): readonly string[] {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(data.trim())?.[1];
  if (quoted !== undefined) return [unescaped(quoted)];
  const number = /^dword:([0-9a-f]{1,8})/i.exec(data)?.[1];
  if (number !== undefined) return [String(Number.parseInt(number, 16))];
  const hex = /^hex(?:\(([0-9a-f]+)\))?:([0-9a-f,\s]*)/i.exec(data);
  if (!hex) return [data];
  const bytes = Buffer.from((hex[2] ?? '').replaceAll(/[^0-9a-f]/gi, ''), 'hex');
  // 1 and 2 are strings, 7 is a list of strings: UTF-16 with a NUL behind each.
  if (!['1', '2', '7'].includes(hex[1] ?? '')) return [bytes.toString('hex')];
  const text = bytes.toString('utf16le');
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end).split('\0');
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
