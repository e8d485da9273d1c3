import { expect, it } from 'vitest';
import { AssemblyMembers } from '../../../src/formats/pe/assembly-members.js';
import { instructionsOf, readBody } from '../../../src/formats/pe/instructions.js';
import { liftMethod } from '../../../src/formats/pe/lift-method.js';
import { Metadata } from '../../../src/formats/pe/metadata.js';
import { CodePrinter } from '../../../src/formats/pe/print-code.js';
import { layoutOfImage } from '../../../src/formats/pe/read-image.js';
import { makeAssemblyCode, type OperationSketch } from '../../helpers/assembly-code.js';

/** What the code below may name: its operand is written as the number of the operation here, behind `$`. */
const NAMED: readonly OperationSketch[] = [
  ['call', { type: 'A.B', name: 'Do', takes: ['string'], gives: 'int', isStatic: true }],
  ['call', { type: 'A.B', name: 'Tell', takes: ['string', 'int'] }],
  ['call', { type: 'A.B', name: 'get_C', gives: 'string' }],
  ['newobj', { type: 'A.B', name: '.ctor', takes: ['string'] }],
  ['newobj', { type: 'A.Handler', name: '.ctor', takes: ['object', 'IntPtr'] }],
  ['call', { type: '', name: 'Own', takes: ['int'], gives: 'int', isStatic: true }],
  ['call', { type: '', name: 'Imported', takes: ['string'], isStatic: true }],
  ['ldsfld', { type: 'A.B', name: 'Field', holds: 'string' }],
  ['ldstr', 'text'],
  ['newarr', 'string'],
  ['newarr', 'object'],
  [
    'call',
    { type: 'System.Runtime.RuntimeHelpers', name: 'InitializeArray', takes: ['object', 'object'], isStatic: true },
  ],
  ['call', { type: 'System.Type', name: 'GetTypeFromHandle', takes: ['object'], gives: 'object', isStatic: true }],
  ['call', { type: 'System.Object', name: '.ctor', takes: ['int'] }],
  ['call', { type: 'A.Assembly', name: 'Load', takes: ['byte[]'], gives: 'object', isStatic: true }],
  ['call', { type: '', name: 'Host', takes: ['string', 'int'], gives: 'string' }],
];

const image = layoutOfImage(
  makeAssemblyCode('Fixture', [
    {
      name: 'Site.Page',
      methods: [
        { name: 'Host', takes: ['string', 'int'], gives: 'string', code: NAMED },
        { name: 'Own', takes: ['int'], gives: 'int', isStatic: true, code: ['ret'] },
        { name: 'Imported', takes: ['string'], isStatic: true, library: 'k.dll' },
      ],
    },
  ]),
);
const metadata = image && Metadata.read(image.layout, image.clr);
if (!metadata) throw new Error('no metadata');
const members = new AssemblyMembers(metadata);
const host = members.methods.find(({ name }) => name === 'Host');
const named = host && readBody(metadata.layout, host.rva);
if (!named) throw new Error('no code');
const tokens = [...instructionsOf(named.code)].map(({ operand }) => operand);

/** Statements of code: bytes in hexadecimal, and `$3` for the token of the third name; `!4` before it: exceptions are handled at byte 4. */
function lifted(text: string): string[] {
  const handlers: number[] = [];
  const code = text.split(' ').flatMap((part): number[] => {
    if (part.startsWith('!')) {
      handlers.push(Number(part.slice(1)));
      return [];
    }
    if (!part.startsWith('$')) return [Number.parseInt(part, 16)];
    const token = Buffer.alloc(4);
    token.writeUInt32LE(tokens[Number(part.slice(1))] ?? 0);
    return [...token];
  });
  if (!host) return [];
  const statements = liftMethod(members, host, { offset: 0, code: Uint8Array.from(code), locals: 0, handlers });
  return statements.map(({ statement, at }) => {
    const printer = new CodePrinter();
    printer.statement(statement);
    return `${at} ${printer.build().text.trim()}`;
  });
}

