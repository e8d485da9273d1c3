// Compares what the reader of event logs reads with what libevtx reads, record by record: every element, attribute and value.
// usage: node scripts/compare-event-logs.mjs <folder of .evtx files>   (evtxexport of Debian's libevtx-utils)
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { EvtxReader } = await import(new URL('../dist/formats/evtx/evtx-reader.js', import.meta.url).href);
const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node scripts/compare-event-logs.mjs <folder>');

const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal ? String.fromCodePoint(Number(decimal)) : (ENTITIES[name] ?? whole);
  });
}

/** One spelling: of GUIDs, of numbers in hexadecimal, of fractions, without white space around. */
function plain(text) {
  const value = text
    .replace(/\r\n?/g, '\n')
    .replace(/[\0-\x08\x0b-\x1f]/g, '')
    .trim();
  if (/^\{[0-9a-f-]{36}\}$/i.test(value)) return value.toLowerCase();
  // libevtx writes floating point with an exponent of three digits.
  if (/^-?\d\.\d{6}e[+-]\d{3}$/.test(value)) return String(Number(value));
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return value.replace(/\.?0*Z$/, 'Z');
  return /^0x[0-9a-f]+$/i.test(value)
    ? `0x${value
        .slice(2)
        .toLowerCase()
        .replace(/^0+(?=.)/, '')}`
    : value;
}

const keyOf = (name, attributes) =>
  `${name}[${attributes.filter(([key]) => !key.startsWith('xmlns')).map(([key, value]) => `${key}:${plain(value)}`)}]`;

/** Elements of an XML text in their order, those without elements in them with their text. */
function elementsOfText(xml) {
  const elements = [];
  let [open, text] = [null, ''];
  const TOKEN = /<\/?([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g;
  for (const [token, name, list, empty, outside] of xml.matchAll(TOKEN)) {
    if (outside !== undefined) {
      text += outside;
      continue;
    }
    if (token[1] === '/') {
      if (open !== null) elements.push(`${open}=${plain(decoded(text))}`);
      [open, text] = [null, ''];
      continue;
    }
    if (open !== null) elements.push(`${open}>`);
    const pairs = [...list.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)];
    const key = keyOf(
      name,
      pairs.map(([, attribute, quoted, single]) => [attribute, decoded(quoted ?? single)]),
    );
    [open, text] = empty ? [null, ''] : [key, ''];
    if (empty) elements.push(`${key}=`);
  }
  return elements;
}

function elementsOf({ name, attributes, children }, into = []) {
  const key = keyOf(
    name,
    attributes.map((attribute) => [attribute.name, attribute.value]),
  );
  const inside = children.filter((child) => typeof child !== 'string');
  if (inside.length === 0) into.push(`${key}=${plain(children.join(''))}`);
  else {
    into.push(`${key}>`);
    for (const child of inside) elementsOf(child, into);
  }
  return into;
}

const numberOf = (elements) => elements.find((one) => one.startsWith('EventRecordID['))?.split('=')[1] ?? '?';
const total = { files: 0, records: 0, equal: 0, different: 0, losses: 0, onlyHere: 0, onlyThere: 0 };
const unread = { files: 0, records: 0 };
for (const file of readdirSync(folder).filter((name) => /\.evtx$/i.test(name))) {
  const ours = [];
  const reader = new EvtxReader({ record: ({ event }) => ours.push(elementsOf(event)), loss: () => total.losses++ });
  reader.push(readFileSync(join(folder, file)));
  reader.finish();
  const options = { maxBuffer: 2 ** 30, encoding: 'utf8' };
  const { stdout, error } = spawnSync('evtxexport', ['-f', 'xml', join(folder, file)], options);
  if (error) throw error;
  const theirs = (stdout.match(/<Event [\s\S]*?<\/Event>/g) ?? []).map(elementsOfText);
  total.files++;
  if (theirs.length === 0) {
    unread.files++;
    unread.records += ours.length;
    continue;
  }
  total.records += ours.length;
  const left = new Map();
  for (const one of theirs) left.set(numberOf(one), [...(left.get(numberOf(one)) ?? []), one]);
  for (const one of ours) {
    const other = left.get(numberOf(one))?.shift();
    if (other === undefined) total.onlyHere++;
    else if (one.join('\n') === other.join('\n')) total.equal++;
    else {
      total.different++;
      const at = one.findIndex((element, i) => element !== other[i]);
      console.log(`${file} record ${numberOf(one)}: ${one[at]} and ${other[at]}`);
    }
  }
  for (const others of left.values()) total.onlyThere += others.length;
}
console.log(total);
console.log(`Of ${unread.files} files evtxexport reads nothing; here ${unread.records} records.`);
