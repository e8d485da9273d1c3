/**
 * Runs cases of one reader one after the other: `child.mjs <reader> <seed> <first> <number behind the last> <state file> [only]`. The
 * number of the case under way stands in the state file. Ends with a line of JSON on standard output where a case fails, or where one
 * may have cost too much: many share a process, and what it cost is measured again in one of its own (`only`).
 */
import { openSync, writeSync } from 'node:fs';
import { materialOf } from './material.mjs';
import { makeCase } from './mutate.mjs';
import { randomOf } from './random.mjs';
import { loadReader, readers } from './readers.mjs';

const [name, seed, first, end, stateFile, only] = process.argv.slice(2);
/** What one case may cost at the most: seconds of the processor, bytes. */
const MOST_SECONDS = 1;
const MOST_MEMORY = 200 << 20;
/** Whatever takes much memory takes some time for it: what is faster is not asked for what it took. */
const ASKED_FROM_MILLISECONDS = 10;

const reader = readers.find((one) => one.name === name);
const module = await loadReader(reader, (file) => import(new URL(`../../dist/${file}`, import.meta.url)));
const material = await materialOf(reader);
const state = Buffer.alloc(8);
const stateDescriptor = openSync(stateFile, 'r+');

function check(places, length) {
  let last = -1;
  for (const place of places) {
    if (!(place > last) || place > length) throw new Error(`was at ${place} behind ${last}, of ${length} bytes`);
    last = place;
  }
}

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const held = () => process.resourceUsage().maxRSS * 1024;

async function read(bytes) {
  check(await reader.read(module, bytes), bytes.length);
}

function fail(index, reason) {
  process.stdout.write(`${JSON.stringify({ index, reason })}\n`, () => process.exit(1));
  return new Promise(() => {});
}

const told = (error) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
const caseOf = (index) => makeCase(material, randomOf(`${name} ${seed} ${index}`));

async function runOnly(index) {
  for (let warm = 0; warm < 50; warm++) await read(caseOf(`warm ${warm}`)).catch(() => {});
  const bytes = caseOf(index);
  const [before, heldBefore] = [seconds(), held()];
  try {
    await read(bytes);
  } catch (error) {
    await fail(index, told(error));
  }
  const [spent, grown] = [seconds() - before, held() - heldBefore];
  if (spent > MOST_SECONDS) await fail(index, `took ${spent.toFixed(1)} s of the processor`);
  if (grown > MOST_MEMORY) await fail(index, `took ${grown >> 20} MiB more`);
}

async function runFrom(index) {
  state.writeDoubleLE(index);
  writeSync(stateDescriptor, state, 0, 8, 0);
  const bytes = caseOf(index);
  const [began, spentBefore, heldBefore] = [performance.now(), seconds(), most];
  try {
    await read(bytes);
  } catch (error) {
    await fail(index, told(error));
  }
  if (performance.now() - began < ASKED_FROM_MILLISECONDS) return;
  const spent = seconds() - spentBefore;
  most = held();
  if (spent > MOST_SECONDS || most - heldBefore > MOST_MEMORY / 2) await fail(index, 'took much');
}

/** Nobody reads what a process finds whose parent was killed. */
const parent = process.ppid;
let most = held();
if (only) await runOnly(Number(first));
else for (let index = Number(first); index < Number(end) && process.ppid === parent; index++) await runFrom(index);
process.exit(0);
