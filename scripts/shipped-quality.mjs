// The measured quality of what ships: signatures/measured.json, and docs/signatures.md, which is made from it.
//   node scripts/shipped-quality.mjs                                        writes the page anew
//   node scripts/shipped-quality.mjs --lists <folder> --files <folder>...   measures, and writes both
//   … --check    writes nothing; fails where the page is not up to date, a YARA rule changed since it was measured, or, with the
//                lists, where a rule or detector hits fewer malicious or more harmless files than the file says
// The lists and their files are not part of the project: without them it says what it did not look at. Needs a build.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { detectors } from '../dist/detectors/index.js';
import { measureCost } from '../dist/engine/measure/measure-cost.js';
import { judgeFiles } from '../dist/engine/measure/measure-signatures.js';
import { costOfRules } from '../dist/engine/measure/rule-cost.js';
import { SHIPPED_SIGNATURES } from '../dist/engine/signature-folders.js';
import { lintFolders } from '../dist/signatures/lint/lint-signatures.js';
import { readMeasureSet } from '../dist/signatures/measure/measure-sample.js';
import { readYaraPack } from '../dist/signatures/yara/yara-pack.js';
import { yaraDigests } from './rule-digests.mjs';
import { signaturesPage } from './signatures-page.mjs';
import { worse } from './worse-rates.mjs';

const LISTS = [
  { name: 'webshells-dotnet.tsv', title: '.NET web shells', malicious: true },
  { name: 'webshells-classic-asp.tsv', title: 'classic ASP web shells', malicious: true },
  { name: 'benign-web.tsv.gz', title: 'harmless web content of 35 projects', malicious: false },
  { name: 'benign-web-2.tsv.gz', title: 'harmless web content of 12 others', malicious: false },
];
const LOUD = new Set(['medium', 'high', 'critical']);

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    lists: { type: 'string' },
    files: { type: 'string', multiple: true, default: [] },
    jobs: { type: 'string', default: '2' },
  },
});
const root = fileURLToPath(new URL('../', import.meta.url));
const STORE = path.join(root, 'signatures/measured.json');
const PAGE = path.join(root, 'docs/signatures.md');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const yaraPack = await readYaraPack([SHIPPED_SIGNATURES.yara]);
const digests = yaraDigests(yaraPack.sources);
const faults = [];

async function setOf(lists, malicious) {
  const sets = [];
  for (const { name } of lists.filter((list) => list.malicious === malicious))
    sets.push(await readMeasureSet(path.join(options.lists, name), options.files));
  return { samples: sets.flatMap((set) => set.samples), absent: sets.flatMap((set) => set.absent) };
}

/** What hits how many files, by id of rule or detector. */
function count(judged) {
  const found = new Map();
  for (const { malicious, hits } of judged) {
    for (const [id, severity] of hits) {
      const of = found.get(id) ?? { malicious: 0, benign: 0, benignLoud: 0 };
      if (malicious) of.malicious += 1;
      else {
        of.benign += 1;
        if (LOUD.has(severity)) of.benignLoud += 1;
      }
      found.set(id, of);
    }
  }
  const loud = (file) => file.hits.some(([, severity]) => LOUD.has(severity));
  const malicious = judged.filter((file) => file.malicious);
  const benign = judged.filter((file) => !file.malicious);
  return {
    found,
    overall: {
      malicious: malicious.filter(loud).length,
      maliciousFiles: malicious.length,
      benign: benign.filter(loud).length,
      benignFiles: benign.length,
    },
  };
}

async function measure() {
  const lists = LISTS.filter(({ name }) => existsSync(path.join(options.lists, name)));
  const settings = {
    malicious: await setOf(lists, true),
    benign: await setOf(lists, false),
    signatureFolders: [SHIPPED_SIGNATURES.yara],
    engine: 'auto',
    jobs: Number(options.jobs),
    // Time on the wall: on a busy machine a shorter one would leave files out, and rates would be of what was fast enough.
    deadlineMs: 900_000,
    withPlace: false,
    onProgress: (files, total) => {
      if (process.stderr.isTTY && files % 100 === 0) process.stderr.write(`\r${files} of ${total} files`);
    },
  };
  const absent = [...settings.malicious.absent, ...settings.benign.absent];
  const { judged } = await judgeFiles(settings);
  const { found, overall } = count(judged);
  const ids = [
    ...digests.keys(),
    ...detectors.filter((one) => one.consumes.name === 'web-content').map(({ id }) => id),
  ];
  const rules = Object.fromEntries(
    ids.sort().map((id) => {
      const digest = digests.get(id);
      const { malicious = 0, benign = 0, benignLoud = 0 } = found.get(id) ?? {};
      return [id, { ...(digest !== undefined && { digest }), malicious, benign, benignLoud }];
    }),
  );
  const told = lists.map(({ name, title, malicious }) => {
    const bytes = readFileSync(path.join(options.lists, name));
    return { name, title, malicious, sha256: sha256(bytes) };
  });
  return { judged, settings, absent, measured: { lists: told, overall, rules } };
}

/** Rounded to two digits: another run on the same machine gives about the same. */
const rounded = (number) => Number(number.toPrecision(2));

async function withCost({ judged, settings, measured }) {
  const shares = new Map((await measureCost(judged, settings)).map(({ name, share }) => [name, rounded(share)]));
  const rules = Object.fromEntries(
    Object.entries(measured.rules).map(([id, rule]) => [id, { ...rule, share: shares.get(id) ?? null }]),
  );
  const linted = await lintFolders({ yara: [], sigma: [SHIPPED_SIGNATURES.sigma] });
  const sigma = (await costOfRules(linted)).map(({ rule, path: file, asked, microseconds }) => [
    `${path.relative(SHIPPED_SIGNATURES.sigma, file).replaceAll('\\', '/')} ${rule}`,
    { asked: asked === null ? null : rounded(asked), microseconds: rounded(microseconds) },
  ]);
  return { ...measured, rules, sigma: Object.fromEntries(sigma.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

let stored = existsSync(STORE)
  ? JSON.parse(readFileSync(STORE, 'utf8'))
  : { lists: [], overall: null, rules: {}, sigma: {} };
if (options.lists !== undefined) {
  const run = await measure();
  if (run.absent.length > 0) {
    console.log(`${run.absent.length} listed files are not there, such as ${run.absent.slice(0, 3).join(', ')}.`);
    faults.push('What is not there cannot be measured.');
  } else if (options.check) faults.push(...worse(stored, run.measured));
  else {
    stored = await withCost(run);
    writeFileSync(STORE, `${JSON.stringify(stored, null, 2)}\n`);
  }
}
if (options.check) {
  for (const [id, digest] of digests) {
    const known = stored.rules[id]?.digest;
    if (known === undefined) faults.push(`${id} was never measured.`);
    else if (known !== digest) faults.push(`${id} changed since it was measured.`);
  }
}
const page = await signaturesPage(stored, digests);
const current = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
if (page !== current && options.check)
  faults.push('docs/signatures.md is not up to date: node scripts/shipped-quality.mjs writes it anew.');
else if (page !== current) writeFileSync(PAGE, page);
if (options.check && options.lists === undefined) {
  const { length } = Object.keys(stored.rules);
  console.log(
    `Not looked at: the rates of ${length} rules and detectors. The measuring lists are not here (--lists, --files).`,
  );
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error('A change for the better or the worse is told by measuring anew: see CONTRIBUTING.md.');
  process.exitCode = 1;
}
