import type { Report } from '../../model/finding.js';
import type { OutputFormat } from '../renderer.js';

/**
 * One finding a line, each valid against `schemas/finding.schema.json`. The last line is the report without its findings, so that
 * a reader sees what was not examined: it is the only one with a `coverage` key.
 */
function* renderJsonLines(report: Report): Iterable<string> {
  for (const finding of report.findings) yield `${JSON.stringify(finding)}\n`;
  yield `${JSON.stringify({ ...report, findings: [] })}\n`;
}

export default {
  purpose: 'one finding a line, then the report without them, for pipelines',
  render: renderJsonLines,
} satisfies OutputFormat;
