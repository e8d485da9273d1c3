import type { Report } from '../../model/finding.js';
import { decisionCounts } from '../text/decisions-text.js';
import { html, type Markup } from './markup.js';
import { more, shown } from './report-sections.js';

const SHOWN = 200;

/** What somebody decided about findings, and what became of it. */
export function decisionsSection(report: Report): Markup | null {
  const { decisions } = report;
  if (decisions === undefined) return null;
  const rows = decisions.entries
    .slice(0, SHOWN)
    .map(
      ({ line, what, state, suppressed, reason, by, until, note, wide }) =>
        html`<tr><td class="${state === 'used' && note === null ? 'faint' : 'medium'}">${state.replace('-', ' ')}</td><td class="number">${String(line)}</td><td>${shown(what)}${wide ? html` <span class="faint">wide</span>` : null}</td><td class="number">${String(suppressed)}</td><td>${shown(reason)}${note === null ? null : html`<br>${shown(note)}`}</td><td>${shown(by)}</td><td class="mono">${until}</td></tr>`,
    );
  return html`<section id="decisions"><h2>Decisions</h2><p>${decisionCounts(report)} <span class="faint">(as of ${decisions.asOf})</span></p><details><summary>Every decision</summary><table class="wide"><thead><tr><th scope="col">State</th><th scope="col">Line</th><th scope="col">What</th><th scope="col">Findings</th><th scope="col">Why</th><th scope="col">Who</th><th scope="col">Until</th></tr></thead><tbody>${rows}</tbody></table>${more(decisions.entries.length - SHOWN, 'decision')}</details></section>`;
}
