import type { SourcePosition } from '../../model/position.js';
import type { Condition, Detection, SigmaRule } from '../sigma/ast.js';
import { formatCondition } from '../sigma/parse-condition.js';
import type { Mutant } from './mutants.js';

interface Smaller<T> {
  readonly text: string;
  readonly position: SourcePosition;
  readonly left: T;
}

/** A rule without each of its values, items and parts of its condition, as far as something is left beside them. */
export function sigmaMutants(rule: SigmaRule): Mutant<SigmaRule>[] {
  const { identifiers, conditions } = rule.detection;
  const withDetection = (detection: Partial<SigmaRule['detection']>): SigmaRule => ({
    ...rule,
    detection: { ...rule.detection, ...detection },
  });
  const mutant = ({ text, position, left }: Smaller<SigmaRule>) => ({ text, ...position, rules: [left] });
  const ofValues = [...identifiers].flatMap(([name, detection]) =>
    smallerDetections(detection, name).map((smaller) =>
      mutant({ ...smaller, left: withDetection({ identifiers: new Map(identifiers).set(name, smaller.left) }) }),
    ),
  );
  const ofConditions = conditions.flatMap((condition, at) =>
    smallerConditions(condition).map((smaller) =>
      mutant({ ...smaller, left: withDetection({ conditions: conditions.with(at, smaller.left) }) }),
    ),
  );
  const isNamed = (name: string) => conditions.some((condition) => namesOf(condition).has(name));
  const ofPatterns = [...identifiers].flatMap(([name, { position }]) => {
    if (isNamed(name) || identifiers.size < 2) return [];
    const left = new Map(identifiers);
    left.delete(name);
    return [mutant({ text: name, position, left: withDetection({ identifiers: left }) })];
  });
  return [...ofValues, ...ofPatterns, ...ofConditions];
}

function smallerDetections(detection: Detection, within: string): Smaller<Detection>[] {
  if (detection.type === 'item') {
    const { values, field } = detection;
    if (values.length < 2) return [];
    return values.map(({ source, position }, at) => ({
      text: `${within}: ${field ?? 'keywords'}: ${source}`,
      position,
      left: { ...detection, values: values.toSpliced(at, 1) },
    }));
  }
  const { members } = detection;
  const without = members.map((member, at) => ({
    text: `${within}: ${nameOf(member)}`,
    position: member.position,
    left: { ...detection, members: members.toSpliced(at, 1) },
  }));
  const inside = members.flatMap((member, at) =>
    smallerDetections(member, within).map((smaller) => ({
      ...smaller,
      left: { ...detection, members: members.with(at, smaller.left) },
    })),
  );
  return [...(members.length < 2 ? [] : without), ...inside];
}

function nameOf(detection: Detection): string {
  if (detection.type !== 'item') return `one of its ${detection.type === 'all' ? 'maps' : 'lists'}`;
  const { field, modifiers, values } = detection;
  const [first] = values;
  const value = values.length === 1 && first !== undefined ? `: ${first.source}` : '';
  return `${[field ?? 'keywords', ...modifiers].join('|')}${value}`;
}

function smallerConditions(condition: Condition): Smaller<Condition>[] {
  if (condition.type === 'not') {
    return smallerConditions(condition.operand).map((smaller) => ({
      ...smaller,
      left: { ...condition, operand: smaller.left },
    }));
  }
  if (condition.type !== 'and' && condition.type !== 'or') return [];
  const { operands } = condition;
  const without = operands.map((operand, at) => ({
    text: `"${formatCondition(operand)}" in the condition`,
    position: operand.position,
    left: { ...condition, operands: operands.toSpliced(at, 1) },
  }));
  const inside = operands.flatMap((operand, at) =>
    smallerConditions(operand).map((smaller) => ({
      ...smaller,
      left: { ...condition, operands: operands.with(at, smaller.left) },
    })),
  );
  return [...(operands.length < 2 ? [] : without), ...inside];
}

function namesOf(condition: Condition): Set<string> {
  if (condition.type === 'identifier') return new Set([condition.name]);
  if (condition.type === 'of') return new Set();
  const operands = condition.type === 'not' ? [condition.operand] : condition.operands;
  return new Set(operands.flatMap((operand) => [...namesOf(operand)]));
}
