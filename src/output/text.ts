import { Chalk, type ChalkInstance } from 'chalk';
import type {
  Answer,
  CoverageClass,
  CoverageEntry,
  Finding,
  OpenQuestion,
  Report,
  ServerVerdict,
} from '../model/finding.js';
import { SEVERITIES } from '../model/severity.js';
import { groupBy } from '../platform/group-by.js';
import { fileTimes, renderFindingText } from './finding-text.js';
import { problemText } from './problem-text.js';
import { byteText, countText, numberText, timeText } from './quantities.js';
import type { RenderOptions } from './renderer.js';
import { severityLabel } from './severity-label.js';

/** Entries of the coverage ledger shown a code; JSON has them all. */
const SHOWN_ENTRIES_PER_CODE = 5;
/** Findings of one rule shown on one server; JSON has them all. */
const SHOWN_FINDINGS_PER_RULE = 20;
/** Signatures that did not load. */
const SHOWN_PROBLEMS = 20;
/** Items of one list of the verdict. */
const SHOWN_IN_VERDICT = 20;

/** The report for a reader in a hurry: the answer in a line, findings, what was not examined, and last the verdict. */
export function* renderText(report: Report, { color }: RenderOptions): Iterable<string> {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  yield `${chalk.bold(`afterpatch ${report.tool.version}`)}  ${collected(report)}\n`;
  if (report.status === 'interrupted') yield `${chalk.red('INTERRUPTED: this is what had been found until then.')}\n`;
  yield `${answerText(report.verdict.answer, chalk)}  ${countsOf(report).join(', ') || 'no findings'}; the verdict is at the end\n`;
  yield* notExaminedText(report, chalk);
  yield '\n';
  yield* limitsText(report);
  yield* findingsText(report, chalk);
  yield* coverageText(report, chalk);
  yield* questionsText(report, chalk);
  yield* signaturesText(report, chalk);
  yield* verdictText(report, chalk);
}

function collected({ coverage, hosts }: Report): string {
  const servers = hosts.length === 0 ? 'server not named' : hosts.join(', ');
  return `${servers} · ${countText(coverage.files, 'file')}, ${byteText(coverage.bytes)}`;
}

/** What stands beside every answer: what it could not see. */
function* notExaminedText({ verdict }: Report, chalk: ChalkInstance): Iterable<string> {
  for (const item of verdict.notExamined.slice(0, SHOWN_IN_VERDICT))
    yield `  ${chalk.yellow('not examined')}  ${item}\n`;
  const more = verdict.notExamined.length - SHOWN_IN_VERDICT;
  if (more > 0) yield `  … ${more} more, under NOTES ON COVERAGE\n`;
}

/** What the hunt was told that keeps something out of the report, or makes it look milder. */
function* limitsText({ parameters: { since, until, own } }: Report): Iterable<string> {
  const [from, to] = [since && `from ${timeText(since)}`, until && `until ${timeText(until)}`];
  const period = [from, to].filter(Boolean).join(' ');
  if (period !== '') yield `Only requests ${period} were looked at.\n`;
  if (own.length > 0) yield `Taken for one's own, and judged more mildly: ${own.join(', ')}.\n`;
  if (period !== '' || own.length > 0) yield '\n';
}

/** Findings in their order; of a rule that found the same in very many places, the first ones and how many more there are. */
function* findingsText({ findings }: Report, chalk: ChalkInstance): Iterable<string> {
  const shown = new Map<string, number>();
  const left = new Map<string, { readonly finding: Finding; readonly count: number }>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.host, finding.rule.id, finding.severity]);
    const count = shown.get(key) ?? 0;
    shown.set(key, count + 1);
    if (count < SHOWN_FINDINGS_PER_RULE) yield `${renderFindingText(finding, chalk)}\n`;
    else left.set(key, { finding, count: count + 1 - SHOWN_FINDINGS_PER_RULE });
  }
  if (left.size === 0) return;
  yield `${chalk.bold('MORE FINDINGS')}  in --format json\n`;
  for (const { finding, count } of left.values()) {
    const server = finding.host === null ? '' : `${finding.host}: `;
    yield `  ${server}${count} more ${severityLabel(finding.severity, chalk)}  ${finding.title}  ${chalk.dim(finding.rule.id)}\n`;
  }
  yield '\n';
}

