// `npm run bench -- counts [--record]`: how much work fixed inputs make, counted instead of timed, so that it is the same on every
// machine: calls of the log kernel, lines that leave it and rules that are asked about them, for each 1,000 lines; what
// loading the rules takes; modules that commands load; processes of a hunt, and their messages.
// Prints JSON; `--record` writes bench/counts.json, which a test holds them against.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RE2JS } from 're2js';
import { generateLog } from './generate-log.mjs';
import { native, ncsa, withMore, withoutDate } from './log-layouts.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const BYTES = 1_000_000;
/** Rules that stay as they are, so that only what reads the log decides about calls of the kernel. */
const RULES = ['cmd=whoami', '/autodiscover/autodiscover.json', 'antSword', 'VIEWSTATE='].map((text, i) => ({
  path: `${i}.yml`,
  content: `title: ${i}\nid: '${i}'\nlogsource: { category: webserver }\ndetection:\n  words: ['${text}']\n  condition: words\n`,
}));
/** It has no text that a line must hold. */
const OF_EVERY_LINE = {
  path: 'every.yml',
  content: `title: every\nid: every\nlogsource: { category: webserver }\ndetection:\n  status: { sc-status|lt: 100 }\n  condition: status\n`,
};

let calls = 0;
const { Instance } = WebAssembly;
/** Counts calls of what it exports. */
WebAssembly.Instance = class {
  constructor(module, imports) {
    const entries = Object.entries(new Instance(module, imports).exports);
    const counted =
      (call) =>
      (...values) => {
        calls += 1;
        return call(...values);
      };
    this.exports = Object.fromEntries(
      entries.map(([name, value]) => [name, typeof value === 'function' ? counted(value) : value]),
    );
  }
};

