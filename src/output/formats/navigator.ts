import type { Finding, Report, Severity } from '../../model/finding.js';
import { compareSeverity, SEVERITIES } from '../../model/severity.js';
import { compareText } from '../../platform/order.js';
import { ATTACK_VERSION, namedTechnique, techniqueUrl } from '../export/attack-terms.js';
import { plain } from '../export/plain-text.js';
import { countText } from '../quantities.js';
import type { OutputFormat } from '../renderer.js';

/** Titles of rules that a technique is commented with. */
const SHOWN_TITLES = 10;
/** From informational to critical. */
const COLORS = ['#d1d9e0', '#9ecbff', '#ffd33d', '#ff9a5a', '#d73a49'];

interface Seen {
  severity: Severity;
  findings: number;
  readonly titles: Set<string>;
  readonly hosts: Set<string>;
}

/** A layer (format 4.5) of the ATT&CK Navigator: each technique by the gravest finding that shows it, from 1 to 5. */
function* renderNavigator(report: Report): Iterable<string> {
  const techniques = new Map<string, Seen>();
  for (const finding of report.findings) for (const id of finding.attack) see(techniques, id, finding);
  const entries = [...techniques].sort(([a], [b]) => compareText(a, b));
  const layer = {
    name: plain(`Afterpatch: ${report.hosts.join(', ') || 'server not named'}`, 200),
    versions: { attack: ATTACK_VERSION, navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: plain(
      `${report.verdict.summary} Scores: ${SEVERITIES.map((one, at) => `${at + 1} ${one}`).join(', ')}.`,
    ),
    filters: { platforms: ['Windows'] },
    sorting: 3,
    layout: { layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques: entries.flatMap(([id, seen]) => cellsOf(id, seen)),
    gradient: { colors: COLORS, minValue: 1, maxValue: SEVERITIES.length },
    legendItems: SEVERITIES.map((label, at) => ({ label, color: COLORS[at] ?? '#ffffff' })),
    selectTechniquesAcrossTactics: true,
  };
  yield `${JSON.stringify(layer, null, 2)}\n`;
}

function see(techniques: Map<string, Seen>, id: string, { severity, title, host }: Finding): void {
  const seen = techniques.get(id) ?? { severity, findings: 0, titles: new Set(), hosts: new Set() };
  if (compareSeverity(severity, seen.severity) > 0) seen.severity = severity;
  seen.findings += 1;
  if (seen.titles.size < SHOWN_TITLES) seen.titles.add(plain(title, 120));
  if (host !== null && seen.hosts.size < SHOWN_TITLES) seen.hosts.add(plain(host, 60));
  techniques.set(id, seen);
}

/** A cell in the column of each tactic; one without a tactic where the table has none for the technique. */
function cellsOf(techniqueID: string, { severity, findings, titles, hosts }: Seen) {
  const cell = {
    techniqueID,
    score: SEVERITIES.indexOf(severity) + 1,
    comment: `${countText(findings, 'finding')}: ${[...titles].join('; ')}`,
    metadata: [...hosts].map((value) => ({ name: 'Server', value: value || 'not named' })),
    links: [{ label: techniqueID, url: techniqueUrl(techniqueID) }],
    enabled: true,
  };
  const { tactics } = namedTechnique(techniqueID);
  return tactics.length === 0 ? [cell] : tactics.map(({ shortname }) => ({ ...cell, tactic: shortname }));
}

export default {
  purpose: 'a layer for the ATT&CK Navigator: techniques by the gravest finding',
  leavesOutDecided: true,
  render: renderNavigator,
} satisfies OutputFormat;
