import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNativeImage } from '../../../src/formats/pe/native-image.js';
import { SignatureReader } from '../../../src/formats/pe/signatures.js';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { analyseAssembly } from '../../../src/signatures/behaviour/analyse-assembly.js';
import { makeLibrary } from '../../../src/signatures/samples/made-executable.js';
import { makeAssemblyCode } from '../../helpers/assembly-code.js';

const START = {
  type: 'System.Diagnostics.Process',
  name: 'Start',
  takes: ['string', 'string'],
  isStatic: true,
} as const;
const RUN = { ...START, takes: ['string'] } as const;
const whole = makeAssemblyCode('Fixture', [
  {
    name: 'Site.Picture',
    base: 'System.Object',
    interfaces: ['System.Web.IHttpHandler'],
    methods: [
      {
        name: 'ProcessRequest',
        takes: ['System.Web.HttpContext'],
        code: [
          ['ldstr', 'inert.invalid'],
          ['ldarg', 1],
          ['call', { type: 'System.Web.HttpContext', name: 'get_Request', gives: 'System.Web.HttpRequest' }],
          ['call', { type: 'System.Web.HttpRequest', name: 'get_RawUrl', gives: 'string' }],
          ['call', START],
          'ret',
        ],
      },
    ],
  },
]);
const analyse = (bytes: Buffer) => analyseAssembly(createWebContent(bytes, { extension: 'dll' }));

describe('the code of an assembly', () => {
  it('is read as statements whose places are in its text', () => {
    const behaviour = analyse(whole);
    const [code] = behaviour?.code ?? [];
    expect(code?.unit.code).toContain('Process.Start("inert.invalid", ');
    expect(behaviour?.calls.map(({ kind, place }) => [kind, code?.unit.code.slice(place.start, place.end)])).toEqual([
      ['process', expect.stringMatching(/^Process\.Start\(.*\)$/)],
    ]);
  });

  it('names the type that another assembly’s field is of', () => {
    const methods = [
      {
        name: 'Load',
        code: [['ldsfld', { type: 'Other.Store', name: 'Path', holds: 'string' }], ['call', RUN], 'ret'],
      },
    ] as const;
    const [code] = analyse(makeAssemblyCode('Fixture', [{ name: 'Site.Page', methods }]))?.code ?? [];
    expect(code?.unit.code).toContain('Process.Start(Store.Path)');
  });

  it('never throws, and takes bounded work, whatever bytes are changed or missing', () => {
    const native = makeLibrary({ exports: ['RegisterModule'], imports: ['_popen'], text: ['x'] });
    const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(0, 1, 0x1b, 0x7f, 0x80, 0xff)), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(change, fc.nat(whole.length), (changes, length) => {
        for (const image of [whole, native]) {
          const bytes = Buffer.from(image);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          for (const hostile of [bytes, image.subarray(0, length)]) {
            expect(analyse(hostile)?.assembly.methods.size ?? 0).toBeLessThan(200_000);
            expect(readNativeImage(hostile)?.functions.size ?? 0).toBeLessThanOrEqual(20_000);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([0x0f, 0x10, 0x14, 0x15, 0x1b, 0x1d])('follows types within types only so far, 0x%s', (kind) => {
    const reader = new SignatureReader(Buffer.alloc(1 << 20, kind), () => '');
    expect(reader.type()).toSatisfy((name: string) => name.length < 100);
  });
});
