import type { ChalkInstance } from 'chalk';
import type { RuleCost } from '../engine/measure/rule-cost.js';
import { safeText } from '../platform/safe-text.js';

const SHOWN = 30;

/** What rules cost, the worst first, and those that are asked of every line by name. */
export function* renderRuleCosts(costs: readonly RuleCost[], chalk: ChalkInstance): Iterable<string> {
  for (const [language, unit] of [
    ['sigma', 'µs a record'],
    ['yara', 'µs a MB'],
  ] as const) {
    const own = costs.filter((one) => one.language === language);
    if (own.length === 0) continue;
    yield `\n${chalk.bold(`${language === 'sigma' ? 'Sigma' : 'YARA'} rules by cost`)}\n`;
    for (const { rule, microseconds, asked, literals } of own.slice(0, SHOWN)) {
      const share =
        asked === null
          ? ''
          : asked === 1
            ? chalk.red('  of every line')
            : `  of ${(asked * 100).toFixed(3)} % of lines`;
      const words =
        literals === null
          ? ''
          : chalk.dim(
              `  ${literals
                .slice(0, 4)
                .map((text) => JSON.stringify(safeText(text, 40)))
                .join(' ')}`,
            );
      yield `${microseconds.toFixed(1).padStart(10)} ${unit}${share}  ${safeText(rule)}${words}\n`;
    }
    if (own.length > SHOWN) yield `${'…'.padStart(10)} ${own.length - SHOWN} more\n`;
  }
}
