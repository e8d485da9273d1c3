import { existsSync, readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { LoadedRule } from '../../model/signature.js';
import { has } from '../../platform/objects.js';
import type { SigmaDocument } from './ast.js';
import type { SigmaPack } from './pack.js';
import type { RuleOrigin } from './pack-files.js';
import { type ProgramData, programData, programFrom } from './program-data.js';

/** Written by the build; see `keptPack`. */
const KEPT = new URL('./shipped-pack.bin', import.meta.url);

/** A pack that was read and compiled, as data. */
export interface KeptPack {
  readonly origin: RuleOrigin;
  readonly documents: readonly SigmaDocument[];
  readonly program: ProgramData;
  readonly rules: readonly LoadedRule[];
  readonly correlations: readonly LoadedRule[];
}

/** What the build keeps of the rules that ship, so that no hunt has to read and compile them; null where some do not load. */
export function keptPack({ digest, documents, program, rules, correlations, problems }: SigmaPack): Uint8Array | null {
  if (problems.length > 0) return null;
  const packName = rules[0]?.packName;
  const origin: RuleOrigin = { pack: digest, ...(packName !== undefined && { packName }) };
  const kept: KeptPack = { origin, documents, program: programData(program), rules, correlations };
  return Buffer.concat([Buffer.from(digest), serialize(kept)]);
}

/**
 * What was kept of a folder of rules.
 * @param origin with the digest over the contents of its files: null is answered where they are others than those that were compiled
 */
export function readKeptPack(origin: RuleOrigin): KeptPack | null {
  return existsSync(KEPT) ? keptPackIn(readFileSync(KEPT), origin) : null;
}

/** The same from what `keptPack` gave. */
export function keptPackIn(bytes: Uint8Array, { pack, packName }: RuleOrigin): KeptPack | null {
  if (Buffer.from(bytes.subarray(0, pack.length)).toString('latin1') !== pack) return null;
  try {
    const kept: unknown = deserialize(bytes.subarray(pack.length));
    return isKeptPack(kept) && kept.origin.packName === packName ? kept : null;
  } catch {
    // Another version of Node wrote it: reading the rules takes longer, that is all.
    return null;
  }
}

/** The pack that was kept. */
export function packFrom({ origin, documents, program, rules, correlations }: KeptPack): SigmaPack {
  return {
    digest: origin.pack,
    documents,
    program: programFrom(program),
    rules,
    correlations,
    problems: [],
    passedOver: [],
  };
}

// It lies beside this module, of the same build: this tells it from something else rather than checks every field.
function isKeptPack(value: unknown): value is KeptPack {
  return has(value, 'origin', 'program');
}
