import { safeText } from '../../platform/safe-text.js';
import type { MeasuredFile, MeasureReport, NamedRates } from './measure-report.js';
import type { Rate } from './rate.js';

/** So many lines of a list are shown; the JSON has them all. */
const SHOWN = 40;

/** A measurement as text for a terminal. */
export function renderMeasure(report: MeasureReport): string {
  const { overall, cost } = report;
  const lines = [
    `Threshold ${report.threshold}, ${report.contentOnly ? 'content alone' : 'content and place'}, engine ${report.engine}, ${report.rules} rules`,
    ...report.problems.map((one) => `  left out: ${one.path}${one.rule === null ? '' : ` ${one.rule}`}: ${one.reason}`),
    '',
    `True positives   ${rateText(overall.malicious)}`,
    `False positives  ${rateText(overall.benign)}`,
  ];
  if (report.clusters !== null) {
    lines.push(`Clusters, any    ${rateText(report.clusters.anyFile)}`);
    lines.push(`Clusters, whole  ${rateText(report.clusters.everyFile)}`);
  }
  table(lines, 'Family', report.byFamily.filter(isHit));
  table(lines, 'Signature', report.bySignature.filter(isHit), (row) => `  ${row.severity}, alone on ${row.onlyOne}`);
  table(lines, 'Extension', report.byExtension);
  table(
    lines,
    'Source',
    report.bySource.filter((row) => row.malicious.total > 0 || row.benign.hits > 0),
  );
  table(
    lines,
    'Cluster not wholly found',
    report.byCluster.filter((row) => row.malicious.hits < row.malicious.total),
  );
  files(lines, `Missed (${report.missed.length})`, report.missed);
  files(lines, `Wrongly hit (${report.wronglyHit.length})`, report.wronglyHit);
  list(
    lines,
    `Not wholly examined (${report.notExamined.length})`,
    report.notExamined,
    (one) => `${one.name}: ${one.reason}`,
  );
  list(lines, `Listed, but not there (${report.absent.length})`, report.absent, (one) => one);
  const megabytes = cost.bytes / 1e6;
  lines.push(
    '',
    `Cost: ${cost.files} files, ${megabytes.toFixed(1)} MB in ${cost.seconds.toFixed(1)} s (${(megabytes / cost.seconds).toFixed(1)} MB/s), ${cost.millisecondsPerFile.toFixed(2)} ms a file`,
  );
  list(
    lines,
    'Slowest files',
    cost.slowestFiles.slice(0, 10),
    (one) => `${one.milliseconds.toFixed(0).padStart(7)} ms  ${one.bytes} bytes  ${one.name}`,
  );
  if (cost.signatures !== null) {
    list(lines, 'Costliest signatures', cost.signatures.slice(0, 20), (one) => {
      const share = `${(one.share * 100).toFixed(1).padStart(5)} %`;
      return `${share}  ${one.milliseconds.toFixed(0)} ms${one.overran ? ', overran' : ''}  ${one.name}`;
    });
  }
  return `${lines.join('\n')}\n`;
}

function isHit(row: NamedRates): boolean {
  return row.malicious.hits + row.benign.hits > 0;
}

function table<Row extends NamedRates>(
  lines: string[],
  title: string,
  rows: readonly Row[],
  more: (row: Row) => string = () => '',
): void {
  if (rows.length === 0) return;
  lines.push('', title);
  for (const row of rows) {
    const rates = [row.malicious, row.benign].filter((rate) => rate.total > 0).map(rateText);
    lines.push(`  ${safeText(row.name)}  ${rates.join(' | ')}${more(row)}`);
  }
}

function files(lines: string[], title: string, some: readonly MeasuredFile[]): void {
  list(
    lines,
    title,
    some,
    (one) =>
      `${one.sha256.slice(0, 12)}  ${one.name}${one.signatures.length === 0 ? '' : `  ${one.signatures.join(', ')}`}`,
  );
}

function list<Item>(lines: string[], title: string, items: readonly Item[], text: (item: Item) => string): void {
  if (items.length === 0) return;
  lines.push('', title, ...items.slice(0, SHOWN).map((item) => `  ${safeText(text(item), 400)}`));
  if (items.length > SHOWN) lines.push(`  and ${items.length - SHOWN} more`);
}

/** `297/302 98.3 % (96.2–99.3)`. */
function rateText({ hits, total, rate, low, high }: Rate): string {
  if (rate === null || low === null || high === null) return '0/0';
  const percent = (share: number) => (share * 100).toFixed(share > 0 && share < 0.01 ? 2 : 1);
  return `${hits}/${total} ${percent(rate)} % (${percent(low)}–${percent(high)})`;
}
