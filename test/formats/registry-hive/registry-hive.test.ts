import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRegistryHive } from '../../../src/formats/registry-hive/registry-hive.js';
import { hiveOf } from '../../helpers/registry-hive.js';

const valuesIn = (bytes: Buffer) =>
  (readRegistryHive(bytes)?.values ?? []).map(({ key, name, texts }) => [key, name, texts]);

const SYSTEM = {
  keys: {
    Select: { values: { Current: 2 } },
    ControlSet001: { keys: { Services: { keys: { Old: { values: { ImagePath: 'C:\\old.exe' } } } } } },
    ControlSet002: {
      keys: {
        Control: { keys: { TimeZoneInformation: { values: { Bias: 0xffff_ffc4 } }, Class: { values: { a: 'b' } } } },
        Services: {
          keys: { Updater: { values: { ImagePath: 'C:\\u.exe', Start: 2, DependOnService: ['a', 'b'] } } },
        },
      },
    },
  },
};
const system = hiveOf(SYSTEM);

describe('a registry hive', () => {
  it('gives the keys of the control set in force that start something, as an export does', () => {
    expect(valuesIn(system)).toEqual([
      ['HKEY_LOCAL_MACHINE\\SYSTEM\\Select', 'Current', ['2']],
      ['HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\Control\\TimeZoneInformation', 'Bias', ['4294967236']],
      ['HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\Services\\Updater', 'ImagePath', ['C:\\u.exe']],
      ['HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\Services\\Updater', 'Start', ['2']],
      ['HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\Services\\Updater', 'DependOnService', ['a', 'b']],
    ]);
  });

  it.each([1, 2])('has lists of lists of keys (%d in one)', (perList) => {
    expect(valuesIn(hiveOf(SYSTEM, { perList }))).toEqual(valuesIn(system));
  });

  it('is told by its keys, whatever its file is called, and holds large values whole', () => {
    const large = Buffer.alloc(40_000, 7);
    const run = { keys: { Windows: { keys: { CurrentVersion: { keys: { Run: { values: { a: 'b' } } } } } } } };
    const user = hiveOf({
      keys: { Environment: {}, Software: { keys: { EX01: { values: { code: large } }, Microsoft: run } } },
    });
    expect(valuesIn(user)).toEqual([
      ['HKEY_CURRENT_USER\\Software\\EX01', 'code', [large.toString('hex')]],
      ['HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run', 'a', ['b']],
    ]);
    const software = hiveOf({ keys: { Microsoft: run, Classes: { values: { a: 'b' } } } });
    expect(valuesIn(software)).toContainEqual([
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run',
      'a',
      ['b'],
    ]);
  });

  it('tells that its last changes are elsewhere, and what is no hive', () => {
    expect(readRegistryHive(hiveOf({}, { dirty: true }))).toMatchObject({ isDirty: true, values: [], cut: false });
    const log = Buffer.from(system);
    log.writeUInt32LE(6, 28);
    expect(readRegistryHive(log)).toBeNull();
    expect(readRegistryHive(system.subarray(0, 3))).toBeNull();
    expect(readRegistryHive(system.subarray(0, 4096))).toMatchObject({ values: [], isDamaged: true });
  });

  it('tells that keys or values are missing, wherever it is cut or overwritten', () => {
    expect(readRegistryHive(system)).toMatchObject({ isDamaged: false });
    for (let end = 4096; end < system.length; end += 64)
      expect(readRegistryHive(system.subarray(0, end))).toMatchObject({ isDamaged: true });
    // Each cell marked as free in turn.
    let found = 0;
    for (let at = 4096 + 32; at < system.length; at += Math.abs(system.readInt32LE(at))) {
      const freed = Buffer.from(system);
      freed.writeInt32LE(Math.abs(system.readInt32LE(at)), at);
      const lost = valuesIn(freed).length < valuesIn(system).length;
      if (lost) expect(readRegistryHive(freed)).toMatchObject({ isDamaged: true });
      found += Number(lost);
    }
    expect(found).toBeGreaterThan(5);
  });

  it('that ends within its root key has nothing, and says so', () => {
    const bytes = new Uint8Array(4096 + 8);
    const hive = Buffer.from(bytes.buffer);
    hive.write('regf', 0, 'latin1');
    hive.writeInt32LE(-8, 4096);
    hive.write('nk', 4100, 'latin1');
    expect(readRegistryHive(bytes)).toMatchObject({ values: [], isDamaged: true });
  });

  it('of any bytes is read to an end', () => {
    const harm = fc.array(fc.tuple(fc.integer({ min: 0, max: system.length - 1 }), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(harm, fc.nat(system.length), (changes, end) => {
        const bytes = Buffer.from(system);
        for (const [at, byte] of changes) bytes[at] = byte;
        const read = readRegistryHive(changes.length > 8 ? bytes.subarray(0, end) : bytes);
        for (const { offset } of read?.values ?? []) expect(offset).toBeLessThan(bytes.length);
      }),
      { numRuns: 300 },
    );
  });
});
