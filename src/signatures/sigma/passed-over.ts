import type { LogSource } from './ast.js';
import { whyNotApplicable } from './log-source.js';
import type { SigmaFile } from './pack-files.js';

/** A key of the document, as rules have them. */
const KEY = /^([a-z][a-z-]*):(?: |$)/;
/** Keys that make something else of a document, or others out of it. */
const NO_RULE = ['correlation', 'filter', 'action'];
const NEEDED = ['title', 'logsource', 'detection'];
const ATTRIBUTE = /^(category|product|service): +(?:'([\w-]+)'|"([\w-]+)"|([A-Za-z_][\w-]*)) *(?: #.*)?$/;
/** What a log source says for people, on one line. */
const DEFINITION = /^definition: +(?:'[^']*'|"[^"\\]*"|[A-Za-z][^:#]*)$/;
/** What other documents may name a rule by. */
const NAME = /^(?:id|name): *['"]?([^\s'"#]+)/gm;
const REFERS = /^(?:["']?(?:correlation|filter)["']? *:|[{?])/m;

/**
 * The files that need not be read, since each holds one rule, for records that are not here: most of a public pack, whose reading
 * takes longer than a hunt. A file that does not say so plainly is not among them, nor one that has an id or name of another one, or that
 * a correlation or filter may mean.
 * @param records log sources of what was collected
 */
export function passedOver(files: readonly SigmaFile[], records: readonly LogSource[]): ReadonlySet<SigmaFile> {
  const named = files.flatMap(({ content }) => (REFERS.test(content) ? [content] : [])).join('\n');
  const names = new Map(files.map((file) => [file, [...file.content.matchAll(NAME)].map(([, name = '']) => name)]));
  const times = new Map<string, number>();
  for (const name of [...names.values()].flat()) times.set(name, (times.get(name) ?? 0) + 1);
  const isMeant = (name: string): boolean => times.get(name) !== 1 || named.includes(name);
  return new Set(
    files.filter((file) => {
      const logSource = plainLogSource(file.content);
      if (logSource === null || names.get(file)?.some(isMeant)) return false;
      return records.every((one) => whyNotApplicable(logSource, one) !== null);
    }),
  );
}

/** The log source of a text that plainly is one rule; null where it is more than that, or where one has to look closer. */
function plainLogSource(content: string): LogSource | null {
  const keys = new Set<string>();
  const below: string[] = [];
  let key = '';
  for (const line of content.split('\n').map((each) => each.trimEnd())) {
    if (line === '' || /^ *#/.test(line) || (line === '---' && keys.size === 0)) continue;
    if (line.startsWith(' ') || line.startsWith('- ')) {
      if (key === 'logsource') below.push(line);
      continue;
    }
    key = KEY.exec(line)?.[1] ?? '';
    if (key === '' || keys.has(key) || (key === 'logsource' && !/^logsource: *(?:#.*)?$/.test(line))) return null;
    keys.add(key);
  }
  const isRule = NEEDED.every((each) => keys.has(each)) && !NO_RULE.some((each) => keys.has(each));
  return isRule ? logSourceOf(below) : null;
}

/** @param lines what stands below its key */
function logSourceOf(lines: readonly string[]): LogSource | null {
  const logSource: { -readonly [key in keyof LogSource]: LogSource[key] } = {
    category: null,
    product: null,
    service: null,
  };
  const indent = lines[0]?.search(/\S/) ?? 0;
  for (const line of lines) {
    const [, attribute, ...values] = ATTRIBUTE.exec(line.trimStart()) ?? [];
    const value = values.find((each) => each !== undefined);
    if (indent === 0 || line.search(/\S/) !== indent) return null;
    if (value !== undefined && isAttribute(attribute) && logSource[attribute] === null) logSource[attribute] = value;
    else if (!DEFINITION.test(line.trimStart())) return null;
  }
  return logSource;
}

function isAttribute(name: string | undefined): name is keyof LogSource {
  return name === 'category' || name === 'product' || name === 'service';
}
