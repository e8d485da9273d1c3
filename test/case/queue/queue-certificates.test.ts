import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hasPostgres,
  hasRedis,
  type QueueServer,
  type ServerCertificate,
  startPostgres,
  startRedis,
} from '../../../scripts/queue-servers.mjs';
import { createStore } from '../../../src/sweep.js';
import { afterpatch } from '../../helpers/run-command.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.warn('no openssl here: certificates of queues are not tried');

const room = mkdtempSync(join(tmpdir(), 'afterpatch-certificates-'));
const authority = join(room, 'authority.crt');
const PASSWORD = 'secret-of-the-queue';
const config = join(room, 'sweep.json');
afterAll(() => rmSync(room, { recursive: true }));

const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: room, stdio: 'ignore' });
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function makeAuthority(name: string): void {
  openssl(
    'req',
    '-x509',
    ...NEW_KEY,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.crt`,
    '-days',
    '9',
    '-subj',
    `/CN=${name}`,
  );
}

function certificate(name: string, by: string, host: string, days: string): ServerCertificate {
  openssl('req', ...NEW_KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
  writeFileSync(join(room, `${name}.ext`), `subjectAltName=DNS:${host}\n`);
  const signed = ['-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial', '-days', days];
  openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.crt`, '-extfile', `${name}.ext`, ...signed);
  return { file: join(room, `${name}.crt`), key: join(room, `${name}.key`) };
}

beforeAll(async () => {
  await createStore(store);
  if (!hasOpenssl) return;
  makeAuthority('authority');
  makeAuthority('stranger');
  writeFileSync(config, JSON.stringify({ servers: [{ name: 'EX01', evidence: [room] }] }));
});

const store = join(room, 'store');
const INIT = ['sweep', 'init', '--store', store, '--config', config];
const WORKER = ['worker', '--store', store, '--evidence-root', room];

async function told(command: string[], { url }: QueueServer, env: Readonly<Record<string, string>>): Promise<string> {
  const { code, stdout, stderr } = await afterpatch(command, { env: { ...env, AFTERPATCH_QUEUE: url } });
  expect(stdout + stderr).not.toContain(PASSWORD);
  return `${code}: ${stdout}${stderr}`;
}

const REFUSED = [
  ['of another host', 'authority', 'other.example', '9', 'does not match certificate'],
  ['of a strange authority', 'stranger', 'localhost', '9', 'unable to verify'],
  ['that is over', 'authority', 'localhost', '-1', 'certificate has expired'],
] as const;
/** Both drivers have certificates checked by the same code. */
const SERVERS = [
  ['Redis', hasRedis, startRedis, REFUSED],
  ['PostgreSQL', hasPostgres, startPostgres, REFUSED.slice(0, 1)],
] as const;

describe.each(SERVERS)('%s over TLS', (_, isThere, start, refused) => {
  const tried = it.skipIf(!isThere || !hasOpenssl).concurrent;
  const own = { NODE_EXTRA_CA_CERTS: authority };

  tried('is used where its certificate is good, and only where its authority is known', async () => {
    const server = await start({ certificate: certificate('good', 'authority', 'localhost', '9') });
    try {
      expect(await told(INIT, server, own)).toMatch(/^0: .*ready for sweeps/);
      expect(await told([...WORKER, '--idle', '0.1'], server, own)).toBe(
        '0: afterpatch: the worker ends; it did 0 units\n',
      );
      for (const command of [INIT, WORKER])
        expect(await told(command, server, {})).toMatch(/^2: .*NODE_EXTRA_CA_CERTS=FILE/s);
    } finally {
      await server.stop();
    }
  });

  tried.each(refused)('a certificate %s is refused', async (name, by, host, days, expected) => {
    const server = await start({ certificate: certificate(name.replaceAll(' ', '-'), by, host, days) });
    try {
      for (const answer of await Promise.all([INIT, WORKER].map((command) => told(command, server, own)))) {
        expect(answer).toMatch(/^2: /);
        expect(answer).toContain(expected);
        expect(answer).toContain('NODE_EXTRA_CA_CERTS=FILE');
      }
    } finally {
      await server.stop();
    }
  });
});
