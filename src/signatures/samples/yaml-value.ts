import type { YamlNode } from '../sigma/yaml-tree.js';

/** A YAML tree as a value of JSON, for records that stand in a rule; numbers too large for one are text. */
export function yamlValue(node: YamlNode): unknown {
  if (node.type === 'scalar') return typeof node.value === 'bigint' ? numberOf(node.value) : node.value;
  if (node.type === 'list') return node.items.map(yamlValue);
  return Object.fromEntries([...node.entries.values()].map(({ key, value }) => [key, yamlValue(value)]));
}

function numberOf(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
