import type { Confidence, Severity } from '../../model/finding.js';

/** What each target calls a severity. The table of docs/outputs.md shows the same. */
export interface SeverityScale {
  /** OCSF 1.8.0 `severity_id`. */
  readonly ocsf: number;
  /** SARIF 2.1.0 §3.27.10 `level`. */
  readonly sarif: 'note' | 'warning' | 'error';
  /** `security-severity` of SARIF rules, 0 to 10, as code scanning services sort by. */
  readonly score: string;
  /** `event.severity` as Elastic's own rules number it. */
  readonly ecs: number;
  /** Severity of CEF, 0 to 10. */
  readonly cef: number;
  /** Severity of syslog (RFC 5424 §6.2.1). */
  readonly syslog: number;
  /** Severity of TheHive, 1 to 4. */
  readonly thehive: number;
  /** `threat_level_id` of MISP: 1 high, 2 medium, 3 low, 4 undefined. */
  readonly misp: string;
}

export const SEVERITY_SCALES: Readonly<Record<Severity, SeverityScale>> = {
  informational: { ocsf: 1, sarif: 'note', score: '1.0', ecs: 21, cef: 1, syslog: 6, thehive: 1, misp: '4' },
  low: { ocsf: 2, sarif: 'note', score: '3.0', ecs: 21, cef: 3, syslog: 5, thehive: 1, misp: '3' },
  medium: { ocsf: 3, sarif: 'warning', score: '5.5', ecs: 47, cef: 5, syslog: 4, thehive: 2, misp: '2' },
  high: { ocsf: 4, sarif: 'error', score: '8.0', ecs: 73, cef: 8, syslog: 3, thehive: 3, misp: '1' },
  critical: { ocsf: 5, sarif: 'error', score: '9.5', ecs: 99, cef: 10, syslog: 2, thehive: 4, misp: '1' },
};

/** What each target calls a confidence. */
export interface ConfidenceScale {
  /** 0 to 100: STIX `confidence`, SARIF `rank`, OCSF `confidence_score`. */
  readonly percent: number;
  /** OCSF `confidence_id`: 1 low, 2 medium, 3 high. */
  readonly ocsf: number;
  /** `precision` of SARIF rules. */
  readonly precision: 'low' | 'medium' | 'high' | 'very-high';
}

export const CONFIDENCE_SCALES: Readonly<Record<Confidence, ConfidenceScale>> = {
  weak: { percent: 25, ocsf: 1, precision: 'low' },
  moderate: { percent: 55, ocsf: 2, precision: 'medium' },
  strong: { percent: 80, ocsf: 3, precision: 'high' },
  confirmed: { percent: 95, ocsf: 3, precision: 'very-high' },
};
