import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRegistryExport } from '../../../src/formats/registry-export/registry-export.js';

const hex = (text: string) => [...Buffer.from(text, 'utf16le')].map((byte) => byte.toString(16).padStart(2, '0'));
const W3SVC = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\W3SVC';

describe('readRegistryExport', () => {
  it('reads strings, numbers, lists and continued lines of a UTF-16 export', () => {
    const list = hex('COR_ENABLE_PROFILING=1\0COR_PROFILER_PATH=C:\\x.dll\0\0');
    const lines = [
      'Windows Registry Editor Version 5.00',
      '',
      `[${W3SVC}]`,
      '@="default"',
      '"ImagePath"="C:\\\\Program Files\\\\a \\"b\\".exe"',
      '"Start"=dword:00000002',
      `"Environment"=hex(7):${list.slice(0, 25).join(',')},\\`,
      `  ${list.slice(25, 50).join(',')},\\`,
      `  ${list.slice(50).join(',')}`,
      `"Expand"=hex(2):${hex('%windir%\\x\0').join(',')}`,
      '"Bytes"=hex:01,02',
      '[-HKEY_CURRENT_USER\\Gone]',
      '[HKEY_CURRENT_USER\\Environment]',
      '"A"="é"',
    ];
    const { values, cut } = readRegistryExport(Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf16le'));
    expect(cut).toBe(false);
    expect(values.map(({ key, name, texts, line }) => [key.split('\\').at(-1), name, texts, line])).toEqual([
      ['W3SVC', '', ['default'], 4],
      ['W3SVC', 'ImagePath', ['C:\\Program Files\\a "b".exe'], 5],
      ['W3SVC', 'Start', ['2'], 6],
      ['W3SVC', 'Environment', ['COR_ENABLE_PROFILING=1', 'COR_PROFILER_PATH=C:\\x.dll'], 7],
      ['W3SVC', 'Expand', ['%windir%\\x'], 10],
      ['W3SVC', 'Bytes', ['0102'], 11],
      ['Environment', 'A', ['é'], 14],
    ]);
  });

  it('reads what `reg query` prints', () => {
    const text = `\r\n${W3SVC}\r\n    ImagePath    REG_EXPAND_SZ    C:\\x.exe -k y\r\n    (Default)    REG_SZ    \r\n    L    REG_MULTI_SZ    a\\0b\r\n`;
    expect(readRegistryExport(Buffer.from(text)).values.map(({ name, texts }) => [name, texts])).toEqual([
      ['ImagePath', ['C:\\x.exe -k y']],
      ['', ['']],
      ['L', ['a', 'b']],
    ]);
  });

  it('never throws, and ends on lines that never do', () => {
    const endless = Buffer.from(`[HKEY_CURRENT_USER\\A]\n"x"=hex:${'00,\\\n  '.repeat(400_000)}`);
    expect(readRegistryExport(endless).cut).toBe(true);
    const piece = fc.constantFrom(
      '[HKEY_CURRENT_USER\\A]',
      '"a"=',
      'hex(7):',
      '00,',
      '\\',
      '\n',
      '"',
      '@=',
      'dword:',
      '    ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }),
        (pieces) => void readRegistryExport(Buffer.from(pieces.join(''))),
      ),
    );
  });
});
