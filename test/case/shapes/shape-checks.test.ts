import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileShapes } from '../../../src/case/shapes/compile-shapes.js';
import { createShapeChecks } from '../../../src/case/shapes/shape-checks.js';
import { HOSTILE_TEXTS, hostileReport } from '../../helpers/export-report.js';
import { aReport } from '../../helpers/findings.js';

/** Compiled by the build, as every installed program has them. */
const built = await import(new URL('../../../dist/case/shapes/shape-checks.js', import.meta.url).href);
const [checks, atBuild] = [createShapeChecks(), built.createShapeChecks()];

/** The value with one of its parts, however deep, put in place of by another. */
function changed(value: unknown, way: readonly number[], part: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined || typeof value !== 'object' || value === null) return part;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(keys.length, 1)];
  if (key === undefined) return part;
  const next = changed(Reflect.get(value, key), rest, part);
  if (Array.isArray(value)) return value.with(Number(key), next);
  const entries = Object.entries(value).flatMap(([name, old]) => {
    if (name !== key) return [[name, old] as const];
    return next === undefined ? [] : [[name, next] as const];
  });
  return Object.fromEntries(entries);
}

const reports = [aReport({}), hostileReport()];

describe('the checks that the build compiles', () => {
  it('take and refuse the same reports for the same reasons as the schemas themselves', () => {
    const part = fc.oneof(fc.constantFrom(undefined, null, true, -1, 1.5, [], {}), fc.constantFrom(...HOSTILE_TEXTS));
    fc.assert(
      fc.property(fc.constantFrom(...reports), fc.array(fc.nat(), { maxLength: 6 }), part, (report, way, other) => {
        const value = changed(report, way, other);
        expect(atBuild.isReport(value)).toBe(checks.isReport(value));
        expect(atBuild.whyNoReport(value)).toBe(checks.whyNoReport(value));
      }),
      { numRuns: 300 },
    );
    for (const report of reports) expect(atBuild.whyNoReport(report)).toBe('');
  });

  it('say why in the words of the compiler', () => {
    const { ajv, report } = compileShapes();
    expect(report({})).toBe(false);
    expect(checks.whyNoReport({})).toBe(ajv.errorsText(report.errors, { dataVar: 'report' }));
    expect(() => checks.report(JSON.parse('{}'))).toThrow('A report does not fit its schema: data must have required');
  });
});
