// How many listed web shells are still found where somebody wrote them otherwise: names, texts, comments, encodings, and the way from the
// request to the call, one at a time. What it writes is as live as what it reads: it lies in a temporary folder, and is removed.
//   node bench/rewritten.mjs --lists <folder> --files <folder>... [--jobs 2]
// The lists are those of scripts/shipped-quality.mjs. Shells that are missed as they are do not count, and of near-duplicates two do.
// A rewriting knows a language by its tokens only, so that some pages no longer run: what is missed is to be looked at.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { judgeFiles } from '../dist/engine/measure/measure-signatures.js';
import { SHIPPED_SIGNATURES } from '../dist/engine/signature-folders.js';
import { isBasic } from '../dist/formats/code/language.js';
import { readTokens } from '../dist/formats/code/parse-code.js';
import { createWebContent } from '../dist/formats/views/web-content.js';
import { readMeasureSet } from '../dist/signatures/measure/measure-sample.js';

const LISTS = ['webshells-dotnet.tsv', 'webshells-classic-asp.tsv'];
const LOUD = new Set(['medium', 'high', 'critical']);
const LARGEST = 400_000;
const OF_A_CLUSTER = 2;

const shortHash = (text) => createHash('md5').update(text).digest('hex').slice(0, 8);
/** Names that the server calls, or gives. */
const GIVEN =
  /^(?:page|on|application_|session_)|^(?:main|me|this|request|response|server|session|context|processrequest)$/i;

