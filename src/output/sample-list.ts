import type { ChalkInstance } from 'chalk';
import { isPassed, type SampleReport } from '../engine/samples/sample-report.js';
import { safeText } from '../platform/safe-text.js';
import { sentences } from './problem-text.js';
import { countText } from './quantities.js';

const safe = (text: string) => safeText(text, 4_000);

/** Rules whose samples prove nothing or something else, with what to do, and last how many were tested. */
export function* renderSamples(report: SampleReport, chalk: ChalkInstance): Iterable<string> {
  for (const { path, line, column, reason, hint } of report.notLoaded) {
    yield `${safe(path)}:${line ?? 1}:${column ?? 1}  ${chalk.red('not loaded')}  ${safe(sentences(reason, hint))}\n`;
  }
  const failing = report.rules.filter((rule) => !isPassed(rule));
  for (const rule of failing) {
    yield `${safe(rule.file)}  ${chalk.bold(safe(rule.id))}  ${safe(rule.title)}\n`;
    for (const sentence of rule.missing) yield `  ${chalk.red('missing')}  ${safe(sentence)}\n`;
    for (const { name, expect, status, reason } of rule.samples) {
      if (status !== 'passed') yield `  ${chalk.red(status)}  ${expect} ${safe(name)}: ${safe(reason ?? '')}\n`;
    }
  }
  for (const { file, id, unneeded } of report.rules) {
    for (const { text, line, column } of unneeded?.parts ?? []) {
      yield `${safe(file)}:${line}:${column}  ${chalk.yellow('unneeded')}  ${safe(id)}: no sample needs ${safe(text)}\n`;
    }
    if (unneeded !== undefined && unneeded.untried > 0) {
      yield `${safe(file)}  ${chalk.yellow('untried')}  ${safe(id)}: ${countText(unneeded.untried, 'part')} more than are tried of one rule\n`;
    }
  }
  const samples = report.rules.reduce((sum, rule) => sum + rule.samples.length, 0);
  const notLoaded = report.notLoaded.length === 0 ? '' : `, ${report.notLoaded.length} not loaded`;
  yield `${countText(report.rules.length, 'rule')}, ${countText(samples, 'sample')}: ${countText(failing.length, 'rule')} failed${notLoaded}\n`;
  const mutated = report.rules.flatMap(({ unneeded }) => (unneeded === undefined ? [] : [unneeded]));
  if (mutated.length > 0) {
    const tried = mutated.reduce((sum, each) => sum + each.tried, 0);
    const parts = mutated.reduce((sum, each) => sum + each.parts.length, 0);
    yield `${countText(tried, 'part')} taken away in turn: ${parts} that no sample needs\n`;
  }
}

/** The report as JUnit XML, as CI systems read it: a suite for each rule, a case for each sample. */
export function renderJunit({ rules, notLoaded }: SampleReport): string {
  const suites = rules.map((rule) => {
    const cases = [
      ...rule.missing.map((sentence) => failure('samples', sentence)),
      ...rule.samples.map(({ name, expect, reason }) =>
        reason === null ? { name: `${expect} ${name}`, body: '' } : failure(`${expect} ${name}`, reason),
      ),
      ...(rule.unneeded?.parts ?? []).map(({ text, line, column }) =>
        skipped(`needs ${text}`, `${rule.file}:${line}:${column}: no sample needs ${text}`),
      ),
    ];
    return suite(rule.id, rule.file, cases);
  });
  const unread = notLoaded.map(({ path, line, reason, hint }) =>
    suite(path, path, [failure(`loads${line === null ? '' : `, line ${line}`}`, sentences(reason, hint))]),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${[...unread, ...suites].join('')}</testsuites>\n`;
}

interface Case {
  readonly name: string;
  readonly body: string;
}

function failure(name: string, message: string): Case {
  return { name, body: `<failure message="${xml(message)}"/>` };
}

/** What no sample needs fails nothing, and is shown beside what passed. */
function skipped(name: string, message: string): Case {
  return { name, body: `<skipped message="${xml(message)}"/>` };
}

function suite(name: string, file: string, cases: readonly Case[]): string {
  const failures = cases.filter(({ body }) => body.startsWith('<failure')).length;
  const left = cases.filter(({ body }) => body.startsWith('<skipped')).length;
  const lines = cases.map(
    (one) => `    <testcase classname="${xml(name)}" name="${xml(one.name)}">${one.body}</testcase>\n`,
  );
  return `  <testsuite name="${xml(name)}" file="${xml(file)}" tests="${cases.length}" failures="${failures}"${left > 0 ? ` skipped="${left}"` : ''}>\n${lines.join('')}  </testsuite>\n`;
}

function xml(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return safeText(text, 4_000).replace(/[&<>"]/g, (character) => escapes[character] ?? '');
}
