import type { SignatureProblem } from '../../model/finding.js';

/** `vacuous`: it proves nothing, whatever the rule says. */
export type SampleStatus = 'passed' | 'failed' | 'vacuous';

export interface JudgedSample {
  readonly name: string;
  readonly expect: 'hit' | 'miss';
  readonly status: SampleStatus;
  /** What is wrong and what to do; null where it passed. */
  readonly reason: string | null;
}

/** One rule against its own samples. */
export interface TestedRule {
  readonly id: string;
  readonly title: string;
  readonly language: 'yara' | 'sigma' | 'detector';
  /** The rule file; the id of a detector. */
  readonly file: string;
  /** Where its samples lie, or belong. */
  readonly place: string;
  readonly samples: readonly JudgedSample[];
  /** What its samples lack, as sentences that say what to write. */
  readonly missing: readonly string[];
  /** Parts that can be taken away and no sample tells; absent where nobody asked, or samples fail. */
  readonly unneeded?: UnneededParts;
}

export interface UnneededParts {
  readonly parts: readonly UnneededPart[];
  /** Parts that were taken away in turn. */
  readonly tried: number;
  /** Parts beyond the most that are tried of one rule. */
  readonly untried: number;
}

/** A string, a value or a part of the condition of a rule. */
export interface UnneededPart {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** What `signatures test` finds out. */
export interface SampleReport {
  readonly rules: readonly TestedRule[];
  readonly notLoaded: readonly SignatureProblem[];
}

export function isPassed(rule: TestedRule): boolean {
  return rule.missing.length === 0 && rule.samples.every(({ status }) => status === 'passed');
}

export function hasPassed(report: SampleReport): boolean {
  return report.notLoaded.length === 0 && report.rules.every(isPassed);
}

export function passed(name: string, expect: JudgedSample['expect']): JudgedSample {
  return { name, expect, status: 'passed', reason: null };
}

/** What samples of a kind are, and where they belong. */
export interface SamplePlaces {
  readonly what: string;
  readonly hit: string;
  readonly miss: string;
}

/** What a rule's samples lack: it needs one hit, and two misses unless its layout knows none (`hitsOnly`). */
export function missingSamples(hits: number, misses: number, hitsOnly: boolean, to: SamplePlaces): string[] {
  const missing: string[] = [];
  if (hits === 0) missing.push(`It has no hit: write ${to.what} that it must match to ${to.hit}.`);
  if (misses < 2 && !hitsOnly) {
    const has = misses === 0 ? 'no miss' : 'one miss';
    missing.push(
      `It has ${has}: write ${to.what} that it must leave alone to ${to.miss}, two at least, one of which looks alike as real servers have it.`,
    );
  }
  return missing;
}
