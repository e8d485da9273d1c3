/**
 * Runs cases of one reader one after the other: `child.mjs <reader> <seed> <first> <state file> [only]`. The number of the case under way
 * stands in the state file. Ends with a line of JSON on standard output where a case fails or costs too much.
 */
import { openSync, writeSync } from 'node:fs';
import { materialOf } from './material.mjs';
import { makeCase } from './mutate.mjs';
import { randomOf } from './random.mjs';
import { loadReader, readers } from './readers.mjs';

const [name, seed, first, stateFile, only] = process.argv.slice(2);
/** What one case may cost at the most: seconds of the processor, bytes. */
const MOST_SECONDS = 1;
const MOST_MEMORY = 200 << 20;

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

async function run(index) {
  const bytes = makeCase(material, randomOf(`${name} ${seed} ${index}`));
  const [before, held] = [seconds(), process.resourceUsage().maxRSS];
  const places = await reader.read(module, bytes);
  const spent = seconds() - before;
  const grown = (process.resourceUsage().maxRSS - held) * 1024;
  check(places, bytes.length);
  return { spent, grown };
}

function fail(index, reason) {
  process.stdout.write(`${JSON.stringify({ index, reason })}\n`, () => process.exit(1));
  return new Promise(() => {});
}

if (only) for (let index = 0; index < 50; index++) await run(`warm ${index}`).catch(() => {});
for (let index = Number(first); ; index++) {
  state.writeDoubleLE(index);
  writeSync(stateDescriptor, state, 0, 8, 0);
  try {
    const { spent, grown } = await run(index);
    if (spent > MOST_SECONDS) await fail(index, `took ${spent.toFixed(1)} s of the processor`);
    if (grown > (only ? MOST_MEMORY : MOST_MEMORY / 2)) await fail(index, `took ${grown >> 20} MiB more`);
  } catch (error) {
    await fail(index, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  if (only) process.exit(0);
}
