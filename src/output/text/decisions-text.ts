import type { ChalkInstance } from 'chalk';
import type { DecisionEntry, Report } from '../../model/finding.js';
import { countText } from '../quantities.js';
import { fitted, WIDTH, wrapped } from './fitted.js';

const SHOWN = 50;

const STATES: Readonly<Record<DecisionEntry['state'], string>> = {
  used: 'holds',
  unused: 'unused',
  expired: 'expired',
  'too-broad': 'too broad',
  lapsed: 'lapsed',
};

/** What became of a decision, in a few words: `is unused: nothing is as it says.` */
export function decisionText(state: DecisionEntry['state'], until: string): string {
  const texts: Readonly<Record<DecisionEntry['state'], string>> = {
    used: 'holds in part.',
    unused: 'is unused: nothing found is as it says.',
    expired: `expired on ${until}: it suppresses nothing.`,
    'too-broad': 'is too broad: it suppresses nothing.',
    lapsed: 'lapsed: what it is about is another thing now, or graver.',
  };
  return texts[state];
}

/** How much decisions suppress, in a line; empty where nobody decided anything. */
export function decisionCounts({ decisions }: Report): string {
  if (decisions === undefined) return '';
  const others = (['lapsed', 'expired', 'unused', 'too-broad'] as const).flatMap((state) => {
    const count = decisions.entries.filter((one) => one.state === state).length;
    return count === 0 ? [] : [`${count} ${STATES[state]}`];
  });
  const wide = decisions.entries.filter((one) => one.wide && one.state === 'used').length;
  const states = [...(wide === 0 ? [] : [`${wide} wide`]), ...others].join(', ');
  return `${countText(decisions.suppressed, 'finding')} suppressed; ${countText(decisions.entries.length, 'decision')}${states === '' ? '' : `: ${states}`}`;
}

/** Every decision with what became of it; those that do not simply hold come first. */
export function* decisionsText({ decisions }: Report, chalk: ChalkInstance): Iterable<string> {
  if (decisions === undefined) return;
  yield `${chalk.bold('DECISIONS')}  ${chalk.dim(`as of ${decisions.asOf}`)}\n`;
  const sorted = [...decisions.entries].sort((a, b) => Number(isQuiet(a)) - Number(isQuiet(b)) || a.entry - b.entry);
  for (const one of sorted.slice(0, SHOWN)) yield* entryLines(one, chalk);
  if (sorted.length > SHOWN) yield `  … ${sorted.length - SHOWN} more in --format json\n`;
  yield '\n';
}

function isQuiet({ state, note }: DecisionEntry): boolean {
  return state === 'used' && note === null;
}

function* entryLines(one: DecisionEntry, chalk: ChalkInstance): Iterable<string> {
  const { line, what, state, suppressed, wide, reason, by, until, note } = one;
  const word = STATES[state].padEnd(9);
  const head = `  ${isQuiet(one) ? word : chalk.yellow(word)}  line ${line}: `;
  const tail = `  ${countText(suppressed, 'finding')}${wide && suppressed > 0 ? ', wide' : ''}`;
  yield `${head}${fitted(what, Math.max(20, WIDTH - 13 - `line ${line}: `.length - tail.length))}${tail}\n`;
  for (const text of wrapped(`${reason} (${by}, until ${until})`, '             ', '             ', 3))
    yield `${text}\n`;
  if (note !== null) for (const text of wrapped(note, '             ', '             ')) yield `${text}\n`;
}
