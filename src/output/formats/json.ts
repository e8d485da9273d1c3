import type { Report } from '../../model/finding.js';
import type { OutputFormat } from '../renderer.js';

const INDENT = 2;

/**
 * The report as one JSON document, valid against `schemas/report.schema.json`: the text of `JSON.stringify` with an indent of
 * two, but a finding at a time, since a text of them all can be longer than a string may be.
 */
function* renderJson(report: Report): Iterable<string> {
  const empty: Report = { ...report, findings: [] };
  const [head, tail] = halves(`${JSON.stringify(empty, null, INDENT)}\n`, '\n  "findings": [');
  yield head;
  for (const [index, finding] of report.findings.entries()) {
    const text = JSON.stringify(finding, null, INDENT).replaceAll('\n', '\n    ');
    yield `${index === 0 ? '' : ','}\n    ${text}`;
  }
  if (report.findings.length > 0) yield '\n  ';
  yield tail;
}

/** Before and after the end of `mark`, which only the outermost object can have: text within has its line ends escaped. */
function halves(text: string, mark: string): [string, string] {
  const end = text.indexOf(mark) + mark.length;
  return [text.slice(0, end), text.slice(end)];
}

export default {
  purpose: 'the whole report as one document, for programs and `afterpatch render`',
  render: renderJson,
} satisfies OutputFormat;
