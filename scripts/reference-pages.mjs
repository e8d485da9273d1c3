// The reference's pages with the lines "Looked for by" brought up to date, and its index. For scripts/generate.mjs.
import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const ID = /^[A-Z]{2,4}-\d{2}$/;

/**
 * @param {URL} root folder of the project
 * @returns {{ path: string, text: string }[]}
 */
export function referencePages(root) {
  const read = (path) => readFileSync(new URL(path, root), 'utf8');
  const searchers = searchersById(root, read);
  const pages = readdirSync(new URL('docs/reference/', root))
    .filter((name) => /^[a-z]+\.md$/.test(name))
    .sort()
    .map((name) => ({ name, text: withSearchers(read(`docs/reference/${name}`), searchers) }));
  return [
    ...pages.map(({ name, text }) => ({ path: `docs/reference/${name}`, text })),
    { path: 'docs/reference/README.md', text: indexOf(pages, searchers) },
  ];
}

/** Ids of rules and detectors, by the reference id that they name. Sigma rules are known by their files. */
function searchersById(root, read) {
  const found = new Map();
  const add = (searcher, references) => {
    for (const id of references.filter((reference) => ID.test(reference))) {
      found.set(id, (found.get(id) ?? new Set()).add(searcher));
    }
  };
  for (const path of filesBelow(root, 'src/detectors/', /^[a-z]+\/[a-z0-9-]+\.ts$/)) {
    const list = read(`src/detectors/${path}`).match(/\breferences: \[([^\]]*)\]/)?.[1] ?? '';
    add(path.replace('/', '.').replace(/\.ts$/, ''), list.match(/[A-Z]{2,4}-\d{2}(?=')/g) ?? []);
  }
  for (const path of filesBelow(root, 'signatures/yara/', /\.yar$/)) {
    for (const rule of read(`signatures/yara/${path}`)
      .split(/^rule /m)
      .slice(1)) {
      const value = (key) => rule.match(new RegExp(`^\\s+${key} = "([^"]*)"`, 'm'))?.[1] ?? '';
      add(value('id'), value('reference').split(','));
    }
  }
  for (const path of filesBelow(root, 'signatures/sigma/', /\.yml$/)) {
    for (const document of parseAllDocuments(read(`signatures/sigma/${path}`))) {
      add(path.replace(/^.*\//, '').replace(/\.yml$/, ''), document.toJS()?.references ?? []);
    }
  }
  return found;
}

function filesBelow(root, folder, names) {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => names.test(path))
    .sort();
}

function withSearchers(page, searchers) {
  return page
    .split(/^(?=## )/m)
    .map((section) => {
      const id = section.match(/^## (\S+)/)?.[1];
      if (id === undefined) return section;
      const names = [...(searchers.get(id) ?? [])].sort().map((name) => `\`${name}\``);
      return section.replace(
        /^- Looked for by:[^\n]*(\n {2}[^\n]*)*/m,
        wrapped(`- Looked for by: ${names.join(', ') || 'nothing yet'}`),
      );
    })
    .join('');
}

function wrapped(line) {
  const lines = [''];
  for (const word of line.split(' ')) {
    const last = lines.length - 1;
    if (lines[last].length + word.length > 127) lines.push(`  ${word}`);
    else lines[last] += (lines[last] === '' ? '' : ' ') + word;
  }
  return lines.join('\n');
}

function indexOf(pages, searchers) {
  const rows = pages.flatMap(({ name, text }) => [
    `\n## [${text.match(/^# (.*)/)[1]}](${name})\n`,
    '| id | what it is | rules and detectors |',
    '|---|---|---|',
    ...[...text.matchAll(/^## (\S+) (.*)$/gm)].map(
      ([, id, title]) => `| ${id} | ${title} | ${searchers.get(id)?.size ?? '–'} |`,
    ),
  ]);
  return [
    '# What findings refer to',
    '',
    'Findings, rules and detectors name what they look for by these ids. Each section says what it is, what it looks like, what is',
    'normal, what the evidence does not show, and what looks for it. `afterpatch explain IIS-01` prints a section.',
    '',
    'This page and the lines "Looked for by" are written by `npm run generate`.',
    ...rows,
    '',
  ].join('\n');
}
