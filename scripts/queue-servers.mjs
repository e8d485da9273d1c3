// Servers of queues for tests and the soak, each in a folder and on a port of its own; `queue-servers.d.mts` says what each gives.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasRedis = has('redis-server');
export const hasPostgres = has('postgres') && has('initdb') && (process.getuid?.() !== 0 || has('setpriv'));
if (!hasRedis) console.warn('no redis-server here: queues over Redis are not tried');
if (!hasPostgres) console.warn('no PostgreSQL here: queues over it are not tried');

const PASSWORD = 'secret-of-the-queue';

export async function startRedis({ forgets = false, certificate } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'afterpatch-redis-'));
  const port = await freePort();
  const keeping = forgets ? ['--appendonly', 'no'] : ['--appendonly', 'yes', '--appendfsync', 'always'];
  const listening =
    certificate === undefined
      ? ['--port', `${port}`]
      : ['--port', '0', '--tls-port', `${port}`, '--tls-auth-clients', 'no', '--tls-ca-cert-file', certificate.file];
  if (certificate !== undefined)
    listening.push('--tls-cert-file', certificate.file, '--tls-key-file', certificate.key, '--requirepass', PASSWORD);
  const args = [...listening, '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...keeping];
  const url =
    certificate === undefined ? `redis://127.0.0.1:${port}` : `rediss://default:${PASSWORD}@localhost:${port}`;
  return serving(folder, url, 'SIGTERM', () => started(spawn('redis-server', args), /Ready to accept connections/));
}

export async function startPostgres({ certificate } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'afterpatch-pg-'));
  const data = join(folder, 'data');
  const { as, args: before } = otherUser(folder);
  const made = spawnSync(
    as ?? 'initdb',
    [...before, ...(as ? ['initdb'] : []), '-D', data, '-U', 'sweeps', '-A', 'trust', '-N', '--no-instructions'],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'shared_buffers=16MB'];
  if (certificate !== undefined) {
    // It reads only keys of its own.
    const [file, key] = ['server.crt', 'server.key'].map((name) => join(folder, name));
    copyFileSync(certificate.file, file);
    copyFileSync(certificate.key, key);
    chmodSync(key, 0o600);
    if (as !== null) spawnSync('chown', [userOfPostgres(), file, key]);
    settings.push('ssl=on', `ssl_cert_file=${file}`, `ssl_key_file=${key}`);
  }
  const options = ['-D', data, '-p', `${port}`, ...settings.flatMap((one) => ['-c', one])];
  const url =
    certificate === undefined
      ? `postgres://sweeps@127.0.0.1:${port}/postgres`
      : `postgres://sweeps:${PASSWORD}@localhost:${port}/postgres?sslmode=verify-full`;
  return serving(folder, url, 'SIGINT', () =>
    started(
      spawn(as ?? 'postgres', [...before, ...(as ? ['postgres'] : []), ...options]),
      /ready to accept connections/,
    ),
  );
}

function userOfPostgres() {
  return spawnSync('id', ['-u', 'postgres']).status === 0 ? 'postgres' : 'nobody';
}

function otherUser(folder) {
  if (process.getuid?.() !== 0) return { as: null, args: [] };
  const user = userOfPostgres();
  spawnSync('chown', [user, folder]);
  const group = spawnSync('id', ['-g', user], { encoding: 'utf8' }).stdout.trim();
  return { as: 'setpriv', args: [`--reuid=${user}`, `--regid=${group}`, '--clear-groups', '--'] };
}

async function serving(folder, url, stopBy, start) {
  let server = await start();
  const end = (signal) =>
    new Promise((resolve) => {
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

function started(server, word) {
  return new Promise((resolve, reject) => {
    let told = '';
    const hear = (chunk) => {
      told += chunk.toString();
      if (word.test(told)) resolve(server);
    };
    server.stdout?.on('data', hear);
    server.stderr?.on('data', hear);
    server.once('error', reject);
    server.once('close', () => reject(new Error(`the server did not start: ${told.slice(-500)}`)));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close((error) => (error ? reject(error) : resolve(port)));
    });
  });
}

function has(program) {
  return spawnSync('which', [program]).status === 0;
}
