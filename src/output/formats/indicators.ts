import { csvLine } from '../csv-line.js';
import { indicatorsOf } from '../indicators.js';
import type { OutputFormat } from '../renderer.js';

const COLUMNS = ['type', 'value', 'role', 'host', 'firstSeen', 'lastSeen', 'confidence', 'blockable'] as const;

/** Indicators of the incidents as CSV with a header (RFC 4180), safe to open in a spreadsheet. */
const renderIndicators: OutputFormat['render'] = function* (report) {
  yield csvLine(COLUMNS);
  for (const one of indicatorsOf(report)) yield csvLine(COLUMNS.map((column) => String(one[column] ?? '')));
};

export default {
  purpose: 'what can be looked for elsewhere, or blocked: addresses, digests, agents, accounts (CSV)',
  forPeople: true,
  render: renderIndicators,
} satisfies OutputFormat;
