// Measures once on public repositories that nothing was tuned to, and writes the figures down before anything is changed for them.
//   npm run firstlook -- <list>... --clones <folder> [--kept <file of SHA-256 of repository names>] [--jobs 2]
// A list is a file under bench/firstlook/, tab-separated, with a header: class, repository (owner/name), commit. It fetches nothing:
// a clone lies, checked out, in <folder>/<owner>+<name>. Content that any earlier look has seen is left out, a list is looked at
// once, and repositories that others keep for a last look are refused. Classes:
//   dotnet       pages of harmless .NET applications    classic-asp  pages of harmless classic ASP applications
//   assemblies   DLLs of harmless applications          variants     web shells, written inert or listed elsewhere
//   iis-configuration  each applicationHost.config, with the web.config beside and below it, is one server
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureSignatures } from '../dist/engine/measure/measure-signatures.js';
import { SHIPPED_SIGNATURES } from '../dist/engine/signature-folders.js';
import { hunt } from '../dist/index.js';

const PAGES = {
  dotnet: /\.(aspx|ascx|ashx|asmx|asax|master|cshtml|vbhtml|svc|soap)$/i,
  'classic-asp': /\.(asp|asa|cdx|cer|inc)$/i,
  assemblies: /\.dll$/i,
  variants: /\.(aspx|ascx|ashx|asmx|asax|master|cshtml|vbhtml|svc|soap|asp|asa|cdx|cer|config|js|xamlx|dll)$/i,
};
const CONFIGURATION = /(?:^|[^a-z])applicationhost[^/]*\.config$|(?:^|\/)web(?:\.[a-z]+)?\.config$/i;
const SEEN = fileURLToPath(new URL('firstlook/seen.txt', import.meta.url));
const QUALITY = fileURLToPath(new URL('../docs/quality.md', import.meta.url));
/** Hexadecimal digits of a digest that tell files apart here: a collision only leaves one file out. */
const DIGITS = 16;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function readList(file) {
  const bytes = readFileSync(file);
  const [header, ...rows] = bytes
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const columns = header.split('\t');
  const cell = (row, name) => row.split('\t')[columns.indexOf(name)] ?? '';
  return {
    name: path.basename(file).replace(/\.tsv$/, ''),
    digest: sha256(bytes),
    rows: rows.map((row) => ({
      class: cell(row, 'class'),
      repository: cell(row, 'repository'),
      commit: cell(row, 'commit'),
    })),
  };
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((name) => !name.startsWith('.git/'))
    .sort();
}

/** Files of the class that no earlier look has seen, each content once. */
function newFiles(rows, clones, pattern, seen) {
  const files = [];
  for (const { repository } of rows) {
    const folder = path.join(clones, repository.replace('/', '+'));
    if (!existsSync(folder)) throw new Error(`There is no clone of ${repository} at ${folder}.`);
    for (const name of filesBelow(folder).filter((one) => pattern.test(one))) {
      const bytes = readFileSync(path.join(folder, name));
      const digest = sha256(bytes);
      if (bytes.length === 0 || seen.has(digest.slice(0, DIGITS))) continue;
      seen.add(digest.slice(0, DIGITS));
      files.push({ repository, folder, name, digest, size: bytes.length });
    }
  }
  return files;
}

const percent = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`);

async function lookAtPages(kind, files, jobs) {
  const samples = files.map(({ folder, repository, name, digest, size }) => ({
    sha256: digest,
    extension: path.extname(name).slice(1).toLowerCase(),
    name: `${repository}/${name}`,
    file: path.join(folder, name),
    size,
    source: repository,
    cluster: null,
  }));
  const set = { samples, absent: [] };
  const none = { samples: [], absent: [] };
  const malicious = kind === 'variants';
  const report = await measureSignatures({
    malicious: malicious ? set : none,
    benign: malicious ? none : set,
    signatureFolders: [SHIPPED_SIGNATURES.yara],
    threshold: 'medium',
    engine: 'auto',
    jobs,
    deadlineMs: 60_000,
    withPlace: false,
  });
  const named = malicious ? report.missed : report.wronglyHit;
  for (const { name, signatures } of named)
    console.error(`${malicious ? 'missed' : 'flagged'}  ${name}  ${signatures.join(', ')}`);
  const hit = malicious ? samples.length - report.missed.length : report.wronglyHit.length;
  return `${hit} of ${samples.length} files at \`medium\` or above (${percent(hit, samples.length)})`;
}

