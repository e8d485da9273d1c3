import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Finding, Report } from '../../model/finding.js';
import { AfterpatchError } from '../../platform/errors.js';
import type { CompiledShapes } from './compile-shapes.js';

export interface ShapeChecks {
  /** Whether something read from a file is a report of this version. */
  isReport(value: unknown): value is Report;
  /** The first thing that keeps a value from being one; empty where nothing does. */
  whyNoReport(value: unknown): string;
  /** Throw `internal` where one of ours does not fit. */
  finding(value: Finding): void;
  report(value: Report): void;
}

/** Written by the build; see `compileShapes`. */
const compiled = new URL('./compiled-shapes.cjs', import.meta.url);

const { finding, report } = existsSync(compiled) ? loadShapes() : (await import('./compile-shapes.js')).compileShapes();

/** The checks that every finding and report pass before they leave. A failing one is a defect of ours, not of the evidence. */
export function createShapeChecks(): ShapeChecks {
  const check = (validate: CompiledShapes['finding'], what: string, value: unknown) => {
    if (!validate(value)) {
      throw new AfterpatchError(
        'internal',
        `A ${what} does not fit its schema: ${errorsText(validate.errors, 'data')}`,
        'Please report this.',
      );
    }
  };
  return {
    isReport: (value): value is Report => report(value) === true,
    whyNoReport: (value) => (report(value) ? '' : errorsText(report.errors, 'report')),
    finding: (value) => check(finding, 'finding', value),
    report: (value) => check(report, 'report', value),
  };
}

/** By `require`: an import looks through all of it for names first. */
function loadShapes(): CompiledShapes {
  const loaded: unknown = createRequire(import.meta.url)(fileURLToPath(compiled));
  if (!isCompiled(loaded))
    throw new AfterpatchError('internal', 'The schemas were compiled wrongly', 'Please report this.');
  return loaded;
}

function isCompiled(value: unknown): value is CompiledShapes {
  const has = (name: string): boolean => typeof Reflect.get(Object(value), name) === 'function';
  return has('finding') && has('report');
}

/** As Ajv words them. */
function errorsText(errors: readonly ErrorObject[] | null | undefined, what: string): string {
  return (errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message}`).join(', ');
}
