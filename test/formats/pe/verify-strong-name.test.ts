import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isStrongNameValid } from '../../../src/formats/pe/verify-strong-name.js';
import { SECTION } from '../../../src/signatures/samples/made-executable.js';
import { keyBlob, makeAssemblyCode } from '../../helpers/assembly-code.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const unsigned = makeAssemblyCode('Fixture', [{ name: 'Site.Example', methods: [] }], keyBlob(publicKey));
/** The CLR header begins the only section. */
function signatureAt(bytes: Buffer): number {
  return bytes.readUInt32LE(0x200 + 32) - SECTION + 0x200;
}

function signed(): Buffer {
  const bytes = Buffer.from(unsigned);
  const pe = bytes.readUInt32LE(0x3c);
  const table = pe + 24 + bytes.readUInt16LE(pe + 20);
  const [size, start] = [bytes.readUInt32LE(table + 16), bytes.readUInt32LE(table + 20)];
  const at = signatureAt(bytes);
  const signer = createSign('sha1');
  signer.update(bytes.subarray(0, table + 40));
  signer.update(bytes.subarray(start, at));
  signer.update(bytes.subarray(at + 128, start + size));
  signer.sign(privateKey).reverse().copy(bytes, at);
  return bytes;
}

describe('isStrongNameValid', () => {
  it('takes what the key was used for, whatever its checksum and Authenticode say', () => {
    const bytes = signed();
    expect(isStrongNameValid(bytes)).toBe(true);
    const pe = bytes.readUInt32LE(0x3c);
    bytes.writeUInt32LE(12345, pe + 24 + 64);
    bytes.writeUInt32LE(0x7000, pe + 24 + 96 + 4 * 8);
    expect(isStrongNameValid(bytes)).toBe(true);
  });

  it.each([
    ['that was changed behind the key', (bytes: Buffer) => bytes.writeUInt8(0x26, bytes.indexOf('Example'))],
    ['with another time of linking', (bytes: Buffer) => bytes.writeUInt32LE(1, bytes.readUInt32LE(0x3c) + 8)],
    ['with another signature', (bytes: Buffer) => bytes.fill(7, signatureAt(bytes), signatureAt(bytes) + 128)],
    ['whose signature lies outside', (bytes: Buffer) => bytes.writeUInt32LE(0xfffff000, 0x200 + 32)],
    ['whose signature is for later', (bytes: Buffer) => bytes.writeUInt32LE(1, 0x200 + 16)],
  ])('refuses a file %s', (_, change) => {
    const bytes = signed();
    change(bytes);
    expect(isStrongNameValid(bytes)).toBe(false);
  });

  it('refuses what was never signed, what has no key, and what is no assembly', () => {
    expect(isStrongNameValid(unsigned)).toBe(false);
    expect(isStrongNameValid(makeAssemblyCode('Fixture', []))).toBe(false);
    expect(isStrongNameValid(Buffer.from('MZ'))).toBe(false);
    expect(isStrongNameValid(makeAssemblyCode('Fixture', [], Buffer.alloc(160)))).toBe(false);
  });
});
