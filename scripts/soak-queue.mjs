/**
 * Ends, by turns and at random moments, who submits a sweep, who works for it and the server of its queue, with SIGKILL, and goes on as its users
 * would: `node scripts/soak-queue.mjs [kills] [redis | postgres]` after `npm run build`; both, by turns, where none is named.
 * What a sweep leaves in its store in the end is what an undisturbed one leaves, to the byte, and nothing is left in the queue. A sweep on which workers
 * were ended three times at the same file says so, and what it lacks is there once it is retried. Tells how far it is on stderr, prints
 * what happened, and fails where something else did. Linux only.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueueEngine } from '../dist/case/queue/queue-engine.js';
import { prepareQueue } from '../dist/case/queue/sweep-queue.js';
import { CaseStore } from '../dist/case/store/case-store.js';
import { UnitStore } from '../dist/case/store/unit-store.js';
import { startPostgres, startRedis } from './queue-servers.mjs';
import { childrenOf, differenceOf, oneOf, Tally } from './soak-common.mjs';

const SERVERS = { redis: startRedis, postgres: startPostgres };
const VICTIMS = ['submitter', 'worker', 'server'];
const WORKERS = 2;
/** Of a complete sweep; `run.json` is of how it went. */
const LEFT = ['report.json', 'units.txt', 'logs.jsonl', 'basis.txt'];
/** After which silence a worker counts as dead, milliseconds; half a minute where nobody tests. */
const LOCK_MS = 1_500;
/** What a sweep that nobody disturbs takes a tenth of. */
const LONGEST_MS = 180_000;

const [most = '100', only] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(most) || (only !== undefined && !Object.hasOwn(SERVERS, only))) {
  console.error('node scripts/soak-queue.mjs [kills (100)] [redis | postgres]');
  process.exit(2);
}
const room = mkdtempSync(join(tmpdir(), 'afterpatch-soak-'));
const temporary = join(room, 'temporary');
mkdirSync(temporary);
const env = { ...process.env, TMPDIR: temporary };
const evidence = join(room, 'evidence');
cpSync('samples/collections/exchange-2016-two-intruders', evidence, { recursive: true });
const config = join(room, 'sweep.json');
const servers = ['MBX01', 'MBX02'].map((name) => ({ name, evidence: [join(evidence, name)] }));
writeFileSync(config, JSON.stringify({ servers, require: ['none'] }));
const seen = new Tally();

