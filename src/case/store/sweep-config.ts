import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObjectAddress, objectAddress, objectPath } from '../../collection/objects/object-address.js';
import { AfterpatchError, messageOf } from '../../platform/errors.js';
import { readPublicKey } from '../../signatures/pack/minisign.js';
import type { FailOn, HuntOptions } from '../hunt-settings.js';
import { schemaText } from '../shapes/schemas.js';
import { shapeFaults } from '../shapes/shape-faults.js';

const MAXIMUM_BYTES = 8 << 20;

/** As `schemas/sweep-config.schema.json` says. */
export interface SweepConfig {
  readonly servers: readonly SweptServer[];
  readonly patchedOn?: string;
  readonly rules?: readonly string[];
  readonly trustedKeys?: readonly string[];
  readonly own?: readonly string[];
  readonly follow?: readonly string[];
  readonly since?: string;
  readonly require?: readonly string[];
  readonly failOn?: FailOn;
  readonly strict?: boolean;
  readonly suppressions?: string;
  readonly knownGood?: readonly string[];
  readonly archivePasswordFile?: string;
  readonly outputs?: readonly { readonly format: string; readonly file: string }[];
  readonly digests?: 'when-changed' | 'always';
  readonly limits?: { readonly jobs?: number; readonly deadline?: number };
  readonly retention?: Retention;
}

export interface SweptServer {
  readonly name: string;
  readonly evidence: readonly string[];
  readonly patchedOn?: string;
}

/** What a store keeps of what is no longer there. */
export interface Retention {
  readonly days?: number;
  readonly megabytes?: number;
  readonly sweeps?: number;
}

/**
 * Reads the configuration of a sweep. Paths come back absolute.
 * @throws AfterpatchError `usage` where it cannot be read or is not as its schema says.
 */
export function readSweepConfig(file: string): SweepConfig {
  const wrong = (why: string) =>
    new AfterpatchError(
      'usage',
      `--config ${file}: ${why}`,
      'afterpatch schema sweep-config prints what such a file may hold.',
    );
  const ajv = new Ajv2020({ strict: true });
  const validate = ajv.compile<SweepConfig>(JSON.parse(schemaText('sweep-config')));
  const value = parsed(file, wrong);
  if (!validate(value)) throw wrong(shapeFaults(validate.errors));
  const names = new Set<string>();
  for (const { name } of value.servers) {
    if (names.has(name.toLowerCase())) throw wrong(`it names the server ${name} twice`);
    names.add(name.toLowerCase());
  }
  const folder = path.dirname(path.resolve(file));
  const absolute = (one: string) => path.resolve(folder, one);
  return {
    ...value,
    servers: value.servers.map((server) => ({
      ...server,
      evidence: server.evidence.map((one) => (isObjectAddress(one) ? objectPath(objectAddress(one)) : absolute(one))),
    })),
    ...(value.rules && { rules: value.rules.map(absolute) }),
    ...(value.trustedKeys && { trustedKeys: value.trustedKeys.map((key) => keyText(key, absolute(key), wrong)) }),
    ...(value.outputs && { outputs: value.outputs.map((one) => ({ ...one, file: absolute(one.file) })) }),
    ...(value.suppressions !== undefined && { suppressions: absolute(value.suppressions) }),
    ...(value.knownGood && { knownGood: value.knownGood.map(absolute) }),
    ...(value.archivePasswordFile !== undefined && { archivePasswordFile: absolute(value.archivePasswordFile) }),
  };
}

/** Paths of evidence that are not there now, with their servers. What there is in an object store shows when it is listed. */
export function unreachable({ servers }: SweepConfig): { readonly name: string; readonly path: string }[] {
  return servers.flatMap(({ name, evidence }) =>
    evidence.flatMap((one) => (isObjectAddress(one) || existsSync(one) || isPattern(one) ? [] : [{ name, path: one }])),
  );
}

/**
 * The hunt that a sweep is: of the evidence that is there.
 * @param now the day that decisions are judged by
 */
export function huntOptionsOf(config: SweepConfig, now?: string): HuntOptions {
  const { servers, limits, archivePasswordFile } = config;
  const missing = new Set(unreachable(config).map(({ path: one }) => one));
  const there = servers.map((server) => ({ ...server, evidence: server.evidence.filter((one) => !missing.has(one)) }));
  return {
    paths: there.flatMap(({ evidence }) => evidence),
    hosts: there.flatMap(({ name, evidence }) => evidence.map((one) => `${name}=${one}`)),
    patchedOn: [
      ...(config.patchedOn === undefined ? [] : [config.patchedOn]),
      ...servers.flatMap(({ name, patchedOn }) => (patchedOn === undefined ? [] : [`${name}=${patchedOn}`])),
    ],
    signatures: config.rules,
    trustedKeys: config.trustedKeys,
    own: config.own,
    follow: config.follow,
    since: config.since,
    require: config.require,
    failOn: config.failOn,
    suppressions: config.suppressions,
    knownGood: config.knownGood,
    now,
    strict: config.strict,
    jobs: limits?.jobs,
    deadline: limits?.deadline,
    archivePassword:
      archivePasswordFile === undefined ? undefined : readFileSync(archivePasswordFile, 'utf8').split(/\r?\n/, 1)[0],
  };
}

export function isPattern(one: string): boolean {
  return /[*?[\]{}]/.test(one);
}

function keyText(text: string, file: string, wrong: (why: string) => AfterpatchError): string {
  try {
    const key = existsSync(file) ? readFileSync(file, 'utf8') : text;
    readPublicKey(key);
    return key;
  } catch (error) {
    throw wrong(`${text}: ${messageOf(error)}`);
  }
}

function parsed(file: string, wrong: (why: string) => AfterpatchError): unknown {
  let text: string;
  try {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size > MAXIMUM_BYTES)
      throw wrong(stats.isFile() ? 'it is too large' : 'it is no file');
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof AfterpatchError) throw error;
    throw wrong(`it cannot be read: ${messageOf(error)}`);
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw wrong('it is no JSON');
  }
}
