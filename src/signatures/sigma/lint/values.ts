import type { SignatureLint, TextFix } from '../../signature-lint.js';
import { type DetectionItem, type DetectionValue, itemsOf, type SigmaFilter, type SigmaRule } from '../ast.js';
import { parseSigmaString } from '../sigma-string.js';
import type { Report } from './report.js';

interface Finding {
  readonly severity: SignatureLint['severity'];
  readonly code: SignatureLint['code'];
  readonly message: string;
  readonly hint?: string;
  readonly fix?: TextFix;
}

/** Fields that hold URIs, where an author's `?` is nearly always the query's. */
const URI_FIELDS = new Set(['c-uri', 'cs-uri', 'cs-uri-query', 'c-uri-query', 'cs-referer']);
/** What each part of a time can be. */
const TIME_RANGES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['minute', [0, 59]],
  ['hour', [0, 23]],
  ['day', [1, 31]],
  ['week', [1, 53]],
  ['month', [1, 12]],
]);

export function lintValues(document: SigmaRule | SigmaFilter, report: Report): void {
  for (const detection of document.detection.identifiers.values()) {
    for (const item of itemsOf(detection)) {
      for (const finding of lintItem(item)) report(document, { ...finding, position: item.position });
      for (const value of item.values) {
        for (const finding of lintValue(item, value)) report(document, { ...finding, position: value.position });
      }
    }
  }
}

function* lintItem({ field, modifiers, values, list }: DetectionItem): Iterable<Finding> {
  const has = (...names: readonly string[]): boolean => names.some((name) => modifiers.includes(name));
  const name = field ?? 'the keywords';
  if (values.length === 0) {
    const message = `"${name}" has an empty list; it is read as null.`;
    yield { severity: 'error', code: 'empty-list', message, hint: 'Write null, or a value.' };
  }
  if (list && values.length > 1 && values.some(({ value }) => value === null)) {
    const message = `The list of "${name}" has a null in it.`;
    yield { severity: 'error', code: 'null-in-list', message, hint: 'Use a selection of its own for null.' };
  }
  if (has('all') && values.length < 2) {
    yield { severity: 'error', code: 'all-of-one', message: `"all" on "${name}" has a single value.` };
  }
  if (has('all') && field !== null && values.length > 1 && !has('contains', 'startswith', 'endswith', 're', 'expand')) {
    const message = `"all" asks "${name}" to equal several values at once.`;
    yield { severity: 'warning', code: 'all-without-contains', message, hint: 'Add contains before all.' };
  }
  if (has('windash') && has('all')) {
    yield { severity: 'info', code: 'windash-all', message: 'Each value of "all" may use any dash.' };
  }
  if (has('base64offset') && field !== null && !has('contains')) {
    const message = `"base64offset" on "${name}" asks for the whole value.`;
    yield { severity: 'error', code: 'base64offset-without-contains', message, hint: 'Add contains after it.' };
  }
  if (['contains', 'startswith', 'endswith'].filter((each) => has(each)).length > 1) {
    yield {
      severity: 'warning',
      code: 'modifiers-add-up',
      message: `The modifiers of "${name}" together mean contains.`,
    };
  }
  const seen = new Set<string>();
  for (const { value } of values) {
    const key = has('cased', 're') ? String(value) : String(value).toLowerCase();
    if (seen.has(key))
      yield { severity: 'warning', code: 'duplicate-value', message: `"${name}" has "${value}" twice.` };
    seen.add(key);
  }
}

function* lintValue({ field, modifiers }: DetectionItem, { value, source }: DetectionValue): Iterable<Finding> {
  if (typeof value === 'boolean' && !/^(?:true|false)$/i.test(source)) {
    const message = `YAML 1.1 reads ${source} as ${value}.`;
    yield { severity: 'warning', code: 'yaml-boolean', message, hint: 'Put it in quotes if text is meant.' };
  }
  if ((typeof value === 'number' || typeof value === 'bigint') && /^[-+]?0[0-9xob_]|[:_]/i.test(source)) {
    const message = `YAML 1.1 reads ${source} as the number ${value}.`;
    yield { severity: 'warning', code: 'yaml-number', message, hint: 'Put it in quotes if text is meant.' };
  }
  const range = modifiers.map((name) => TIME_RANGES.get(name)).find((each) => each !== undefined);
  if (range && (Number(value) < range[0] || Number(value) > range[1])) {
    yield { severity: 'error', code: 'time-range', message: `${value} is no ${modifiers.join(' ')} of any time.` };
  }
  if (typeof value === 'string' && !modifiers.includes('re')) yield* lintText(field, modifiers, value);
}

function* lintText(field: string | null, modifiers: readonly string[], text: string): Iterable<Finding> {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  const plain = modifiers.every((name) => ['all', 'cased', 'neq'].includes(name));
  if (text === '' && (field === null || modifiers.includes('contains'))) {
    yield { severity: 'error', code: 'matches-everything', message: 'An empty text is found in every value.' };
  }
  if (text.includes('**')) {
    const fix = /(?<!\\)\*{2,}/.exec(text)?.[0];
    const message = `${shown} has two * in a row.`;
    yield {
      severity: 'warning',
      code: 'double-wildcard',
      message,
      ...(fix === undefined ? {} : { fix: { from: fix, to: '*' } }),
    };
  }
  if (/[\u0000-\u0008\u000b-\u001f]/.test(text)) {
    const message = `${shown} has a control character.`;
    yield { severity: 'warning', code: 'control-character', message, hint: 'Backslashes are plain in single quotes.' };
  }
  // The slip is one of Windows paths, which have plain backslashes, too.
  if (/(?<!\\)(?:\\\\)*\\\*/.test(text) && /\\[^*?\\]/.test(text)) {
    const message = `${shown} asks for a literal *, since a backslash is before it.`;
    yield { severity: 'warning', code: 'escaped-wildcard', message, hint: 'Write \\\\* for a backslash and any text.' };
  }
  const { parts } = parseSigmaString(text);
  const star = (at: number): boolean => {
    const part = parts.at(at);
    return part !== undefined && 'wildcard' in part && part.wildcard === '*';
  };
  if (plain && field !== null && parts.length === 1 && star(0)) {
    const message = 'A lone * asks for any value.';
    yield {
      severity: 'info',
      code: 'lone-wildcard',
      message,
      hint: 'Use |exists: true where an empty one counts, too.',
    };
  } else if (plain && field !== null && parts.length < 4 && parts.slice(1, -1).every((part) => 'text' in part)) {
    const modifier = star(0) && star(-1) ? 'contains' : star(0) ? 'endswith' : star(-1) ? 'startswith' : null;
    if (modifier && parts.length > 1) {
      const message = `The wildcards of ${shown} are what |${modifier} is for.`;
      yield { severity: 'info', code: 'wildcard-for-modifier', message };
    }
  }
  if (field !== null && URI_FIELDS.has(field) && parts.some((part) => 'wildcard' in part && part.wildcard === '?')) {
    const message = `The ? of ${shown} stands for any one character.`;
    yield { severity: 'info', code: 'question-mark', message, hint: 'Write \\? for the question mark of a query.' };
  }
}
