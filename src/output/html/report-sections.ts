import type { Finding, Incident, Report, Subject } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { defanged } from '../defanged.js';
import { evidenceHashes, type HashesOf } from '../evidence-hashes.js';
import { byteText, countText, numberText, timeText } from '../quantities.js';
import { decisionReason, evidenceText } from '../text/finding-text.js';
import { minuteText } from '../text/fitted.js';
import type { Anchors } from './anchors.js';
import { html, type Markup } from './markup.js';

/** Findings that are told with their evidence; the rest has a line each. */
const DETAILED = 500;
const SHOWN_EVIDENCE = 8;
/** Steps of one incident, and facts of the timeline. */
const SHOWN_STEPS = 60;
const SHOWN_FACTS = 2_000;
const SHOWN_ENTRIES = 500;

const GRAVITY: Readonly<Record<string, string>> = {
  'persistence-survived-the-patch': 'grave',
  compromised: 'grave',
  'probably-exploited': 'grave',
  'nothing-found': 'fine',
};

export const shown = (text: string) => defanged(text);
const time = (value: string | null) => (value === null ? 'not known' : timeText(value));

/** The answer of each server, in its own card. */
export function answerCards({ verdict }: Report): Markup {
  const cards = verdict.servers.map(
    ({ host, answer, withoutDecisions }) =>
      html`<div class="card ${GRAVITY[answer] ?? 'open'}"><strong>${host ?? 'Server not named'}</strong>: ${answer.replaceAll('-', ' ')}${withoutDecisions === undefined ? null : html` <em>by decisions; without them ${withoutDecisions.replaceAll('-', ' ')}</em>`}</div>`,
  );
  const open = verdict.notExamined.map((item) => html`<li>${shown(item)}</li>`);
  return html`<section aria-label="Answer">${cards}<p>${shown(verdict.summary)}</p>${
    open.length === 0 ? null : html`<div class="card open"><strong>Not examined</strong><ul>${open}</ul></div>`
  }</section>`;
}

export function incidentCards({ incidents, subjects }: Report, anchors: Anchors): Markup {
  const byId = new Map(subjects.map((subject) => [subject.id, subject]));
  const cards = incidents.map((incident, index) => incidentCard(incident, index, byId, anchors));
  return html`<section id="incidents"><h2>Incidents</h2>${
    cards.length === 0 ? html`<p>Nothing that shows a break-in was found in what was examined.</p>` : cards
  }</section>`;
}

function incidentCard(
  incident: Incident,
  index: number,
  byId: ReadonlyMap<string, Subject>,
  { links }: Anchors,
): Markup {
  const members = incident.subjects.flatMap((id) => byId.get(id) ?? []);
  const steps = incident.steps
    .slice(0, SHOWN_STEPS)
    .map(
      ({ time: at, until, stage, host, text, findings }) =>
        html`<tr><td class="mono">${at === null ? 'not known' : minuteText(at)}${until === null ? null : html`<br>to ${minuteText(until)}`}</td><td>${stage}</td><td>${incident.hosts.length > 1 ? html`<strong>${host ?? 'not named'}</strong> ` : null}${shown(text)} ${links(findings, host)}</td></tr>`,
    );
  const left = members.map(
    ({ what, name, present, firstSeen, lastUsed, severity, sha256, clients }) =>
      html`<tr><td><span class="severity ${severity}">${severity}</span></td><td>${what} <code>${shown(name)}</code>${present === false ? html` <span class="faint">gone</span>` : null}${sha256 === null ? null : html`<br><code class="faint">${sha256}</code>`}</td><td class="mono">${time(firstSeen)}</td><td class="mono">${time(lastUsed)}</td><td>${shown(clients.join(', '))}</td></tr>`,
  );
  const joins = incident.joins.map(({ from, to, because, strength }) => {
    const name = (id: string) => `${byId.get(id)?.what ?? ''} ${byId.get(id)?.name ?? id}`;
    return html`<li><code>${shown(name(to))}</code> with <code>${shown(name(from))}</code>: ${shown(because)} <span class="faint">(${strength})</span></li>`;
  });
  const requests = incident.requests.map(
    ({ client, account, steps }) =>
      html`<li>${shown([client, account].filter((one) => one !== null).join(' as '))}<ol>${steps.map(
        ({ layer, time: at, text, path, line, because }) =>
          html`<li><span class="mono">${time(at)}</span> <strong>${layer}</strong> ${shown(text)} <span class="faint">${shown(`${path ?? ''}${line === null ? '' : `:${line}`}`)}${because === null ? null : html`<br>${shown(because)}`}</span></li>`,
      )}</ol></li>`,
  );
  const who = [...incident.clients, ...incident.accounts].join(', ');
  return html`<article class="card grave" aria-label="Incident ${index + 1}"><h3>${index + 1}. ${shown(incident.title)}</h3><p>${incident.hosts.map((host) => host ?? 'server not named').join(', ')} · ${time(incident.firstSeen)} to ${time(incident.lastSeen)}${who === '' ? null : html` · ${shown(who)}`}</p><table class="wide"><thead><tr><th scope="col">Time (UTC)</th><th scope="col">Stage</th><th scope="col">What happened</th></tr></thead><tbody>${steps}</tbody></table>${more(incident.steps.length - SHOWN_STEPS, 'step')}<h4>What it consists of</h4><table class="wide"><thead><tr><th scope="col">Severity</th><th scope="col">What</th><th scope="col">Since</th><th scope="col">Last used</th><th scope="col">Clients</th></tr></thead><tbody>${left}</tbody></table>${joins.length === 0 ? null : html`<details><summary>Why these belong together</summary><ul>${joins}</ul></details>`}${requests.length === 0 ? null : html`<details><summary>Requests followed through the logs</summary><ul>${requests}</ul></details>`}</article>`;
}