const folder = mkdtempSync(join(tmpdir(), 'afterpatch-counts-'));
try {
  const counts = {
    ...(await countLogs(folder)),
    ...(await countLoading()),
    ...countModules(folder),
    ...countMessages(),
  };
  if (process.argv.includes('--record')) writeFileSync(at('bench/counts.json'), `${JSON.stringify(counts, null, 2)}\n`);
  console.log(JSON.stringify(counts, null, 2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function countLogs(folder) {
  const { createSigmaPack, loadSigmaPack } = await import('../dist/signatures/sigma/index.js');
  const path = join(folder, 'w3c.log');
  generateLog(path, BYTES, { seed: 7, start: Date.UTC(2021, 7, 1) });
  const w3c = readFileSync(path, 'latin1');
  const fixed = createSigmaPack(RULES);
  const logs = {
    'plain W3C': w3c,
    'W3C without a date column': withoutDate(w3c),
    'W3C with more columns than its header': withMore(w3c),
    'W3C in UTF-16': Buffer.from(`\ufeff${w3c}`, 'utf16le'),
    'IIS native': native(w3c),
    NCSA: ncsa(w3c),
  };
  const counts = {};
  for (const [name, log] of Object.entries(logs)) {
    const { kernel } = await read(Buffer.from(log, 'latin1'), fixed);
    counts[`calls of the log kernel for 1,000 lines of ${name}`] = kernel;
  }
  const { asked } = await read(Buffer.from(w3c, 'latin1'), createSigmaPack([...RULES, OF_EVERY_LINE]));
  counts['rules that are asked about 1,000 lines where one of five has to be asked about each'] = asked;
  // A usual day, in which little is planted: what rules look for has to be told from it by what is rare.
  generateLog(path, 4 * BYTES, { seed: 8, start: Date.UTC(2021, 7, 1), planted: 16 });
  const shipped = await read(readFileSync(path), await loadSigmaPack([at('signatures/sigma')]));
  counts['lines of 1,000 of a usual day that hold what a shipped rule needs'] = shipped.candidates;
  counts['lines of 1,000 of a usual day that leave the log kernel'] = shipped.looked;
  counts['shipped rules that are asked about 1,000 lines of a usual day'] = shipped.asked;
  return counts;
}

async function read(log, pack) {
  const { LogAnalyser } = await import('../dist/engine/logs/log-analyser.js');
  const { RuleIndex } = await import('../dist/engine/logs/matches/rule-hunt.js');
  const { measureRarity } = await import('../dist/engine/logs/kernel/literal-rarity.js');
  const { createAddressSet } = await import('../dist/platform/address-set.js');
  const { program } = pack;
  const analyser = new LogAnalyser({
    index: new RuleIndex(program, measureRarity(program, log.subarray(0, 64 << 10))),
    own: createAddressSet([]),
    since: Number.MIN_SAFE_INTEGER,
    until: Number.MAX_SAFE_INTEGER,
  });
  const { RuleHunt } = await import('../dist/engine/logs/matches/rule-hunt.js');
  const { RuleQuestions } = await import('../dist/engine/logs/matches/rule-questions.js');
  let [looked, asked] = [0, 0];
  const [{ ask }, { matching }] = [RuleHunt.prototype, RuleQuestions.prototype];
  RuleHunt.prototype.ask = function (...given) {
    looked += 1;
    return ask.apply(this, given);
  };
  RuleQuestions.prototype.matching = function (rules, cells) {
    asked += rules.length;
    return matching.call(this, rules, cells);
  };
  calls = 0;
  const { lines, candidateLines } = await analyser.analyse({
    collectedPath: 'u_ex210801.log',
    facts: { day: 18_840, utcOffsetMinutes: 0 },
    siteInPath: true,
    chunks: (async function* () {
      yield log;
    })(),
    keep: () => {},
  });
  Object.assign(RuleHunt.prototype, { ask });
  Object.assign(RuleQuestions.prototype, { matching });
  const rate = (count) => Math.round((count / lines.read) * 1000 * 10) / 10;
  return { kernel: rate(calls), candidates: rate(candidateLines), looked: rate(looked), asked: rate(asked) };
}

/** What reading and compiling the shipped rules takes, and compiling them once more in a process that reads records. */
async function countLoading() {
  const { loadSigmaPack } = await import('../dist/signatures/sigma/index.js');
  const { programData, programFrom } = await import('../dist/signatures/sigma/program-data.js');
  const { readPlainYaml } = await import('../dist/signatures/sigma/plain-yaml.js');
  const rules = readdirSync(at('signatures/sigma'), { recursive: true }).filter((name) => name.endsWith('.yml'));
  const odd = rules.filter((name) => readPlainYaml(readFileSync(at(`signatures/sigma/${name}`), 'utf8')) === null);
  const { compile } = RE2JS;
  let compiled = 0;
  RE2JS.compile = (...given) => {
    compiled += 1;
    return compile.apply(RE2JS, given);
  };
  const pack = await loadSigmaPack([at('signatures/sigma')]);
  const loaded = compiled;
  programFrom(programData(pack.program));
  RE2JS.compile = compile;
  return {
    'shipped rule files that only the whole reader of YAML can read': odd.length,
    'regular expressions that loading the shipped rules compiles': loaded,
    'regular expressions that a process compiles before it is asked for any': compiled - loaded,
  };
}

/** The sample of the README, for which one process of each kind is enough, however many there may be. */
function countMessages() {
  const args = ['hunt', at('samples/collections/exchange-2016-survivor'), '--patched-on', '2022-11-09', '--jobs', '4'];
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', at('bench/count-messages.mjs'), at('dist/cli/main.js'), ...args],
    { encoding: 'utf8' },
  );
  let [processes, messages] = [0, 0];
  for (const [, started, got] of stderr.matchAll(/^started (\d+) got (\d+)$/gm)) {
    processes += Number(started);
    messages += Number(got);
  }
  return {
    'processes that the sample of the README starts': processes,
    'messages of its processes': messages,
  };
}

/** Of the project and its packages; a hunt loads them in the process that hunts and in the one that waits for it. */
function countModules(folder) {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const commands = { '--version': ['--version'], '--help': ['--help'], 'a hunt of an empty folder': ['hunt', empty] };
  return Object.fromEntries(
    Object.entries(commands).map(([name, args]) => {
      const { stderr } = spawnSync(
        process.execPath,
        ['--import', at('bench/count-modules.mjs'), at('dist/cli/main.js'), ...args],
        {
          encoding: 'utf8',
        },
      );
      return [`modules that ${name} loads`, stderr.split('\n').filter((line) => line.startsWith('loaded ')).length];
    }),
  );
}
