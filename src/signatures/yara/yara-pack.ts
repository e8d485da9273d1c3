import type { SignatureProblem } from '../../model/finding.js';
import type { LoadedRule } from '../../model/signature.js';
import { describeRule, isAboutServerCode, isNamespacedId, sinksOf } from './rule-description.js';
import { outlineSource } from './rule-outline.js';
import { readYaraSources, type YaraSource } from './yara-source.js';

/** A source and what its rules are called in findings: id by rule name. Plain data: it crosses process boundaries. */
export interface PackedSource extends YaraSource {
  readonly ids: ReadonlyMap<string, string>;
  /** Kinds of sinks that rules are about, by the rules' ids. */
  readonly sinks: ReadonlyMap<string, readonly string[]>;
  /** Ids of rules about code that a server runs. */
  readonly inServerCode: ReadonlySet<string>;
}

/** Rules as they lie in their files, read but not compiled. */
export interface YaraPack {
  readonly sources: readonly PackedSource[];
  /** Every rule that can be reported, in the order of sources: private rules only serve others. */
  readonly rules: readonly LoadedRule[];
  /** Files that could not be read. What does not compile is found by the engine. */
  readonly problems: readonly SignatureProblem[];
}

/**
 * Reads the rules of some folders. An id stands once: where another file has a rule of the same id, the later one's is followed by
 * its file's path.
 * @throws AfterpatchError `signatures-not-found` where a folder does not exist.
 */
export async function readYaraPack(folders: readonly string[]): Promise<YaraPack> {
  const { sources, problems } = await readYaraSources(folders);
  const taken = new Set<string>();
  const rules: LoadedRule[] = [];
  const packed = sources.map((source): PackedSource => {
    const ids = new Map<string, string>();
    const sinks = new Map<string, readonly string[]>();
    const inServerCode = new Set<string>();
    for (const rule of outlineSource(source.text).rules) {
      if (ids.has(rule.name)) continue;
      const id = freeId(taken, rule.name, rule.meta.get('id'), source.path);
      ids.set(rule.name, id);
      const about = sinksOf(rule);
      if (about.length > 0) sinks.set(id, about);
      if (isAboutServerCode(rule)) inServerCode.add(id);
      if (!rule.isPrivate) rules.push(describeRule(rule, source, id));
    }
    return { ...source, ids, sinks, inServerCode };
  });
  return { sources: packed, rules, problems };
}

function freeId(taken: Set<string>, name: string, metaId: unknown, path: string): string {
  const wanted = isNamespacedId(metaId) ? metaId : name;
  let id = wanted;
  for (let count = 1; taken.has(id); count += 1) id = `${wanted} (${path}${count === 1 ? '' : ` ${count}`})`;
  taken.add(id);
  return id;
}