/** A command of Afterpatch; `ended` resolves once nothing that it started writes any more. */
function start(args) {
  const child = spawn(process.execPath, ['dist/cli/main.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let told = '';
  child.stdout.resume();
  child.stderr.on('data', (chunk) => {
    told += chunk;
  });
  const ended = new Promise((done) => child.on('close', (code) => done({ code, told })));
  return { child, ended };
}

class Workers {
  #running = new Set();
  #isOver = false;

  constructor(store, url) {
    const options = { store, url, evidenceRoot: evidence, jobs: 1, lockMs: LOCK_MS };
    this.args = [resolve('test/helpers/queue-worker.mjs'), JSON.stringify(options)];
    for (let count = 0; count < WORKERS; count++) this.#start();
  }

  /** In the place of one that ended, as a service manager does. */
  #start() {
    const child = spawn(process.execPath, this.args, { stdio: ['ignore', 'ignore', 'pipe'], env });
    let told = '';
    child.stderr.on('data', (chunk) => {
      told += chunk;
    });
    this.#running.add(child);
    child.once('close', (code) => {
      this.#running.delete(child);
      if (this.#isOver) return;
      if (code !== null)
        seen.add(
          `worker  ${/cannot be used/.test(told) ? `exit ${code}, as the queue was away` : `exit ${code}: ${told}  WRONG`}`,
        );
      setTimeout(() => this.#isOver || this.#start(), 200);
    });
  }

  kill() {
    return oneOf([...this.#running])?.kill('SIGKILL') ?? false;
  }

  async end() {
    this.#isOver = true;
    const ends = [...this.#running].map((child) => new Promise((done) => child.once('close', done)));
    for (const child of this.#running) child.kill('SIGKILL');
    await Promise.all(ends);
  }
}

async function newStore(name) {
  return (await CaseStore.create(join(room, name))).folder;
}

function leftBy(store, sweep) {
  return LEFT.map((name) => readFileSync(join(store, 'sweeps', sweep, name), 'utf8'));
}

const run = await newStore('undisturbed');
await start(['sweep', 'run', '--store', run, '--config', config, '--format', 'none', '--quiet']).ended;
const undisturbed = leftBy(run, '000001');
const isComplete = JSON.parse(undisturbed[0]).coverage.complete;

/** Sweeps once, with so many kills at most, and looks at what is left. @returns how many there were */
async function disturbed(kills, name, back, server, whole) {
  const store = await newStore(name);
  if (back === 'postgres') await prepareQueue(server.url, store);
  const submit = ['sweep', 'submit', '--store', store, '--config', config, '--evidence-root', evidence];
  const args = [...submit, '--queue', server.url, '--format', 'none'];
  const workers = new Workers(store, server.url);
  const began = Date.now();
  let [killed, going, end] = [0, start(args), null];
  while (end === null && Date.now() - began < LONGEST_MS) {
    const isOver = killed >= kills || whole === null;
    const moment = sleep(isOver ? LONGEST_MS : Math.random() * whole, null, { ref: false });
    const ended = await Promise.race([going.ended, moment]);
    if (ended === null && !isOver) {
      const victim = VICTIMS[turn++ % VICTIMS.length];
      killed++;
      seen.add(`${back}  ${victim} killed`);
      if (victim === 'worker') workers.kill();
      else if (victim === 'server') await server.killAndRestart();
      else {
        // What was started, or the process at its work.
        const pid = oneOf([going.child.pid, ...childrenOf(going.child.pid)]);
        process.kill(pid, 'SIGKILL');
        await going.ended;
        going = start(args);
      }
    } else if (ended !== null && ended.code !== 1 && ended.code !== 3) {
      const why = /\((?:[\w-]+)\)|Another sweep runs|cannot be used/.exec(ended.told)?.[0] ?? ended.told.slice(-300);
      seen.add(`${back}  submitter ends with ${ended.code}: ${why}${ended.code === 2 ? ', run again' : '  WRONG'}`);
      await sleep(200);
      going = start(args);
    } else end = ended;
  }
  const milliseconds = Date.now() - began;
  if (end === null) {
    seen.add(`${back}  not over after ${LONGEST_MS / 1_000} s  WRONG`);
    going.child.kill('SIGKILL');
    await going.ended;
  } else {
    if (whole !== null) seen.add(`${back}  ${await told(store, end, args)}`);
    for (const one of await leftovers(store, server.url)) seen.add(`${back}  ${one}  WRONG`);
  }
  await workers.end();
  if (!seen.isWrong) rmSync(store, { recursive: true });
  return { killed, milliseconds };
}

let turn = 0;

/** What became of a sweep that came to its end. */
async function told(store, { code }, args) {
  const left = leftBy(store, '000001');
  const different = LEFT.filter((_, at) => left[at] !== undisturbed[at]);
  if (different.length === 0) return code === 1 ? 'equal, to the byte' : `equal, exit ${code}  WRONG`;
  const [report, whole] = [JSON.parse(left[0]), JSON.parse(undisturbed[0])];
  const at = differenceOf(whole, report);
  const died = report.coverage.entries.filter(({ message }) => /died 3 times/.test(message));
  if (died.length === 0 || report.coverage.complete) return `${different.join(', ')} differ at ${at}  WRONG`;
  await start([...args, '--retry']).ended;
  const again = JSON.parse(leftBy(store, '000002')[0]);
  const same = again.findings.map(({ id }) => id).join() === whole.findings.map(({ id }) => id).join();
  const isWell = same && again.coverage.complete === isComplete && again.exitCode === whole.exitCode;
  return `killed three times at ${died.length} files, says so, and is whole once it is retried${isWell ? '' : '  WRONG'}`;
}

/** What should not be there when a sweep is over. */
async function leftovers(store, url) {
  const wrong = [];
  const units = await UnitStore.open(join(store, 'units'));
  for (const pack of readdirSync(units.folder).filter((one) => one.endsWith('.part')))
    seen.add(`parts of packs that a killed process left, ${pack.slice(-5)}`);
  for (const key of readFileSync(join(store, 'sweeps', '000001', 'units.txt'), 'utf8')
    .split('\n')
    .filter(Boolean))
    if ((await units.find(key)) === null) wrong.push('a result that is named and not there');
  if (units.damaged > 0) wrong.push('a pack that cannot be read');
  if (readdirSync(store).some((name) => name.startsWith('lock.'))) wrong.push('a lock is left');
  if (readdirSync(join(store, 'setups')).some((name) => !name.endsWith('.part'))) wrong.push('a setup is left');
  const names = readdirSync(store, { recursive: true }).filter((name) => /(^|[\\/])[^.][^\\/]*\.jsonl?$/.test(name));
  for (const name of names)
    if (!isWhole(readFileSync(join(store, name), 'utf8'), name)) wrong.push(`half a file: ${name}`);
  const { id } = await CaseStore.open(store);
  const { bullmq } = await QueueEngine.load(url);
  const queue = url.startsWith('redis')
    ? new bullmq.Queue(id, { connection: { url }, prefix: 'afterpatch' })
    : new bullmq.Queue(
        id,
        { connection: { connectionString: url, schema: 'afterpatch' } },
        bullmq.createPostgresBackend,
      );
  const jobs = Object.entries(await queue.getJobCounts()).filter(([, count]) => count > 0);
  await queue.close();
  await queue.disconnect();
  for (const [state, count] of jobs) wrong.push(`${count} jobs ${state} in the queue`);
  return wrong;
}

/** Some say in a first line what they are. */
function isWhole(text, name) {
  const lines = name.endsWith('l')
    ? text
        .replace(/^afterpatch .*/, '')
        .split('\n')
        .filter(Boolean)
    : [text];
  try {
    for (const one of lines) JSON.parse(one);
    return text.endsWith('\n') || !name.endsWith('l');
  } catch {
    return false;
  }
}

/** Processes with this soak's folder for what is temporary. */
function processesLeft() {
  return readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`TMPDIR=${temporary}`);
    } catch {
      return false;
    }
  }).length;
}

const backs = only === undefined ? Object.keys(SERVERS) : [only];
const running = [];
let [killed, rounds] = [0, 0];
for (const back of backs) running.push([back, await SERVERS[back](), null]);
for (const one of running) {
  const { milliseconds } = await disturbed(0, `calm-${one[0]}`, one[0], one[1], null);
  one[2] = milliseconds;
  console.error(`${one[0]}: ${milliseconds} ms undisturbed`);
}
while (killed < Number(most)) {
  const [back, server, whole] = running[rounds % running.length];
  const { killed: now, milliseconds } = await disturbed(
    Number(most) - killed,
    `disturbed-${++rounds}`,
    back,
    server,
    whole,
  );
  killed += now;
  console.error(`${back}: ${now} kills in ${milliseconds} ms; ${killed} of ${most}`);
}
for (const [, server] of running) await server.stop();
await sleep(3_000);
seen.add(`processes left${processesLeft() === 0 ? '' : '  WRONG'}`, processesLeft());
seen.add('temporary folders left', readdirSync(temporary).length);
seen.add('sweeps', rounds);
seen.print();
if (!seen.isWrong) rmSync(room, { recursive: true });
process.exitCode = seen.isWrong ? 1 : 0;
