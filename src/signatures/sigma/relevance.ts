import type { LogSource, SigmaDocument } from './ast.js';
import { whyNotApplicable } from './log-source.js';
import { parseLogSource } from './parse-header.js';
import { SigmaError } from './problem.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';

/** Keys that only Sigma documents have; a site's configuration or a pipeline has none of them. */
const SIGMA_ONLY = ['detection', 'correlation', 'logsource'];

/** Whether a text that is no YAML may have been meant as a rule. */
export function looksLikeRule(text: string): boolean {
  return new RegExp(`^[ \\t]*(?:${SIGMA_ONLY.join('|')})[ \\t]*:`, 'm').test(text);
}

/** Whether a document is meant for Sigma. */
export function isSigma(map: YamlMap): boolean {
  return [...SIGMA_ONLY, 'filter', 'action'].some((key) => map.entries.has(key));
}

/** Whether a document that does not load could have found something in the records. */
export function couldMatter(node: YamlNode, records: readonly LogSource[] | null): boolean {
  if (node.type !== 'map' || !isSigma(node)) return false;
  const status = node.entries.get('status')?.value;
  if (status?.type === 'scalar' && status.source.toLowerCase() === 'unsupported') return false;
  if (node.entries.get('logsource')?.value.type !== 'map') return true;
  try {
    return isFor(parseLogSource(node), records);
  } catch (error) {
    if (error instanceof SigmaError) return true;
    throw error;
  }
}

/** The same of a document that was read, and does not compile. */
export function documentCouldMatter(document: SigmaDocument, records: readonly LogSource[] | null): boolean {
  if (document.status === 'unsupported') return false;
  return document.kind === 'correlation' || isFor(document.logSource, records);
}

function isFor(logSource: LogSource, records: readonly LogSource[] | null): boolean {
  return records === null || records.some((one) => whyNotApplicable(logSource, one) === null);
}
