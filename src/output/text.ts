import { Chalk, type ChalkInstance } from 'chalk';
import type { CoverageClass, CoverageEntry, Finding, Report } from '../model/finding.js';
import { SEVERITIES } from '../model/severity.js';
import { groupBy } from '../platform/group-by.js';
import { renderFindingText } from './finding-text.js';
import { byteText, countText } from './quantities.js';
import type { RenderOptions } from './renderer.js';

/** Entries of the coverage ledger shown a code; JSON has them all. */
const SHOWN_ENTRIES_PER_CODE = 5;

/** The report for a reader in a hurry: findings, what was not examined, and last the verdict. */
export function* renderText(report: Report, { color }: RenderOptions): Iterable<string> {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  yield `${chalk.bold(`afterpatch ${report.tool.version}`)}  ${collected(report)}\n`;
  if (report.status === 'interrupted') yield `${chalk.red('INTERRUPTED: this is what had been found until then.')}\n`;
  yield '\n';
  for (const finding of report.findings) yield `${renderFindingText(finding, chalk)}\n`;
  yield* coverageText(report, chalk);
  yield* questionsText(report, chalk);
  yield* signaturesText(report, chalk);
  yield* verdictText(report, chalk);
}

function collected({ coverage, hosts }: Report): string {
  const servers = hosts.length === 0 ? 'server not named' : hosts.join(', ');
  return `${servers} · ${countText(coverage.files, 'file')}, ${byteText(coverage.bytes)}`;
}

function* coverageText({ coverage }: Report, chalk: ChalkInstance): Iterable<string> {
  yield `${chalk.bold('EXAMINED')}\n`;
  for (const row of coverage.classes) yield `  ${classText(row, chalk)}\n`;
  const byCode = new Map<string, CoverageEntry[]>();
  for (const entry of coverage.entries) byCode.set(entry.code, [...(byCode.get(entry.code) ?? []), entry]);
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
  const state = row.state === 'partial' ? chalk.yellow('in part     ') : 'examined    ';
  return `${state}  ${name} ${host}${countText(row.artifacts, 'file')}, ${byteText(row.bytes)}${records}`;
}

function entryText(entry: CoverageEntry, chalk: ChalkInstance): string {
  const place = entry.positions[0];
  const at = place?.line == null ? '' : `:${place.line}${place.column === null ? '' : `:${place.column}`}`;
  const count = entry.count > 1 ? ` (${entry.count} times)` : '';
  const code = entry.incomplete ? chalk.yellow(entry.code) : chalk.dim(entry.code);
  return `${code}  ${entry.message}${count}${entry.path === null ? '' : `  ${entry.path}${at}`}`;
}

function* questionsText({ coverage }: Report, chalk: ChalkInstance): Iterable<string> {
  if (coverage.questions.length === 0) return;
  yield `${chalk.bold('OPEN QUESTIONS')}\n`;
  for (const question of coverage.questions) {
    yield `  ${chalk.yellow('?')} ${question.host === null ? '' : `${question.host}: `}${question.question} ${question.reason}\n`;
    if (question.collect.length > 0) yield `    collect ${question.collect.join(', ')}\n`;
    if (question.collectors.length > 0) yield `    with    ${question.collectors.join(', ')}\n`;
  }
  yield '\n';
}

function* signaturesText({ signatures }: Report, chalk: ChalkInstance): Iterable<string> {
  const { yara, sigma, detectors } = signatures.loaded;
  yield `${chalk.bold('SIGNATURES')}  ${countText(yara, 'YARA rule')}, ${countText(sigma, 'Sigma rule')}, ${countText(detectors, 'detector')}\n`;
  for (const problem of signatures.notLoaded) {
    const at = problem.line === null ? '' : `:${problem.line}${problem.column === null ? '' : `:${problem.column}`}`;
    const rule = problem.rule === null ? '' : ` (${problem.rule})`;
    yield `  ${chalk.yellow('left out')}  ${problem.path}${at}${rule}: ${problem.reason}${problem.hint === null ? '' : ` ${problem.hint}`}\n`;
  }
  yield '\n';
}

function* verdictText({ verdict, findings, parameters, coverage }: Report, chalk: ChalkInstance): Iterable<string> {
  const counts = SEVERITIES.map((severity) => [
    severity,
    findings.filter((finding) => finding.severity === severity).length,
  ])
    .filter(([, count]) => count !== 0)
    .reverse()
    .map(([severity, count]) => `${count} ${severity}`);
  const patched = parameters.patchedOn === null ? '' : `  (patched on ${parameters.patchedOn})`;
  yield `${chalk.bold('VERDICT')}  ${verdict.answer.replaceAll('-', ' ')}${patched}\n`;
  yield `  ${verdict.summary}\n`;
  if (counts.length > 0) yield `  Findings: ${counts.join(', ')}\n`;
  const byFingerprint = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  yield* verdictList(
    parameters.patchedOn === null ? 'How they got in' : 'How they got in before the patch',
    verdict.gotIn,
    byFingerprint,
  );
  yield* verdictList('What was left', verdict.left, byFingerprint);
  yield* verdictList('What was used after the patch', verdict.usedAfterwards, byFingerprint);
  if (verdict.missing.length > 0) {
    yield '  What this verdict could not take into account\n';
    const { questions } = coverage;
    const asked = (item: string) => questions.some(({ question }) => item.includes(question));
    for (const item of verdict.missing.filter((one) => !asked(one))) yield `    - ${item}\n`;
    if (questions.length > 0) yield `    - ${countText(questions.length, 'open question')}, listed above\n`;
  }
}

/** One line for each place, named by its most severe finding: findings come in that order. */
function* verdictList(
  title: string,
  fingerprints: readonly string[],
  findings: ReadonlyMap<string, Finding>,
): Iterable<string> {
  const named = fingerprints.flatMap((fingerprint) => findings.get(fingerprint) ?? []);
  if (named.length === 0) return;
  yield `  ${title}\n`;
  for (const [, [lead, ...others]] of groupBy(named, subjectOf)) {
    if (lead === undefined) continue;
    const seen = [lead.firstSeen, lead.lastSeen].filter((time) => time !== null);
    const when = seen.length === 0 ? '' : `, ${[...new Set(seen)].join(' to ')}`;
    const server = lead.host === null ? '' : `${lead.host}: `;
    const more = others.length === 0 ? '' : ` (and ${countText(others.length, 'more finding')})`;
    yield `    - ${server}${lead.title}: ${whatOf(lead)}${when}${more}\n`;
  }
}

/** Findings about one file are one item; about configuration, and requests, each is its own. */
function subjectOf(finding: Finding): string {
  return `${finding.host} ${isFile(finding) ? finding.artifact.windowsPath : finding.fingerprint}`;
}

/** A file by its path; anything else by what is said of it. */
function whatOf(finding: Finding): string {
  return (isFile(finding) ? finding.artifact.windowsPath : null) ?? finding.message.text;
}

function isFile({ artifact }: Finding): boolean {
  return artifact.windowsPath !== null && !artifact.kind.endsWith('-config');
}
