import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hashEvidence } from '../../src/case/evidence/evidence-manifest.js';
import { CaseStore } from '../../src/case/store/case-store.js';
import { huntOptionsOf, readSweepConfig } from '../../src/case/store/sweep-config.js';
import { givenPaths } from '../../src/collection/walking/given-paths.js';
import { hunt } from '../../src/hunt.js';
import type { Report } from '../../src/model/finding.js';
import { runSweep } from '../../src/sweep.js';
import { collect, reading } from '../collection/collect-evidence.js';
import { tarOf } from '../collection/tar-writer.js';
import { zipOf } from '../collection/zip-writer.js';
import {
  BUCKET,
  KEY_ID,
  ObjectStoreStandIn,
  SECRET,
  type StoreAnswer,
  type StoreRequest,
} from '../helpers/object-store.js';
import { hasRedis, startRedis } from '../../scripts/queue-servers.mjs';
import { afterpatch, projectRoot } from '../helpers/run-command.js';
import { logOf, writeLogs } from '../sweep/synthetic-server.js';

const room = mkdtempSync(join(tmpdir(), 'afterpatch-objects-'));
const server = join(room, 'EX01');
/** The same without the log that is longer than what is asked for at once. */
const small = join(room, 'small', 'EX01');
const ADDRESS = `s3://${BUCKET}/cases/EX01`;
const SHELL = '/aspnet_client/help.aspx';
const PAGE = 'cases/EX01/C/inetpub/wwwroot/aspnet_client/help.aspx';
/** What may be in nothing that is written. */
const NEVER = new RegExp(`${KEY_ID}|${SECRET}`);
const LOG = 'cases/EX01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210802.log';
let store: ObjectStoreStandIn;
let archive: Buffer;
let expected: Report;
let expectedOfSmall: Report;

