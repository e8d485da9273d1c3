/**
 * Looks for conditions that no test minds: `node scripts/mutate.mjs [count] [seed] [folder…]`. Takes a random sample of conditions and
 * operators below `src/`, flips each in a copy of the project, runs the tests that import the file, then those that mirror its folder, then
 * those that come to it through other modules, and prints those that survive. Folders are collection, case, engine and formats where none is given. `node scripts/mutate.mjs --at
 * case/verdict.ts:149 …` takes every one of those lines instead.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

const isOfLines = process.argv[2] === '--at';
const places = isOfLines ? process.argv.slice(3) : [];
const [count = '20', seed = '1', ...given] = isOfLines ? [] : process.argv.slice(2);
const folders = given.length > 0 ? given : ['collection', 'case', 'engine', 'formats'];
/** A mutant that never ends is one that a test minds: of the processor's time of a process, as a machine may be busy. */
const DEADLINE_SECONDS = 90;

const FLIPPED = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '>='],
  [ts.SyntaxKind.LessThanEqualsToken, '>'],
  [ts.SyntaxKind.GreaterThanToken, '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '<'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
]);

/** Every place of a file that can be flipped: what stands there, and what takes its place. */
function mutationsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, text) => found.push({ file, start: node.getStart(source), end: node.getEnd(), text });
  const visit = (node) => {
    if (ts.isBinaryExpression(node) && FLIPPED.has(node.operatorToken.kind))
      add(node.operatorToken, FLIPPED.get(node.operatorToken.kind));
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      add(node, node.operand.getText(source));
    if (ts.isPropertyAccessExpression(node) && /^(?:some|every)$/.test(node.name.text))
      add(node.name, node.name.text === 'some' ? 'every' : 'some');
    if (ts.isConditionalExpression(node)) add(node.condition, `!(${node.condition.getText(source)})`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.map((one) => ({ ...one, line: source.getLineAndCharacterOfPosition(one.start).line + 1 }));
}

const filesBelow = (folder, pattern) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => path.join(folder, name))
    .sort();

/** Each takes minutes: whole commands, sweeps and collections. */
const LONG = /^test\/(?:e2e|hostile|sweep)\//;

/** Modules and helpers of the project that a file names. */
const importsOf = (file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import) '(\.[^']+)\.js'/g)]
    .map(([, name]) => `${path.join(path.dirname(file), name)}.ts`)
    .filter((name) => existsSync(name));

const reached = new Map();
/** Everything that a file comes to. */
function reach(file) {
  const known = reached.get(file);
  if (known) return known;
  const all = new Set([file]);
  for (const one of all) for (const named of importsOf(one)) all.add(named);
  reached.set(file, all);
  return all;
}

/**
 * Tests in the order in which they are likely to mind a change of the file soon: those that import it by its name, those of the folder that
 * mirrors its own, or the nearest above it that has any, those that come to it through other modules, and those that import it and
 * take minutes.
 */
function testsOf(file) {
  let mirrored = path.dirname(file).replace(/^src/, 'test');
  while (!existsSync(mirrored)) mirrored = path.dirname(mirrored);
  const all = filesBelow('test', /\.test\.ts$/);
  const importing = all.filter((test) => importsOf(test).includes(file));
  const beside = all.filter((test) => path.dirname(test) === mirrored && !importing.includes(test));
  const asked = new Set([...importing, ...beside]);
  const coming = all.filter((test) => !LONG.test(test) && reach(test).has(file) && !asked.has(test));
  return [importing.filter((test) => !LONG.test(test)), beside, coming, importing.filter((test) => LONG.test(test))];
}

