import type { ChalkInstance } from 'chalk';
import type { Finding, Report } from '../../model/finding.js';
import { severityLabel } from '../severity-label.js';
import { cut, WIDTH, wrapped } from './fitted.js';

/** Findings of each kind that are listed; `--format json` has all. */
const SHOWN = 20;
const SHOWN_FINGERPRINT = 12;

/** `3 new, 1 changed, 53 known, 2 gone`: what is against an earlier report, in a line. */
export function baselineCounts({ baseline, findings }: Report): string {
  if (baseline === undefined) return '';
  const { changed, known, gone, notExamined } = baseline;
  const narrowed = findings.length < baseline.new + changed + known;
  return [
    `${baseline.new} new`,
    ...(changed > 0 ? [`${changed} changed`] : []),
    `${known} known${narrowed ? ' (not listed)' : ''}`,
    `${gone} gone`,
    ...(notExamined > 0 ? [`${notExamined} not examined again`] : []),
  ].join(', ');
}

/** What is new, changed and gone against an earlier report, a line each. */
export function* baselineText(report: Report, chalk: ChalkInstance): Iterable<string> {
  const { baseline, findings } = report;
  if (baseline === undefined) return;
  yield `${chalk.bold('AGAINST THE EARLIER REPORT')}  ${baselineCounts(report)}\n`;
  for (const note of baseline.notes) for (const line of wrapped(note, '  ', '  ')) yield `${line}\n`;
  for (const state of ['new', 'changed'] as const) {
    const some = findings.filter((finding) => finding.baselineState === state);
    yield* listed(
      some.map((finding) => ({ ...finding, text: finding.message.text })),
      state,
      chalk,
    );
  }
  for (const state of ['gone', 'not-examined'] as const) {
    yield* listed(
      baseline.missing.filter((one) => one.state === state),
      state.replace('-', ' '),
      chalk,
    );
  }
  yield '\n';
}

type Listed = Pick<Finding, 'host' | 'severity' | 'title' | 'fingerprint'> & { readonly text: string };

function* listed(some: readonly Listed[], word: string, chalk: ChalkInstance): Iterable<string> {
  for (const { host, severity, title, text, fingerprint } of some.slice(0, SHOWN)) {
    const mark = `  ${fingerprint.slice(0, SHOWN_FINGERPRINT)}`;
    const said = `${host === null ? '' : `${host}: `}${title}: ${text}`;
    const room = WIDTH - 2 - word.length - 2 - severity.length - 2 - mark.length;
    yield `  ${word}  ${severityLabel(severity, chalk)}  ${cut(said, room)}${chalk.dim(mark)}\n`;
  }
  if (some.length > SHOWN) yield `  … ${some.length - SHOWN} more ${word} in --format json\n`;
}
