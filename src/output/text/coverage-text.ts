import type { ChalkInstance } from 'chalk';
import type { CoverageClass, CoverageEntry, OpenQuestion, Report } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { problemText } from '../problem-text.js';
import { byteText, countText, numberText, timeText } from '../quantities.js';

/** Entries of the coverage ledger shown a code; JSON has them all. */
const SHOWN_ENTRIES_PER_CODE = 5;
/** Signatures that did not load. */
const SHOWN_PROBLEMS = 20;
/** What does not hold of one pack. */
const SHOWN_FAULTS = 5;

/** What the section on signatures tells. */
const OF_SIGNATURES: ReadonlySet<string> = new Set(['signature-left-out', 'pack-not-verified']);

/** What was examined, class by class. */
export function* coverageText({ coverage }: Report, chalk: ChalkInstance): Iterable<string> {
  yield `${chalk.bold('EXAMINED')}\n`;
  for (const row of coverage.classes) yield `  ${classText(row, chalk)}\n`;
  yield '\n';
}

/** The entries of the ledger. */
export function* notesText({ coverage }: Report, chalk: ChalkInstance): Iterable<string> {
  const byCode = new Map<string, CoverageEntry[]>();
  for (const entry of coverage.entries.filter(({ code }) => !OF_SIGNATURES.has(code)))
    byCode.set(entry.code, [...(byCode.get(entry.code) ?? []), entry]);
  if (byCode.size === 0) return;
  yield `${chalk.bold('NOTES ON COVERAGE')}\n`;
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

/** What the evidence leaves open, and what to collect for it. */
export function* questionsText({ coverage }: Report, chalk: ChalkInstance): Iterable<string> {
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

/** What was loaded, and what was not and why. */
export function* signaturesText({ signatures }: Report, chalk: ChalkInstance): Iterable<string> {
  const { yara, sigma, detectors } = signatures.loaded;
  const rules = (count: number, kind: string) => (count === 0 ? `no ${kind} rule` : countText(count, `${kind} rule`));
  yield `${chalk.bold('SIGNATURES')}  ${rules(yara, 'YARA')}, ${rules(sigma, 'Sigma')}, ${countText(detectors, 'detector')}\n`;
  if (signatures.notLoaded.length === 0 && (yara === 0 || sigma === 0))
    yield '  Rules are loaded where there is something to read with them.\n';
  const { notApplicable = 0 } = signatures;
  if (notApplicable > 0)
    yield `  ${countText(notApplicable, 'Sigma rule')} of them for records that are not here: not applicable; \`afterpatch signatures list\` names rules for what nothing reads\n`;
  for (const { name, version, signedBy, faults } of signatures.packs ?? []) {
    const pack = `${name} ${version}`.trim();
    if (faults.length === 0) yield `  pack ${pack}, as ${signedBy} signed it\n`;
    else
      yield `  ${chalk.yellow('not verified')}  pack ${pack}: ${faults.slice(0, SHOWN_FAULTS).join(' ')}${faults.length > SHOWN_FAULTS ? ' …' : ''}\n`;
  }
  for (const problem of signatures.notLoaded.slice(0, SHOWN_PROBLEMS)) {
    yield `  ${chalk.yellow('left out')}  ${problemText(problem)}\n`;
  }
  const more = signatures.notLoaded.length - SHOWN_PROBLEMS;
  if (more > 0) yield chalk.dim(`  … ${more} more left out; --format json lists them\n`);
  yield '\n';
}
