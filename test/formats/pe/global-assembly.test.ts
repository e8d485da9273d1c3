import { describe, expect, it } from 'vitest';
import { isOfMicrosoft, parseGlobalAssembly } from '../../../src/formats/pe/global-assembly.js';

const CACHE = 'C:\\Windows\\Microsoft.NET\\assembly\\GAC_MSIL';

describe('a path in the global assembly cache', () => {
  it('tells the name, version and key of the assembly', () => {
    const path = `${CACHE}\\System.Web\\v4.0_4.0.0.0__B03F5F7F11D50A3A\\System.Web.dll`;
    const read = parseGlobalAssembly(path);
    expect(read).toEqual({
      name: 'System.Web',
      version: '4.0.0.0',
      culture: '',
      publicKeyToken: 'b03f5f7f11d50a3a',
      file: 'System.Web.dll',
    });
    expect(read && isOfMicrosoft(read)).toBe(true);
  });

  it('tells nothing where it is not in that form', () => {
    expect(parseGlobalAssembly(`${CACHE}\\a.dll`)).toBeNull();
    expect(parseGlobalAssembly('C:\\inetpub\\wwwroot\\bin\\a.dll')).toBeNull();
  });
});
