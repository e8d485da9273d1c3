import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decisionText, renderTrace } from '../../src/output/why-sigma.js';
import type { SigmaFilter } from '../../src/signatures/sigma/ast.js';
import {
  bindMapping,
  cellRecord,
  compileSigma,
  factsOf,
  iisMapping,
  objectRecord,
  parseSigmaDocuments,
  type SigmaRecord,
} from '../../src/signatures/sigma/index.js';
import { decidingItems, type Trace } from '../../src/signatures/sigma/why/trace.js';
import { traceRule } from '../../src/signatures/sigma/why/trace-rule.js';
import { Chalk } from 'chalk';

const file = fileURLToPath(new URL('../fixtures/sigma-vectors.json', import.meta.url));
const PAIRS = 200;

interface Vector {
  readonly kind: string;
  readonly rule: string;
  readonly events?: readonly Readonly<Record<string, unknown>>[];
  readonly fields_directive?: string;
  readonly lines?: readonly string[];
  readonly options?: { readonly placeholders?: Readonly<Record<string, readonly string[]>> };
}

function recordsOf({ kind, events = [], fields_directive = '', lines = [] }: Vector): SigmaRecord[] {
  if (kind !== 'iis-line') return events.map(objectRecord);
  const bound = bindMapping(iisMapping, fields_directive.replace(/^#Fields:\s*/, '').split(' '));
  return lines.map((line) => cellRecord(bound, line.split(' ')));
}

/** The answer where the items that decide are as they are, and all others are `other`. */
function answer(trace: Trace, other: boolean): boolean {
  if (trace.type === 'item') return trace.decides ? trace.holds : other;
  const answers = trace.operands.map((operand) => answer(operand, other));
  if (trace.type === 'not') return !answers[0];
  return trace.type === 'and' ? answers.every(Boolean) : answers.some(Boolean);
}

it('agrees with the engine on any rule and record of the vectors, and names what decides', () => {
  const vectors: Vector[] = JSON.parse(readFileSync(file, 'utf8')).vectors;
  const rules = vectors.flatMap((vector) => {
    const placeholders = new Map(Object.entries(vector.options?.placeholders ?? {}));
    const { documents } = parseSigmaDocuments(vector.rule, 'vector.yml');
    const program = compileSigma(documents, { placeholders });
    const filters = documents.filter((one): one is SigmaFilter => one.kind === 'filter');
    return program.rules.map((rule) => ({ vector, rule, program, filters, placeholders }));
  });
  const all = vectors.flatMap(recordsOf);
  expect(rules.length).toBeGreaterThan(200);
  const pair = fc.record({ at: fc.nat(rules.length - 1), own: fc.boolean(), record: fc.nat(10_000) });
  let [matches, misses] = [0, 0];
  fc.assert(
    fc.property(pair, ({ at, own, record: number }) => {
      const chosen = rules[at];
      const candidates = own && chosen ? recordsOf(chosen.vector) : all;
      const record = candidates[number % Math.max(candidates.length, 1)];
      if (!chosen || !record) return;
      const engine = chosen.rule.matches(factsOf(record, chosen.program.predicates));
      const trace = traceRule(chosen.rule.rule, chosen.filters, record, { placeholders: chosen.placeholders });
      expect(trace.holds).toBe(engine);
      if (engine) matches++;
      else misses++;
      expect([answer(trace, true), answer(trace, false)]).toEqual([engine, engine]);
      const told = decisionText(trace);
      expect(decidingItems(trace).length).toBeGreaterThan(0);
      expect(told).toContain(decidingItems(trace)[0]?.label);
      expect([...renderTrace(trace, new Chalk({ level: 0 }))].join('')).toContain('<-');
    }),
    { numRuns: PAIRS },
  );
  expect(matches).toBeGreaterThan(10);
  expect(misses).toBeGreaterThan(10);
});
