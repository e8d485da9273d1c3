import { detectors } from '../../detectors/index.js';
import { createContentEngine } from '../../engine/content/content-engine.js';
import { signatureFolders } from '../../engine/signature-folders.js';
import { currentTechnique } from '../../model/attack.js';
import type { RuleDescription } from '../../model/detector.js';
import type { SignatureProblem } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';
import {
  EVENT_LOGS,
  EXCHANGE_LOGS,
  explainSigma,
  iisMapping,
  loadSigmaPack,
  selectRules,
} from '../../signatures/sigma/index.js';
import { safeProblem, safeRule } from '../findings/safe-rules.js';
import { toolVersion } from '../tool-version.js';

/** A rule as a user knows it, whatever it is written in. */
export interface CataloguedRule extends RuleDescription {
  readonly source: 'yara' | 'sigma' | 'sigma-correlation' | 'detector';
  readonly version: string;
  /** File that it stands in, below its signature folder; null for detectors. */
  readonly path: string | null;
  /** Name and version of the pack that it came from, where its folder has a manifest. */
  readonly packName?: string;
  /** Templates by message id; detectors only. */
  readonly messages: Readonly<Record<string, string>>;
}

export interface RuleCatalogue {
  /** By source and id. */
  readonly rules: readonly CataloguedRule[];
  /** Rules that did not load. */
  readonly notLoaded: readonly SignatureProblem[];
  /** Rules that loaded, but for records of another kind than those that are read. */
  readonly notApplicable: readonly {
    readonly id: string;
    readonly title: string;
    readonly path: string;
    readonly reason: string;
  }[];
}

/** Log sources of all that is read. */
const READ = [iisMapping.logSource, EVENT_LOGS, EXCHANGE_LOGS];

/** What a Sigma rule asks of records, line by line; null for rules of another kind. Safe to show. */
export type ExplainRule = (id: string) => readonly string[] | null;

/** Loads the shipped rules and those of the folders as a hunt would, and tells what became of each. */
export async function loadRuleCatalogue(
  folders: readonly string[],
  engine: 'auto' | 'native' | 'wasm',
): Promise<RuleCatalogue & { readonly explain: ExplainRule }> {
  const sigma = await loadSigmaPack(signatureFolders('sigma', folders), { records: READ });
  const content = await createContentEngine({
    signatureFolders: signatureFolders('yara', folders),
    engine,
    jobs: 1,
    deadlineMs: 60_000,
  });
  try {
    const version = toolVersion();
    const loaded = [...content.rules, ...sigma.rules, ...sigma.correlations].map((rule) => ({ ...rule, messages: {} }));
    const built = detectors.map((detector) => ({ ...detector, source: 'detector' as const, version, path: null }));
    const [ofRequests = [], ...ofRecords] = READ.map((source) => selectRules(sigma.program, source).notApplicable);
    const notApplicable = ofRequests.filter(({ rule }) => ofRecords.every((of) => of.some((one) => one.rule === rule)));
    return {
      explain: (id) => explainSigma(sigma, id)?.map((line) => safeText(line, 2_000)) ?? null,
      rules: [...loaded.map(safeRule), ...built]
        .map((rule) => ({ ...rule, attack: [...new Set(rule.attack.map(currentTechnique))] }))
        .sort((a, b) => compareText(a.source, b.source) || compareText(a.id, b.id)),
      notLoaded: [...content.problems, ...sigma.problems].map(safeProblem),
      notApplicable: notApplicable.map(({ rule, reason }) => ({
        id: sigma.rules[rule.index]?.id ?? rule.rule.title,
        title: safeText(rule.rule.title),
        path: safeText(rule.rule.path, 4_000),
        reason,
      })),
    };
  } finally {
    await content.close();
  }
}
