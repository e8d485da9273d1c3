import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { afterpatch, bin, type CommandResult, runProgram } from '../helpers/run-command.js';
import { writeLogs } from './synthetic-server.js';

/** Mounts of a process that nobody else sees. */
const OWN_MOUNTS = ['unshare', '--map-root-user', '--mount'] as const;
const mayMount =
  spawnSync(OWN_MOUNTS[0], [...OWN_MOUNTS.slice(1), 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

const room = mkdtempSync(join(tmpdir(), 'afterpatch-room-'));
afterAll(() => rmSync(room, { recursive: true }));
const evidence = join(room, 'EX01');
const config = join(room, 'sweep.json');
const of = (store: string) => ['--store', join(room, store), '--config', config];
const reportOf = (store: string) => readFileSync(join(room, store, 'sweeps/000001/report.json'), 'utf8');

/** The command, after `mounts`: commands of a shell in which `$1` is the folder of the test. */
function within(mounts: string, args: readonly string[]): Promise<CommandResult> {
  const script = `set -e; ${mounts}; shift; exec "$@"`;
  return runProgram(OWN_MOUNTS[0], [
    ...OWN_MOUNTS.slice(1),
    ...['bash', '-c', script, 'bash', room, process.execPath, bin, ...args],
  ]);
}
const readOnly = (name: string) => `mount --bind "$1/${name}" "$1/${name}"; mount -o remount,bind,ro "$1/${name}"`;

beforeAll(async () => {
  writeLogs(
    evidence,
    [1, 2, 3].map((day) => ({ day, shell: '/aspnet_client/help.aspx' })),
  );
  writeFileSync(config, JSON.stringify({ servers: [{ name: 'EX01', evidence: [evidence] }], require: ['none'] }));
  for (const store of ['undisturbed', 'a', 'b', 'c'])
    expect((await afterpatch(['sweep', 'init', ...of(store)])).code).toBe(0);
  await afterpatch(['sweep', 'run', '--quiet', ...of('undisturbed')]);
}, 100_000);

describe.skipIf(!mayMount)('a sweep (skipped where nobody may mount)', () => {
  it('reads evidence on a share that can only be read', async () => {
    const swept = await within(readOnly('EX01'), ['sweep', 'run', '--quiet', ...of('a')]);
    expect([swept.code, swept.stderr]).toEqual([expect.any(Number), expect.not.stringContaining('afterpatch:')]);
    expect(reportOf('a')).toBe(reportOf('undisturbed'));
  }, 60_000);

  it.each([
    ['run', 2],
    ['plan', 2],
    ['prune', 2],
    ['merge', 0],
    ['list', 0],
  ])(
    'says so where the store can only be read: %s',
    async (command, code) => {
      const { code: ended, stderr } = await within(readOnly('undisturbed'), [
        ...['sweep', command],
        ...(command === 'list' ? of('undisturbed').slice(0, 2) : of('undisturbed')),
      ]);
      expect(ended === 2).toBe(code === 2);
      expect(stderr.includes('It lies on what can only be read. Take a folder for --store')).toBe(code === 2);
    },
    60_000,
  );

  it.each([
    ['results', 'b', 'units'],
    ['reports', 'c', 'sweeps'],
  ])(
    'goes on once there is room again for %s',
    async (_, store, folder) => {
      const place = `$1/${store}/${folder}`;
      const full = `mount -t tmpfs -o size=4k none "${place}"; head -c 8192 /dev/zero > "${place}/fill" 2>/dev/null || true`;
      const swept = await within(full, ['sweep', 'run', '--quiet', ...of(store)]);
      expect([swept.code, swept.stderr]).toEqual([2, expect.stringContaining('There is no space left. Make room')]);
      await afterpatch(['sweep', 'run', '--quiet', ...of(store)]);
      expect(reportOf(store)).toBe(reportOf('undisturbed'));
      expect(readdirSync(join(room, store)).filter((name) => name.startsWith('.') || name.startsWith('lock'))).toEqual(
        [],
      );
    },
    60_000,
  );
});
