import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server of a queue that a test started, on a port of its own. */
export interface QueueServer {
  readonly url: string;
  /** Folder of what it keeps. */
  readonly folder: string;
  /** Ends it without a word, and starts it on what it kept. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export const hasRedis = has('redis-server');
/** Refuses root, so that another user is needed to run it. */
export const hasPostgres = has('postgres') && has('initdb') && (process.getuid?.() !== 0 || has('setpriv'));
if (!hasRedis) console.warn('no redis-server here: queues over Redis are not tried');
if (!hasPostgres) console.warn('no PostgreSQL here: queues over it are not tried');

/** Keeps what it is told in an append-only file, unless it is to forget. */
export async function startRedis({ forgets = false } = {}): Promise<QueueServer> {
  const folder = mkdtempSync(join(tmpdir(), 'afterpatch-redis-'));
  const port = await freePort();
  const keeping = forgets ? ['--appendonly', 'no'] : ['--appendonly', 'yes', '--appendfsync', 'always'];
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...keeping];
  return serving(folder, `redis://127.0.0.1:${port}`, 'SIGTERM', () =>
    started(spawn('redis-server', args), /Ready to accept connections/),
  );
}

export async function startPostgres(): Promise<QueueServer> {
  const folder = mkdtempSync(join(tmpdir(), 'afterpatch-pg-'));
  const data = join(folder, 'data');
  const { as, args: before } = otherUser(folder);
  const made = spawnSync(
    as ?? 'initdb',
    [...before, ...(as ? ['initdb'] : []), '-D', data, '-U', 'sweeps', '-A', 'trust', '-N', '--no-instructions'],
    {
      encoding: 'utf8',
    },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'shared_buffers=16MB'];
  const options = ['-D', data, '-p', `${port}`, ...settings.flatMap((one) => ['-c', one])];
  return serving(folder, `postgres://sweeps@127.0.0.1:${port}/postgres`, 'SIGINT', () =>
    started(
      spawn(as ?? 'postgres', [...before, ...(as ? ['postgres'] : []), ...options]),
      /ready to accept connections/,
    ),
  );
}

function otherUser(folder: string): { readonly as: string | null; readonly args: readonly string[] } {
  if (process.getuid?.() !== 0) return { as: null, args: [] };
  const user = spawnSync('id', ['-u', 'postgres']).status === 0 ? 'postgres' : 'nobody';
  spawnSync('chown', [user, folder]);
  const group = spawnSync('id', ['-g', user], { encoding: 'utf8' }).stdout.trim();
  return { as: 'setpriv', args: [`--reuid=${user}`, `--regid=${group}`, '--clear-groups', '--'] };
}

async function serving(
  folder: string,
  url: string,
  stopBy: NodeJS.Signals,
  start: () => Promise<ChildProcess>,
): Promise<QueueServer> {
  let server = await start();
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve();
      server.once('close', () => resolve());
      server.kill(signal);
    });
  return {
    url,
    folder,
    killAndRestart: async () => {
      await end('SIGKILL');
      server = await start();
    },
    stop: async () => {
      await end(stopBy);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function started(server: ChildProcess, word: RegExp): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    let told = '';
    const hear = (chunk: Buffer) => {
      told += chunk.toString();
      if (word.test(told)) resolve(server);
    };
    server.stdout?.on('data', hear);
    server.stderr?.on('data', hear);
    server.once('error', reject);
    server.once('close', () => reject(new Error(`the server did not start: ${told.slice(-500)}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function has(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}
