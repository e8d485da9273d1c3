import type { Report } from '../../model/finding.js';
import { knownGoodCounts } from '../text/known-good-text.js';
import { html, type Markup } from './markup.js';
import { more, shown } from './report-sections.js';

const SHOWN = 200;

/** What baselines of one's own servers said, beside the facts that ship. */
export function knownGoodSection(report: Report): Markup | null {
  const { knownGood } = report;
  if (knownGood === undefined) return null;
  const { differing, differingFiles, recognised } = knownGood;
  const others = differingFiles
    .slice(0, SHOWN)
    .map(({ host, path }) => html`<li>${host ?? ''} <code>${shown(path)}</code></li>`);
  const known = recognised
    .slice(0, SHOWN)
    .map(
      ({ host, severity, title, place }) =>
        html`<li><span class="severity ${severity}">${severity}</span> ${host ?? ''} ${shown(title)} <code>${shown(place)}</code></li>`,
    );
  const list = (title: string, items: readonly Markup[], left: number) =>
    items.length === 0
      ? null
      : html`<details><summary>${title}</summary><ul>${items}</ul>${more(left, 'more')}</details>`;
  return html`<section id="known-good"><h2>Known good</h2><p>${knownGoodCounts(report)}</p>${list('Files that hold something else than on servers that are known to be good', others, differing - SHOWN)}${list('What would be findings, and those servers have as well', known, recognised.length - SHOWN)}</section>`;
}
