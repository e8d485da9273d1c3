import { createHash } from 'node:crypto';

/**
 * The build of `@virustotal/yara-x` whose calls are known: printed by `scripts/find-repeated-constructors.mjs`, and to be printed anew
 * with every upgrade.
 */
const KNOWN = {
  sha256: 'f04106c42b715620b8b79f094c555411d0d699f9884bc596a22e855550625973',
  /** `call __wasm_call_ctors`: an opcode and the function's index in LEB128. */
  call: [0x10, 0xc9, 0x05],
  offsets: [
    4327907, 4328395, 4328670, 4328947, 4340242, 4341103, 4363373, 4368234, 4368856, 4491734, 4639074, 4655317, 4745661,
    4745875, 4746064, 4746269, 4746410, 4746548, 4746595, 4746650, 4806735, 4806813, 4806943, 4806954, 4852590,
  ],
} as const;

/** `nop` (WebAssembly Core Specification, 5.4.1). */
const NOP = 0x01;

/**
 * The module without the calls that run all of its constructors again. It is linked as a command (WASI application ABI), so every
 * export runs them first, `malloc` and the steps out of a condition, too: most of what a scan costs. They stay in `compiler_new`, which
 * comes before anything else. Gives a module that is not the known build as it is.
 */
export function withoutRepeatedConstructors(module: Buffer): Buffer {
  if (createHash('sha256').update(module).digest('hex') !== KNOWN.sha256) return module;
  const patched = Buffer.from(module);
  for (const offset of KNOWN.offsets) patched.fill(NOP, offset, offset + KNOWN.call.length);
  return patched;
}