/** A small generator of numbers below 1 that gives the same for the same seed (mulberry32). */
function numbers(state) {
  let at = state;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let x = Math.imul(at ^ (at >>> 15), 1 | at);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const isWanted = ({ file, line }) => places.includes(`${path.relative('src', file)}:${line}`);
const all = folders.flatMap((folder) => filesBelow(path.join('src', folder), /\.ts$/)).flatMap(mutationsOf);
const random = numbers(Number(seed));
const sample = isOfLines
  ? all.filter(isWanted)
  : Array.from({ length: Math.min(Number(count), all.length) }, () =>
      all.splice(Math.floor(random() * all.length), 1),
    ).flat();
const copy = mkdtempSync(path.join(tmpdir(), 'afterpatch-mutate-'));
// Tests that ask what somebody else may read start processes of somebody else.
chmodSync(copy, 0o755);
for (const name of readdirSync('.').filter((one) => !/^(?:node_modules|\.git|dist)$/.test(one)))
  cpSync(name, path.join(copy, name), { recursive: true });
symlinkSync(path.resolve('node_modules'), path.join(copy, 'node_modules'));

const options = { cwd: copy, stdio: 'ignore' };
if (spawnSync(process.execPath, ['scripts/build.mjs'], options).status !== 0) {
  console.error(`The copy in ${copy} does not build: node scripts/build.mjs says there why.`);
  process.exit(2);
}

const builtOf = (file) => file.replace(/^src/, 'dist').replace(/\.ts$/, '.js');

/** Puts a source into the copy, and what tests run of it. What engine processes run is joined once the next change is there. */
function put(file, source) {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  writeFileSync(path.join(copy, file), source);
  writeFileSync(path.join(copy, builtOf(file)), ts.transpileModule(source, { compilerOptions }).outputText);
}

const join = () => spawnSync(process.execPath, ['scripts/join-modules.mjs'], options);

/** Null where the tests pass; else the one that fails, empty where none says so. */
function failing(tests) {
  const asked = tests.filter((test) => !unsound.has(test));
  if (asked.length === 0) return null;
  const told = path.join(copy, 'told.json');
  rmSync(told, { force: true });
  const limited = `ulimit -t ${DEADLINE_SECONDS}; exec "$0" node_modules/vitest/vitest.mjs run --bail 1 --reporter json --outputFile ${told} "$@"`;
  const env = { ...process.env, AFTERPATCH_BUILT: '1' };
  if (spawnSync('sh', ['-c', limited, process.execPath, ...asked], { ...options, env }).status === 0) return null;
  const { testResults = [] } = existsSync(told) ? JSON.parse(readFileSync(told, 'utf8')) : {};
  const failed = testResults.find(({ status }) => status === 'failed');
  return failed ? path.relative(realpathSync(copy), failed.name) : '';
}

/** Tests that pass without any change, and tests that do not: these mind nothing. */
const sound = new Set(['']);
const unsound = new Set();

/** Whether a test passes where nothing is changed. */
function isSound(test) {
  if (sound.has(test)) return true;
  join();
  const passes = failing([test]) === null;
  (passes ? sound : unsound).add(test);
  if (!passes) console.error(`${test} fails without any change: it is left out`);
  return passes;
}

function survives(file, original, changed) {
  for (;;) {
    put(file, changed);
    join();
    let killer = null;
    for (const tests of testsOf(file)) {
      killer = failing(tests);
      if (killer !== null) break;
    }
    put(file, original);
    if (killer === null) return true;
    if (isSound(killer)) return false;
  }
}

let [survivors, tried] = [0, 0];
for (const { file, start, end, text, line } of sample) {
  const original = readFileSync(path.join(copy, file), 'utf8');
  const survived = survives(file, original, original.slice(0, start) + text + original.slice(end));
  if (++tried % 10 === 0) console.error(`${tried} of ${sample.length}, ${survivors} survived`);
  if (!survived) continue;
  survivors += 1;
  console.log(`${file}:${line}  ${original.slice(start, end)}  →  ${text}`);
}
if (existsSync(copy)) rmSync(copy, { recursive: true });
console.log(`${survivors} of ${sample.length} survived (seed ${seed})`);