beforeAll(async () => {
  const logs = writeLogs(server, [{ day: 2, shell: SHELL }]);
  // Of more bytes than are asked for at once.
  const long = logOf({ day: 1, hours: 24 });
  const rows = long.slice(long.indexOf('\r\n2021') + 2);
  writeFileSync(join(logs, 'u_ex210801.log'), long + rows.repeat(2_200));
  writeFileSync(join(logs, 'u_ex210731.log.gz'), gzipSync(logOf({ day: 3 })));
  const pages = join(server, 'C/inetpub/wwwroot/aspnet_client');
  mkdirSync(pages, { recursive: true });
  const samples = join(projectRoot, 'samples/signatures');
  const [sample = ''] = readdirSync(samples, { recursive: true, encoding: 'utf8' })
    .filter((name) => /[\\/]hit[\\/].*\.aspx$/.test(name))
    .sort();
  const page = readFileSync(join(samples, sample));
  writeFileSync(join(pages, 'help.aspx'), page);
  writeFileSync(join(pages, "näme & 'quote' + 100%.aspx"), '<%@ Page Language="C#" %>');
  const member = 'C/inetpub/wwwroot/kept.aspx';
  writeFileSync(join(server, 'one.zip'), zipOf([{ name: member, content: page }]));
  writeFileSync(join(server, 'two.tar'), tarOf([{ name: `D/${member}`, content: page.toString() }]));
  archive = zipOf([
    { name: `C/inetpub/wwwroot${SHELL}`, content: page },
    { name: 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210802.log', content: logOf({ day: 2, shell: SHELL }), store: true },
  ]);
  writeFileSync(join(room, 'EX02.zip'), archive);
  store = await ObjectStoreStandIn.start();
  Object.assign(process.env, store.environment);
  cpSync(server, small, { recursive: true });
  rmSync(join(small, 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210801.log'));
  expected = await hunted(server);
  expectedOfSmall = await hunted(small);
}, 120_000);
afterEach(() => store.reset());
afterAll(async () => {
  await store.stop();
  rmSync(room, { recursive: true });
});

async function hunted(...paths: string[]): Promise<Report> {
  return (await hunt({ paths, require: ['none'], jobs: 1 }).report) as Report;
}

/** Files of a test are all of one hour, which does not count as theirs; objects have no times. */
function untimed({ coverage, findings, ...rest }: Report): object {
  const entries = coverage.entries.filter(({ code }) => code !== 'times-unreliable');
  const own = findings.map(({ artifact, ...finding }) => ({
    ...finding,
    artifact: artifact && { ...artifact, times: null },
  }));
  return { ...rest, coverage: { ...coverage, entries }, findings: own };
}

/** What kept the hunt from seeing all. */
const gaps = ({ coverage: { entries } }: Report) =>
  entries.filter(({ incomplete }) => incomplete).map(({ code, path, message }) => `${code} ${path}: ${message}`);
const readsOf = (key: string) => store.asked.filter((one) => one.ask === 'read' && one.key === key);

describe('evidence in an object store', () => {
  it('tells what the same files tell in a folder; nothing is asked for without credentials, nor as a whole', async () => {
    store.putFolder(server, 'cases/EX01');
    store.objects.set('cases/EX011/C/inetpub/wwwroot/other.aspx', Buffer.from('of another server'));
    store.objects.set('cases/EX01/C/inetpub/', Buffer.alloc(0));
    const report = await hunted(ADDRESS);
    expect(expected.findings.length).toBeGreaterThan(2);
    expect(untimed(report)).toEqual(untimed(expected));
    expect(store.asked.filter(({ signed }) => !signed)).toEqual([]);
    expect(store.asked.filter(({ ask, range }) => ask === 'read' && range === undefined)).toEqual([]);
    // Two of its ends, and each byte a few times at most.
    const long = readsOf(LOG.replace('02.log', '01.log'));
    expect(long.length).toBeGreaterThan(6);
    expect(long.length).toBeLessThan(60);
  }, 120_000);

  it('an archive in it is the collection where it is given, and what lies beside a folder is read with it', async () => {
    store.objects.set('cases/EX02.zip', archive);
    expect(await hunted(`s3://${BUCKET}/cases/EX02.zip`)).toEqual(await hunted(join(room, 'EX02.zip')));
    store.putFolder(small, 'cases/EX01');
    const { artifacts, hosts } = await collect([ADDRESS, join(room, 'EX02.zip')], {
      hosts: [
        { name: 'ALPHA', path: ADDRESS },
        { name: 'BETA', path: join(room, 'EX02.zip') },
      ],
    });
    expect(hosts).toEqual(['ALPHA', 'BETA']);
    expect(artifacts.filter(({ host }) => host === 'ALPHA').length).toBeGreaterThan(6);
    const given = (await givenPaths([ADDRESS])).given;
    const sums = new Map<string, string | null>();
    for await (const { name, sha256 } of hashEvidence((await collect([ADDRESS])).artifacts, given, reading()))
      sums.set(name.toString(), sha256);
    const own = new Map<string, string | null>();
    const local = await collect([small]);
    for await (const { name, sha256 } of hashEvidence(local.artifacts, (await givenPaths([small])).given, reading()))
      own.set(name.toString(), sha256);
    expect(sums).toEqual(own);
  }, 120_000);

  it('what passes is asked for again', async () => {
    store.putFolder(small, 'cases/EX01');
    store.answer = ({ ask, key, times }) => {
      if (ask === 'list' && times === 2) return { status: 503, code: 'SlowDown' };
      if (ask === 'read' && key === PAGE && times <= 2) return { status: 500 };
      return ask === 'read' && key === LOG && times === 1 ? 'silence' : null;
    };
    expect(untimed(await hunted(ADDRESS))).toEqual(untimed(expectedOfSmall));
  }, 120_000);

  const changed = (answer: StoreAnswer | null = null) => {
    store.objects.set(PAGE, Buffer.from('something else'));
    return answer;
  };
  const ofPage = (answer: () => StoreAnswer | null) => (asked: StoreRequest) =>
    asked.ask === 'read' && asked.key === PAGE ? answer() : null;
  const ofListing = (answer: StoreAnswer, from: number, to: number) => (asked: StoreRequest) =>
    asked.ask === 'list' && asked.times >= from && asked.times <= to ? answer : null;

  it.each<[string, ObjectStoreStandIn['answer'], RegExp]>([
    [
      'an object that changed since it was listed',
      ofPage(() => changed()),
      /^changed-while-reading .*help\.aspx: The object is no/,
    ],
    [
      'one that changed, in a store that does not look at conditions',
      ofPage(() => changed('ignores-conditions')),
      /^changed-while-reading .*help\.aspx: The object is no longer the one that was listed$/,
    ],
    [
      'one that may not be read',
      ofPage(() => ({ status: 403, code: 'AccessDenied' })),
      /^unreadable .*help\.aspx: The file could not be read: AccessDenied$/,
    ],
    [
      'one that is gone',
      ofPage(() => ({ status: 404, code: 'NoSuchKey' })),
      /^unreadable .*help\.aspx: The file could not be read: NoSuchKey$/,
    ],
    [
      'one that the store fails at',
      ofPage(() => ({ status: 500 })),
      /^unreadable .*help\.aspx: The file could not be read: InternalError$/,
    ],
    [
      'an archive that changes while it is read',
      ({ ask, key, times }) =>
        ask === 'read' && key.endsWith('two.tar') && times > 1 ? { status: 412, code: 'PreconditionFailed' } : null,
      /^changed-while-reading .*two\.tar: The object is no longer the one that was listed$/,
    ],
    [
      'a listing that breaks off',
      ofListing({ status: 400, code: 'InvalidToken' }, 4, 99),
      /^unreadable s3:.*: The object store could not be listed: InvalidToken$/,
    ],
    [
      'a listing that never ends',
      ofListing('endless', 1, 1_000),
      /^limit-reached s3:.*: The listing does not come to an end: after 100 pages/,
    ],
    [
      'a listing that gives the same again and again',
      ofListing('same-page', 2, 1_000),
      /^limit-reached s3:.*: The listing does not come to an end: after \d pages/,
    ],
  ])(
    '%s is in the ledger',
    async (_, answer, told) => {
      store.putFolder(join(server, 'C/inetpub/wwwroot'), 'cases/EX01/C/inetpub/wwwroot');
      store.objects.set('cases/EX01/two.tar', readFileSync(join(server, 'two.tar')));
      store.page = 1;
      store.answer = answer;
      const { notes } = await collect([ADDRESS]);
      const incomplete = notes.filter((one) => one.incomplete);
      expect(incomplete.map(({ code, path, message }) => `${code} ${path}: ${message}`)).toContainEqual(
        expect.stringMatching(told),
      );
      expect(JSON.stringify(notes)).not.toMatch(NEVER);
    },
    60_000,
  );

  it.each<[string, ObjectStoreStandIn['answer'], RegExp]>([
    [
      'one that changes between two looks at it',
      ({ ask, key, times }) => (ask === 'read' && key === PAGE && times > 1 ? changed() : null),
      /^changed-while-reading .*help\.aspx: The object is no longer the one that was listed$/,
    ],
    [
      'a listing that is refused',
      ofListing({ status: 403, code: 'AccessDenied' }, 1, 99),
      /^unreadable s3:.*: The object store could not be listed: AccessDenied$/,
    ],
  ])(
    '%s does not count as clean',
    async (_, answer, told) => {
      store.putFolder(join(server, 'C/inetpub/wwwroot'), 'cases/EX01/C/inetpub/wwwroot');
      store.answer = answer;
      const report = await hunted(ADDRESS);
      expect(gaps(report)).toContainEqual(expect.stringMatching(told));
      expect([report.coverage.complete, report.exitCode === 0]).toEqual([false, false]);
    },
    120_000,
  );

  it('nothing below an address is no clean server', async () => {
    const report = await hunted(`s3://${BUCKET}/none`);
    expect(gaps(report)).toContain(`unreadable null: There is no object below s3://${BUCKET}/none`);
    expect(report.exitCode).toBe(3);
    await expect(hunted('s3://')).rejects.toMatchObject({ code: 'usage' });
    await expect(hunted('s3://id:secret@bucket/x')).rejects.toMatchObject({ code: 'usage' });
  }, 120_000);
});

describe('the command', () => {
  it('prints no credentials, whatever the store says', async () => {
    store.putFolder(small, 'cases/EX01');
    store.answer = ({ ask, key }) => (ask === 'read' && key === PAGE ? { status: 403, code: 'AccessDenied' } : null);
    const report = join(room, 'report.json');
    const options = ['--require', 'none', '--output', `json=${report}`];
    const { code, stdout, stderr } = await afterpatch(['hunt', ADDRESS, ...options], { env: store.environment });
    expect(code).toBe(1);
    expect(stdout).toContain('AccessDenied');
    const all = stdout + stderr + readFileSync(report, 'utf8');
    expect(all).not.toMatch(NEVER);
    expect(stderr).not.toMatch(/warning|deprecat/i);
  }, 120_000);

  it('says what to install where the package is not there', async () => {
    const refuse = `export async function resolve(name, context, next) {
      if (name === '@aws-sdk/client-s3') throw Object.assign(new Error('none'), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(name, context);
    }`;
    const hooks = `data:text/javascript,${encodeURIComponent(refuse)}`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(hooks)});`;
    const env = {
      ...store.environment,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(register)}`,
    };
    const { code, stdout, stderr } = await afterpatch(['hunt', ADDRESS], { env });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/s3:\/\/ needs a package that is not installed\.\n.*npm install @aws-sdk\/client-s3@3\./);
    expect(store.asked).toEqual([]);
  }, 120_000);
});