it.each<[string, string[]]>([
  ['00 2a', []],
  ['03 2a', ['1 return A_0;']],
  ['02 2a', ['1 return this;']],
  ['04 05 58 2a', ['3 return A_1 + A_3;']],
  ['03 0a 06 2a', ['1 V_0 = A_0;', '3 return V_0;']],
  ['0e 01 0f 02 59 2a', ['5 return A_0 - A_1;']],
  ['fe 09 01 00 fe 0a 02 00 2a', ['8 return A_1;']],
  ['03 10 02', ['1 A_1 = A_0;']],
  ['03 fe 0b 02 00', ['1 A_1 = A_0;']],
  ['11 05 13 06', ['2 V_6 = V_5;']],
  ['12 07 2a', ['2 return V_7;']],
  ['fe 0c 03 00 fe 0e 04 00', ['4 V_4 = V_3;']],
  ['fe 0d 05 00 2a', ['4 return V_5;']],
  ['14 2a', ['1 return null;']],
  ['15 2a', ['1 return -1;']],
  ['16 2a', ['1 return 0;']],
  ['1e 2a', ['1 return 8;']],
  ['1f fe 2a', ['2 return -2;']],
  ['20 0a 00 00 00 2a', ['5 return 10;']],
  ['21 07 00 00 00 00 00 00 00 2a', ['9 return 7;']],
  ['22 00 00 00 00 2a', ['5 return ;']],
  ['23 00 00 00 00 00 00 00 00 2a', ['9 return ;']],
  ['fe 00 2a', ['2 return ;']],
  ['fe 1c $9 2a', ['6 return ;']],
  ['04 05 5a 2a', ['3 return A_1 * A_3;']],
  ['04 05 5b 2a', ['3 return A_1 / A_3;']],
  ['04 05 5d 2a', ['3 return A_1 % A_3;']],
  ['04 05 5f 2a', ['3 return A_1 & A_3;']],
  ['04 05 60 2a', ['3 return A_1 | A_3;']],
  ['04 05 61 2a', ['3 return A_1 ^ A_3;']],
  ['04 05 62 2a', ['3 return A_1 << A_3;']],
  ['04 05 63 2a', ['3 return A_1 >> A_3;']],
  ['04 05 fe 01 2a', ['4 return A_1 == A_3;']],
  ['04 05 fe 02 2a', ['4 return A_1 > A_3;']],
  ['04 05 fe 04 2a', ['4 return A_1 < A_3;']],
  ['04 d6 2a', ['2 return  + A_1;']],
  ['03 25 58 2a', ['3 return A_0 + A_0;']],
  ['72 $8 25 58 2a', ['7 return "text" + "text";']],
  ['28 $2 25 58 2a', ['5 var T_0 = .C;', '7 return T_0 + T_0;']],
  ['03 28 $0 25 58 2a', ['6 var T_0 = B.Do(A_0);', '8 return T_0 + T_0;']],
  ['17 25 58 2a', ['3 return 1 + 1;']],
  ['03 28 $0 26', ['6 B.Do(A_0);']],
  ['03 26', []],
  ['17 26', []],
  ['14 26', []],
  ['03 28 $0 2a', ['6 return B.Do(A_0);']],
  ['02 03 04 28 $1', ['3 this.Tell(A_0, A_1);']],
  ['02 6f $2 2a', ['6 return this.C;']],
  ['03 73 $3 2a', ['6 return new A.B(A_0);']],
  ['14 fe 06 $0 73 $4 2a', ['12 return B.Do;']],
  ['14 fe 06 $5 73 $4 2a', ['12 return Page::Own;']],
  ['14 02 fe 07 $15 73 $4 2a', ['13 return Page::Host;']],
  ['14 14 73 $4 2a', ['7 return null;']],
  ['14 22 00 00 00 00 73 $4 2a', ['11 return new A.Handler(null, );']],
  ['04 28 $5 2a', ['6 return Page::Own(A_1);']],
  ['03 28 $6', ['1 Imported(A_0);']],
  ['02 03 04 28 $15 2a', ['8 return Page::Host(A_0, A_1);']],
  ['72 $8 03 04 28 $15 2a', ['7 "text";', '12 return Page::Host(A_0, A_1);']],
  ['03 73 $3 03 04 28 $15 2a', ['8 new A.B(A_0);', '13 return Page::Host(A_0, A_1);']],
  ['7e $7 2a', ['5 return B.Field;']],
  ['7f $7 2a', ['5 return B.Field;']],
  ['02 7b $7 2a', ['6 return this.Field;']],
  ['02 7c $7 2a', ['6 return this.Field;']],
  ['03 80 $7', ['1 B.Field = A_0;']],
  ['02 03 7d $7', ['2 this.Field = A_0;']],
  ['72 $8 2a', ['5 return "text";']],
  ['17 8d $9 25 16 03 a2 2a', ['10 return new string(1) { A_0 };']],
  ['18 8d $9 25 16 03 a2 25 17 04 a2 2a', ['14 return new string(2) { A_0, A_1 };']],
  ['18 8d $9 25 17 03 a2 25 16 04 a2 2a', ['9 new string(2) { A_1 }[1] = A_0;', '14 return new string(2) { A_1 };']],
  ['17 8d $10 25 16 03 28 $0 a2 2a', ['15 return new object(1) { B.Do(A_0) };']],
  ['17 8d $10 25 16 17 8d $10 a2 2a', ['14 var T_0 = new object(1);', '15 return new object(1) { T_0 };']],
  ['17 8d $10 0a 06 16 03 a2 06 2a', ['6 V_0 = new object(1);', '10 V_0[0] = A_0;', '12 return V_0;']],
  ['03 16 04 a2', ['3 A_0[0] = A_1;']],
  ['03 16 9a 2a', ['3 return A_0[0];']],
  ['03 16 91 2a', ['3 return A_0[0];']],
  ['03 16 a3 $9 2a', ['7 return A_0[0];']],
  ['03 16 8f $9 2a', ['7 return A_0[0];']],
  ['03 16 04 a4 $9', ['3 A_0[0] = A_1;']],
  ['03 16 04 9c', ['3 A_0[0] = A_1;']],
  ['03 8e 2a', ['2 return A_0.Length;']],
  ['03 14 28 $11', []],
  ['d0 $9 28 $12 2a', ['10 return typeof(System.string);']],
  ['d0 $7 2a', ['5 return ;']],
  ['03 17 28 $13', []],
  ['02 17 28 $13', []],
  ['03 28 $14 2a', ['6 return Assembly.Load((byte)A_0);']],
  ['03 74 $9 2a', ['6 return A_0;']],
  ['03 75 $10 2a', ['6 return A_0;']],
  ['03 a5 $9 2a', ['6 return A_0;']],
  ['03 7a', ['1 thrown = A_0;']],
  ['03 81 $9', ['1 = A_0;']],
  ['03 04 81 $9', ['2 A_0 = A_1;']],
  ['03 04 df', ['2 A_0 = A_1;']],
  ['03 04 51', ['2 A_0 = A_1;']],
  ['03 04 57', ['2 A_0 = A_1;']],
  ['03 46 2a', ['2 return A_0;']],
  ['03 50 2a', ['2 return A_0;']],
  ['03 67 2a', ['2 return (sbyte)A_0;']],
  ['03 d2 2a', ['2 return (byte)A_0;']],
  ['03 d1 2a', ['2 return (char)A_0;']],
  ['03 69 2a', ['2 return A_0;']],
  ['03 fe 0f 2a', ['3 return ;']],
  ['03 fe 11', []],
  ['03 fe 15 $9', []],
  ['03 04 70 $9', ['2 A_0, A_1;']],
  ['03 04 05 fe 17', ['3 A_0, A_1, A_3;']],
  ['03 04 05 fe 18', ['3 A_0, A_1, A_3;']],
  ['fe 18', ['0 , , ;']],
  ['03 2c 01 00 04 2a', ['5 return A_1;']],
  ['03 2d 00 04 2a', ['4 return A_1;']],
  ['03 04 2e 00 2a', ['2 A_0 == A_1;']],
  ['03 04 3b 00 00 00 00 2a', ['2 A_0 == A_1;']],
  ['03 04 37 00 2a', ['2 A_0 == A_1;']],
  ['03 04 44 00 00 00 00', ['2 A_0 == A_1;']],
  ['2b 00 03 2a', ['3 return A_0;']],
  ['38 00 00 00 00 03 2a', ['6 return A_0;']],
  ['03 2b 01 04 2a', ['1 S_0 = A_0;', '4 return S_0;']],
  ['03 04 2c 01 00 26 05 2a', ['2 S_0 = A_0;', '7 return A_3;']],
  ['03 2c 03 04 2b 01 05 2a', ['4 S_0 = A_1;', '7 S_0 = A_3;', '7 return S_0;']],
  ['03 45 02 00 00 00 00 00 00 00 01 00 00 00 04 2a 05 2a', ['15 S_0 = A_1;', '15 return S_0;', '17 return A_3;']],
  ['03 de 00 2a', []],
  ['03 dd 00 00 00 00 2a', []],
  ['!2 00 2a 26 03 2a', ['4 return A_0;']],
  ['!0 7a', ['0 thrown =  thrown;']],
  ['!1 00 0a 06 2a', ['1 V_0 =  thrown;', '3 return V_0;']],
  ['03 2a 04 2a', ['1 return A_0;', '3 return A_1;']],
  ['03 7a 04 2a', ['1 thrown = A_0;', '3 return A_1;']],
  ['2a', []],
  ['58', []],
  ['26', []],
  ['28 $1', ['0 .Tell(, );']],
  ['a2', ['0 [] = ;']],
  ['73 $3 2a', ['5 return new A.B();']],
  ['29 00 00 00 11 2a', ['5 return ();']],
  ['28 00 00 00 0a 2a', ['5 return .();']],
  ['73 00 00 00 0a 2a', ['5 return new ();']],
  ['fe 06 00 00 00 0a 2a', ['6 return .;']],
  ['03 28 $0 2a', ['6 return B.Do(A_0);']],
  [
    '03 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 58 04 2a',
    [
      '60 var T_0 = A_0 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1;',
      '120 var T_1 = T_0 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1 + A_1;',
      '142 return A_1;',
    ],
  ],
])('%s', (code, expected) => expect(lifted(code)).toEqual(expected));
