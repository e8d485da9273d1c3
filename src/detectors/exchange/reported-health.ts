import { healthReport, type HealthReport } from '../../formats/health-checker/health-report.js';
import { defineDetector } from '../../model/detector.js';
import type { FactEvidence } from '../../model/finding.js';
import { safeText } from '../../platform/safe-text.js';

/** Updates and mitigations that the evidence names. */
const NAMED = 12;

export default defineDetector({
  id: 'exchange.reported-health',
  title: 'What HealthChecker reported of the server',
  description:
    "Microsoft's HealthChecker asks a server for its build, role, updates and emergency mitigations. What it reported tells what the server was open to when it ran, and which mitigations stood in for updates.",
  severity: 'informational',
  confidence: 'confirmed',
  outcome: 'hygiene',
  attack: ['T1190'],
  references: ['XPL-04'],
  falsePositives: ['A report of another day than that of the intrusion', 'Servers without a way to the Internet'],
  nextSteps: ['Compare the day of each update and mitigation with the times of the other findings'],
  consumes: healthReport,
  messages: {
    state: 'Exchange {build}, {role}, on {generated}; {updates} updates, {mitigations} emergency mitigations in force',
    unmitigated:
      'Exchange {build}, {role}, on {generated}; {updates} updates, and emergency mitigations are switched off for this server',
  },
  *inspect(report, { artifact }) {
    const { build, role, generated, updates, mitigations, isMitigating, server } = report;
    if (build === '' && role === '' && updates.length === 0) return;
    yield {
      ...(isMitigating === false
        ? ({ message: 'unmitigated', severity: 'low' } as const)
        : { message: 'state' as const }),
      data: {
        build: build || 'of an unknown build',
        role: safeText(role) || 'role unknown',
        generated: generated ?? 'an unknown day',
        updates: updates.length,
        mitigations: mitigations.length,
      },
      at: factsOf(report, artifact?.collectedPath ?? null),
      identity: [server.toLowerCase()],
      firstSeen: generated,
      lastSeen: generated,
    };
  },
});

function factsOf(report: HealthReport, path: string | null): FactEvidence[] {
  const { build, role, version, updates, mitigations, mitigationsBlocked } = report;
  const rows: readonly (readonly [string, string])[] = [
    ['build', build],
    ['role', role],
    ...updates.slice(0, NAMED).map(({ name, installed }) => ['update', `${name} ${installed}`.trim()] as const),
    ...mitigations.slice(0, NAMED).map((name) => ['mitigation', name] as const),
    ...mitigationsBlocked.slice(0, NAMED).map((name) => ['mitigation blocked', name] as const),
    ['version of HealthChecker', version],
  ];
  return rows.flatMap(([label, text]) => (text === '' ? [] : [{ type: 'fact', path, label, text: safeText(text) }]));
}