describe('a store that cannot be asked', () => {
  const nothing = {
    AWS_PROFILE: '',
    AWS_CONFIG_FILE: join(room, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(room, 'none'),
  };
  it.each([
    [
      'without a region',
      { AWS_REGION: '', AWS_DEFAULT_REGION: '', AWS_ENDPOINT_URL_S3: '' },
      'RegionMissing; set AWS_REGION',
    ],
    [
      'without credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      'CredentialsProviderError; set AWS_PROFILE',
    ],
  ])(
    '%s says what to set',
    async (_, env, told) => {
      const { code, stdout } = await afterpatch(['hunt', ADDRESS, '--format', 'json'], {
        env: { ...store.environment, ...nothing, ...env },
      });
      expect(code).toBe(3);
      expect(stdout).toContain(`The object store could not be listed: ${told}`);
      expect(store.asked).toEqual([]);
    },
    120_000,
  );
});

describe('a sweep', () => {
  it('does what is new; what the store withheld is read by the next one; a server that cannot be listed stops no other', async () => {
    store.putFolder(small, 'cases/EX01');
    const folder = join(room, 'case');
    await CaseStore.create(folder);
    const file = join(room, 'sweep.json');
    const servers = [
      { name: 'EX01', evidence: [`${ADDRESS}/`] },
      { name: 'EX02', evidence: [`s3://no-such-bucket/EX02`] },
    ];
    writeFileSync(file, JSON.stringify({ servers, require: ['none'] }));
    const config = readSweepConfig(file);
    const swept = async () => {
      const { report, run } = await runSweep({ store: folder, config, jobs: 1 });
      return { report, done: run.units.reduce((sum, { done }) => sum + done, 0) };
    };
    // The look at its ends, and its digest, are given.
    store.answer = ({ ask, key, times }) =>
      ask === 'read' && key === LOG && times > 2 ? { status: 403, code: 'AccessDenied' } : null;
    const first = await swept();
    expect(gaps(first.report).filter((one) => one.includes('u_ex210802'))).not.toEqual([]);
    expect(gaps(first.report).join()).toMatch(
      /s3:\/\/no-such-bucket\/EX02: The object store could not be listed: NoSuchBucket/,
    );
    store.answer = () => null;
    const second = await swept();
    expect(gaps(second.report).filter((one) => one.includes('u_ex210802'))).toEqual([]);
    expect(second.done).toBeGreaterThan(0);
    store.asked.length = 0;
    const third = await swept();
    expect([third.done, third.report.findings.length]).toEqual([0, second.report.findings.length]);
    expect(readsOf(LOG).length).toBeLessThan(4);
    store.objects.set(LOG, Buffer.from(logOf({ day: 2, shell: SHELL, client: '203.0.113.77' })));
    expect((await swept()).done).toBeGreaterThan(0);
    expect(readFileSync(join(folder, 'digests.jsonl'), 'utf8')).not.toMatch(NEVER);
  }, 180_000);
});

describe.skipIf(!hasRedis)('workers (skipped where there is no Redis)', () => {
  it('read objects by themselves, and the queue names them without the store', async () => {
    store.putFolder(small, 'cases/EX01');
    const redis = await startRedis();
    const folder = join(room, 'shared');
    await CaseStore.create(folder);
    const file = join(room, 'queued.json');
    writeFileSync(file, JSON.stringify({ servers: [{ name: 'EX01', evidence: [ADDRESS] }], require: ['none'] }));
    const evidenceRoot = `s3://${BUCKET}/cases`;
    const told = JSON.stringify({ store: folder, url: redis.url, evidenceRoot, jobs: 1 });
    const worker = spawn(process.execPath, [join(projectRoot, 'test/helpers/queue-worker.mjs'), told], {
      env: { ...process.env, ...store.environment },
    });
    let said = '';
    worker.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const ended = new Promise((resolve) => worker.once('close', resolve));
    try {
      const config = readSweepConfig(file);
      const { report, run } = await runSweep({
        store: folder,
        config,
        jobs: 1,
        queue: { url: redis.url, evidenceRoot },
      });
      expect(JSON.stringify(report)).toBe(JSON.stringify(await hunt(huntOptionsOf(config)).report));
      expect(
        run.workers.filter(({ role }) => role === 'worker').reduce((sum, { done }) => sum + done, 0),
      ).toBeGreaterThan(3);
      worker.kill('SIGTERM');
      expect([await ended, said]).toEqual([0, '']);
      const kept = readdirSync(redis.folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.aof'))
        .map((name) => readFileSync(join(redis.folder, name), 'latin1'))
        .join('');
      expect(kept).toContain('u_ex210802.log');
      expect(kept).not.toMatch(NEVER);
    } finally {
      worker.kill('SIGKILL');
      await redis.stop();
    }
  }, 180_000);
});