export function more(count: number, thing: string): Markup | null {
  return count > 0 ? html`<p class="faint">${countText(count, `more ${thing}`)} in the JSON report.</p>` : null;
}

export function actionList({ actions }: Report, { links }: Anchors): Markup | null {
  if (actions.length === 0) return null;
  const stages = [...groupBy(actions, ({ stage }) => stage)].map(([stage, some]) => {
    const items = some.map(
      ({ text, command, findings, host }) =>
        html`<li>${shown(text)}${command === null ? null : html`<br><code>${command}</code>`} ${links(findings, host)}</li>`,
    );
    return html`<h3>${stage.charAt(0).toUpperCase()}${stage.slice(1)}</h3><ol class="actions">${items}</ol>`;
  });
  return html`<section id="actions"><h2>What to do</h2>${stages}</section>`;
}

/** Findings one by one, streamed: the gravest with their evidence, the rest in a line each. */
export function* findingList(report: Report, anchors: Anchors): Iterable<Markup> {
  const { findings, hosts } = report;
  const hashesOf = evidenceHashes(report);
  const servers = hosts.map((host) => html`<option value="${host}">${host}</option>`);
  yield html`<section id="findings"><h2>Findings</h2><div class="filters"><label>Search <input id="search" type="search" autocomplete="off"></label><label>At least <select id="severity"><option>informational</option><option>low</option><option>medium</option><option>high</option><option>critical</option></select></label><label>Server <select id="server"><option value="">all</option>${servers}</select></label><span id="shown" class="faint" role="status">${String(findings.length)} of ${String(findings.length)}</span></div>`;
  if (findings.length === 0) yield html`<p>None.</p>`;
  for (const finding of findings.slice(0, DETAILED)) yield detailed(finding, anchors, hashesOf);
  const rest = findings.slice(DETAILED);
  if (rest.length > 0) {
    yield html`<details class="bulk"><summary>${countText(rest.length, 'further finding')}, a line each</summary>`;
    for (const finding of rest) yield line(finding, anchors);
    yield html`</details>`;
  }
  yield html`</section>`;
}

