import { isBasic } from '../../formats/code/language.js';
import { renameMethod } from '../../formats/code/rename.js';
import type { CodeUnit, Method } from '../../formats/code/syntax.js';
import { MARK } from '../../formats/code/variable-names.js';

/** The same code with names of its own for the variables of each method, so that those of two methods are told apart. */
export function withScopedNames(unit: CodeUnit): CodeUnit {
  const basic = isBasic(unit.language);
  const methods = unit.methods.map((method, index) => {
    // Methods within methods share variables.
    const isNested = unit.methods.some(
      (other) => other !== method && other.start <= method.end && method.start <= other.end && !isBeside(other, method),
    );
    return isNested || method.external ? method : new Scope(method, index, basic).rename();
  });
  return { ...unit, methods };
}

function isBeside(a: Method, b: Method): boolean {
  return a.end <= b.start || b.end <= a.start;
}

class Scope {
  private readonly locals = new Set<string>();

  constructor(
    private readonly method: Method,
    private readonly index: number,
    private readonly basic: boolean,
  ) {
    this.collect(method);
    // A function's own name is what it returns.
    this.locals.delete(this.key(method.name));
  }

  rename(): Method {
    return renameMethod(this.method, {
      name: (name) => (this.locals.has(this.key(name)) ? `${name}${MARK}${this.index}` : name),
      enter: (lambda) => this.collect(lambda),
    });
  }

  private key(name: string): string {
    return this.basic ? name.toLowerCase() : name;
  }

  private collect({ parameters, body }: Method): void {
    for (const { name } of parameters) this.locals.add(this.key(name));
    for (const statement of body)
      if (statement.kind === 'declare' || statement.kind === 'each') this.locals.add(this.key(statement.name));
  }
}
