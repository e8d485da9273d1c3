import { describe, expect, it } from 'vitest';
import { hostNames } from '../../src/collection/hosts.js';

describe('hostNames', () => {
  it.each([
    ['EX01', 'EX01'],
    ['EX\u001b[31m01', 'EX\\x1b[31m01'],
    ['a\nb', 'a\\x0ab'],
    ['x'.repeat(400), `${'x'.repeat(253)}…`],
  ])('a log that says it is of %j names %j', (stated, name) => {
    const log = { origin: null, computer: stated };
    expect(hostNames([log], [])(log)).toBe(name);
  });
});
