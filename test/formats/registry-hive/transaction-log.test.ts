import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/formats/pe/byte-reader.js';
import { readRegistryHive } from '../../../src/formats/registry-hive/registry-hive.js';
import { marvin32, replayTransactionLogs } from '../../../src/formats/registry-hive/transaction-log.js';
import { hiveOf } from '../../helpers/registry-hive.js';
import { entryLogOf, vectorLogOf } from '../../helpers/transaction-log.js';

const system = (image: string) =>
  hiveOf({
    keys: {
      Select: { values: { Current: 1 } },
      ControlSet001: { keys: { Services: { keys: { Updater: { values: { ImagePath: image } } } } } },
    },
  });
/** Values of the same length: the hives differ in one place. */
const [old, middle, now] = ['C:\\a.exe', 'C:\\b.exe', 'C:\\c.exe'].map(system) as [Buffer, Buffer, Buffer];
/** Last whole at 7, changed up to 9. */
const dirty = Buffer.from(old);
dirty.writeUInt32LE(9, 4);
dirty.writeUInt32LE(7, 8);

const imageIn = (bytes: Uint8Array | undefined) =>
  readRegistryHive(bytes ?? Buffer.alloc(0))?.values.find(({ name }) => name === 'ImagePath')?.texts[0];
const replayed = (...logs: Buffer[]) => {
  const result = replayTransactionLogs(dirty, logs);
  return result === null ? null : [imageIn(result.bytes), result.applied, result.isCut];
};

describe('transaction logs of a hive', () => {
  it('are replayed in the order of their entries, whichever file they are in', () => {
    const [first, second] = [
      entryLogOf([{ sequence: 7, from: old, to: middle }]),
      entryLogOf([{ sequence: 8, from: middle, to: now }]),
    ];
    expect(replayed(first)).toEqual(['C:\\b.exe', 1, false]);
    expect(replayed(second, first)).toEqual(['C:\\c.exe', 2, false]);
  });

  it('leave a hive that is whole', () => {
    const result = replayTransactionLogs(dirty, [entryLogOf([{ sequence: 7, from: old, to: now }])]);
    expect(readRegistryHive(result?.bytes ?? Buffer.alloc(0))?.isDirty).toBe(false);
    expect(imageIn(dirty)).toBe('C:\\a.exe');
  });

  it('take nothing that is older than the hive, and tell a gap', () => {
    expect(replayed(entryLogOf([{ sequence: 6, from: old, to: now }]))).toBeNull();
    const gap = [
      entryLogOf([{ sequence: 7, from: old, to: middle }]),
      entryLogOf([{ sequence: 9, from: middle, to: now }]),
    ];
    expect(replayed(...gap)).toEqual(['C:\\b.exe', 1, true]);
  });

  it('take no entry whose hash is wrong', () => {
    const log = entryLogOf([{ sequence: 7, from: old, to: now }]);
    log[log.length - 1] = (log.at(-1) ?? 0) ^ 1;
    expect(replayed(log)).toBeNull();
  });

  it('of earlier Windows mark sectors', () => {
    expect(replayed(vectorLogOf(8, old, now))).toEqual(['C:\\c.exe', 1, false]);
    expect(replayed(vectorLogOf(6, old, now))).toBeNull();
    const cut = vectorLogOf(8, old, now);
    expect(replayed(cut.subarray(0, cut.length - 512))?.[2]).toBe(true);
  });

  it('make larger hives', () => {
    const large = Buffer.concat([now], 3 * 4096);
    const result = replayTransactionLogs(dirty, [entryLogOf([{ sequence: 7, from: old, to: large }])]);
    expect(result?.bytes.length).toBe(large.length);
  });

  it('make no hive larger by more than they hold', () => {
    const grown = Buffer.concat([now], 3 * 4096);
    for (const log of [entryLogOf([{ sequence: 7, from: grown, to: grown }]), vectorLogOf(8, grown, grown)]) {
      expect(log.length).toBeLessThan(4096);
      expect(replayed(log)).toBeNull();
    }
  });

  it('mark the last sector of bins that end within it', () => {
    const [from, to] = [old, now].map((hive) => hive.subarray(0, 4096 + 1000)) as [Buffer, Buffer];
    const result = replayTransactionLogs(from, [vectorLogOf(8, from.subarray(0, 4096), to)]);
    expect(result?.bytes.subarray(4096, to.length)).toEqual(to.subarray(4096));
  });

  it('end for any bytes', () => {
    const logs = [entryLogOf([{ sequence: 7, from: old, to: now }]), vectorLogOf(8, old, now)];
    fc.assert(
      fc.property(fc.nat(1), fc.array(fc.tuple(fc.nat(1200), fc.nat(255)), { maxLength: 8 }), (which, changes) => {
        const bytes = Buffer.from(logs[which] ?? []);
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        const result = replayTransactionLogs(dirty, [bytes]);
        if (result !== null) readRegistryHive(result.bytes);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['', '30ed35c100cd3c7d'],
    ['af', '48e73fc77d75ddc1'],
    ['e70f', 'b5f6e1fc485dbff8'],
    ['37f495', 'f0b07c789b8cf7e8'],
    ['8642dc59', '7008f2e87e9cf556'],
  ])('have the hashes of Marvin32 by its published vectors: %s', (hex, expected) => {
    const bytes = Buffer.from(hex, 'hex');
    const { low, high } = marvin32(new ByteReader(bytes), 0, bytes.length, { low: 0x001b_dbcc, high: 0x004f_b61a });
    expect([high, low].map((half) => half.toString(16).padStart(8, '0')).join('')).toBe(expected);
  });
});
