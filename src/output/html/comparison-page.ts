import type { ComparedSubject, Comparison, Fate } from '../../case/reports/compare-reports.js';
import { groupBy } from '../../platform/group-by.js';
import { defanged } from '../defanged.js';
import { html, type Markup } from './markup.js';
import { pageOf } from './page.js';

/** Subjects of one fate that are shown; JSON has them all. */
const SHOWN = 1_000;

const TITLES: Readonly<Record<Fate, string>> = {
  'still-there': 'Still there',
  new: 'New',
  'not-examined': 'Not seen, but not examined again either',
  gone: 'Gone',
};

/** The comparison of two reports as one page of the kind that a report is: what still needs an answer comes first. */
export function* renderComparisonPage({ subjects, lostCoverage }: Comparison): Iterable<string> {
  const byFate = groupBy(subjects, ({ fate }) => fate);
  const sections = (Object.keys(TITLES) as readonly Fate[]).flatMap((fate) => {
    const some = byFate.get(fate) ?? [];
    return some.length === 0 ? [] : [sectionOf(TITLES[fate], some)];
  });
  const lost = lostCoverage.map(
    ({ class: name, host, before, after }) =>
      html`<li>${host === null ? null : html`<strong>${host}</strong>: `}${name}: ${before} then, ${after} now</li>`,
  );
  const nothing = sections.length === 0 ? html`<p>Neither report has a finding.</p>` : null;
  const coverage = lost.length === 0 ? null : html`<section><h2>Examined then, not now</h2><ul>${lost}</ul></section>`;
  yield* pageOf('Afterpatch: before and after', [html`${nothing}${sections}${coverage}`]);
}

function sectionOf(title: string, some: readonly ComparedSubject[]): Markup {
  const rows = some
    .slice(0, SHOWN)
    .map(
      ({ subject, text, serious }) =>
        html`<tr><td><span class="severity ${subject.severity}">${subject.severity}</span></td><td>${subject.host ?? ''}</td><td>${subject.what} ${serious ? html`<strong><code>${defanged(subject.name)}</code></strong>` : html`<code>${defanged(subject.name)}</code>`}<br>${defanged(text)}</td></tr>`,
    );
  const more = some.length > SHOWN ? html`<p class="faint">${some.length - SHOWN} more in JSON.</p>` : null;
  return html`<section><h2>${title} (${some.length})</h2><table class="wide"><thead><tr><th scope="col">Severity</th><th scope="col">Server</th><th scope="col">What</th></tr></thead><tbody>${rows}</tbody></table>${more}</section>`;
}
