import type { ChalkInstance } from 'chalk';
import { compareText } from '../platform/order.js';
import { safeText } from '../platform/safe-text.js';
import { countText } from './quantities.js';

/** What YARA rules matched in the files of a collection. */
export interface TriedYara {
  readonly scanned: number;
  readonly notRead: readonly string[];
  readonly rules: readonly {
    readonly rule: string;
    readonly title: string;
    readonly files: readonly {
      readonly path: string;
      readonly view: string;
      readonly strings: readonly { readonly string: string; readonly line: number | null; readonly text: string }[];
    }[];
  }[];
}

/** How many files each rule matched, by extension, folder, string and text, and the first of them. */
export function* renderTriedYara({ rules, scanned }: TriedYara, top: number, chalk: ChalkInstance): Iterable<string> {
  for (const { rule, title, files } of rules) {
    yield `\n${chalk.bold(safeText(title))}  ${chalk.dim(safeText(rule))}\n${countText(files.length, 'file')}\n`;
    if (files.length === 0) continue;
    yield* counts(
      'extension',
      files.map(({ path }) => path.slice(path.lastIndexOf('.') + 1).toLowerCase()),
      top,
      chalk,
    );
    yield* counts(
      'folder',
      files.map(({ path }) => path.slice(0, Math.max(path.lastIndexOf('/'), 0))),
      top,
      chalk,
    );
    yield* counts(
      'string',
      files.flatMap(({ strings }) => [...new Set(strings.map(({ string, text }) => `${string} ${text}`))]),
      top,
      chalk,
    );
    for (const { path, view, strings } of files.slice(0, top)) {
      const lines = [...new Set(strings.flatMap(({ line }) => line ?? []))].slice(0, 5);
      yield `  ${safeText(path, 400)}${lines.length > 0 ? `:${lines.join(',')}` : ''}${view === 'raw' ? '' : ` (only decoded: ${view})`}\n`;
    }
    if (files.length > top) yield `  … and ${files.length - top} more\n`;
  }
  yield `\n${countText(scanned, 'file')} scanned\n`;
}

function* counts(name: string, values: readonly string[], top: number, chalk: ChalkInstance): Iterable<string> {
  const counted = new Map<string, number>();
  for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1);
  yield `${chalk.bold(name)}\n`;
  const sorted = [...counted].sort(([a, one], [b, other]) => other - one || compareText(a, b));
  for (const [value, count] of sorted.slice(0, top)) yield `${String(count).padStart(10)}  ${safeText(value, 200)}\n`;
}
