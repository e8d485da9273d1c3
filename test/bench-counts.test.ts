import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const bench = (name: string) => fileURLToPath(new URL(`../bench/${name}`, import.meta.url));
/** What may grow before somebody has to say so. */
const TOLERATED = 1.1;

const recorded: Record<string, number> = JSON.parse(readFileSync(bench('counts.json'), 'utf8'));
const counted: Record<string, number> = JSON.parse(
  execFileSync(process.execPath, [bench('counts.mjs')], { encoding: 'utf8' }),
);

describe('the work that fixed inputs make', () => {
  it('is what bench/counts.json records by name', () => {
    expect(Object.keys(counted)).toEqual(Object.keys(recorded));
  });

  it.each(Object.entries(recorded))(
    '%s: has not grown by more than a tenth (what it was: %s; say why with npm run bench -- counts --record)',
    (name, before) => {
      expect(counted[name]).toBeLessThanOrEqual(before * TOLERATED);
    },
  );
});
