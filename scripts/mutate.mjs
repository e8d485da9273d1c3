/**
 * Looks for conditions that no test minds: `node scripts/mutate.mjs [count] [seed] [folder…]`. Takes a random sample of conditions and
 * operators below `src/`, flips each in a copy of the project, runs the tests that import the file, then those that mirror its folder, then
 * those that come to it through other modules, and prints those that survive. Folders are collection, case, engine and formats where none is given. `node scripts/mutate.mjs --at
 * case/verdict.ts:149 …` takes every one of those lines instead.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
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
const DEADLINE_SECONDS = 180;

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

function pass(tests) {
  if (tests.length === 0) return true;
  const limited = `ulimit -t ${DEADLINE_SECONDS}; exec "$0" node_modules/vitest/vitest.mjs run --bail 1 --reporter dot "$@"`;
  const env = { ...process.env, AFTERPATCH_BUILT: '1' };
  return spawnSync('sh', ['-c', limited, process.execPath, ...tests], { ...options, env }).status === 0;
}

function survives(file, original, changed) {
  put(file, changed);
  spawnSync(process.execPath, ['scripts/join-modules.mjs'], options);
  const survived = testsOf(file).every(pass);
  put(file, original);
  return survived;
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
