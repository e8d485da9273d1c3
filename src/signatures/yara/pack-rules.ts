import { rulesBehind } from './only-rule.js';
import { outlineSource, type SourceOutline } from './rule-outline.js';
import type { YaraSource } from './yara-source.js';

/** What the files of each pack declare, for files of the same pack: YARA and LOKI compile a folder as one. */
export class PackRules {
  readonly #sources: readonly YaraSource[];
  readonly #outlines = new Map<YaraSource, SourceOutline>();

  constructor(sources: readonly YaraSource[]) {
    this.#sources = sources;
  }

  /**
   * What other files of the user's pack declare of some names: private copies of rules, with what these need, and imports. Empty, or
   * lines that can stand before the user's text; what the last names need stands first.
   */
  declare(names: readonly string[], user: YaraSource): string {
    const wanted = new Map<YaraSource, string[]>();
    for (const name of names.toReversed()) {
      const declares = (source: YaraSource) => {
        const { rules, imports } = this.#outlineOf(source);
        return rules.some((rule) => rule.name === name) || imports.some(({ module }) => module === name);
      };
      const source = this.#othersOf(user).find(declares);
      if (source !== undefined) wanted.set(source, [...(wanted.get(source) ?? []), name]);
    }
    const lines = [...wanted].flatMap(([source, some]) => {
      const outline = this.#outlineOf(source);
      const imports = outline.imports.map(({ start, end }) => source.text.slice(start, end));
      return [...imports, ...rulesBehind(source.text, outline, some, () => true)];
    });
    return lines.map((line) => `${line}\n`).join('');
  }

  /** Whether a file that another one includes is loaded as a file of its own. */
  holds(included: string, user: YaraSource): boolean {
    const names = included.split(/[\\/]/).filter((name) => name !== '' && name !== '.' && name !== '..');
    const path = names.join('/').toLowerCase();
    return this.#othersOf(user).some((other) => `/${other.path.toLowerCase()}`.endsWith(`/${path}`));
  }

  #othersOf(user: YaraSource): YaraSource[] {
    return this.#sources.filter((source) => source !== user && source.pack === user.pack);
  }

  #outlineOf(source: YaraSource): SourceOutline {
    const outline = this.#outlines.get(source) ?? outlineSource(source.text);
    this.#outlines.set(source, outline);
    return outline;
  }
}
