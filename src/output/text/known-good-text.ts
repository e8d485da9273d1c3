import type { ChalkInstance } from 'chalk';
import type { Report } from '../../model/finding.js';
import { countText } from '../quantities.js';
import { severityLabel } from '../severity-label.js';
import { fitted, WIDTH } from './fitted.js';

const SHOWN = 10;

/** What baselines of one's own servers said, in a line. */
export function knownGoodCounts({ knownGood }: Report): string {
  if (knownGood === undefined) return '';
  const { sources, same, differing, recognised } = knownGood;
  const hosts = [...new Set(sources.flatMap((source) => source.hosts))].join(', ');
  return `${countText(sources.length, 'baseline')}${hosts === '' ? '' : ` (${hosts})`}: ${countText(same, 'file')} as there, ${differing} otherwise, ${countText(recognised.length, 'finding')} known from there`;
}

/** What is known from baselines, and what differs from them. */
export function* knownGoodText(report: Report, chalk: ChalkInstance): Iterable<string> {
  const { knownGood } = report;
  if (knownGood === undefined) return;
  yield `${chalk.bold('KNOWN GOOD')}  ${knownGoodCounts(report)}\n`;
  for (const { host, path } of knownGood.differingFiles.slice(0, SHOWN))
    yield `  ${chalk.yellow('otherwise')}  ${fitted(`${host === null ? '' : `${host}: `}${path}`, WIDTH - 13)}\n`;
  if (knownGood.differing > SHOWN) yield `  … ${knownGood.differing - SHOWN} more otherwise in --format json\n`;
  for (const { severity, host, title, place } of knownGood.recognised.slice(0, SHOWN)) {
    const room = WIDTH - 13 - severity.length - 2;
    yield `  known      ${severityLabel(severity, chalk)}  ${fitted(`${host === null ? '' : `${host}: `}${title}: ${place}`, room)}\n`;
  }
  if (knownGood.recognised.length > SHOWN)
    yield `  … ${knownGood.recognised.length - SHOWN} more known in --format json\n`;
  yield '\n';
}
