import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import {
  type CompiledRules,
  EXTERNALS,
  type Externals,
  MAXIMUM_MATCHES_PER_PATTERN,
  type RuleMatch,
  readExternals,
  type YaraBinding,
} from './binding.js';

type WasmModule = typeof import('@virustotal/yara-x');
type WasmCompiler = InstanceType<WasmModule['Compiler']>;
type WasmScanner = InstanceType<WasmModule['Scanner']>;

/** What `scan` gives. Offsets and lengths are bytes; private rules are among the matches. */
interface WasmScanResult {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly matches: readonly {
    readonly identifier: string;
    readonly namespace: string;
    readonly isPrivate: boolean;
    readonly patterns: readonly {
      readonly identifier: string;
      readonly matches: readonly { readonly offset: number; readonly length: number }[];
    }[];
  }[];
}

let loaded: Promise<WasmModule> | null = null;

/** The official package, which runs everywhere. */
export async function loadWasmBinding(): Promise<YaraBinding> {
  loaded ??= instantiate();
  const wasm = await loaded;
  return {
    name: 'wasm',
    validate(text) {
      const compiler = newCompiler(wasm);
      try {
        compiler.addSource(text);
        return [];
      } catch (error) {
        return compiler.errors.length > 0 ? compiler.errors : [String(error)];
      } finally {
        compiler.free();
      }
    },
    compile(texts) {
      const compiler = newCompiler(wasm);
      const failed: number[] = [];
      for (const [source, text] of texts.entries()) {
        compiler.newNamespace(`s${source}`);
        try {
          compiler.addSource(text);
        } catch {
          failed.push(source);
        }
      }
      if (failed.length > 0) {
        compiler.free();
        return { failed };
      }
      const rules = compiler.build();
      compiler.free();
      return new WasmCompiledRules(rules.scanner(), readExternals(texts));
    },
  };
}

async function instantiate(): Promise<WasmModule> {
  // A scan call costs milliseconds of small functions before it looks at a byte; inlining them saves a third (see docs/decisions).
  setFlagsFromString('--wasm-inlining');
  const entry = createRequire(import.meta.url).resolve('@virustotal/yara-x');
  const wasm: WasmModule = await import(pathToFileURL(entry).href);
  wasm.initSync({ module: readFileSync(join(dirname(entry), 'yara_x_js_bg.wasm')) });
  return wasm;
}

function newCompiler(wasm: WasmModule): WasmCompiler {
  const compiler = new wasm.Compiler();
  for (const name of EXTERNALS) compiler.defineGlobal(name, '');
  return compiler;
}

class WasmCompiledRules implements CompiledRules {
  readonly #scanner: WasmScanner;
  readonly #current = new Map<string, string>(EXTERNALS.map((name) => [name, '']));

  constructor(
    scanner: WasmScanner,
    readonly reads: readonly (keyof Externals)[],
  ) {
    this.#scanner = scanner;
    scanner.setMaxMatchesPerPattern(MAXIMUM_MATCHES_PER_PATTERN);
  }

  scan(bytes: Uint8Array, externals: Externals): RuleMatch[] {
    // Setting a variable costs as much as a scan, so only those are set that a rule reads and that differ from the last file's.
    for (const name of this.reads) {
      if (this.#current.get(name) === externals[name]) continue;
      this.#scanner.setGlobal(name, externals[name]);
      this.#current.set(name, externals[name]);
    }
    const result: WasmScanResult = this.#scanner.scan(bytes);
    if (!result.valid) throw new Error(result.errors.join(' '));
    return result.matches
      .filter((match) => !match.isPrivate)
      .map(({ identifier, namespace, patterns }) => ({
        source: Number(namespace.slice(1)),
        rule: identifier,
        patterns: patterns.flatMap((pattern) =>
          pattern.matches.map(({ offset, length }) => ({ identifier: pattern.identifier, offset, length })),
        ),
      }));
  }
}
