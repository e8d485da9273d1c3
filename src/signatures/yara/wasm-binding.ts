import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Compiler as WasmCompiler, Rules as WasmRules, Scanner as WasmScanner } from '@virustotal/yara-x';
import {
  type CompiledRules,
  EXTERNALS,
  type Externals,
  MAXIMUM_MATCHES_PER_PATTERN,
  type OutlinedText,
  type RuleMatch,
  type YaraBinding,
} from './binding.js';
import { ExternalQuestions } from './external-questions.js';
import { withoutRepeatedConstructors } from './repeated-constructors.js';
import { unwarnedText } from './unwarned-text.js';

type WasmModule = typeof import('@virustotal/yara-x');

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
    warnings(text) {
      const compiler = newCompiler(wasm);
      try {
        compiler.addSource(text);
        return compiler.warnings;
      } catch {
        return [];
      } finally {
        compiler.free();
      }
    },
    compile(sources) {
      const failed: number[] = [];
      const sets: RuleSet[] = [];
      for (const forPrograms of [false, true]) {
        const own = sources.filter((source) => isForPrograms(source) === forPrograms);
        if (own.length === 0) continue;
        const compiler = newCompiler(wasm);
        for (const source of own) {
          const index = sources.indexOf(source);
          compiler.newNamespace(`s${index}`);
          try {
            compiler.addSource(unwarnedText(source));
          } catch {
            failed.push(index);
          }
        }
        // After an error there is nothing to build.
        if (failed.length === 0) {
          sets.push({ forPrograms, scanners: new KeptScanners(compiler.build(), new ExternalQuestions(own)) });
        }
        compiler.free();
      }
      return failed.length > 0
        ? { failed: failed.sort((a, b) => a - b) }
        : new WasmCompiledRules(sets, new ExternalQuestions(sources));
    },
  };
}

async function instantiate(): Promise<WasmModule> {
  // A scan call costs milliseconds of small functions before it looks at a byte; inlining them saves a third.
  setFlagsFromString('--wasm-inlining');
  const entry = createRequire(import.meta.url).resolve('@virustotal/yara-x');
  const wasm: WasmModule = await import(pathToFileURL(entry).href);
  wasm.initSync({ module: withoutRepeatedConstructors(readFileSync(join(dirname(entry), 'yara_x_js_bg.wasm'))) });
  return wasm;
}

function newCompiler(wasm: WasmModule): WasmCompiler {
  const compiler = new wasm.Compiler();
  for (const name of EXTERNALS) compiler.defineGlobal(name, '');
  return compiler;
}

/** What does not begin with `MZ` is spared these rules, and with them the modules that they import: a fifth of a scan's time. */
function isForPrograms({ outline }: OutlinedText): boolean {
  return outline.rules.length > 0 && outline.rules.every((rule) => rule.isForPrograms);
}

interface RuleSet {
  readonly forPrograms: boolean;
  readonly scanners: KeptScanners;
}

class WasmCompiledRules implements CompiledRules {
  constructor(
    private readonly sets: readonly RuleSet[],
    readonly questions: ExternalQuestions,
  ) {}

  scan(bytes: Uint8Array, externals: Externals): RuleMatch[] {
    const isProgram = bytes[0] === 0x4d && bytes[1] === 0x5a;
    return this.sets.flatMap((set) =>
      isProgram || !set.forPrograms ? matchesOf(set.scanners.get(externals).scan(bytes)) : [],
    );
  }
}

function matchesOf(result: WasmScanResult): RuleMatch[] {
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

/** Scanners kept for different answers. Rules that read `extension` alone need a few dozen. */
const KEPT_SCANNERS = 64;

/** Setting a variable costs as much as a scan, so a scanner is kept for each combination of values that rules can tell apart. */
class KeptScanners {
  readonly #scanners = new Map<string, WasmScanner>();

  constructor(
    private readonly rules: WasmRules,
    private readonly questions: ExternalQuestions,
  ) {}

  get(externals: Externals): WasmScanner {
    const key = this.questions.answers(externals);
    const known = this.#scanners.get(key);
    if (known !== undefined) return known;
    const scanner = this.rules.scanner();
    scanner.setMaxMatchesPerPattern(MAXIMUM_MATCHES_PER_PATTERN);
    for (const name of this.questions.reads) if (externals[name] !== '') scanner.setGlobal(name, externals[name]);
    this.#scanners.set(key, scanner);
    const [oldest] = this.#scanners;
    if (this.#scanners.size > KEPT_SCANNERS && oldest !== undefined) {
      this.#scanners.delete(oldest[0]);
      oldest[1].free();
    }
    return scanner;
  }
}
