import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { schemaText } from './schemas.js';

export interface CompiledShapes {
  readonly finding: ValidateFunction;
  readonly report: ValidateFunction;
}

/**
 * Compiles the schemas of findings and reports, which takes longer than a small hunt. The build writes out what comes of it
 * (`source`: functions keep their code); from its sources, the program compiles them each time it starts.
 */
export function compileShapes(source = false): CompiledShapes & { readonly ajv: Ajv2020 } {
  const ajv = new Ajv2020({ allErrors: false, strict: true, allowUnionTypes: true, code: { source } });
  addFormats.default(ajv);
  const compiled = (name: string): ValidateFunction => {
    ajv.addSchema(JSON.parse(schemaText(name)), name);
    const validate = ajv.getSchema(name);
    if (!validate) throw new Error(`There is no schema ${name}`);
    return validate;
  };
  return { ajv, finding: compiled('finding'), report: compiled('report') };
}
