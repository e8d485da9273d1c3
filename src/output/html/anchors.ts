import type { Finding, Report } from '../../model/finding.js';
import { findingId } from '../export/stable-id.js';
import { html, type Markup } from './markup.js';

/** Findings that a line leads to. */
const SHOWN_LINKS = 3;

/** Where things stand in the page. */
export interface Anchors {
  ofFinding(finding: Finding): string;
  ofRule(ruleId: string): string;
  /** Links to findings by their fingerprints: those on the server, or on any where it has none of them. */
  links(fingerprints: readonly string[], host: string | null): Markup[];
}

export function anchorsOf({ findings }: Report): Anchors {
  const byHost = new Map(findings.map((finding) => [keyOf(finding.host, finding.fingerprint), finding]));
  const anywhere = new Map(findings.toReversed().map((finding) => [finding.fingerprint, finding]));
  const rules = new Map([...new Set(findings.map(({ rule }) => rule.id))].map((id, at) => [id, `r-${at + 1}`]));
  // A fingerprint is of one server: the same page on another has the same.
  const ofFinding = (finding: Finding) => `f-${findingId(finding).slice(0, 18)}`;
  return {
    ofFinding,
    ofRule: (ruleId) => rules.get(ruleId) ?? 'rules',
    links: (fingerprints, host) =>
      fingerprints.slice(0, SHOWN_LINKS).flatMap((fingerprint) => {
        const finding = byHost.get(keyOf(host, fingerprint)) ?? anywhere.get(fingerprint);
        return finding === undefined ? [] : [html`<a href="#${ofFinding(finding)}">${fingerprint.slice(0, 8)}</a> `];
      }),
  };
}

function keyOf(host: string | null, fingerprint: string): string {
  return `${host ?? ''}\n${fingerprint}`;
}
