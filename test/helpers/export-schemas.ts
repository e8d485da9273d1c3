import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { projectRoot } from './run-command.js';

/** Schemas of other projects that are passed on with this one. */
const external = join(projectRoot, 'schemas/external');

/** Where those lie that are not; `AFTERPATCH_SCHEMAS` names another folder. */
const elsewhere = process.env['AFTERPATCH_SCHEMAS'] ?? join(projectRoot, '../shared/reference/schemas');

const placeOf = (name: string): string => join(existsSync(join(external, name)) ? external : elsewhere, name);

/** Whether an official schema is there; tests that need one which is not passed on say what they skipped. */
export const hasOfficial = (name: string): boolean => existsSync(placeOf(name));

const read = (path: string): object => JSON.parse(readFileSync(path, 'utf8'));

/** An official schema of draft 07. Patterns of theirs are not all valid with the `u` flag. */
export function officialDraft07(name: string): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(read(placeOf(name)));
}

/** Official schemas of draft 2020-12 that refer to each other, each by the end of its id: `/note.json`. */
export function officialFolder(name: string): (ending: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false, logger: false });
  addFormats.default(ajv);
  const schemas = readdirSync(placeOf(name), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file): { readonly $id?: string } => read(join(placeOf(name), file)));
  for (const schema of schemas) ajv.addSchema(schema);
  return (ending) => {
    const id = schemas.find(({ $id }) => $id?.endsWith(ending))?.$id ?? ending;
    const found: ValidateFunction | undefined = ajv.getSchema(id);
    if (found === undefined) throw new Error(`no schema ${ending} in ${name}`);
    return found;
  };
}

/** The documented rules of a target, written down as a schema of ours. */
export function documentedRules(name: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(read(join(projectRoot, 'schemas/export', `${name}.schema.json`)));
}

/** What a schema has against the values: a few of its errors, for a message that helps. */
export function errorsOf(validate: ValidateFunction, values: readonly unknown[]): string[] {
  return values
    .flatMap((value, at) =>
      validate(value)
        ? []
        : (validate.errors ?? []).map(
            (error) => `${at}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
          ),
    )
    .slice(0, 5);
}
