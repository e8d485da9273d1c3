import type { SourcePosition } from '../../model/position.js';
import type { Condition, Detection, DetectionItem, Detections } from './ast.js';
import { parseCondition } from './parse-condition.js';
import { SigmaError } from './problem.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';

/** Keys of a detection that are no search identifiers; `timeframe` is of Sigma 1. */
const RESERVED = new Set(['condition', 'timeframe']);

/** Reads the `detection` of a rule, or the `filter` of a filter, whose `rules` is no search identifier. */
export function parseDetections(map: YamlMap, reserved: readonly string[] = []): Detections {
  const identifiers = new Map<string, Detection>();
  for (const { key, keyPosition, value } of map.entries.values()) {
    if (RESERVED.has(key) || reserved.includes(key)) continue;
    identifiers.set(key, parseDetection(value, keyPosition));
  }
  const condition = map.entries.get('condition');
  if (!condition) {
    throw new SigmaError('The detection has no condition.', map.position, 'Say which selections must match.');
  }
  if (identifiers.size === 0) throw new SigmaError('The detection has no selection.', map.position);
  return { identifiers, conditions: parseConditions(condition.value) };
}

function parseConditions(node: YamlNode): Condition[] {
  const nodes = node.type === 'list' ? node.items : [node];
  if (nodes.length === 0) throw new SigmaError('The condition is an empty list.', node.position);
  return nodes.map((item) => {
    if (item.type !== 'scalar' || item.value === null) {
      throw new SigmaError('A condition must be text.', item.position);
    }
    return parseCondition(typeof item.value === 'string' ? item.value : item.source, item.position);
  });
}

/** A map is AND over its keys; a list is OR over its members; plain values are keywords (specification, "Detection"). */
function parseDetection(node: YamlNode, position: SourcePosition): Detection {
  if (node.type === 'map') {
    const members = [...node.entries.values()].map(({ key, keyPosition, value }) => parseItem(key, keyPosition, value));
    if (members.length === 0) throw new SigmaError('The selection is empty.', position);
    return { type: 'all', members, position };
  }
  if (node.type === 'scalar') return keywords([node], position, false);
  if (node.items.length === 0) throw new SigmaError('The selection is empty.', position);
  if (node.items.every((item) => item.type === 'scalar')) return keywords(node.items, position, true);
  return { type: 'any', members: node.items.map((item) => parseDetection(item, item.position)), position };
}

function keywords(nodes: readonly YamlNode[], position: SourcePosition, list: boolean): DetectionItem {
  return { type: 'item', field: null, modifiers: [], values: nodes.map(scalar), list, position };
}

function parseItem(key: string, position: SourcePosition, value: YamlNode): DetectionItem {
  const [field = '', ...modifiers] = key.split('|');
  if (value.type === 'map') {
    const hint = 'A field takes a value or a list of values; nested fields are written with dots.';
    throw new SigmaError(`The field "${field}" has a map as its value.`, value.position, hint);
  }
  const list = value.type === 'list';
  const values = (list ? value.items : [value]).map(scalar);
  return { type: 'item', field: field === '' ? null : field, modifiers, values, list, position };
}

function scalar(node: YamlNode): DetectionItem['values'][number] {
  if (node.type === 'scalar') return { value: node.value, source: node.source, position: node.position };
  throw new SigmaError('A value must be text, a number, a boolean or null.', node.position);
}
