import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProgramInventory } from '../../../src/formats/registry-hive/program-inventory.js';
import { type HiveTree, hiveOf } from '../../helpers/registry-hive.js';

const SHA1 = 'a'.repeat(40);
const read = readProgramInventory;
const amcache = (below: Readonly<Record<string, HiveTree>>) => hiveOf({ keys: { Root: { keys: below } } });

const recent = amcache({
  InventoryApplicationFile: {
    keys: {
      'x.exe|12ab': {
        changed: '2021-03-03T02:20:00Z',
        values: {
          FileId: `0000${SHA1.toUpperCase()}`,
          LowerCaseLongPath: 'c:\\inetpub\\wwwroot\\x.exe',
          Publisher: '',
          Size: 4096,
        },
      },
      nothing: { values: { FileId: 'x' } },
    },
  },
});

describe('an inventory of programs', () => {
  it('of Windows 10 and later gives path, hash, size and time', () => {
    expect(read(recent)).toEqual({
      programs: [
        {
          path: 'c:\\inetpub\\wwwroot\\x.exe',
          sha1: SHA1,
          size: 4096,
          noted: '2021-03-03T02:20:00.000Z',
          product: '',
          publisher: '',
        },
      ],
      cut: false,
      isDamaged: false,
    });
  });

  it('of Server 2012 gives the same from values that are numbered', () => {
    const entry = {
      changed: '2021-03-03T02:20:00Z',
      values: { 15: 'C:\\PerfLogs\\y.exe', 101: `0000${SHA1}`, 0: 'Product', 1: 'Publisher' },
    };
    const hive = amcache({ File: { keys: { '{volume}': { keys: { '10000a1b2': entry } } } } });
    expect(read(hive)?.programs).toEqual([
      {
        path: 'C:\\PerfLogs\\y.exe',
        sha1: SHA1,
        size: null,
        noted: '2021-03-03T02:20:00.000Z',
        product: 'Product',
        publisher: 'Publisher',
      },
    ]);
  });

  it('is in no other hive', () => {
    expect(read(hiveOf({ keys: { Select: {} } }))).toBeNull();
    expect(read(amcache({ Programs: {} }))).toBeNull();
  });

  it('ends for any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(recent.length - 1), fc.nat(255)), { maxLength: 40 }), (changes) => {
        const bytes = Buffer.from(recent);
        for (const [at, byte] of changes) bytes[at] = byte;
        read(bytes);
      }),
      { numRuns: 200 },
    );
  });
});
