import { afterEach, describe, expect, it, vi } from 'vitest';
import { reportFailure } from '../../src/cli/failure.js';
import { AfterpatchError } from '../../src/platform/errors.js';

afterEach(() => vi.restoreAllMocks());

function said(error: unknown): { code: number; text: string } {
  let text = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  return { code: reportFailure(error), text };
}

describe('reportFailure', () => {
  it('says what happened and what to do, and lets no escape through', () => {
    const { code, text } = said(
      new AfterpatchError('bad-report', 'no JSON: \u001b]0;x\u0007\r\u009b31m', 'Give\nanother.'),
    );
    expect(code).toBe(2);
    expect(text).toBe('afterpatch: no JSON: \\x1b]0;x\\x07\\x0d\\x9b31m\nGive\\x0aanother.\n');
  });

  it.each([
    [() => new ArrayBuffer(2 ** 52), 'Array buffer allocation failed'],
    [() => 'a'.repeat(2 ** 29).repeat(2), 'Invalid string length'],
  ])('takes memory that cannot be had for no error of ours', (allocate, message) => {
    let error: unknown = null;
    try {
      allocate();
    } catch (caught) {
      error = caught;
    }
    const { code, text } = said(error);
    expect(code).toBe(2);
    expect(text).toBe(
      `afterpatch: there is no result: ${message}\nThere is not enough memory. End other programs, or run fewer engine processes (--jobs).\n`,
    );
  });

  it('shows where an error of ours came from, line by line', () => {
    const { code, text } = said(new TypeError('\u001b[2J is not a function'));
    expect(code).toBe(2);
    expect(text).toMatch(/internal error.*\nTypeError: \\x1b\[2J is not a function\n\s+at /);
    expect(text).not.toContain('\u001b');
  });
});