function* coverageText({ coverage }: Report, chalk: ChalkInstance): Iterable<string> {
  yield `${chalk.bold('EXAMINED')}\n`;
  for (const row of coverage.classes) yield `  ${classText(row, chalk)}\n`;
  const byCode = new Map<string, CoverageEntry[]>();
  // Signatures have a section of their own.
  for (const entry of coverage.entries.filter(({ code }) => code !== 'signature-left-out'))
    byCode.set(entry.code, [...(byCode.get(entry.code) ?? []), entry]);
  if (byCode.size > 0) yield `\n${chalk.bold('NOTES ON COVERAGE')}\n`;
  for (const [code, entries] of byCode) {
    for (const entry of entries.slice(0, SHOWN_ENTRIES_PER_CODE)) yield `  ${entryText(entry, chalk)}\n`;
    const more = entries.length - SHOWN_ENTRIES_PER_CODE;
    if (more > 0) yield chalk.dim(`  … ${more} more of ${code}; --format json lists them\n`);
  }
  yield '\n';
}

function classText(row: CoverageClass, chalk: ChalkInstance): string {
  const name = row.class.padEnd(18);
  const host = row.host === null ? '' : `${row.host}  `;
  if (row.state === 'absent') return `${chalk.yellow('not examined')}  ${name} ${host}none collected`;
  if (row.state === 'not-examined') {
    const there = `${countText(row.artifacts, 'file')}, ${byteText(row.bytes)}, which this version does not read`;
    return `${chalk.yellow('not examined')}  ${name} ${host}${there}`;
  }
  const records = row.records === null ? '' : `, ${countText(row.records, 'record')}`;
  const span = [row.firstRecord, row.lastRecord].flatMap((time) => (time === null ? [] : timeText(time))).join(' to ');
  const state = row.state === 'partial' ? chalk.yellow('in part     ') : 'examined    ';
  return `${state}  ${name} ${host}${countText(row.artifacts, 'file')}, ${byteText(row.bytes)}${records}${span === '' ? '' : `, ${span}`}`;
}

function entryText(entry: CoverageEntry, chalk: ChalkInstance): string {
  const place = entry.positions[0];
  const at = place?.line == null ? '' : `:${place.line}${place.column === null ? '' : `:${place.column}`}`;
  const count = entry.count > 1 ? ` (${numberText(entry.count)} in all)` : '';
  const code = entry.incomplete ? chalk.yellow(entry.code) : chalk.dim(entry.code);
  return `${code}  ${entry.message}${count}${entry.path === null ? '' : `  ${entry.path}${at}`}`;
}

function* questionsText({ coverage }: Report, chalk: ChalkInstance): Iterable<string> {
  if (coverage.questions.length === 0) return;
  yield `${chalk.bold('OPEN QUESTIONS')}\n`;
  for (const [question, ...same] of groupBy(coverage.questions, sameQuestion).values()) {
    if (question === undefined) continue;
    const servers = [question, ...same].flatMap(({ host }) => host ?? []);
    yield `  ${chalk.yellow('?')} ${servers.length === 0 ? '' : `${servers.join(', ')}: `}${question.question} ${question.reason}\n`;
    if (question.collect.length > 0) yield `    collect ${question.collect.join(', ')}\n`;
    if (question.collectors.length > 0) yield `    with    ${question.collectors.join(', ')}\n`;
  }
  yield '\n';
}

/** Several servers leave the same question open: it is asked once. */
function sameQuestion({ host: _, ...question }: OpenQuestion): string {
  return JSON.stringify(question);
}

function* signaturesText({ signatures }: Report, chalk: ChalkInstance): Iterable<string> {
  const { yara, sigma, detectors } = signatures.loaded;
  const rules = (count: number, kind: string) => (count === 0 ? `no ${kind} rule` : countText(count, `${kind} rule`));
  yield `${chalk.bold('SIGNATURES')}  ${rules(yara, 'YARA')}, ${rules(sigma, 'Sigma')}, ${countText(detectors, 'detector')}\n`;
  if (signatures.notLoaded.length === 0 && (yara === 0 || sigma === 0))
    yield '  Rules are loaded where there is something to read with them.\n';
  for (const problem of signatures.notLoaded.slice(0, SHOWN_PROBLEMS)) {
    yield `  ${chalk.yellow('left out')}  ${problemText(problem)}\n`;
  }
  const more = signatures.notLoaded.length - SHOWN_PROBLEMS;
  if (more > 0) yield chalk.dim(`  … ${more} more left out; --format json lists them\n`);
  yield '\n';
}

