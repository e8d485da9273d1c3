import type { SignatureProblem } from '../../../model/finding.js';
import type { SourcePosition } from '../../../model/position.js';
import { compileSigma } from '../compile.js';
import { parseSigmaTree } from '../parse.js';
import { readYaml, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from '../yaml-tree.js';

/** Faults of one document that are told. */
const MAXIMUM_FAULTS = 40;

/**
 * Every fault of the documents of a file that keeps them from loading, not only the first of each: what is at fault is put right in the
 * tree, so that the rest can be read, until nothing more is found.
 * @param known the first fault of each, which is not told again.
 */
export function furtherFaults(text: string, path: string, known: readonly SignatureProblem[]): SignatureProblem[] {
  const further: SignatureProblem[] = [];
  for (const node of readYaml(text).documents) {
    if (node.type !== 'map') continue;
    let map: YamlMap | null = node;
    for (let round = 0; map !== null && round < MAXIMUM_FAULTS; round++) {
      const [fault] = faultsOf(map, path);
      if (fault === undefined) break;
      const told = [...known, ...further].some(
        (one) => one.line === fault.line && one.column === fault.column && one.reason === fault.reason,
      );
      // What stands in for a fault has no place of its own.
      if (!told && fault.line !== null && fault.line > 0) further.push(fault);
      map = mended(map, fault);
    }
  }
  return further;
}

function faultsOf(map: YamlMap, path: string): readonly SignatureProblem[] {
  const { documents, problems } = parseSigmaTree([map], path);
  return problems.length > 0
    ? problems
    : documents.filter(({ kind }) => kind !== 'correlation').length > 0
      ? compileSigma(documents).problems
      : [];
}

const NOWHERE: SourcePosition = { line: 0, column: 0 };
const PLAIN: YamlScalar = { type: 'scalar', value: 'x', source: 'x', position: NOWHERE };
const entryOf = (key: string, value: YamlNode): YamlEntry => ({ key, keyPosition: NOWHERE, value });
const mapOf = (...entries: readonly YamlEntry[]): YamlMap => ({
  type: 'map',
  entries: new Map(entries.map((one) => [one.key, one])),
  position: NOWHERE,
});

/** What a document must have, as something that is right. */
const STAND_INS: Readonly<Record<string, () => YamlNode>> = {
  title: () => PLAIN,
  logsource: () => mapOf(entryOf('category', PLAIN)),
  detection: () => mapOf(entryOf('x', mapOf(entryOf('x', PLAIN))), entryOf('condition', PLAIN)),
  condition: () => ({ ...PLAIN, value: '1 of *', source: '1 of *' }),
};

/** The tree without the fault; null where it cannot be put right. */
function mended(map: YamlMap, { line, column, reason }: SignatureProblem): YamlMap | null {
  if (line === null || column === null) return null;
  const missing = /has no (\w+)\./.exec(reason)?.[1];
  if (missing !== undefined) {
    const standIn = STAND_INS[missing];
    if (standIn === undefined) return null;
    if (missing !== 'condition') return withEntry(map, missing, standIn());
    const detection = map.entries.get('detection')?.value;
    return detection?.type === 'map' ? withEntry(map, 'detection', withEntry(detection, 'condition', standIn())) : null;
  }
  const top = lastBefore([...map.entries.values()], { line, column });
  if (top === null) return null;
  if (top.key !== 'detection' || top.value.type !== 'map') {
    const standIn = STAND_INS[top.key];
    return standIn === undefined ? without(map, top.key) : withEntry(map, top.key, standIn());
  }
  const detection = mendedDetection(top.value, { line, column });
  return detection && withEntry(map, 'detection', detection);
}

function mendedDetection(detection: YamlMap, at: SourcePosition): YamlMap | null {
  const entry = lastBefore([...detection.entries.values()], at);
  const standIn = STAND_INS['condition'];
  if (entry === null || standIn === undefined) return withEntry(detection, 'x', mapOf(entryOf('x', PLAIN)));
  if (entry.key === 'condition') return withEntry(detection, 'condition', standIn());
  // A selection stays, so that the condition still finds it.
  return withEntry(detection, entry.key, withoutFault(entry.value, at));
}

/** A selection without the item or value at a place; never empty. */
function withoutFault(node: YamlNode, at: SourcePosition): YamlNode {
  const plain = mapOf(entryOf('x', PLAIN));
  if (node.type === 'map') {
    const entry = lastBefore([...node.entries.values()], at);
    if (entry === null) return plain;
    const rest = without(node, entry.key);
    return rest.entries.size === 0 ? plain : rest;
  }
  if (node.type !== 'list') return plain;
  const index = node.items.findLastIndex(({ position }) => !isBehind(position, at));
  const item = node.items[index];
  if (item === undefined) return plain;
  return { ...node, items: node.items.with(index, item.type === 'scalar' ? PLAIN : withoutFault(item, at)) };
}

/** The last entry that begins at a place or before it. */
function lastBefore(entries: readonly YamlEntry[], at: SourcePosition): YamlEntry | null {
  return entries.findLast(({ keyPosition }) => keyPosition.line > 0 && !isBehind(keyPosition, at)) ?? null;
}

function isBehind(one: SourcePosition, other: SourcePosition): boolean {
  return one.line > other.line || (one.line === other.line && one.column > other.column);
}

function withEntry(map: YamlMap, key: string, value: YamlNode): YamlMap {
  const known = map.entries.get(key);
  const entries = new Map(map.entries);
  entries.set(key, known ? { ...known, value } : entryOf(key, value));
  return { ...map, entries };
}

function without(map: YamlMap, key: string): YamlMap {
  const entries = new Map(map.entries);
  entries.delete(key);
  return { ...map, entries };
}
