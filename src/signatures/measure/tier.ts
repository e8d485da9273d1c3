import { has, isObject } from '../../platform/objects.js';
import type { Tier } from '../pack/manifest.js';

/** What tiers hang on: files that a rule hits, at any severity. */
export interface MeasuredHits {
  readonly malicious: number;
  readonly benign: number;
  /** Benign files in all. */
  readonly benignFiles: number;
}

/** Fewer harmless files tell nothing of a rule that must hit one in a thousand at most. */
const MINIMUM_BENIGN_FILES = 1_000;
const MOST_BENIGN = 0.001;

/**
 * The tier of a rule: `core` hits malicious files and no harmless one, `extended` at most one harmless file in a thousand. What
 * hits more, or was not measured, is `experimental`.
 */
export function tierOf(measured: MeasuredHits | undefined): Tier {
  if (measured === undefined || measured.benignFiles < MINIMUM_BENIGN_FILES) return 'experimental';
  if (measured.benign === 0 && measured.malicious > 0) return 'core';
  return measured.benign <= measured.benignFiles * MOST_BENIGN ? 'extended' : 'experimental';
}

/**
 * What `signatures measure --json` says of each rule, by id.
 * @throws Error where it is something else.
 */
export function readMeasured(text: string): ReadonlyMap<string, MeasuredHits> {
  const report: unknown = JSON.parse(text);
  const rows = has(report, 'bySignature') ? report.bySignature : null;
  if (!Array.isArray(rows) || !rows.every(isRow)) throw new Error('That is no measurement of signatures.');
  return new Map(
    rows.map(({ name, malicious, benign }) => [
      name,
      { malicious: malicious.hits, benign: benign.hits, benignFiles: benign.total },
    ]),
  );
}

interface Row {
  readonly name: string;
  readonly malicious: { readonly hits: number };
  readonly benign: { readonly hits: number; readonly total: number };
}

function isRow(value: unknown): value is Row {
  if (!isObject(value)) return false;
  const isCount = (of: unknown, key: string) =>
    isObject(of) && typeof new Map<string, unknown>(Object.entries(of)).get(key) === 'number';
  return (
    'name' in value &&
    typeof value.name === 'string' &&
    'malicious' in value &&
    isCount(value.malicious, 'hits') &&
    'benign' in value &&
    isCount(value.benign, 'hits') &&
    isCount(value.benign, 'total')
  );
}
