import type { Actor, ActorDay, CountedValue, Report } from '../../model/finding.js';
import { defanged } from '../defanged.js';
import { countText, numberText } from '../quantities.js';
import { actorLines } from '../text/actor-text.js';
import type { Anchors } from './anchors.js';
import { html, type Markup } from './markup.js';

const SHOWN_VALUES = 10;
/** Days and stems of one actor. */
const SHOWN_DAYS = 100;

/** Who did it: each client and account of the incidents with all that it did, also what no rule matched. */
export function actorSection({ actors }: Report, anchors: Anchors): Markup | null {
  if (actors.length === 0) return null;
  const cards = actors.map((actor, at) => actorCard(actor, at === 0, anchors));
  return html`<section id="actors"><h2>Who</h2>${cards}</section>`;
}

function actorCard(actor: Actor, isOpen: boolean, { links }: Anchors): Markup {
  const facts = actorLines(actor, SHOWN_VALUES).map((line) => html`<li>${defanged(line)}</li>`);
  const rows = actor.days.slice(0, SHOWN_DAYS).map(dayRow);
  const more = actor.daysLeft + Math.max(0, actor.days.length - SHOWN_DAYS);
  const summary = html`<summary><strong>${defanged(actor.name)}</strong> <span class="faint">${actor.kind}, ${countText(actor.requests, 'request')}</span></summary>`;
  const table =
    rows.length === 0
      ? null
      : html`<table class="wide"><thead><tr><th scope="col">Day (UTC)</th><th scope="col">Server</th><th scope="col">What it asked for</th><th scope="col">Requests</th><th scope="col">Methods</th><th scope="col">Statuses</th></tr></thead><tbody>${rows}</tbody></table>`;
  const left =
    more > 0 ? html`<p class="faint">${countText(more, 'further day or stem')} in the JSON report.</p>` : null;
  const named = actor.findings.length === 0 ? null : html`<p>Findings that name it: ${links(actor.findings, null)}</p>`;
  const body = html`${summary}<ul>${facts}</ul>${table}${left}${named}</details>`;
  return isOpen ? html`<details open>${body}` : html`<details>${body}`;
}

function dayRow({ day, host, stem, requests, methods, statuses }: ActorDay): Markup {
  const values = (list: readonly CountedValue[]) => list.map(({ value }) => value).join(' ');
  return html`<tr><td class="mono">${day ?? 'not known'}</td><td>${host ?? ''}</td><td><code>${defanged(stem ?? 'several, not told apart')}</code></td><td class="number">${numberText(requests)}</td><td>${values(methods)}</td><td>${values(statuses)}</td></tr>`;
}
