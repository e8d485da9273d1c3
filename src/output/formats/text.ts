import { Chalk, type ChalkInstance } from 'chalk';
import type { Report } from '../../model/finding.js';
import { SEVERITIES } from '../../model/severity.js';
import { byteText, countText, timeText } from '../quantities.js';
import type { OutputFormat, RenderOptions } from '../renderer.js';
import { baselineText } from '../text/baseline-text.js';
import { knownGoodText } from '../text/known-good-text.js';
import { decisionsText } from '../text/decisions-text.js';
import { actionSummaries, coverageSummary, incidentSummaries, otherSummaries } from '../text/case-summary.js';
import { coverageText, notesText, questionsText, signaturesText } from '../text/coverage-text.js';
import { findingsText } from '../text/findings-text.js';
import { firstScreen } from '../text/first-screen.js';
import { actionsText, incidentsText, otherSubjectsText } from '../text/incident-text.js';

/** Items that the answer could not take into account. */
const SHOWN_MISSING = 20;

/**
 * The report for a reader in a hurry: the case on one screen; below it, in a line or two each, incidents, what belongs to none, what
 * to do and what was examined. `brief` ends after the first screen, `full` has all of it with its evidence.
 */
function* renderText(report: Report, { color, detail = 'normal' }: RenderOptions): Iterable<string> {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  yield `${chalk.bold(`afterpatch ${report.tool.version}`)}  ${collected(report)} · ${countsOf(report).join(', ') || 'no findings'}\n`;
  if (report.status === 'interrupted') yield `${chalk.red('INTERRUPTED: this is what had been found until then.')}\n`;
  yield '\n';
  yield* firstScreen(report, chalk);
  yield `${chalk.dim(`\n${NEXT[detail]}`)}\n`;
  if (detail === 'brief') return;
  yield '\n';
  yield* limitsText(report);
  yield* baselineText(report, chalk);
  yield* decisionsText(report, chalk);
  yield* knownGoodText(report, chalk);
  yield* detail === 'full' ? inFull(report, chalk) : summaries(report, chalk);
  yield* missingText(report, chalk);
  yield* signaturesText(report, chalk);
}

function* summaries(report: Report, chalk: ChalkInstance): Iterable<string> {
  yield* incidentSummaries(report, chalk);
  yield* otherSummaries(report, chalk);
  yield* actionSummaries(report, chalk);
  yield* coverageSummary(report, chalk);
  yield* notesText(report, chalk);
}

function* inFull(report: Report, chalk: ChalkInstance): Iterable<string> {
  yield* incidentsText(report, chalk);
  yield* otherSubjectsText(report, chalk);
  yield* actionsText(report, chalk);
  yield* findingsText(report, chalk);
  yield* coverageText(report, chalk);
  yield* notesText(report, chalk);
  yield* questionsText(report, chalk);
}

const NEXT = {
  brief:
    'More: --detail normal, or full for every finding with its evidence; afterpatch explain <finding> --report <json>',
  normal:
    'Below: incidents, other findings, what to do, coverage. More: --detail full; afterpatch explain <finding> --report <json>',
  full: 'Below: incidents, other findings, what to do, every finding with its evidence, coverage',
} as const;

function collected({ coverage, hosts }: Report): string {
  const servers = hosts.length === 0 ? 'server not named' : hosts.join(', ');
  return `${servers} · ${countText(coverage.files, 'file')}, ${byteText(coverage.bytes)}`;
}

/** What the hunt was told that keeps something out of the report, or makes it look milder. */
function* limitsText({ parameters: { since, until, own } }: Report): Iterable<string> {
  const [from, to] = [since && `from ${timeText(since)}`, until && `until ${timeText(until)}`];
  const period = [from, to].filter(Boolean).join(' ');
  if (period !== '') yield `Only requests ${period} were looked at.\n`;
  if (own.length > 0) yield `Taken for one's own, and judged more mildly: ${own.join(', ')}.\n`;
  if (period !== '' || own.length > 0) yield '\n';
}

/** What the verdict could not take into account, apart from questions that are listed by themselves. */
function* missingText(
  { verdict: { missing }, coverage: { questions } }: Report,
  chalk: ChalkInstance,
): Iterable<string> {
  const items = missing.filter((item) => !questions.some(({ question }) => item.includes(question)));
  if (items.length === 0) return;
  yield `${chalk.bold('WHAT THE ANSWER COULD NOT TAKE INTO ACCOUNT')}\n`;
  for (const item of items.slice(0, SHOWN_MISSING)) yield `  - ${item}\n`;
  if (items.length > SHOWN_MISSING) yield `  … ${items.length - SHOWN_MISSING} more in --format json\n`;
  yield '\n';
}

/** How many findings there are of each severity, the most severe first. */
function countsOf({ findings }: Report): string[] {
  const open = findings.filter(({ decision }) => decision === undefined);
  const suppressed = findings.length - open.length;
  const counts = [...SEVERITIES]
    .reverse()
    .map((severity) => ({ severity, count: open.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  return suppressed === 0 ? counts : [...counts, `${suppressed} suppressed`];
}

export default {
  purpose: 'for a reader in a hurry: the case on one screen, incidents and coverage below it',
  forPeople: true,
  render: renderText,
} satisfies OutputFormat;
