import type { ChalkInstance } from 'chalk';
import { safeText } from '../platform/safe-text.js';
import { decidingItems, type SeenText, type Trace, type TracedValue } from '../signatures/sigma/why/trace.js';

/** Values of one item, and texts of one field, that are shown unless one of them decides. */
const SHOWN = 8;
const LENGTH = 300;

/** A trace as a tree, a part each line: whether it holds, what was compared, and a mark where the answer hangs on it. */
export function* renderTrace(trace: Trace, chalk: ChalkInstance, indent = ''): Iterable<string> {
  const mark = trace.holds ? chalk.green('true ') : chalk.red('false');
  const decides = trace.decides ? chalk.bold(' <-') : '';
  if (trace.type !== 'item') {
    yield `${indent}${mark} ${safeText(trace.label)}${decides}\n`;
    for (const operand of trace.operands) yield* renderTrace(operand, chalk, `${indent}  `);
    return;
  }
  yield `${indent}${mark} ${safeText(trace.label)}${trace.all ? ' (all values)' : ''}${decides}\n`;
  const inner = `${indent}        `;
  const told = trace.values.filter(({ holds }, at) => holds || at < SHOWN);
  for (const value of told) yield `${inner}${valueText(value)}\n`;
  if (told.length < trace.values.length)
    yield `${inner}… and ${trace.values.length - told.length} values that do not hold\n`;
  yield `${inner}${chalk.dim(`record has ${seenText(trace.seen, trace.isNull)}`)}\n`;
}

function valueText({ written, holds, forms, otherField, of }: TracedValue): string {
  const found = of.length === 0 ? '' : ` in ${of.map(textOf).join(' and ')}`;
  const as =
    forms.length === 0 ? '' : ` as ${forms.map((form) => JSON.stringify(safeText(form, LENGTH))).join(' or ')}`;
  const what =
    otherField === null
      ? `${JSON.stringify(safeText(written, LENGTH))}${as}`
      : `${safeText(otherField.name)}, which has ${seenText(otherField.seen, false)}`;
  return `${holds ? 'holds' : 'no   '} ${what}${found}`;
}

function seenText(seen: readonly SeenText[] | null, isNull: boolean): string {
  if (seen === null) return 'no such field';
  if (seen.length === 0) return isNull ? 'null (-)' : 'no text';
  const more = seen.length > SHOWN ? ` … and ${seen.length - SHOWN} more` : '';
  return seen.slice(0, SHOWN).map(textOf).join(', ') + more;
}

function textOf({ text, as }: SeenText): string {
  return `${JSON.stringify(safeText(text, LENGTH))} (${as})`;
}

/** In one sentence, what the answer hangs on. */
export function decisionText(trace: Trace): string {
  const items = decidingItems(trace);
  const shown = items.slice(0, SHOWN).map((item) => {
    const answer = item.holds
      ? 'holds'
      : item.seen === null
        ? 'does not hold: the record has no such field'
        : 'does not hold';
    return `${safeText(item.label)} (line ${item.position.line}) ${answer}`;
  });
  const more = items.length > shown.length ? `, and ${items.length - shown.length} more` : '';
  return shown.length === 0 ? 'Nothing is asked of the record.' : `Decided by: ${shown.join(', ')}${more}.`;
}
