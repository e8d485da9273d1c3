import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImage } from '../../../src/formats/pe/read-image.js';
import { buildImage, tokenOf } from './build-image.js';

const publicKey = Buffer.from('a key of one hundred bytes would be longer');
const sketch = {
  exports: ['RegisterModule', 'DllMain'],
  imports: ['KERNEL32.dll', 'WS2_32.dll'],
  version: { CompanyName: 'Example', FileVersion: '1.2.3.4' },
  debugFile: 'C:\\work\\module\\module.pdb',
  signed: true,
  linked: 0x60000000,
  assembly: {
    name: 'Example.Module',
    publicKey,
    references: ['mscorlib', 'System.Web'],
    types: [
      ['System.Web', 'IHttpModule'],
      ['', 'Global'],
    ],
    defined: [
      ['', '<Module>'],
      ['ASP', 'x_aspx'],
    ],
    strings: ['cmd', 'é'],
  },
} as const;

describe('readImage', () => {
  it('reads what an image says of itself', () => {
    expect(readImage(buildImage(sketch))).toEqual({
      machine: 'x64',
      isLibrary: true,
      linkedAt: '2021-01-14T08:25:36.000Z',
      exports: ['RegisterModule', 'DllMain'],
      imports: ['KERNEL32.dll', 'WS2_32.dll'],
      version: { CompanyName: 'Example', FileVersion: '1.2.3.4' },
      debugFile: 'C:\\work\\module\\module.pdb',
      signed: true,
      assembly: {
        name: 'Example.Module',
        version: '1.2.3.4',
        publicKeyToken: tokenOf(publicKey),
        references: ['mscorlib', 'System.Web'],
        types: ['<Module>', 'ASP.x_aspx'],
        typeReferences: ['System.Web.IHttpModule', 'Global'],
        strings: ['cmd', 'é'],
      },
    });
  });

  it('reads an image that says nothing, and no file that is none', () => {
    expect(readImage(buildImage({ linked: 0xfedcba98 }))).toMatchObject({
      linkedAt: null,
      exports: [],
      version: {},
      signed: false,
      assembly: null,
    });
    expect(readImage(Buffer.from('MZ'))).toBeNull();
    expect(readImage(Buffer.from('not a program'))).toBeNull();
    expect(readImage(Buffer.alloc(0))).toBeNull();
  });

  it('never throws and stays within its limits, whatever bytes are changed or missing', () => {
    const whole = buildImage(sketch);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.nat(whole.length),
        (changes, length) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          for (const image of [readImage(bytes), readImage(whole.subarray(0, length))]) {
            expect(image?.exports.length ?? 0).toBeLessThanOrEqual(500);
            expect(image?.assembly?.strings.length ?? 0).toBeLessThanOrEqual(3000);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
