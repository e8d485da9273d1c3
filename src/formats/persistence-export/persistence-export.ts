import { defineInputClass } from '../../model/input-class.js';
import { isRecord } from '../../platform/objects.js';
import { csvRecords } from '../csv/csv-records.js';
import { jsonObjects } from '../json/json-objects.js';
import { decodeText } from '../text-encoding/decode-text.js';
import { readXml } from '../xml/read-xml.js';
import type { XmlDocument } from '../xml/xml-document.js';

/** One thing that Windows starts by itself, as a responder's tool listed it. Empty text where the tool does not say. */
export interface PersistenceEntry {
  readonly kind: 'task' | 'service' | 'autorun' | 'wmi';
  readonly name: string;
  /** Command line, or the script of a WMI consumer. */
  readonly command: string;
  readonly account: string;
  /** As Autoruns prints it: `(Verified) Microsoft Windows`. */
  readonly signer: string;
  readonly line: number;
}

/** A listing of tasks, services, autoruns or WMI consumers in text (OS-01 to OS-04). */
export interface PersistenceExport {
  readonly entries: readonly PersistenceEntry[];
  readonly cut: boolean;
  /** Entries that could not be read. */
  readonly lost: number;
  /** Its form is none that is known, or no column of it tells what is started. Not so of an empty one. */
  readonly isForeign: boolean;
}

export const persistenceExport = defineInputClass<PersistenceExport>('persistence-export');

const MAXIMUM_ENTRIES = 300_000;

/** Columns of the tools that are known, lower case: which tell the name, the command, the account and the signer. */
const COLUMNS = {
  name: ['taskname', 'entry', 'name', 'service_name', 'displayname', 'task name'],
  command: [
    'task to run',
    'launch string',
    'pathname',
    'image path',
    'binary_path_name',
    'actions',
    'commandlinetemplate',
    'scripttext',
    'executablepath',
  ],
  account: ['run as user', 'startname', 'service_start_name'],
  signer: ['signer', 'publisher', 'company'],
} as const;

const KNOWN_COLUMNS: ReadonlySet<string> = new Set(Object.values(COLUMNS).flat());

type Field = keyof typeof COLUMNS;

/** As JSON, programs list what is started under these names, too; Velociraptor among them. */
const COMMANDS_OF_JSON = ['expandedcommand', 'commandline', 'command', 'details'];

