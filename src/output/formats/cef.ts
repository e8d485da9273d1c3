import type { Finding, Report } from '../../model/finding.js';
import { type CaseIndex, caseIndexOf } from '../export/case-index.js';
import { factsOfFinding } from '../export/finding-facts.js';
import { plain } from '../export/plain-text.js';
import { SEVERITY_SCALES } from '../export/scales.js';
import { findingId } from '../export/stable-id.js';
import { endOfEvidence, spanOf, timeOf } from '../export/times.js';
import type { OutputFormat } from '../renderer.js';

/** Facility local4 of syslog: for what a site makes of it. */
const FACILITY = 20;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * A syslog line (RFC 3164 §4.1) for each finding with an event of ArcSight Common Event Format 0 in it. The year stands only in
 * `rt`, `start` and `end` of the event: this kind of syslog has none.
 */
function* renderCef(report: Report): Iterable<string> {
  const index = caseIndexOf(report);
  const end = endOfEvidence(report);
  const product = ['Afterpatch', 'Afterpatch', report.tool.version].map(inHeader).join('|');
  for (const finding of report.findings) {
    const { severity, rule, title, host } = finding;
    const scale = SEVERITY_SCALES[severity];
    const time = timeOf(finding, end).time;
    const event = [inHeader(rule.id), inHeader(title), scale.cef].join('|');
    yield `<${FACILITY * 8 + scale.syslog}>${syslogTime(time)} ${syslogHost(host)} CEF:0|${product}|${event}|${extensionOf(finding, index, time)}\n`;
  }
}

/** Keys of the extension with the longest values that the format lets them have. Empty ones are left out. */
function extensionOf(finding: Finding, index: CaseIndex, time: string): string {
  const { clients, accounts, request, file } = factsOfFinding(finding);
  const { host, message, outcome, phase, confidence, attack, count } = finding;
  const span = spanOf(finding);
  const subject = index.subjectOf(finding);
  const [v4, v6] = [clients.find((one) => !one.includes(':')), clients.find((one) => one.includes(':'))];
  const query = request?.query == null ? '' : `?${request.query}`;
  const pairs: readonly (readonly [key: string, value: string | number | null | undefined, longest?: number])[] = [
    ['rt', Date.parse(time)],
    ['start', span === null ? null : Date.parse(span.start)],
    ['end', span === null ? null : Date.parse(span.end)],
    ['externalId', findingId(finding).replaceAll('-', ''), 40],
    ['cat', outcome, 1023],
    ['cnt', Math.min(count, 2_147_483_647)],
    ['dvchost', host, 100],
    ['dhost', host, 1023],
    ['src', v4],
    ['c6a2', v6],
    ['c6a2Label', v6 && 'Source IPv6 Address'],
    ['suser', accounts[0], 1023],
    ['requestMethod', request?.method, 1023],
    ['request', request === null ? null : `${request.path ?? ''}${query}`, 1023],
    ['requestClientApplication', request?.agent, 1023],
    ['fname', file?.name, 1023],
    ['filePath', file?.path, 1023],
    ['fileHash', file?.sha256, 255],
    ['fsize', file?.size],
    ['fileCreateTime', file?.created == null ? null : Date.parse(file.created)],
    ['fileModificationTime', file?.modified == null ? null : Date.parse(file.modified)],
    ['cs1', attack.join(' '), 4000],
    ['cs1Label', attack.length > 0 ? 'ATT&CK' : null],
    ['cs2', subject?.id, 4000],
    ['cs2Label', subject && 'Subject'],
    ['cs3', subject?.incident, 4000],
    ['cs3Label', subject?.incident && 'Incident'],
    ['cs4', confidence, 4000],
    ['cs4Label', 'Confidence'],
    ['cs5', phase, 4000],
    ['cs5Label', 'Phase'],
    ['msg', message.text, 1023],
  ];
  return pairs
    .flatMap(([key, value, longest]) => {
      if (value == null || value === '') return [];
      const text = typeof value === 'number' ? String(value) : cut(plain(value), longest ?? 1023);
      return [`${key}=${text.replace(/[\\=]/g, '\\$&')}`];
    })
    .join(' ');
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Text of a field of the header: `|` ends one. */
function inHeader(text: string): string {
  return cut(plain(text), 512).replace(/[\\|]/g, '\\$&');
}

function syslogTime(time: string): string {
  const date = new Date(time);
  return `${MONTHS[date.getUTCMonth()] ?? 'Jan'} ${String(date.getUTCDate()).padStart(2)} ${time.slice(11, 19)}`;
}

/** A name without white space; `-` where there is none. */
function syslogHost(host: string | null): string {
  return (host ?? '').replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 255) || '-';
}

export default {
  purpose: 'a syslog line for each finding in ArcSight Common Event Format (CEF)',
  leavesOutDecided: true,
  render: renderCef,
} satisfies OutputFormat;
