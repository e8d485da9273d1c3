import { createHash } from 'node:crypto';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { isSeq, LineCounter, parseDocument } from 'yaml';
import type { Finding } from '../../model/finding.js';
import { type AddressSet, createAddressSet } from '../../platform/address-set.js';
import { AfterpatchError, messageOf } from '../../platform/errors.js';
import { has } from '../../platform/objects.js';
import { safeText } from '../../platform/safe-text.js';
import { newAjv } from '../shapes/ajv-when-needed.js';
import { parseInstant } from '../instant.js';
import { schemaText } from '../shapes/schemas.js';
import { readTrustedFile } from './trusted-file.js';

const MAXIMUM_BYTES = 8 * 1024 ** 2;
const HINT = 'afterpatch schema suppressions prints what such a file may hold.';

/** An entry as `schemas/suppressions.schema.json` says. */
export interface Suppression {
  readonly fingerprint?: string;
  readonly rule?: string;
  readonly path?: string;
  readonly hash?: string;
  readonly address?: string;
  readonly server?: string;
  readonly content?: string;
  readonly severity?: Finding['severity'];
  readonly outcome?: Finding['outcome'];
  readonly reason: string;
  readonly by: string;
  /** Last day, `2027-03-31`. */
  readonly until: string;
  readonly decided?: string;
}

/** An entry with its place in the file. */
export interface PlacedSuppression extends Suppression {
  /** From 1. */
  readonly entry: number;
  readonly line: number;
  /** Of `address`; null where there is none. */
  readonly addresses: AddressSet | null;
}

/** A file of decisions that was read. */
export interface Suppressions {
  readonly sha256: string;
  readonly entries: readonly PlacedSuppression[];
}

/**
 * Reads a file of decisions.
 * @param hunted what is hunted: a file that lies in it could be an intruder's.
 * @throws AfterpatchError `usage` where it cannot be read, lies in the evidence, or is not as its schema says.
 */
export function readSuppressions(path: string, hunted: readonly string[]): Suppressions {
  const wrong = (why: string, hint = HINT) => new AfterpatchError('usage', `--suppressions ${path}: ${why}`, hint);
  return parseSuppressions(readTrustedFile(path, hunted, MAXIMUM_BYTES, wrong), wrong);
}

/** Parses the text of a file of decisions. `wrong` makes the error that says why it is none. */
export function parseSuppressions(text: string, wrong: (why: string) => AfterpatchError): Suppressions {
  const counter = new LineCounter();
  // As text: a digest of digits alone is no number, and a date no object.
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: counter, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) throw wrong(error.message.split('\n', 1)[0] ?? 'it is no YAML');
  const lineOf = (entry: number) => {
    const list = document.get('suppressions');
    const item: unknown = isSeq(list) ? list.items[entry - 1] : undefined;
    const range = has(item, 'range') ? item.range : null;
    return Array.isArray(range) && typeof range[0] === 'number' ? counter.linePos(range[0]).line : 1;
  };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (failure) {
    throw wrong(messageOf(failure));
  }
  const validate = shape();
  if (!isSuppressionFile(value, validate)) {
    const { errors } = validate;
    const problem = errors?.find(({ keyword }) => keyword === 'anyOf') ?? errors?.[0];
    const entry = Number(/^\/suppressions\/(\d+)/.exec(problem?.instancePath ?? '')?.[1] ?? -1) + 1;
    const field = problem?.instancePath.split('/')[3];
    const extra: unknown = problem?.params['additionalProperty'];
    const named = typeof extra === 'string' ? ` "${safeText(extra, 100)}"` : '';
    const what =
      entry === 0 ? 'it' : `entry ${entry} (line ${lineOf(entry)})${field === undefined ? '' : `, ${field}`}`;
    const message = problem?.keyword === 'anyOf' ? WHAT_MISSING : `${problem?.message ?? 'is wrong'}${named}`;
    throw wrong(`${what}: ${message}`);
  }
  return {
    sha256: createHash('sha256').update(text).digest('hex'),
    entries: value.suppressions.map((one, index) => placed(one, index + 1, lineOf(index + 1), wrong)),
  };
}

const WHAT_MISSING = 'it does not say what it is about: fingerprint, rule, path, hash, address or server';

interface SuppressionFile {
  readonly version: string;
  readonly suppressions: readonly Suppression[];
}

let compiled: ValidateFunction | null = null;

function shape(): ValidateFunction {
  compiled ??= newAjv({ strict: true, strictRequired: false }).compile(JSON.parse(schemaText('suppressions')));
  return compiled;
}

function isSuppressionFile(value: unknown, validate: ValidateFunction): value is SuppressionFile {
  return validate(value);
}

function placed(
  one: Suppression,
  entry: number,
  line: number,
  wrong: (why: string) => AfterpatchError,
): PlacedSuppression {
  try {
    for (const day of [one.until, one.decided ?? one.until]) parseInstant(day);
    const addresses = one.address === undefined ? null : createAddressSet([one.address]);
    const said = { reason: safeText(one.reason.trim()), by: safeText(one.by.trim()) };
    return { ...one, ...said, entry, line, addresses };
  } catch (error) {
    throw wrong(`entry ${entry} (line ${line}): ${messageOf(error)}`);
  }
}
