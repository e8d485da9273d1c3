// Makes signatures/known-good/web-files.json: the executable files that Exchange ships in its web folders, with their contents.
// usage: node scripts/make-known-good.mjs <baseline-web-paths.tsv> <baseline-web-hashes.tsv> <exchange-builds.tsv>
// Restated from the baselines of microsoft/CSS-Exchange (MIT, see NOTICE). A SHA-256 is kept by its first nine bytes, base64.
import { readFileSync, writeFileSync } from 'node:fs';

const [paths, hashes, builds] = process.argv.slice(2);
if (paths === undefined || hashes === undefined || builds === undefined) {
  console.error(
    'usage: node scripts/make-known-good.mjs <baseline-web-paths.tsv> <baseline-web-hashes.tsv> <exchange-builds.tsv>',
  );
  process.exit(2);
}

const rows = (file) =>
  readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byBuild = (a, b) => {
  const [left, right] = [a, b].map((build) => build.split('.').map(Number));
  return left.map((part, i) => part - right[i]).find((difference) => difference !== 0) ?? 0;
};

const contents = new Map(rows(paths).map(([path]) => [path, new Set()]));
const covered = new Set();
for (const [sha256, path, first, last] of rows(hashes)) {
  if (!contents.has(path)) contents.set(path, new Set());
  contents.get(path).add(Buffer.from(sha256, 'hex').subarray(0, 9).toString('base64'));
  covered.add(first).add(last);
}

/** Folders name a cumulative update without its security updates: it is covered where all of these are. */
const updates = new Map();
for (const [, , , build] of rows(builds)) {
  const update = build.split('.').slice(0, 3).join('.');
  updates.set(update, [...(updates.get(update) ?? []), build]);
}
const coveredUpdates = [...updates].filter(([, all]) => all.every((build) => covered.has(build))).map(([cu]) => cu);

const folders = {};
for (const [path, sums] of [...contents].sort(([a], [b]) => byText(a, b))) {
  const cut = path.lastIndexOf('\\');
  const folder = path.slice(0, cut);
  folders[folder] ??= {};
  folders[folder][path.slice(cut + 1)] = [...sums].sort(byText).join('');
}

const facts = {
  note: 'Executable files that Exchange 2013 to 2019 ship in web folders, version folders written <ver>, each with the first nine bytes (base64, 12 characters) of the SHA-256 of its contents. Restated from the baselines of microsoft/CSS-Exchange (MIT, see NOTICE). Made by scripts/make-known-good.mjs.',
  coveredBuilds: [...covered].sort(byBuild),
  coveredUpdates: coveredUpdates.sort(byBuild),
  folders,
};
writeFileSync(
  new URL('../signatures/known-good/web-files.json', import.meta.url),
  `${JSON.stringify(facts, null, 2)}\n`,
);