/** Reads what `schtasks`, Autoruns, `sc`, `wmic`, PowerShell and Velociraptor list: CSV, JSON, XML, or blocks of `name: value`. Never throws. */
export function readPersistenceExport(bytes: Uint8Array): PersistenceExport {
  const { text } = decodeText(bytes);
  const entries: PersistenceEntry[] = [];
  let [cut, lost, known] = [false, 0, false];
  const markup = /^\s*<(?:\?xml|autoruns)\b/.test(text) ? readXml(bytes) : null;
  cut = markup?.problems.some(({ fatal }) => fatal) ?? false;
  const records = markup
    ? itemRecords(markup)
    : /^\s*[[{]/.test(text)
      ? objectRecords(text, () => lost++)
      : isCsv(text)
        ? rowRecords(text)
        : blockRecords(text);
  for (const { fields, line, cut: rowCut } of records) {
    if (entries.length >= MAXIMUM_ENTRIES) return { entries, cut: true, lost, isForeign: false };
    cut ||= rowCut;
    known ||= COLUMNS.command.some((column) => fields.has(column));
    const entry = entryOf(fields, line);
    if (entry !== null) entries.push(entry);
  }
  return { entries, cut, lost, isForeign: !known && !isEmpty(text) };
}

/** Nothing, an empty array, or no more than a line of names. */
function isEmpty(text: string): boolean {
  const lines = text.trim().split('\n');
  if (lines.length > 1) return false;
  const names = (lines[0] ?? '').split(/[,\t]/).map(key);
  return /^(?:|\[\s*\]|\{\s*\})$/.test(lines[0] ?? '') || names.some((name) => KNOWN_COLUMNS.has(name));
}

/** Elements that `autorunsc -x` writes, and the columns of its CSV that hold the same. */
const ITEM_COLUMNS: Readonly<Record<string, string>> = {
  location: 'entry location',
  itemname: 'entry',
  launchstring: 'launch string',
  imagepath: 'image path',
};

/** What `autorunsc -x` lists: an `<item>` for each entry. */
function* itemRecords({ root }: XmlDocument): Generator<FieldRecord> {
  for (const item of root?.name.toLowerCase() === 'autoruns' ? root.children : []) {
    const fields = item.children.map(({ name, text }) => {
      const column = key(name);
      return [ITEM_COLUMNS[column] ?? column, text.trim()] as const;
    });
    if (fields.length > 0) yield { fields: new Map(fields), line: item.position.line, cut: false };
  }
}

/** Objects by their properties, and those of objects in them; what is in these is told as text. */
function* objectRecords(text: string, lost: () => void): Generator<FieldRecord> {
  let line = 0;
  for (const object of jsonObjects(Buffer.from(text), lost)) {
    const inner = Object.values(object).flatMap((value) => (isRecord(value) ? Object.entries(value) : []));
    const fields = new Map([...inner, ...Object.entries(object)].map(([name, value]) => [key(name), shown(value)]));
    const told = COMMANDS_OF_JSON.filter((name) => fields.has(name));
    if (told.length > 0 && !COLUMNS.command.some((name) => fields.get(name))) {
      const command = told.map((name) => fields.get(name)).find((value) => value) ?? '';
      fields.set('actions', `${command} ${fields.get('arguments') ?? ''}`.trim());
    }
    yield { fields, line: ++line, cut: false };
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

interface FieldRecord {
  readonly fields: ReadonlyMap<string, string>;
  readonly line: number;
  /** There is more of it than is here. */
  readonly cut: boolean;
}

function isCsv(text: string): boolean {
  const head =
    text
      .slice(0, 4096)
      .split('\n')
      .find((line) => line.trim() !== '' && !line.startsWith('#TYPE')) ?? '';
  return head.split(/,|\t/).length >= 3;
}

function* rowRecords(text: string): Generator<FieldRecord> {
  let header: string[] | null = null;
  const separator = /^[^\n]*\t/.test(text) && !/^[^\n]*,/.test(text) ? '\t' : ',';
  let headCut = false;
  for (const { cells, line, cut } of csvRecords(Buffer.from(text), separator)) {
    if (cells.length < 3) continue;
    // `schtasks` repeats its header for every folder.
    if (header === null || cells.filter((cell) => KNOWN_COLUMNS.has(key(cell))).length >= 2) {
      header = cells.map(key);
      headCut = cut;
      // Of a header alone it counts, too.
      if (cut) yield { fields: new Map(), line, cut };
      continue;
    }
    const names = header;
    yield {
      fields: new Map(cells.map((cell, i) => [names[i] ?? '', cell.trim()] as const)),
      line,
      cut: cut || headCut,
    };
  }
}

/** Blocks of `name: value` or `name : value` lines, ended by an empty line or by a name that comes again. */
function* blockRecords(text: string): Generator<FieldRecord> {
  let fields = new Map<string, string>();
  let first = 1;
  let last = '';
  let line = 0;
  for (const raw of text.split('\n')) {
    line++;
    const content = raw.trimEnd();
    const pair = /^\s{0,8}([A-Za-z_][\w /()-]{0,40}?)\s{0,30}[:=]\s?(.*)$/.exec(content);
    const name = pair && key(pair[1] ?? '');
    if (content === '' || (name !== null && fields.has(name))) {
      if (fields.size > 0) yield { fields, line: first, cut: false };
      fields = new Map();
    }
    if (content === '') continue;
    if (fields.size === 0) first = line;
    if (name !== null && (fields.size === 0 || !/^\s{16,}/.test(content))) {
      fields.set(name, pair?.[2]?.trim() ?? '');
      last = name;
    } else if (last !== '') {
      // PowerShell wraps long values.
      const value = fields.get(last) ?? '';
      if (value.length < 65_536) fields.set(last, value + content.trim());
    }
  }
  if (fields.size > 0) yield { fields, line: first, cut: false };
}

function key(name: string): string {
  return name.trim().replaceAll('"', '').toLowerCase();
}

function entryOf(fields: ReadonlyMap<string, string>, line: number): PersistenceEntry | null {
  const find = (field: Field) =>
    COLUMNS[field].map((column) => fields.get(column)).find((value) => value !== undefined && value !== '') ?? '';
  const command = find('command');
  if (command === '') return null;
  const has = (...names: string[]) => names.some((name) => fields.has(name));
  const kind = has('commandlinetemplate', 'scripttext')
    ? 'wmi'
    : has('taskname', 'task to run')
      ? 'task'
      : has('entry location', 'launch string')
        ? 'autorun'
        : 'service';
  return { kind, name: find('name'), command, account: find('account'), signer: find('signer'), line };
}
