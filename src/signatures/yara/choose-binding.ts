import { AfterpatchError } from '../../platform/errors.js';
import type { YaraBinding } from './binding.js';
import { loadNativeBinding } from './native-binding.js';
import { loadWasmBinding } from './wasm-binding.js';

/** `auto`: the native binding where it runs, else WebAssembly. */
export type EngineChoice = 'auto' | 'native' | 'wasm';

/** @throws AfterpatchError `engine-not-available` where the native binding was asked for and does not run. */
export async function chooseBinding(choice: EngineChoice): Promise<YaraBinding> {
  if (choice === 'wasm') return loadWasmBinding();
  const native = loadNativeBinding();
  if (native !== null) return native;
  if (choice === 'auto') return loadWasmBinding();
  throw new AfterpatchError(
    'engine-not-available',
    'The native YARA-X is not installed, or does not run on this system.',
    'Use --engine auto, or install the optional package @litko/yara-x.',
  );
}