/** A text without quotes and escapes, as it stands in the code; null for any other token. */
function plainText({ kind, text, written }, least) {
  const isPlain = kind === 'string' && text.length >= least && text.length <= 80 && !/[^\x20-\x7e]|[\\"']/.test(text);
  return isPlain && /^["']/.test(written) && written.slice(1, -1) === text ? text : null;
}

const codesOf = (text) => [...text].map((character) => character.charCodeAt(0));

/** What takes the place of one token; null where it stays. */
const OF_TOKENS = {
  'other names': ({ token, before, names }) =>
    token.kind === 'name' && before?.text !== '.' && names.has(token.text) ? `q${shortHash(token.text)}` : null,
  'texts in two parts': ({ token, language }) => {
    const text = plainText(token, 4);
    if (text === null) return null;
    const half = Math.ceil(text.length / 2);
    const quote = token.written[0];
    const joint = isBasic(language) ? ' & ' : ' + ';
    return `(${quote}${text.slice(0, half)}${quote}${joint}${quote}${text.slice(half)}${quote})`;
  },
  'texts as codes of characters': ({ token, language }) => {
    const text = plainText(token, 2);
    if (text === null) return null;
    if (isBasic(language))
      return `(${codesOf(text)
        .map((code) => `Chr(${code})`)
        .join('&')})`;
    const codes = codesOf(text).map((code) => (language === 'csharp' ? `(char)${code}` : code));
    return language === 'csharp' ? `new string(new char[]{${codes}})` : `String.fromCharCode(${codes})`;
  },
  'texts in base64, or backwards': ({ token, language }) => {
    const text = plainText(token, 4);
    if (text === null || language === 'jscript') return null;
    const backwards = [...text].reverse().join('');
    if (language === 'vbscript') return `StrReverse("${backwards}")`;
    const encoded = Buffer.from(text).toString('base64');
    return `System.Text.Encoding.UTF8.GetString(System.Convert.FromBase64String("${encoded}"))`;
  },
  comments: ({ token, before, language }) =>
    !isBasic(language) && before && (token.kind === 'name' || /^[.([)]$/.test(token.text))
      ? `/*${shortHash(token.text)}*/${token.written}`
      : null,
  'other case': ({ token, language }) =>
    isBasic(language) && token.kind === 'name'
      ? [...token.written].map((letter, i) => (i % 2 ? letter.toUpperCase() : letter.toLowerCase())).join('')
      : null,
};

/** What takes the place of a field of the request. */
const OF_FIELDS = {
  'through a list': {
    csharp: (field) => `(new string[]{${field}})[0]`,
    vb: (field) => `(New String() {${field}})(0)`,
    vbscript: (field) => `Array(${field})(0)`,
    jscript: (field) => `[${field}][0]`,
  },
  'through a function of texts': {
    csharp: (field) => `string.Format("{0}{1}", ${field}, "")`,
    vb: (field) => `String.Concat(${field}, "")`,
    vbscript: (field) => `Replace(${field}, "|", "")`,
    jscript: (field) => `("" + ${field}).replace("|", "")`,
  },
  'through a choice': {
    csharp: (field) => `(System.DateTime.Now.Year > 1 ? ${field} : "")`,
    vb: (field) => `If(Now.Year > 1, ${field}, "")`,
    jscript: (field) => `(new Date().getYear() > 1 ? ${field} : "")`,
  },
};

/** Whole files. */
const OF_FILES = {
  'UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'between other content': (text, content) => {
    const isPage = content.document.blocks.every(({ kind }) => kind !== 'body');
    const other = '<div class="row"><p>Lorem ipsum dolor sit amet, consectetur adipiscing elit.</p></div>\r\n'.repeat(
      2_500,
    );
    return isPage ? Buffer.from(`${/^\s*<%@/.test(text) ? '' : other}${text}\r\n${other}`) : null;
  },
};

/** Names of methods, parameters and variables that only the code mentions. */
function ownNames({ code, document }) {
  const names = new Set();
  for (const { unit } of code)
    for (const { name, parameters, body, external, owner, handles } of [{ body: unit.main }, ...unit.methods]) {
      if (name && name !== owner && !external && !handles) names.add(name);
      for (const parameter of parameters ?? []) names.add(parameter.name);
      for (const statement of body) if (statement.name) names.add(statement.name);
    }
  const markup = document.blocks.reduceRight(
    (text, { start, end }) => text.slice(0, start) + text.slice(end),
    document.text.text,
  );
  return new Set([...names].filter((name) => name.length > 1 && !GIVEN.test(name) && !markup.includes(name)));
}

/** Every block of server code, rewritten; null where nothing changes. */
function rewriteBlocks({ document }, rewrite) {
  const { text } = document.text;
  let [made, at, isChanged] = ['', 0, false];
  for (const { code, language, encoded, start, end } of [...document.blocks].sort((a, b) => a.start - b.start)) {
    const from = text.indexOf(code, start);
    if (encoded || from < at || from + code.length > end + 2) continue;
    const tokens = readTokens(code, language).tokens.map((token) => ({
      ...token,
      written: code.slice(token.start, token.end),
    }));
    const other = rewrite(code, tokens, language);
    isChanged ||= other !== code;
    made += text.slice(at, from) + other;
    at = from + code.length;
  }
  return isChanged ? Buffer.from(made + text.slice(at)) : null;
}

function rewriteTokens(content, change) {
  const names = ownNames(content);
  return rewriteBlocks(content, (code, tokens, language) => {
    let [made, at] = ['', 0];
    for (const [i, token] of tokens.entries()) {
      if (token.start < at || token.end <= token.start || token.disguised) continue;
      const other = change({ token, before: tokens[i - 1], language, names });
      if (other === null) continue;
      made += code.slice(at, token.start) + other;
      at = token.end;
    }
    return made + code.slice(at);
  });
}

/** Where `Request["x"]` or `Request.Form("x")` ends, when it begins at a token and nothing is asked of it; -1 elsewhere. */
function endOfField(tokens, from) {
  if (!/^request$/i.test(tokens[from].text) || tokens[from].kind !== 'name' || tokens[from - 1]?.text === '.')
    return -1;
  const isNamed =
    tokens[from + 1]?.text === '.' && /^(?:form|querystring|params|item)$/i.test(tokens[from + 2]?.text ?? '');
  let depth = 0;
  for (let at = from + (isNamed ? 3 : 1); at < tokens.length; at++) {
    if (/^[([]$/.test(tokens[at].text)) depth++;
    else if (/^[)\]]$/.test(tokens[at].text)) depth--;
    if (depth === 0) return /^[)\]]$/.test(tokens[at].text) && !/^[.=([:]$/.test(tokens[at + 1]?.text ?? '') ? at : -1;
  }
  return -1;
}

function rewriteFields(content, changes) {
  return rewriteBlocks(content, (code, tokens, language) => {
    const change = changes[language];
    let [made, at] = ['', 0];
    for (let i = 0; change && i < tokens.length; i++) {
      const end = endOfField(tokens, i);
      const startsLine = tokens[i - 1] === undefined || tokens[i - 1].kind === 'line-end';
      if (end < 0 || (isBasic(language) && startsLine)) continue;
      made += code.slice(at, tokens[i].start) + change(code.slice(tokens[i].start, tokens[end].end));
      at = tokens[end].end;
      i = end;
    }
    return made + code.slice(at);
  });
}

const REWRITINGS = [
  ...Object.entries(OF_TOKENS).map(([name, change]) => [name, (content) => rewriteTokens(content, change)]),
  ...Object.entries(OF_FIELDS).map(([name, changes]) => [name, (content) => rewriteFields(content, changes)]),
  ...Object.entries(OF_FILES).map(([name, make]) => [name, (content) => make(content.document.text.text, content)]),
];

const { values: options } = parseArgs({
  options: {
    lists: { type: 'string' },
    files: { type: 'string', multiple: true, default: [] },
    jobs: { type: 'string', default: '2' },
  },
});
if (!options.lists || options.files.length === 0) {
  console.error('node bench/rewritten.mjs --lists <folder> --files <folder>... [--jobs 2]');
  process.exit(2);
}

async function found(samples) {
  const { judged } = await judgeFiles({
    malicious: { samples, absent: [] },
    benign: { samples: [], absent: [] },
    signatureFolders: [SHIPPED_SIGNATURES.yara],
    engine: 'auto',
    jobs: Number(options.jobs),
    deadlineMs: 900_000,
    withPlace: false,
  });
  return judged.map(({ sample, hits }) => ({ sample, isFound: hits.some(([, severity]) => LOUD.has(severity)) }));
}

const clusters = new Map();
const sets = await Promise.all(LISTS.map((name) => readMeasureSet(path.join(options.lists, name), options.files)));
const chosen = sets
  .flatMap(({ samples }) => samples)
  .filter(({ size, cluster, sha256 }) => {
    const count = (clusters.get(cluster ?? sha256) ?? 0) + 1;
    clusters.set(cluster ?? sha256, count);
    return size <= LARGEST && count <= OF_A_CLUSTER;
  });
const originals = (await found(chosen)).filter(({ isFound }) => isFound).map(({ sample }) => sample);
const folder = mkdtempSync(path.join(tmpdir(), 'afterpatch-rewritten-'));
try {
  const made = [];
  for (const sample of originals) {
    const content = createWebContent(readFileSync(sample.file), { extension: sample.extension });
    if (content.document === null) continue;
    for (const [name, rewrite] of REWRITINGS) {
      const bytes = rewrite(content);
      if (bytes === null) continue;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const file = path.join(folder, `${sha256}.${sample.extension}`);
      writeFileSync(file, bytes, { mode: 0o600 });
      made.push({ ...sample, sha256, file, size: bytes.length, name: `${name}: ${sample.name}`, source: name });
    }
  }
  const judged = await found(made);
  for (const { sample, isFound } of judged) if (!isFound) console.log(`missed  ${sample.name}`);
  const rows = [...REWRITINGS.map(([name]) => name), null].map((name) => {
    const of = judged.filter(({ sample }) => name === null || sample.source === name);
    return { rewritten: name ?? 'all', found: of.filter(({ isFound }) => isFound).length, of: of.length };
  });
  console.table(rows);
} finally {
  rmSync(folder, { recursive: true });
}
