// docs/performance.md: what `npm run bench -- --record` measured, and the limits as the sources have them.
import { readFileSync } from 'node:fs';
import { cellsOf } from '../bench/cells.mjs';

const root = new URL('../', import.meta.url);
const text = (path) => readFileSync(new URL(path, root), 'utf8');

/** The number that a source gives a constant. */
function constant(path, name) {
  const found = new RegExp(`const ${name}(?:: \\w+)? = ([\\w<]+(?: << \\d+)?);`).exec(text(path))?.[1];
  if (found === undefined) throw new Error(`${path} has no constant ${name}`);
  const [base, shift = '0'] = found.split(' << ');
  return Number(base.replaceAll('_', '')) * 2 ** Number(shift);
}

const KERNEL = 'assembly/log-kernel/regions.ts';
const LIMITS = [
  [
    'bytes of a line',
    constant('src/formats/log-file/read-log.ts', 'MAXIMUM_LINE'),
    'it is unparsable, told with its place',
  ],
  [
    'URIs that are followed in one log',
    constant(KERNEL, 'MAXIMUM_STEMS'),
    'one that is worth less goes; answered requests of it make the log incomplete',
  ],
  [
    'URIs of all logs together',
    constant('src/engine/logs/life-lines/life-line-merger.ts', 'MAXIMUM_LINES'),
    'the same',
  ],
  [
    'clients that are told apart in one log',
    constant(KERNEL, 'MAXIMUM_CLIENTS'),
    'further ones are counted, not named',
  ],
  [
    'values of a URI (clients, agents, users, servers, ports)',
    constant(KERNEL, 'SET_CAPACITY'),
    'its set says that there were more',
  ],
  [
    'clients of one rule that are told apart',
    constant('src/engine/logs/matches/match-groups.ts', 'CLIENTS'),
    'all others are one group, counted',
  ],
  [
    'matches of one rule in a range that correlations count',
    constant('src/engine/logs/matches/rule-hunt.ts', 'MAXIMUM_EVENTS_OF_RULE'),
    'the correlations are named, with the time from when on they may miss something',
  ],
  [
    'matches of all rules in a range that correlations count',
    constant('src/engine/logs/matches/rule-hunt.ts', 'MAXIMUM_EVENTS'),
    'the same',
  ],
  [
    'matches of all logs that wait to be correlated',
    constant('src/engine/logs/correlation/correlator.ts', 'MAXIMUM_WAITING'),
    'the earliest are correlated; what comes later and is earlier is counted',
  ],
  [
    'literals that rules need',
    constant('src/engine/logs/kernel/contract/limits.ts', 'MAXIMUM_LITERALS'),
    'rules beyond are asked of every line: slower, nothing is missed',
  ],
];

/** What says nothing where the machine was busy with other work. */
const BY_THE_CLOCK = ['ours, s (min / median)', 'anchor, s', 'ratio by the clock'];

/** The page of a recorded run. */
export function performancePage({ machine, results }) {
  const lines = results.map((result) => {
    const cells = cellsOf(result);
    if (result.busy) for (const title of BY_THE_CLOCK) cells[title] = '';
    return `| ${result.name} | ${result.bytes > 0 ? `${Math.round(result.bytes / 1e6)} MB` : ''} | ${Object.values(cells).join(' | ')} |`;
  });
  const [first] = results;
  const titles = first ? Object.keys(cellsOf(first)) : [];
  const limits = LIMITS.map(([what, most, then]) => `| ${what} | ${most.toLocaleString('en')} | ${then} |`);
  return `# How fast it is, and what it costs

Written by \`npm run bench -- --record\` from a run, and kept up to date by \`npm run generate\`. Each row is a whole command, from the start of
its process to the end of its report, beside an anchor: one after the other in each round, so that a busy machine is busy for both.
\`npm run bench\` prints the whole table in an hour, \`npm run bench -- --quick\` with small inputs in ten minutes on a quiet machine;
\`--only TEXT\` takes rows by their names, \`--rounds N\` repeats them more or less often. Where less was measured than a row is named
for, the second column says on how much.

Machine: ${machine.processors}, ${Math.round(machine.memory / 2 ** 30)} GiB, ${machine.system}, Node ${machine.node.slice(1)}. While this was measured, ${machine.load.toFixed(0)} processes wanted its processors
on average: where that is more than there are, the clock says nothing and is left out, and goals by it are open. Small inputs pay the start
of the command in full, some two seconds of processor time.

| row | measured on | ${titles.join(' | ')} |
|${'---|'.repeat(titles.length + 2)}
${lines.join('\n')}

## What grows how

- **Size of logs**: time grows with the bytes, memory does not. A log of more than 256 MiB is read in ranges, side by side.
- **Layouts**: all of W3C, native and NCSA are read by the same kernel. Lines that are not plain (headers, NULs, user names with commas, a
  header that leaves columns out) are read by JavaScript, one by one, at a third of the speed.
- **Rules**: a line is looked at by rules only where it holds a text that one of them needs, however many there are. What 1,000 lines of a
  usual day cost is counted in \`bench/counts.json\`, which CI holds changes against.
- **Matches**: each costs some microseconds, and a kilobyte where correlations count it, until the limits below.
- **Distinct values**: memory grows with URIs, clients and values up to the limits below, and then no more.
- **Files**: each costs a look at its beginning and end and an entry of the inventory; content that is scanned, what YARA takes for it.

## Limits, and what happens there

Every limit that is reached is in the coverage ledger.

| what | at most | beyond |
|---|---|---|
${limits.join('\n')}
`;
}
