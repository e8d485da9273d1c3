import type { ChalkInstance } from 'chalk';
import type { ComparedSubject, Comparison, Fate } from '../case/reports/compare-reports.js';
import { groupBy } from '../platform/group-by.js';
import { severityLabel } from './severity-label.js';
import { fitted, wrapped } from './text/fitted.js';

/** Subjects of one fate that are listed; JSON has them all. */
const SHOWN = 50;

const TITLES: Readonly<Record<Fate, string>> = {
  'still-there': 'STILL THERE',
  new: 'NEW',
  'not-examined': 'NOT SEEN, BUT NOT EXAMINED AGAIN EITHER',
  gone: 'GONE',
};

/** The comparison of two reports for a reader: what still needs an answer comes first. */
export function* renderComparison({ subjects, lostCoverage }: Comparison, chalk: ChalkInstance): Iterable<string> {
  const byFate = groupBy(subjects, ({ fate }) => fate);
  for (const fate of Object.keys(TITLES) as readonly Fate[]) {
    const some = byFate.get(fate) ?? [];
    if (some.length === 0) continue;
    yield `${chalk.bold(TITLES[fate])}  ${some.length}\n`;
    for (const one of some.slice(0, SHOWN)) yield* subjectLines(one, chalk);
    if (some.length > SHOWN) yield `  … ${some.length - SHOWN} more in --format json\n`;
    yield '\n';
  }
  if (subjects.length === 0) yield 'Neither report has a finding.\n';
  if (lostCoverage.length === 0) return;
  yield `${chalk.bold.yellow('EXAMINED THEN, NOT NOW')}\n`;
  for (const { class: name, host, before, after } of lostCoverage) {
    yield `  ${host === null ? '' : `${host}: `}${name}: ${before} then, ${after} now\n`;
  }
}

function* subjectLines({ subject, text, serious }: ComparedSubject, chalk: ChalkInstance): Iterable<string> {
  const host = subject.host === null ? '' : `${subject.host}: `;
  const name = `${host}${subject.what} ${fitted(subject.name, 120)}`;
  yield `  ${severityLabel(subject.severity, chalk)}  ${serious ? chalk.bold(name) : name}\n`;
  for (const line of wrapped(text, '    ', '    ', 2)) yield `${line}\n`;
}
