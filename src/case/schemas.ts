import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Finding, Report } from '../model/finding.js';
import { AfterpatchError } from '../platform/errors.js';
import { compareText } from '../platform/order.js';

const folder = new URL('../../schemas/', import.meta.url);
const ENDING = '.schema.json';

/** Names of the published schemas: `finding`, `report`, … */
export function schemaNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort(compareText);
}

/**
 * The text of a published schema.
 * @throws AfterpatchError `no-such-schema`.
 */
export function schemaText(name: string): string {
  if (!schemaNames().includes(name)) {
    throw new AfterpatchError(
      'no-such-schema',
      `There is no schema named ${name}`,
      `Schemas are: ${schemaNames().join(', ')}.`,
    );
  }
  return readFileSync(new URL(name + ENDING, folder), 'utf8');
}

export interface ShapeChecks {
  /** Whether something read from a file is a report of this version. */
  isReport(value: unknown): value is Report;
  /** The first thing that keeps a value from being one; empty where nothing does. */
  whyNoReport(value: unknown): string;
  /** Throw `internal` where one of ours does not fit. */
  finding(value: Finding): void;
  report(value: Report): void;
}

/** Compiles the checks that every finding and report pass before they leave. A failing one is a defect of ours, not of the evidence. */
export function createShapeChecks(): ShapeChecks {
  const ajv = new Ajv2020({ allErrors: false, strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const compiled = (name: string): ValidateFunction => ajv.compile(JSON.parse(schemaText(name)));
  const finding = compiled('finding');
  const report = compiled('report');
  const check = (validate: ValidateFunction, what: string, value: unknown) => {
    if (!validate(value)) {
      throw new AfterpatchError(
        'internal',
        `A ${what} does not fit its schema: ${ajv.errorsText(validate.errors)}`,
        'Please report this.',
      );
    }
  };
  return {
    isReport: (value): value is Report => report(value),
    whyNoReport: (value) => (report(value) ? '' : ajv.errorsText(report.errors, { dataVar: 'report' })),
    finding: (value) => check(finding, 'finding', value),
    report: (value) => check(report, 'report', value),
  };
}
