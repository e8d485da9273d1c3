import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { supervise } from '../../src/cli/supervise.js';

const folder = mkdtempSync(join(tmpdir(), 'supervise-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Tells what it writes, writes some of it, and never gets on. */
const WRITER = `
import { writeFileSync } from 'node:fs';
const [part, done] = process.argv.slice(2);
process.send({ unfinished: part }, () => {
  writeFileSync(part, 'half');
  writeFileSync(done, 'whole');
});
setInterval(() => {}, 1000);
`;

it('takes away what a process that it ends was writing, and leaves what was finished', async () => {
  const entry = join(folder, 'writer.mjs');
  writeFileSync(entry, WRITER);
  const [part, done] = [join(folder, '.report.json.0123456789ab.part'), join(folder, 'report.json')];
  const others = process.listeners('SIGTERM');
  const ended = supervise(pathToFileURL(entry), [part, done], { leavesReport: false });
  const [signalled] = process.listeners('SIGTERM').filter((listener) => !others.includes(listener));
  while (!existsSync(done)) await wait(20);
  await wait(100);
  signalled?.('SIGTERM');
  expect(await ended).toBe(130);
  expect([existsSync(part), existsSync(done)]).toEqual([false, true]);
});
