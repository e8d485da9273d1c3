import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { ProcessTable } from '../../src/case/store/store-lock.js';
import { huntOptionsOf, readSweepConfig } from '../../src/case/store/sweep-config.js';
import { hunt } from '../../src/hunt.js';
import { rendererOf } from '../../src/output/renderers.js';
import { createStore, runSweep } from '../../src/sweep.js';
import { afterpatch, bin, projectRoot } from '../helpers/run-command.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-killed-'));
afterAll(() => rmSync(room, { recursive: true }));

const evidence = join(room, 'MBX');
cpSync(join(projectRoot, 'samples', 'collections', 'exchange-2016-two-intruders', 'MBX02'), evidence, {
  recursive: true,
});
const THIS_ONE: ProcessTable = { own: process.pid, isRunning: () => true };
const config = join(room, 'sweep.json');
writeFileSync(config, JSON.stringify({ servers: [{ name: 'MBX', evidence: [evidence] }], require: ['none'] }));
const store = join(room, 'store');
const units = join(store, 'units');
const temporary = join(room, 'temporary');
mkdirSync(temporary);

/** So many times a sweep is killed: as soon as it has written something, and at random moments beyond these two. */
const KILLS = Number(process.env.AFTERPATCH_KILLS ?? 2);
const LONGEST_MS = 8_000;

const run = ['sweep', 'run', '--store', store, '--config', config, '--format', 'none', '--quiet'];
const packs = () => readdirSync(units).filter((name) => name.endsWith('.units')).length;

/** Ends a sweep, and none of its processes gets to say anything. @returns whether it was over before */
function kill(moment: (age: number) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const began = performance.now();
    const child = spawn(process.execPath, [bin, ...run], {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: temporary },
    });
    const timer = setInterval(() => {
      if (moment(performance.now() - began)) child.kill('SIGKILL');
    }, 5);
    child.on('close', (_, signal) => {
      clearInterval(timer);
      resolve(signal === null);
    });
  });
}

/** Beyond the first two. */
function randomly(turn: number): (age: number) => boolean {
  const at = ((Math.imul(turn, 2_654_435_761) >>> 0) / 2 ** 32) * LONGEST_MS;
  return (age) => age >= at;
}

it('a sweep that is interrupted and killed again and again goes on where it was, and tells what a hunt tells', async () => {
  expect((await afterpatch(['sweep', 'init', '--store', store, '--config', config])).code).toBe(0);
  expect((await afterpatch(run, { interruptAtWork: true })).code).toBe(130);
  expect((await afterpatch(['sweep', 'status', '--store', store])).stdout).toContain('No sweep is complete yet.');
  let kills = 0;
  for (let turn = 0; turn < KILLS; turn++) {
    const before = packs();
    if (!(await kill(turn < 2 ? () => packs() > before : randomly(turn)))) kills++;
  }
  expect(kills).toBeGreaterThan(0);
  const over = async () => {
    // What the dead one started may need a moment to see that it is dead.
    for (let look = 0; look < 100; look++) {
      const { code, stderr } = await afterpatch(run);
      if (!stderr.includes('Another sweep runs')) return { code, stderr };
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('The store is held for ever');
  };
  expect(await over()).toEqual({ code: 1, stderr: '' });
  const options = huntOptionsOf(readSweepConfig(config));
  if (KILLS <= 2)
    expect(readFileSync(join(store, 'sweeps', '000001', 'report.json'), 'utf8')).toBe(
      [...rendererOf('json')(await hunt(options).report, { color: false })].join(''),
    );
  expect(readdirSync(store).filter((name) => name.startsWith('lock.'))).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
}, 1_800_000);

it('of two sweeps at once on one store one is told so, and the other has no unit to do', async () => {
  const options = { store, config: readSweepConfig(config), jobs: 1, processes: THIS_ONE };
  const both = await Promise.allSettled([runSweep(options), runSweep(options)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  for (const one of both) {
    if (one.status === 'fulfilled')
      expect(one.value.run).toMatchObject({
        damaged: 0,
        units: one.value.run.units.map(() => expect.objectContaining({ done: 0, failed: 0, left: 0 })),
      });
    else
      expect(one.reason).toMatchObject({
        code: 'store-in-use',
        message: expect.stringMatching(/Another sweep runs on this case store: process \d+ on /),
      });
  }
}, 100_000);

it('a folder of something else, and one without a store, are refused', async () => {
  const folder = mkdtempSync(join(room, 'other-'));
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  await expect(createStore(folder)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('no case store'),
  });
  await expect(runSweep({ store: join(folder, 'none'), config: readSweepConfig(config) })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('There is no case store'),
  });
});

it.each([
  ['no JSON', '{', 'it is no JSON'],
  ['no server', '{"servers": []}', 'fewer than 1'],
  ['an unknown field', '{"servers": [{"name": "A", "evidence": ["x"]}], "serverz": 1}', 'additional properties'],
  ['a server twice', '{"servers": [{"name": "A", "evidence": ["x"]}, {"name": "a", "evidence": ["y"]}]}', 'twice'],
])('a configuration with %s is refused', (_, text, why) => {
  const file = join(room, 'wrong.json');
  writeFileSync(file, text);
  expect(() => readSweepConfig(file)).toThrow(why);
});
