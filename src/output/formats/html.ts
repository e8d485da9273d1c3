import type { Report } from '../../model/finding.js';
import { actorSection } from '../html/actor-section.js';
import { anchorsOf } from '../html/anchors.js';
import { baselineSection } from '../html/baseline-section.js';
import { knownGoodSection } from '../html/known-good-section.js';
import { evidenceSection } from '../html/evidence-section.js';
import { decisionsSection } from '../html/decisions-section.js';
import { html, type Markup } from '../html/markup.js';
import { ruleSection } from '../html/rule-section.js';
import { pageOf } from '../html/page.js';
import {
  actionList,
  answerCards,
  coverageTables,
  factTable,
  findingList,
  incidentCards,
} from '../html/report-sections.js';
import { timePicture } from '../html/time-picture.js';
import type { OutputFormat } from '../renderer.js';

/** The report as one page that opens offline, prints, and reads without its script. Addresses and links are defanged. */
function* renderHtml(report: Report): Iterable<string> {
  const interrupted = report.status === 'interrupted' ? ' · interrupted: this is what had been found until then' : '';
  const below = html`<p class="faint">afterpatch ${report.tool.version}${interrupted}</p><nav aria-label="Sections"><a href="#incidents">Incidents</a><a href="#actions">What to do</a><a href="#actors">Who</a><a href="#timeline">Timeline</a><a href="#findings">Findings</a><a href="#rules">Rules</a><a href="#coverage">Coverage</a>${report.evidence === undefined || report.evidence.files.length === 0 ? null : html`<a href="#evidence">Evidence</a>`}</nav>`;
  yield* pageOf(`Afterpatch: ${report.hosts.join(', ') || 'server not named'}`, sectionsOf(report), below);
}

function* sectionsOf(report: Report): Iterable<Markup> {
  const anchors = anchorsOf(report);
  const first = [
    answerCards(report),
    baselineSection(report),
    decisionsSection(report),
    knownGoodSection(report),
    timePicture(report),
    incidentCards(report, anchors),
    actionList(report, anchors),
    actorSection(report, anchors),
    factTable(report),
  ];
  for (const section of first) if (section !== null) yield section;
  yield* findingList(report, anchors);
  const rules = ruleSection(report, anchors);
  if (rules !== null) yield rules;
  yield coverageTables(report);
  const evidence = evidenceSection(report);
  if (evidence !== null) yield evidence;
}

export default {
  purpose: 'one page that opens offline and prints',
  render: renderHtml,
} satisfies OutputFormat;
