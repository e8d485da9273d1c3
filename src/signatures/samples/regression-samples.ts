import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readYaml, type YamlMap } from '../sigma/yaml-tree.js';
import type { Sample, SampleSet } from './sample-set.js';
import { isRecord } from '../../platform/objects.js';
import { yamlValue } from './yaml-value.js';

/** Folders above a rule file that may hold the recorded events. */
const MAXIMUM_LEVELS = 12;
/** No description of recorded events comes near. */
const MAXIMUM_BYTES = 1 << 20;

/**
 * The recorded events of a rule as SigmaHQ keeps them: `regression_tests_path` of the rule names an `info.yml`, whose
 * `regression_tests_info` lists files and how many of their events the rule must match. Null where the rule names none.
 */
export function regressionSamples(document: YamlMap, ruleFile: string): SampleSet | null {
  const named = document.entries.get('regression_tests_path')?.value;
  if (named?.type !== 'scalar' || typeof named.value !== 'string') return null;
  const info = resolveAbove(ruleFile, named.value);
  const samples = info === null ? [] : samplesOf(info);
  return { samples, place: info ?? named.value, shared: false, hitsOnly: true };
}

function samplesOf(info: string): Sample[] {
  if ((statSync(info, { throwIfNoEntry: false })?.size ?? 0) > MAXIMUM_BYTES) return [];
  const [document] = readYaml(readFileSync(info, 'utf8')).documents;
  const value = document === undefined ? null : yamlValue(document);
  const tests = isRecord(value) && Array.isArray(value['regression_tests_info']) ? value['regression_tests_info'] : [];
  return tests.flatMap((test: unknown): Sample[] => {
    if (!isRecord(test) || typeof test['path'] !== 'string') return [];
    const file = resolveAbove(info, test['path']) ?? path.join(path.dirname(info), path.posix.basename(test['path']));
    const count = typeof test['match_count'] === 'number' ? test['match_count'] : 'some';
    const expect = count === 0 ? 'miss' : 'hit';
    return [{ name: String(test['name'] ?? test['path']), expect, source: { type: 'file', file }, count }];
  });
}

/** A path is given from the root of its repository, which is some folder above. */
function resolveAbove(from: string, named: string): string | null {
  if (path.isAbsolute(named) || named.split(/[\\/]/).includes('..')) return null;
  let folder = path.dirname(path.resolve(from));
  for (let level = 0; level < MAXIMUM_LEVELS; level++) {
    const file = path.join(folder, named);
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
    folder = path.dirname(folder);
  }
  return null;
}
