import { Chalk } from 'chalk';
import { type ReferenceItem, referenceItems } from '../../case/reports/reference.js';
import { type CataloguedRule, loadRuleCatalogue } from '../../case/reports/rule-catalogue.js';
import { evidenceHashes } from '../../output/evidence-hashes.js';
import { type ReferenceTitle, renderFinding, renderReferenceItem, renderRule } from '../../output/explanation.js';
import { closestWord } from '../../platform/closest-word.js';
import { AfterpatchError } from '../../platform/errors.js';
import { findingsNamed } from '../findings-named.js';
import { readReport } from '../read-report.js';
import { wantsColor } from '../terminal.js';
import { writePieces } from '../write.js';

export interface ExplainOptions {
  readonly report?: string;
  readonly signatures: readonly string[];
}

/**
 * Prints what a rule, an item of the reference, or a finding of a report means.
 * @throws AfterpatchError `no-such-rule`, `ambiguous-finding`, `bad-report`.
 */
export async function explainId(id: string, options: ExplainOptions): Promise<void> {
  const report = options.report === undefined ? null : readReport(options.report);
  const found = report === null ? [] : findingsNamed(id, report.findings);
  const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
  const items = new Map(referenceItems().map((item) => [item.id, item]));
  const item = items.get(id.toUpperCase());
  if (item !== undefined) return writePieces(process.stdout, renderReferenceItem(item, chalk));
  const titleOf: ReferenceTitle = (reference) => items.get(reference)?.title;
  const { rules, explain } = await loadRuleCatalogue(options.signatures, 'auto');
  const [finding] = found;
  if (report !== null && finding !== undefined) {
    const rule = rules.find((one) => one.id === finding.rule.id);
    return writePieces(process.stdout, renderFinding(found, evidenceHashes(report), rule, titleOf, chalk));
  }
  // Sigma's ids are UUIDs; people know such a rule by its file.
  const rule = rules.find((one) => one.id === id) ?? rules.find((one) => fileNameOf(one.path) === id);
  if (rule !== undefined) {
    return writePieces(process.stdout, renderRule(rule, explain(rule.id) ?? [], titleOf, chalk));
  }
  throw noSuchRule(id, rules, items, options);
}

function noSuchRule(
  id: string,
  rules: readonly CataloguedRule[],
  items: ReadonlyMap<string, ReferenceItem>,
  { report }: ExplainOptions,
): AfterpatchError {
  const names = rules.flatMap((rule) => [rule.id, fileNameOf(rule.path) ?? rule.id]);
  const meant = closestWord(id, names) ?? closestWord(id.toUpperCase(), items.keys());
  return new AfterpatchError(
    'no-such-rule',
    `There is no rule, reference or finding ${id}.${meant === null ? '' : ` Did you mean ${meant}?`}`,
    report === undefined
      ? 'See `afterpatch signatures list` for rules. A finding, by its fingerprint, needs --report <file> with the JSON report.'
      : 'See `afterpatch signatures list` for rules, and the fingerprints in the report.',
  );
}

function fileNameOf(path: string | null): string | undefined {
  return path
    ?.split('/')
    .at(-1)
    ?.replace(/\.[^.]*$/, '');
}