/** Each applicationHost.config with the configuration below its folder is one server; what has none is a server of its own, too. */
async function lookAtServers(files) {
  const work = mkdtempSync(path.join(tmpdir(), 'firstlook-'));
  const grave = { high: 0, critical: 0 };
  const answers = new Map();
  try {
    const hosts = files.filter(({ name }) => /applicationhost/i.test(path.basename(name)));
    const loose = [
      ...new Set(
        files.filter((one) => !hosts.some((host) => host.repository === one.repository)).map((one) => one.repository),
      ),
    ];
    const servers = [
      ...hosts.map((host) => ({
        name: `${host.repository}/${host.name}`,
        host,
        sites: files.filter((one) => one.repository === host.repository && !hosts.includes(one)),
      })),
      ...loose.map((repository) => ({
        name: repository,
        host: null,
        sites: files.filter((one) => one.repository === repository),
      })),
    ];
    for (const [index, { name, host, sites }] of servers.entries()) {
      const root = path.join(work, String(index));
      const put = (from, to) => {
        mkdirSync(path.dirname(to), { recursive: true });
        cpSync(from, to);
      };
      if (host)
        put(
          path.join(host.folder, host.name),
          path.join(root, 'C/Windows/System32/inetsrv/config/applicationHost.config'),
        );
      for (const site of sites) put(path.join(site.folder, site.name), path.join(root, 'C/inetpub/wwwroot', site.name));
      const report = await hunt({ paths: [root], require: ['none'] }).report;
      const { answer } = report.verdict;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      for (const finding of report.findings.filter(({ severity }) => severity in grave)) {
        grave[finding.severity] += 1;
        console.error(`flagged  ${name}  ${finding.severity}  ${finding.rule.id}  ${finding.message.text}`);
      }
      if (['compromised', 'persistence-survived-the-patch'].includes(answer))
        console.error(`wrong    ${name}  ${answer}`);
    }
    const told = [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([answer, count]) => `${answer} ${count}`);
    return `${servers.length} servers: ${told.join(', ')}; ${grave.critical} critical and ${grave.high} high findings`;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    clones: { type: 'string' },
    kept: {
      type: 'string',
      default: fileURLToPath(new URL('../../shared/measure/kept-repositories.sha256', import.meta.url)),
    },
    commit: { type: 'string', default: 'the working tree' },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    jobs: { type: 'string', default: '2' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help || positionals.length === 0 || values.clones === undefined) {
  const usage = `Usage: npm run firstlook -- <list under bench/firstlook/>... --clones <folder of clones>
  --commit <hash>   of what is measured, for the row in docs/quality.md
  --kept <file>     SHA-256 of names of repositories that are kept for a last look, and refused
  --date <day>      for the row; --jobs <number> processes
Clones lie in <folder>/<owner>+<name>. Lists that were looked at are refused. Rows are written when a list is done: change
docs/quality.md and bench/firstlook/seen.txt only after that.`;
  if (values.help) console.log(usage);
  else console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const kept = new Set(existsSync(values.kept) ? readFileSync(values.kept, 'utf8').split(/\s+/) : []);
let quality = readFileSync(QUALITY, 'utf8');
for (const file of positionals) {
  const list = readList(file);
  if (quality.includes(list.digest.slice(0, DIGITS))) {
    console.error(`${list.name} was looked at before: see docs/quality.md. A second look measures nothing.`);
    process.exit(2);
  }
  for (const { repository } of list.rows) {
    if (kept.has(sha256(repository.toLowerCase()))) throw new Error(`${repository} is kept for a last look.`);
  }
  const seen = new Set(existsSync(SEEN) ? readFileSync(SEEN, 'utf8').split('\n') : []);
  for (const kind of new Set(list.rows.map((row) => row.class))) {
    const rows = list.rows.filter((row) => row.class === kind);
    const files = newFiles(rows, values.clones, PAGES[kind] ?? CONFIGURATION, seen);
    const figures =
      kind === 'iis-configuration' ? await lookAtServers(files) : await lookAtPages(kind, files, Number(values.jobs));
    const row = `| ${values.date} | ${values.commit} | ${list.name} \`${list.digest.slice(0, DIGITS)}\` | ${kind}, ${rows.length} repositories | ${figures} |`;
    console.log(row);
    quality = withRow(quality, row);
  }
  writeFileSync(QUALITY, quality);
  writeFileSync(SEEN, [...seen].filter(Boolean).sort().join('\n').concat('\n'));
}

/** Figures stand in the one table of first looks, which begins after its head; text follows it. */
function withRow(text, row) {
  const lines = text.split('\n');
  const end = lines.findIndex((line, at) => /^\| \d{4}-\d\d-\d\d \|/.test(line) && !/^\|/.test(lines[at + 1] ?? ''));
  if (end < 0) throw new Error('docs/quality.md has no table of first looks');
  return lines.toSpliced(end + 1, 0, row).join('\n');
}
