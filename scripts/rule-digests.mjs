// What of a rule decides what it matches and how much it weighs, as a digest: a rule whose digest changed was not measured as it is.
import { createHash } from 'node:crypto';
import { outlineSource } from '../dist/signatures/yara/rule-outline.js';

/** Metadata that only tells. */
const TOLD =
  /^\s*(?:title|description|reference|references|false_positives|next_steps|author|date|modified|version|attack)\s*=.*$/gm;
const COMMENTS = /^\s*\/\/.*$/gm;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/**
 * @param {{ text: string, ids: ReadonlyMap<string, string> }[]} sources YARA files with the ids of their rules
 * @returns {Map<string, string>} digest by id
 */
export function yaraDigests(sources) {
  const digests = new Map();
  for (const { text, ids } of sources) {
    const { rules } = outlineSource(text);
    const essence = ({ start, end }) =>
      text.slice(start, end).replace(TOLD, '').replace(COMMENTS, '').replace(/\s+/g, ' ');
    const helpers = rules.filter(({ isPrivate }) => isPrivate).map(essence);
    for (const rule of rules.filter(({ isPrivate }) => !isPrivate)) {
      digests.set(ids.get(rule.name) ?? rule.name, sha256([...helpers, essence(rule)].join('\n')).slice(0, 16));
    }
  }
  return digests;
}
