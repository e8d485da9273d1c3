import type { Report } from '../model/finding.js';

/** The report as one JSON document, valid against `schemas/report.schema.json`. */
export function* renderJson(report: Report): Iterable<string> {
  yield `${JSON.stringify(report, null, 2)}\n`;
}
