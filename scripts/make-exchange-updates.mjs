// Makes signatures/known-good/exchange-updates.json: builds of Exchange and the flaws that each update closes.
// usage: node scripts/make-exchange-updates.mjs <exchange-builds.tsv> <cve-fixes.tsv>
import { readFileSync, writeFileSync } from 'node:fs';

const [builds, fixes] = process.argv.slice(2);
if (!builds || !fixes) {
  console.error('usage: node scripts/make-exchange-updates.mjs <exchange-builds.tsv> <cve-fixes.tsv>');
  process.exit(1);
}

function rows(path) {
  const [head, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = head.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [names[i], cell])));
}

const facts = {
  source: 'CSS-Exchange (HealthChecker), Microsoft Learn "Exchange Server build numbers", cvelistV5, CISA KEV',
  builds: rows(builds).map(({ product, cu, update, build, date }) => [build, product, cu, update, date].join(' ')),
  fixes: Object.fromEntries(
    rows(fixes).map(({ cve, first_fix, products, known_exploited }) => [
      cve,
      [first_fix, products, ...(known_exploited ? ['exploited'] : [])].join(' '),
    ]),
  ),
};
writeFileSync(
  new URL('../signatures/known-good/exchange-updates.json', import.meta.url),
  `${JSON.stringify(facts, null, 1)}\n`,
);
