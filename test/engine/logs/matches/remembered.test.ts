import { describe, expect, it } from 'vitest';
import { Remembered } from '../../../../src/engine/logs/matches/remembered.js';

/** Asks for each text, sets what is not known, and counts what was. */
function hits(remembered: Remembered<number>, texts: Iterable<string>): number {
  let known = 0;
  for (const text of texts) {
    if (remembered.get(text) === undefined) remembered.set(text, text.length);
    else known++;
  }
  return known;
}

const distinct = (count: number): string[] => Array.from({ length: count }, (_, i) => `text ${i}`);

describe('what was found out about texts', () => {
  it('is known as long as texts come again, though more come than it holds', () => {
    const remembered = new Remembered<number>(100);
    const texts = distinct(1_000).flatMap((text) => [text, text, text]);
    expect(hits(remembered, texts)).toBe(2_000);
    expect(remembered.get('text 999')).toBe(8);
  });

  it('rests where no text comes again, and then tries anew', () => {
    const remembered = new Remembered<number>(100);
    hits(remembered, distinct(101));
    expect(remembered.rests).toBe(true);
    expect(hits(remembered, ['again', 'again'])).toBe(0);
    while (remembered.rests) remembered.get('another');
    expect(hits(remembered, ['again', 'again'])).toBe(1);
  });
});