function* verdictText(report: Report, chalk: ChalkInstance): Iterable<string> {
  const { verdict, parameters, coverage } = report;
  const { patchedOn } = parameters;
  const patched = patchedOn === null ? '' : `  (patched on ${timeText(patchedOn)})`;
  yield `${chalk.bold('VERDICT')}  ${answerText(verdict.answer, chalk)}${patched}\n`;
  yield `  ${verdict.summary}\n`;
  yield* notExaminedText(report, chalk);
  if (verdict.servers.length > 1) {
    for (const { host, answer } of verdict.servers)
      yield `    - ${host ?? 'server not named'}: ${answerText(answer, chalk)}\n`;
  }
  const counts = countsOf(report);
  if (counts.length > 0) yield `  Findings: ${counts.join(', ')}\n`;
  if (patchedOn === null) {
    yield* verdictList('How they got in', report, ({ gotIn }) => gotIn);
    yield* verdictList('What was left', report, ({ left }) => left);
    yield* verdictList('What was used', report, ({ used }) => used);
  } else {
    yield* verdictList('How they got in before the patch', report, ({ gotIn }) => gotIn);
    yield* verdictList('What was left', report, ({ left }) => left);
    yield* verdictList('What was used before the patch only', report, ({ gotIn, used, usedAfterwards }) =>
      used.filter((fingerprint) => !gotIn.includes(fingerprint) && !usedAfterwards.includes(fingerprint)),
    );
    yield* verdictList('What was used after the patch', report, ({ usedAfterwards }) => usedAfterwards);
  }
  if (verdict.missing.length > 0) {
    yield '  What this verdict could not take into account\n';
    const { questions } = coverage;
    const asked = (item: string) => questions.some(({ question }) => item.includes(question));
    for (const item of verdict.missing.filter((one) => !asked(one))) yield `    - ${item}\n`;
    const { size } = groupBy(questions, sameQuestion);
    if (size > 0) yield `    - ${countText(size, 'open question')}, listed above\n`;
  }
}

function answerText(answer: Answer, chalk: ChalkInstance): string {
  const colors: Readonly<Record<Answer, (text: string) => string>> = {
    'persistence-survived-the-patch': chalk.red.bold,
    compromised: chalk.red.bold,
    'probably-exploited': chalk.red,
    'to-be-explained': chalk.yellow,
    'attempts-only': chalk.yellow,
    'not-assessable': chalk.yellow,
    'nothing-found': chalk.green,
  };
  return colors[answer](answer.replaceAll('-', ' '));
}

/** How many findings there are of each severity, the most severe first. */
function countsOf({ findings }: Report): string[] {
  return [...SEVERITIES]
    .reverse()
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
}

/** One line for each place, named by its first finding, server by server. */
function* verdictList(
  title: string,
  { verdict, findings }: Report,
  listOf: (server: ServerVerdict) => readonly string[],
): Iterable<string> {
  const named = verdict.servers.flatMap((server) => {
    // What nothing names a server for is of the only one.
    const here = findings.filter(({ host }) => verdict.servers.length === 1 || host === server.host);
    const byFingerprint = new Map(here.map((finding) => [finding.fingerprint, finding]));
    return listOf(server).flatMap((fingerprint) => byFingerprint.get(fingerprint) ?? []);
  });
  if (named.length === 0) return;
  yield `  ${title}\n`;
  const subjects = [...groupBy(named, subjectOf).values()];
  for (const [lead, ...others] of subjects.slice(0, SHOWN_IN_VERDICT)) {
    if (lead === undefined) continue;
    const server = lead.host === null ? '' : `${lead.host}: `;
    const more = others.length === 0 ? '' : ` (and ${countText(others.length, 'more finding')})`;
    yield `    - ${server}${lead.title}: ${whatOf(lead)}${whenOf(lead)}${more}\n`;
  }
  const further = subjects.length - SHOWN_IN_VERDICT;
  if (further > 0) yield `    … ${further} more, above and in --format json\n`;
}

/** Findings about one file are one item; about configuration, and requests, each is its own. */
function subjectOf(finding: Finding): string {
  return `${finding.host} ${isFile(finding) ? finding.artifact.windowsPath : finding.fingerprint}`;
}

/** A file by its path; anything else by what is said of it. */
function whatOf(finding: Finding): string {
  return (isFile(finding) ? finding.artifact.windowsPath : null) ?? finding.message.text;
}

function whenOf(finding: Finding): string {
  const changed = fileTimes(finding)?.modified ?? null;
  if (changed !== null) return `, file changed ${timeText(changed)}`;
  const seen = [finding.firstSeen, finding.lastSeen].filter((time) => time !== null);
  return seen.length === 0 ? '' : `, ${[...new Set(seen)].map(timeText).join(' to ')}`;
}

function isFile({ artifact }: Finding): boolean {
  return artifact.windowsPath !== null && !artifact.kind.endsWith('-config');
}
