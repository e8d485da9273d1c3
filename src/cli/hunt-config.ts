import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Command, Option } from 'commander';
import { AfterpatchError, messageOf } from '../platform/errors.js';
import type { OptionOutline } from './program-outline.js';

/** Larger than any list of options. */
const MAXIMUM_BYTES = 1 << 20;

/** The JSON Schema of `--config` files: the options of `hunt` by their names. */
export function huntConfigSchema(options: readonly OptionOutline[]): object {
  const named = options.filter(({ name }) => name !== 'help' && name !== 'config');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Options of afterpatch hunt',
    description: 'A file for --config. What is given on the command line counts before it; paths are as there.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(
        named.map((option) => [option.name, { description: option.description, ...typeOf(option) }]),
      ),
    },
  };
}

function typeOf({ value, isList, choices }: OptionOutline): object {
  if (value === null) return { type: 'boolean' };
  const one = choices.length > 0 ? { enum: [...choices] } : { type: 'string', minLength: 1 };
  if (isList) return { type: 'array', items: one };
  return /^<(?:seconds|n)>$/.test(value) ? { type: 'number', exclusiveMinimum: 0 } : one;
}

/**
 * Takes options of a command from a JSON file, where the command line does not give them.
 * @throws AfterpatchError `usage` where the file cannot be read or is not as the schema says.
 */
export function applyConfig(command: Command, path: string, outline: readonly OptionOutline[]): void {
  for (const [name, value] of Object.entries(readConfig(path, huntConfigSchema(outline)))) {
    const option = command.options.find((each) => each.attributeName() === name);
    if (option === undefined || command.getOptionValueSource(name) === 'cli') continue;
    command.setOptionValueWithSource(name, parsed(option, value), 'config');
  }
}

/** As the command line's values are taken: texts, lists of them one after another. */
function parsed(option: Option, value: unknown): unknown {
  if (typeof value === 'boolean') return value;
  const texts = Array.isArray(value) ? value.map(String) : [String(value)];
  const { parseArg } = option;
  if (parseArg === undefined) return texts[0];
  let made: unknown = option.defaultValue;
  for (const text of texts) made = parseArg(text, made);
  return made;
}

function readConfig(path: string, schema: object): Record<string, unknown> {
  const wrong = (why: string) =>
    new AfterpatchError(
      'usage',
      `--config ${path}: ${why}`,
      'afterpatch schema hunt-config prints what such a file may hold.',
    );
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw wrong(`it cannot be read: ${messageOf(error)}`);
  }
  if (text.length > MAXIMUM_BYTES) throw wrong('it is too large');
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw wrong('it is no JSON');
  }
  const ajv = new Ajv2020({ allErrors: true });
  const validate = ajv.compile<Record<string, unknown>>(schema);
  if (!validate(value)) {
    const told = (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const name = typeof params['additionalProperty'] === 'string' ? ` "${params['additionalProperty']}"` : '';
      return `${instancePath || 'it'} ${message}${name}`;
    });
    throw wrong(told.slice(0, 5).join('; '));
  }
  const { $schema: _, ...options } = value;
  return options;
}
