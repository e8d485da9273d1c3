import type { Report } from '../../model/finding.js';
import { baselineCounts } from '../text/baseline-text.js';
import { html, type Markup } from './markup.js';
import { more, shown } from './report-sections.js';

const SHOWN = 200;

/** What is new and gone against an earlier report. */
export function baselineSection(report: Report): Markup | null {
  const { baseline } = report;
  if (baseline === undefined) return null;
  const notes = baseline.notes.map((note) => html`<p class="medium">${shown(note)}</p>`);
  const rows = baseline.missing
    .slice(0, SHOWN)
    .map(
      ({ state, severity, host, title, place }) =>
        html`<tr><td>${state.replace('-', ' ')}</td><td><span class="severity ${severity}">${severity}</span></td><td>${host ?? ''}</td><td>${shown(title)}</td><td>${shown(place)}</td></tr>`,
    );
  const missing =
    rows.length === 0
      ? null
      : html`<details><summary>What the earlier report has, and this one does not</summary><table class="wide"><tbody>${rows}</tbody></table>${more(baseline.missing.length - SHOWN, 'finding')}</details>`;
  return html`<section id="baseline"><h2>Against the earlier report</h2><p>${baselineCounts(report)} <span class="faint">(of version ${baseline.toolVersion})</span></p>${notes}${missing}</section>`;
}
