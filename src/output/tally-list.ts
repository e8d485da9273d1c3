import type { ChalkInstance } from 'chalk';
import type { TallyGroup, TallyKeys, TallyPart } from '../engine/logs/matches/match-tally.js';
import { unpackRecord } from '../engine/logs/record-cells.js';
import { isoTime } from '../formats/log-line/line-time.js';
import { safeText } from '../platform/safe-text.js';
import { csvLine } from './csv-line.js';
import { countText } from './quantities.js';

const LENGTH = 200;

/** When records were, as text. */
export function spanText({ first, last }: Pick<TallyGroup, 'first' | 'last'>): string {
  if (first === null || last === null) return 'at no known time';
  return first === last ? `at ${isoTime(first)}` : `${isoTime(first)} to ${isoTime(last)}`;
}

/** How many records a rule matched, by values of each key, the most frequent first. */
export function* renderTally(part: TallyPart, keys: TallyKeys, top: number, chalk: ChalkInstance): Iterable<string> {
  yield `${countText(part.count, 'record')}, ${spanText(part)}\n`;
  for (const [at, key] of keys.entries()) {
    const own = part.groups[at];
    if (own === undefined || own.groups.every(({ values }) => values.every((value) => value === null))) continue;
    yield `\n${chalk.bold(key.map((name) => safeText(name)).join(', '))}: ${countText(own.groups.length, 'value')}${own.beyond > 0 ? ` and ${own.beyond} records with others` : ''}\n`;
    for (const group of own.groups.slice(0, top)) {
      yield `${String(group.count).padStart(10)}  ${valuesText(group)}  ${chalk.dim(spanText(group))}\n`;
    }
    if (own.groups.length > top) yield `${'…'.padStart(10)}  ${own.groups.length - top} more\n`;
  }
}

/** The first records themselves. */
export function* renderExamples(part: TallyPart, most: number): Iterable<string> {
  for (const record of part.examples.slice(0, most).map(unpackRecord)) {
    const fields = Object.entries(record.fields).flatMap(([name, value]) =>
      value === null ? [] : [`${safeText(name)}=${safeText(value, LENGTH)}`],
    );
    yield `${safeText(record.path ?? '', LENGTH)}${record.line === null ? '' : `:${record.line}`}  ${fields.join('  ')}\n`;
  }
}

/** A line for each group of one key, with a header. */
export function* renderTallyCsv(
  part: TallyPart | undefined,
  key: readonly string[],
  at: number,
  top: number,
): Iterable<string> {
  yield csvLine([...key, 'count', 'first', 'last']);
  for (const { values, count, first, last } of part?.groups[at]?.groups.slice(0, top) ?? []) {
    yield csvLine([
      ...values.map((value) => value ?? ''),
      String(count),
      first === null ? '' : (isoTime(first) ?? ''),
      last === null ? '' : (isoTime(last) ?? ''),
    ]);
  }
}

/** The same as data. */
export function tallyJson(part: TallyPart, keys: TallyKeys, top: number) {
  return {
    count: part.count,
    first: part.first === null ? null : isoTime(part.first),
    last: part.last === null ? null : isoTime(part.last),
    by: keys.map((fields, at) => ({
      fields,
      values: part.groups[at]?.groups.length ?? 0,
      beyond: part.groups[at]?.beyond ?? 0,
      top: (part.groups[at]?.groups ?? []).slice(0, top).map(({ values, count, first, last }) => ({
        values,
        count,
        first: first === null ? null : isoTime(first),
        last: last === null ? null : isoTime(last),
      })),
    })),
    examples: part.examples.map(unpackRecord),
  };
}

function valuesText({ values }: TallyGroup): string {
  return values.map((value) => (value === null ? '-' : safeText(value, LENGTH))).join('  ');
}
