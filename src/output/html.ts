import { createHash } from 'node:crypto';
import type { Report } from '../model/finding.js';
import { html, Markup } from './html/markup.js';
import { REPORT_SCRIPT } from './html/report-script.js';
import {
  actionList,
  answerCards,
  coverageTables,
  factTable,
  findingList,
  incidentCards,
} from './html/report-sections.js';
import { REPORT_STYLE } from './html/report-style.js';
import { timePicture } from './html/time-picture.js';

const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** No request to anywhere, no script and no style but those two: whatever evidence holds stays text (CSP level 3). */
const POLICY = `default-src 'none'; style-src ${digest(REPORT_STYLE)}; script-src ${digest(REPORT_SCRIPT)}; base-uri 'none'; form-action 'none'`;

/** The report as one page that opens offline, prints, and reads without its script. Addresses and links are defanged. */
export function* renderHtml(report: Report): Iterable<string> {
  const title = `Afterpatch: ${report.hosts.join(', ') || 'server not named'}`;
  yield html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${new Markup(REPORT_STYLE)}</style></head><body><header><h1>${title}</h1><p class="faint">afterpatch ${report.tool.version}${report.status === 'interrupted' ? ' · interrupted: this is what had been found until then' : ''}</p><nav aria-label="Sections"><a href="#incidents">Incidents</a><a href="#actions">What to do</a><a href="#timeline">Timeline</a><a href="#findings">Findings</a><a href="#coverage">Coverage</a></nav></header><main>`
    .text;
  for (const section of [
    answerCards(report),
    timePicture(report),
    incidentCards(report),
    actionList(report),
    factTable(report),
  ]) {
    if (section !== null) yield `${section.text}\n`;
  }
  for (const piece of findingList(report)) yield `${piece.text}\n`;
  yield `${coverageTables(report).text}\n`;
  yield html`</main><footer><p class="faint">Made offline from collected evidence. What was not examined is not clean.</p></footer><script>${new Markup(REPORT_SCRIPT)}</script></body></html>
`.text;
}
