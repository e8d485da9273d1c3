import { describe, expect, it } from 'vitest';
import { ContentsRead } from '../../../src/engine/content/contents-read.js';
import { createWebContent } from '../../../src/formats/views/web-content.js';

describe('contents that many pages take in', () => {
  it.each([
    [
      'is read once',
      [
        ['a', 10],
        ['a', 10],
      ],
      ['a'],
    ],
    [
      'is read for each way to read it',
      [
        ['a', 10],
        ['b', 10],
        ['a', 10],
      ],
      ['a', 'b'],
    ],
    [
      'is forgotten where it was asked for longest ago',
      [
        ['a', 1e6],
        ['b', 1e6],
        ['a', 1e6],
        ['c', 1e6],
        ['a', 1e6],
        ['b', 1e6],
      ],
      ['a', 'b', 'c', 'b'],
    ],
    [
      'is not kept where it is larger than all may be',
      [
        ['a', 3e6],
        ['a', 3e6],
      ],
      ['a', 'a'],
    ],
  ] as const)('a content %s', (_, asked, expected) => {
    const contents = new ContentsRead();
    const read: string[] = [];
    for (const [key, size] of asked) {
      const content = contents.of(key, () => {
        read.push(key);
        return createWebContent(Buffer.alloc(size, 'a'), { extension: 'txt' });
      });
      expect(content.bytes.length).toBe(size);
    }
    expect(read).toEqual(expected);
  });
});
