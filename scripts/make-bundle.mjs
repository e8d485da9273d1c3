// node scripts/make-bundle.mjs <folder> [--with-node <platform>]…: the program with all that it needs, for a laboratory without a
// network. Launchers for Linux, macOS and Windows; they take the Node that lies beside them (`--with-node win-x64`, repeatable, of the
// version that the release is tried with), else the one that is installed there.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const NODE = '22.23.3';
const PLATFORMS = {
  'linux-x64': 'bin/node',
  'linux-arm64': 'bin/node',
  'darwin-x64': 'bin/node',
  'darwin-arm64': 'bin/node',
  'win-x64': 'bin/node.exe',
};
const root = fileURLToPath(new URL('../', import.meta.url));

const LAUNCHER = `#!/bin/sh
# Starts Afterpatch with the Node beside it, else with the installed one.
here=$(CDPATH= cd -- "$(dirname -- "$(readlink -f -- "$0" 2>/dev/null || printf %s "$0")")" && pwd)
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) node=linux-x64 ;; Linux-aarch64) node=linux-arm64 ;;
  Darwin-x86_64) node=darwin-x64 ;; Darwin-arm64) node=darwin-arm64 ;; *) node=none ;;
esac
node="$here/node/$node/node"
[ -x "$node" ] || node=node
exec "$node" "$here/app/dist/cli/main.js" "$@"
`;
const WINDOWS_LAUNCHER = [
  '@echo off',
  'setlocal',
  'set "NODE=%~dp0node\\win-x64\\node.exe"',
  'if not exist "%NODE%" set "NODE=node"',
  '"%NODE%" "%~dp0app\\dist\\cli\\main.js" %*',
  'exit /b %ERRORLEVEL%',
  '',
].join('\r\n');

function npm(args, cwd) {
  return execFileSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The package as it would be published, with its production tree for every system. */
function makeApp(app, work) {
  const [{ filename }] = JSON.parse(npm(['pack', '--json', '--pack-destination', work], root));
  execFileSync('tar', ['-xzf', path.join(work, filename), '-C', work]);
  renameSync(path.join(work, 'package'), app);
  const tree = path.join(work, 'tree');
  mkdirSync(tree);
  for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(root, file), path.join(tree, file));
  // The binding for one system is left out: the one in WebAssembly runs on all of them, and says the same.
  npm(['ci', '--omit=dev', '--omit=optional', '--ignore-scripts'], tree);
  renameSync(path.join(tree, 'node_modules'), path.join(app, 'node_modules'));
}

function addNode(folder, platform, work) {
  const binary = PLATFORMS[platform];
  if (binary === undefined) throw new Error(`No Node for ${platform}: ${Object.keys(PLATFORMS).join(', ')}`);
  const place = path.join(work, platform);
  mkdirSync(place);
  writeFileSync(path.join(place, 'package.json'), '{"private":true}');
  npm(['install', '--force', '--ignore-scripts', `node-${platform}@${NODE}`], place);
  const target = path.join(folder, 'node', platform);
  mkdirSync(target, { recursive: true });
  cpSync(path.join(place, 'node_modules', `node-${platform}`, binary), path.join(target, path.basename(binary)));
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'with-node': { type: 'string', multiple: true } },
});
const [folder] = positionals;
if (folder === undefined || existsSync(folder)) {
  console.error(folder === undefined ? 'Name the folder to make.' : `${folder} exists.`);
  process.exit(1);
}
const work = mkdtempSync(path.join(tmpdir(), 'afterpatch-bundle-'));
try {
  mkdirSync(folder, { recursive: true });
  const made = path.join(work, 'app');
  makeApp(made, work);
  cpSync(made, path.join(folder, 'app'), { recursive: true, verbatimSymlinks: true });
  writeFileSync(path.join(folder, 'afterpatch'), LAUNCHER);
  chmodSync(path.join(folder, 'afterpatch'), 0o755);
  writeFileSync(path.join(folder, 'afterpatch.cmd'), WINDOWS_LAUNCHER);
  for (const platform of values['with-node'] ?? []) addNode(folder, platform, work);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  console.log(`Afterpatch ${version} lies in ${folder}: start ./afterpatch or afterpatch.cmd there.`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