function detailed(finding: Finding, anchors: Anchors, hashesOf: HashesOf): Markup {
  const { artifact, evidence, severity, host, rule, title, message, fingerprint, firstSeen, lastSeen } = finding;
  const place = [artifact.windowsPath, artifact.url, artifact.collectedPath].filter((one) => one !== null);
  const proof = evidence
    .slice(0, SHOWN_EVIDENCE)
    .map((item) => html`<li><code>${shown(evidenceText(item))}</code></li>`);
  const quoted = hashesOf(finding)
    .filter(({ path }) => path !== artifact.collectedPath)
    .map(({ path, sha256 }) => html`<li><code>${sha256}</code> ${shown(path)}</li>`);
  const facts = [
    ['Judged', `${finding.outcome}, ${finding.confidence} confidence, ${finding.phase}`],
    ['Against the earlier report', finding.baselineState ?? ''],
    ['Suppressed', finding.decision === undefined ? '' : shown(decisionReason(finding.decision))],
    ['ATT&CK', finding.attack.join(', ')],
    ['Where', shown(place.join(' · '))],
    ['SHA-256', artifact.sha256 ?? ''],
    [
      'Seen',
      firstSeen === null
        ? ''
        : `${timeText(firstSeen)} to ${time(lastSeen)}${finding.count > 1 ? `, ${numberText(finding.count)} times` : ''}`,
    ],
    ['What else looks like it', finding.falsePositives.join('; ')],
    ['Next', finding.nextSteps.join('; ')],
    ['References', shown(finding.references.join(', '))],
    ['Fingerprint', fingerprint],
  ].filter(([, value]) => value !== '');
  const explained = html`<tr><th scope="row">Rule</th><td><a href="#${anchors.ofRule(rule.id)}">${rule.id}</a></td></tr>`;
  const rows = facts.map(([name = '', value = '']) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  return html`<details id="${anchors.ofFinding(finding)}" data-severity="${severity}" data-host="${host ?? ''}"><summary><span class="severity ${severity}">${severity}</span> ${shown(title)} <span class="faint">${[host ?? '', finding.baselineState ?? '', finding.decision === undefined ? '' : 'suppressed'].join(' ')}</span></summary><p>${shown(message.text)}</p><table>${explained}${rows}</table>${proof.length === 0 ? null : html`<ul>${proof}</ul>`}${more(evidence.length - SHOWN_EVIDENCE, 'piece of evidence')}${quoted.length === 0 ? null : html`<details><summary>SHA-256 of what is quoted</summary><ul>${quoted}</ul></details>`}</details>`;
}

function line(finding: Finding, anchors: Anchors): Markup {
  const { severity, host, title, message } = finding;
  return html`<p id="${anchors.ofFinding(finding)}" data-severity="${severity}" data-host="${host ?? ''}"><span class="severity ${severity}">${severity}</span> ${shown(title)} <span class="faint">${host ?? ''}</span> ${shown(message.text.slice(0, 300))}</p>`;
}

export function factTable({ timeline }: Report): Markup | null {
  if (timeline.length === 0) return null;
  const kinds = [...new Set(timeline.map(({ kind }) => kind))].map(
    (kind) => html`<option value="${kind}">${kind.replaceAll('-', ' ')}</option>`,
  );
  const rows = timeline
    .slice(0, SHOWN_FACTS)
    .map(
      ({ time: at, kind, host, text, source, forgeable }) =>
        html`<tr data-time="${String(Date.parse(at))}" data-kind="${kind}"><td class="mono">${timeText(at)}</td><td>${kind.replaceAll('-', ' ')}${forgeable ? html` <span class="faint">can be forged</span>` : null}</td><td>${host ?? ''}</td><td>${shown(text)}<br><code class="faint">${shown(source)}</code></td></tr>`,
    );
  return html`<section id="timeline"><h2>Timeline</h2><div class="filters"><label>Search <input id="fact-search" type="search" autocomplete="off"></label><label>Kind <select id="fact-kind"><option value="">all</option>${kinds}</select></label><span id="facts-shown" class="faint" role="status"></span></div><details id="facts"><summary>${countText(timeline.length, 'dated fact')}</summary><table class="wide"><thead><tr><th scope="col">Time (UTC)</th><th scope="col">Kind</th><th scope="col">Server</th><th scope="col">What</th></tr></thead><tbody>${rows}</tbody></table>${more(timeline.length - SHOWN_FACTS, 'dated fact')}</details></section>`;
}

export function coverageTables({ coverage, signatures }: Report): Markup {
  const classes = coverage.classes.map(
    (row) =>
      html`<tr><td>${row.host ?? ''}</td><td>${row.class}</td><td class="${row.state === 'examined' ? 'good' : 'medium'}">${row.state}</td><td class="number">${numberText(row.artifacts)}</td><td class="number">${byteText(row.bytes)}</td><td class="number">${row.records === null ? '' : numberText(row.records)}</td><td class="mono">${row.firstRecord === null ? '' : `${timeText(row.firstRecord)} to ${time(row.lastRecord)}`}</td></tr>`,
  );
  const entries = coverage.entries
    .slice(0, SHOWN_ENTRIES)
    .map(
      ({ code, message, path, host, count, incomplete }) =>
        html`<tr><td class="${incomplete ? 'medium' : 'faint'}">${code}</td><td>${host ?? ''}</td><td>${shown(message)}${count > 1 ? ` (${numberText(count)} in all)` : ''}</td><td><code>${shown(path ?? '')}</code></td></tr>`,
    );
  const questions = coverage.questions.map(
    ({ host, question, reason, collect }) =>
      html`<li>${host === null ? null : html`<strong>${host}</strong>: `}${shown(question)} ${shown(reason)}${collect.length === 0 ? null : html`<br><span class="faint">Collect</span> <code>${collect.join(', ')}</code>`}</li>`,
  );
  const { yara, sigma, detectors } = signatures.loaded;
  const packs = (signatures.packs ?? []).map(
    ({ name, version, signedBy, faults }) =>
      html`<li>Pack <strong>${`${name} ${version}`.trim()}</strong> ${faults.length === 0 ? `as ${signedBy} signed it` : `cannot be trusted: ${faults.join(' ')}`}</li>`,
  );
  return html`<section id="coverage"><h2>What was examined</h2><table class="wide"><thead><tr><th scope="col">Server</th><th scope="col">Evidence</th><th scope="col">State</th><th scope="col">Files</th><th scope="col">Size</th><th scope="col">Records</th><th scope="col">Period</th></tr></thead><tbody>${classes}</tbody></table>${questions.length === 0 ? null : html`<h3>Open questions</h3><ul>${questions}</ul>`}${entries.length === 0 ? null : html`<details><summary>${countText(coverage.entries.length, 'note')} on coverage</summary><table class="wide">${entries}</table>${more(coverage.entries.length - SHOWN_ENTRIES, 'note')}</details>`}<p class="faint">${countText(yara, 'YARA rule')}, ${countText(sigma, 'Sigma rule')}, ${countText(detectors, 'detector')}; ${countText(signatures.notLoaded.length, 'signature')} left out${signatures.notApplicable === undefined ? '' : `, ${countText(signatures.notApplicable, 'Sigma rule')} not applicable to what was collected`}.</p>${packs.length === 0 ? null : html`<ul>${packs}</ul>`}</section>`;
}
