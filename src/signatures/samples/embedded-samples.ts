import { timespanOf } from '../sigma/parse-correlation.js';
import type { YamlMap, YamlNode } from '../sigma/yaml-tree.js';
import type { Sample } from './sample-set.js';

/** Words that mean a rule must match, and must not. */
const HITS = new Set(['match', 'true', 'yes', 'hit', 'positive', 'alert']);
const MISSES = new Set(['no-match', 'no_match', 'nomatch', 'false', 'no', 'miss', 'negative', 'ok']);
/** Keys under which records stand, of rules that must match them and of those that must not. */
const HIT_KEYS = ['true_positives', 'positive', 'match', 'hit', 'hits'];
const MISS_KEYS = ['true_negatives', 'negative', 'no-match', 'no_match', 'miss', 'misses'];
const EVENT_KEYS = ['event', 'record', 'log', 'input'];

/**
 * Records that stand in a Sigma document itself: `tests` (a list of `name`, `expect` and `event`, or two lists `match` and `no-match`), the
 * lists `true_positives` and `true_negatives` of tau, and `rsigma.exemplars` below `custom_attributes`.
 */
export function embeddedSamples(document: YamlMap): readonly Sample[] {
  const custom = child(document, 'custom_attributes');
  const lists = [child(document, 'tests'), custom && child(custom, 'rsigma.exemplars')];
  return [
    ...lists.flatMap((node) => (node ? samplesOf(node) : [])),
    ...sided(document, ['true_positives'], ['true_negatives']),
  ];
}

function samplesOf(node: YamlNode): Sample[] {
  if (node.type === 'map') return sided(node, HIT_KEYS, MISS_KEYS);
  if (node.type !== 'list') return [];
  return node.items.flatMap((item, at): Sample[] => {
    if (item.type !== 'map') return [];
    const name = textOf(item, 'name') ?? `test ${at + 1}`;
    const word = ['expect', 'expected', 'match', 'result']
      .map((key) => textOf(item, key))
      .find((text) => text !== null);
    const expect = sideOf(word ?? 'match');
    if (expect === null) return [];
    const event = EVENT_KEYS.map((key) => child(item, key)).find((each) => each?.type === 'map');
    if (event) return [{ name, expect, source: { type: 'event', event }, count: 'all' }];
    const events = child(item, 'events') ?? child(item, 'logs');
    return events?.type === 'list' ? [{ name, expect, source: sequence(events.items), count: 'all' }] : [];
  });
}

/** Events of a correlation: `{ offset: 10s, event: … }`, or plain maps, a second apart. */
function sequence(items: readonly YamlNode[]): Sample['source'] {
  const events = items.flatMap((item, at) => {
    if (item.type !== 'map') return [];
    const event = EVENT_KEYS.map((key) => child(item, key)).find((each) => each?.type === 'map') ?? item;
    const offset = timespanOf(textOf(item, 'offset') ?? '');
    return [{ time: offset ?? at * 1000, event }];
  });
  return { type: 'events', events: events.sort((a, b) => a.time - b.time) };
}

function sided(map: YamlMap, hitKeys: readonly string[], missKeys: readonly string[]): Sample[] {
  const of = (keys: readonly string[], expect: Sample['expect']): Sample[] =>
    keys.flatMap((key) => {
      const list = child(map, key);
      if (list?.type !== 'list') return [];
      const events = list.items.filter((item) => item.type === 'map');
      return events.map((event, at) => ({
        name: `${key} ${at + 1}`,
        expect,
        source: { type: 'event', event },
        count: 'all',
      }));
    });
  return [...of(hitKeys, 'hit'), ...of(missKeys, 'miss')];
}

function sideOf(word: string): Sample['expect'] | null {
  if (HITS.has(word.toLowerCase())) return 'hit';
  return MISSES.has(word.toLowerCase()) ? 'miss' : null;
}

function child(map: YamlNode, key: string): YamlNode | undefined {
  return map.type === 'map' ? map.entries.get(key)?.value : undefined;
}

function textOf(map: YamlMap, key: string): string | null {
  const node = child(map, key);
  return node?.type === 'scalar' && node.value !== null ? String(node.value) : null;
}
