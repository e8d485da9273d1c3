import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { afterpatch, bin, projectRoot } from '../helpers/run-command.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-killed-'));
afterAll(() => rmSync(room, { recursive: true }));

const evidence = join(room, 'MBX');
cpSync(join(projectRoot, 'samples', 'collections', 'exchange-2016-two-intruders'), evidence, { recursive: true });
const config = join(room, 'sweep.json');
writeFileSync(config, JSON.stringify({ servers: [{ name: 'MBX', evidence: [evidence] }], require: ['none'] }));

/** So many times a sweep is killed, each time a little later; `AFTERPATCH_KILLS=100` for more. */
const KILLS = Number(process.env.AFTERPATCH_KILLS ?? 4);
const STEP_MS = 700;

const run = (store: string) => ['sweep', 'run', '--store', store, '--config', config, '--format', 'none', '--quiet'];

/** Ends a sweep, and none of its processes gets to say anything. @returns whether it was over before */
function killAfter(args: readonly string[], milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    child.on('close', (_, signal) => {
      clearTimeout(timer);
      resolve(signal === null);
    });
  });
}

it('a sweep that is killed again and again goes on where it was, and tells what a hunt tells', async () => {
  const store = join(room, 'store');
  expect((await afterpatch(['sweep', 'init', '--store', store, '--config', config])).code).toBe(0);
  for (let kill = 1; kill <= KILLS; kill++) {
    if (await killAfter(run(store), STEP_MS * (1 + (kill % 12)))) break;
  }
  const over = async () => {
    // What the dead one started may need a moment to see that it is dead.
    for (let look = 0; look < 100; look++) {
      const { code, stderr } = await afterpatch(run(store));
      if (!stderr.includes('Another sweep runs')) return { code, stderr };
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('The store is held for ever');
  };
  expect(await over()).toEqual({ code: 1, stderr: '' });
  const hunt = await afterpatch([
    'hunt',
    evidence,
    '--host',
    `MBX=${evidence}`,
    '--require',
    'none',
    '--format',
    'json',
    '--quiet',
  ]);
  expect(readFileSync(join(store, 'sweeps', '000001', 'report.json'), 'utf8')).toBe(hunt.stdout);
  expect(readdirSync(store).filter((name) => name.startsWith('lock.'))).toEqual([]);
  await over();
  const last = readdirSync(join(store, 'sweeps')).sort().at(-1) ?? '';
  const facts = JSON.parse(readFileSync(join(store, 'sweeps', last, 'run.json'), 'utf8'));
  expect(facts.units.map(({ done, failed, left }: Record<string, number>) => [done, failed, left])).toEqual(
    facts.units.map(() => [0, 0, 0]),
  );
  expect(facts.damaged).toBe(0);
}, 600_000);

it('of two sweeps at once on one store one is told so', async () => {
  const store = join(room, 'both');
  await afterpatch(['sweep', 'init', '--store', store, '--config', config]);
  const both = await Promise.all([afterpatch(run(store)), afterpatch(run(store))]);
  const codes = both.map(({ code }) => code).sort();
  expect(codes).toEqual([1, 2]);
  expect(both.find(({ code }) => code === 2)?.stderr).toMatch(/Another sweep runs on this case store: process \d+ on /);
}, 300_000);

it('one that is interrupted says so, and is no sweep', async () => {
  const store = join(room, 'interrupted');
  await afterpatch(['sweep', 'init', '--store', store, '--config', config]);
  const { code } = await afterpatch(run(store), { interruptAtWork: true });
  expect(code).toBe(130);
  expect(readdirSync(join(store, 'sweeps'))).toEqual([]);
  expect((await afterpatch(['sweep', 'status', '--store', store])).stdout).toContain('No sweep is complete yet.');
}, 300_000);

it.each([
  [
    'a folder of something else',
    (store: string) => ['sweep', 'init', '--store', store, '--config', config],
    'no case store',
  ],
  ['no store', (store: string) => run(join(store, 'none')), 'There is no case store'],
])('%s is refused', async (_, args, why) => {
  const folder = mkdtempSync(join(room, 'other-'));
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  const { code, stderr } = await afterpatch(args(folder));
  expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
});

it.each([
  ['no JSON', '{', 'it is no JSON'],
  ['no server', '{"servers": []}', 'fewer than 1'],
  ['an unknown field', '{"servers": [{"name": "A", "evidence": ["x"]}], "serverz": 1}', 'additional properties'],
  ['a server twice', '{"servers": [{"name": "A", "evidence": ["x"]}, {"name": "a", "evidence": ["y"]}]}', 'twice'],
])('a configuration with %s is refused', async (_, text, why) => {
  const file = join(room, 'wrong.json');
  writeFileSync(file, text);
  const { code, stderr } = await afterpatch(['sweep', 'init', '--store', join(room, 'never'), '--config', file]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
});
