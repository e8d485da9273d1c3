import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecycledFile } from '../../../src/formats/recycle-bin/recycled-file.js';
import { recycledNote } from '../../helpers/ntfs.js';

const PAGE = 'C:\\inetpub\\wwwroot\\x.aspx';
const DELETED = '2021-03-03T03:10:00.000Z';

describe('a note of the Recycle Bin', () => {
  it.each([1, 2] as const)(
    'of version %d says where the file lay, when it was deleted, and how large it was',
    (version) => {
      expect(readRecycledFile(recycledNote(PAGE, DELETED, { version }))).toEqual({
        path: PAGE,
        deleted: DELETED,
        size: 77,
      });
    },
  );

  it('is none without a path or of another version', () => {
    expect(readRecycledFile(recycledNote('x', DELETED))).toBeNull();
    expect(readRecycledFile(Buffer.alloc(600))).toBeNull();
    expect(readRecycledFile(Buffer.alloc(3))).toBeNull();
  });

  it('of any bytes is read to an end', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 600 }), (version, bytes) => {
        const read = readRecycledFile(Buffer.concat([Buffer.from([version, 0, 0, 0, 0, 0, 0, 0]), bytes]));
        expect(read === null || read.path.length <= 32_767).toBe(true);
      }),
    );
  });
});
