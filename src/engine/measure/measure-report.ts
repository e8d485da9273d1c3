import type { Severity, SignatureProblem } from '../../model/finding.js';
import type { Rate } from './rate.js';

/** Both rates of something, at one threshold. */
export interface Rates {
  readonly malicious: Rate;
  readonly benign: Rate;
}

export interface NamedRates extends Rates {
  readonly name: string;
}

/** A rule or detector: which files it hits, and how many malicious ones no other does. */
export interface SignatureRates extends NamedRates {
  readonly severity: Severity;
  readonly source: 'yara' | 'detector';
  readonly onlyOne: number;
}

export interface MeasuredFile {
  readonly name: string;
  readonly sha256: string;
  readonly cluster: string | null;
  /** Ids of what hits it at the threshold or above; for a missed file, of what hits it below. */
  readonly signatures: readonly string[];
}

export interface SlowFile {
  readonly name: string;
  readonly bytes: number;
  readonly milliseconds: number;
}

export interface SignatureCost {
  readonly name: string;
  /** Part of the time that all rules take one by one, 0 to 1. */
  readonly share: number;
  readonly milliseconds: number;
  /** It took longer than the deadline, so its true cost is higher. */
  readonly overran: boolean;
}

/** What `signatures measure` finds out. */
export interface MeasureReport {
  readonly threshold: Severity;
  readonly engine: 'native' | 'wasm';
  /** Files were shown to the engine by their hashes, so that only their content could be judged. */
  readonly contentOnly: boolean;
  readonly rules: number;
  readonly problems: readonly SignatureProblem[];
  readonly overall: Rates;
  /** A cluster is found where one of its files is; and where all are. Null where no list tells clusters. */
  readonly clusters: { readonly anyFile: Rate; readonly everyFile: Rate } | null;
  readonly bySignature: readonly SignatureRates[];
  readonly byFamily: readonly NamedRates[];
  readonly byExtension: readonly NamedRates[];
  readonly bySource: readonly NamedRates[];
  readonly byCluster: readonly NamedRates[];
  readonly missed: readonly MeasuredFile[];
  readonly wronglyHit: readonly MeasuredFile[];
  /** Files that the engine could not examine wholly, and why: they count as not hit unless something was found. */
  readonly notExamined: readonly { readonly name: string; readonly reason: string }[];
  readonly absent: readonly string[];
  readonly cost: {
    readonly files: number;
    readonly bytes: number;
    readonly seconds: number;
    readonly millisecondsPerFile: number;
    readonly slowestFiles: readonly SlowFile[];
    /** One rule at a time over a sample of the files; null where that was not asked for. */
    readonly signatures: readonly SignatureCost[] | null;
  };
}
