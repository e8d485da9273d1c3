import { technique } from '../../model/attack.js';
import type { Finding, Report } from '../../model/finding.js';
import { defanged } from '../defanged.js';
import { countText } from '../quantities.js';
import type { Anchors } from './anchors.js';
import { html, type Markup } from './markup.js';

/** Rules that are explained; a report of more has them in JSON. */
const SHOWN_RULES = 500;

/** What each rule that found something means, what else looks like it and what to do: findings lead here. */
export function ruleSection({ findings }: Report, anchors: Anchors): Markup | null {
  const rules = new Map<string, { readonly example: Finding; count: number }>();
  for (const finding of findings) {
    const known = rules.get(finding.rule.id);
    if (known === undefined) rules.set(finding.rule.id, { example: finding, count: 1 });
    else known.count += 1;
  }
  if (rules.size === 0) return null;
  const entries = [...rules.values()]
    .slice(0, SHOWN_RULES)
    .map(({ example, count }) => ruleEntry(example, count, anchors));
  return html`<section id="rules"><h2>Rules</h2>${entries}</section>`;
}

function ruleEntry(finding: Finding, count: number, anchors: Anchors): Markup {
  const { rule, title, attack, falsePositives, nextSteps, references } = finding;
  const rows = [
    ['Kind', `${rule.source}, version ${rule.version}`],
    ['Pack', rule.packName ?? ''],
    ['ATT&CK', attack.map((id) => [id, technique(id)?.name].filter(Boolean).join(' ')).join(', ')],
    ['What else looks like it', falsePositives.join('; ')],
    ['What to do', nextSteps.join('; ')],
    ['References', references.join(', ')],
    ['More', `afterpatch explain ${rule.id}`],
  ].filter(([, value]) => value !== '');
  const table = rows.map(
    ([name = '', value = '']) => html`<tr><th scope="row">${name}</th><td>${defanged(value)}</td></tr>`,
  );
  return html`<details id="${anchors.ofRule(rule.id)}"><summary>${defanged(title)} <code class="faint">${rule.id}</code> <span class="faint">${countText(count, 'finding')}</span></summary><table>${table}</table></details>`;
}
