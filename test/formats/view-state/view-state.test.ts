import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readViewState } from '../../../src/formats/view-state/view-state.js';

const state = (...parts: (string | Buffer)[]) =>
  Buffer.concat([Buffer.from([0xff, 0x01, 0x32]), ...parts.map((part) => Buffer.from(part))]);
const persisted = (bytes: Buffer) => ['4009', '/ecp/default.aspx', `PersistedState: ${bytes.toString('base64')}`];

/** A program of headers only: nothing that runs. */
function image(size: number): Buffer {
  const bytes = Buffer.alloc(size, 0x20);
  bytes.write('MZ');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.writeUInt32LE(0x4550, 0x80);
  bytes.writeUInt16LE(1, 0x86);
  bytes.writeUInt16LE(0xe0, 0x94);
  const section = 0x80 + 24 + 0xe0;
  bytes.writeUInt32LE(size - 0x200, section + 16);
  bytes.writeUInt32LE(0x200, section + 20);
  return bytes;
}
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
/** As BinaryFormatter writes an array of bytes. */
const array = (bytes: Buffer, size = bytes.length, kind = 0x0f, type = 2) => {
  const head = Buffer.from([kind, 1, 0, 0, 0, 0, 0, 0, 0, type]);
  head.writeUInt32LE(size, 5);
  return Buffer.concat([head, bytes]);
};
/** The beginning of a program whose header is so far away that the event does not show it. */
function far(header: number): Buffer {
  const bytes = image(1024).subarray(0, 0x60);
  bytes.writeUInt32LE(header, 0x3c);
  return bytes;
}

describe('the view state of an event', () => {
  it('names what makes objects of it, written in one byte or two', () => {
    const read = (name: string | Buffer) => readViewState(persisted(state(name, '.'.repeat(60))))?.gadgets;
    expect(read('x System.DelegateSerializationHolder y')).toEqual(['DelegateSerializationHolder']);
    expect(read(Buffer.from('TypeConfuseDelegate', 'utf16le'))).toEqual(['TypeConfuseDelegate']);
    expect(read('System.Web.UI.Pair, System.Web')).toEqual([]);
  });

  it('gives the program in it, by the array that holds it or by its own sections', () => {
    const program = image(2048);
    const mac = Buffer.alloc(20, 0x4d);
    const expected = { size: 2048, cut: false, sha256: sha256(program) };
    expect(readViewState(persisted(state('abc', array(program), mac)))?.program).toMatchObject(expected);
    expect(readViewState(persisted(state('abc', program, mac)))?.program).toMatchObject({ ...expected, offset: 6 });
  });

  it('says where the event ends before the program does', () => {
    const whole = state(array(image(4096)));
    const cut = whole.subarray(0, 1500);
    expect(readViewState(persisted(cut))?.program).toMatchObject({ cut: true, sha256: sha256(cut.subarray(13)) });
  });

  it.each<[string, Buffer, number | null]>([
    [
      'by the array that holds it, though its sections end before',
      array(Buffer.concat([image(1024), Buffer.alloc(64)])),
      1088,
    ],
    ['by its sections where an array is too short for a program', array(image(1024), 0x3f), 1024],
    ['by an array of the shortest size that can be one', array(image(1024), 0x40), 0x40],
    ['by its sections where what stands before is no array', array(image(1024), 0x40, 0x10), 1024],
    ['by its sections where what stands before is no array of bytes', array(image(1024), 0x40, 0x0f, 8), 1024],
    ['that has no sections', Buffer.concat([image(1024).fill(0, 0x86, 0x88), Buffer.alloc(20)]), null],
  ])('tells the size of a program %s', (_, bytes, size) => {
    const program = readViewState(persisted(state('abc', bytes, Buffer.alloc(20, 0x4d))))?.program;
    expect([program?.size, program?.cut]).toEqual([size ?? bytes.length + 20, size === null]);
  });

  it.each<[string, Buffer, boolean]>([
    ['a header within reach, of which the event shows nothing', image(1024).subarray(0, 0x60), true],
    ['a header far away', far(4097), false],
    ['the farthest header', far(4096), true],
    ['a header without its letters', image(1024).fill(0, 0x80, 0x84), false],
    ['too little to tell where its header is', image(1024).subarray(0, 0x3f), false],
  ])('takes %s for a program or not', (_, bytes, expected) => {
    const read = readViewState(persisted(state('a'.repeat(20), bytes)));
    expect(read?.program?.offset ?? null).toBe(expected ? 23 : null);
  });

  it('is found without its name where it holds an object or a program, the longest of all', () => {
    const [short, long] = [64, 90].map((size) => Buffer.from('XamlReader'.padEnd(size, '.')));
    const program = Buffer.concat([Buffer.alloc(20, 0x61), image(1024)]);
    const found = (...all: (Buffer | undefined)[]) =>
      readViewState(all.map((one) => one?.toString('base64') ?? ''))?.bytes.length ?? null;
    expect([found(short, long), found(long, short), found(program), found(Buffer.alloc(90, 0x61))]).toEqual([
      90,
      90,
      1044,
      null,
    ]);
    expect([found(Buffer.alloc(90, 0xff)), found(Buffer.alloc(90, 0x01))]).toEqual([null, null]);
    expect(
      [0xff, 0x01].map((byte) => found(Buffer.concat([Buffer.from([byte, 0x02]), Buffer.alloc(90, 0x61)]))),
    ).toEqual([null, null]);
  });

  it('takes two letters for no program', () => {
    expect(readViewState(persisted(state('MZ'.repeat(200))))?.program).toBeNull();
  });

  it('is found without its name where it is one, and nothing else is', () => {
    const bytes = state('/page'.repeat(20));
    expect(readViewState(['x', bytes.toString('base64')])?.bytes.equals(bytes)).toBe(true);
    expect(readViewState([Buffer.alloc(90, 0x61).toString('base64'), 'C:\\inetpub\\wwwroot', '']))?.toBeNull();
  });

  it('is read whatever it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.string(), { maxLength: 4 }), (bytes, values) => {
        const made = state('0'.repeat(20), Buffer.from(bytes), image(0x400).subarray(0, bytes.length * 3));
        const read = readViewState([...values, ...persisted(made)]);
        expect(read?.bytes.length).toBeGreaterThan(0);
      }),
    );
  });
});
