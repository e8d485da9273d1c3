import type { Expression, Method } from '../../formats/code/syntax.js';
import { either, having, PLAIN, type ScriptValue, same, Trait, TYPED } from './script-value.js';
import { FINDING_CALLS, PLAIN_GLOBALS } from './script-vocabulary.js';

/** What the variables of a page's scripts may hold, by their names alone, and the functions that there are. It only grows. */
export class ScriptMemory {
  /** Something came to be known since this was last set to false. */
  changed = false;
  private readonly variables = new Map<string, ScriptValue>();
  private readonly functions = new Map<string, Set<Method>>();
  private readonly finders = new Set<string>();

  get(name: string): ScriptValue | undefined {
    return this.variables.get(name);
  }

  has(name: string): boolean {
    return this.variables.has(name);
  }

  set(name: string, value: ScriptValue): void {
    const before = this.variables.get(name);
    const after = before === undefined ? value : either(before, value);
    if (before !== undefined && same(before, after)) return;
    this.variables.set(name, after);
    this.changed = true;
  }

  isFunction(name: string): boolean {
    return this.functions.has(name);
  }

  /** Whether the function does nothing but find an element by its argument. */
  isFinder(name: string): boolean {
    return this.finders.has(name);
  }

  declare(name: string, method: Method): void {
    if (name === '') return;
    const known = this.functions.get(name) ?? new Set();
    if (known.has(method)) return;
    this.functions.set(name, known.add(method));
    if (finds(method)) this.finders.add(name);
    this.changed = true;
  }

  /** The parameter of a function becomes what a call gives it. */
  give(method: Method, index: number, value: ScriptValue): void {
    const parameter = method.parameters[index];
    if (parameter !== undefined) this.set(parameter.name, value);
  }

  /** What a call of this name gives, whichever function of the name it calls. */
  giveAll(name: string, values: readonly ScriptValue[]): void {
    for (const method of this.functions.get(name) ?? []) {
      for (const [index, value] of values.entries()) this.give(method, index, value);
    }
  }

  /** What is put into an object is in the variable that holds it. */
  stain(target: Expression, traits: number): void {
    let base = target;
    while (base.kind === 'member' || base.kind === 'index' || base.kind === 'call') {
      base = base.kind === 'call' ? base.callee : base.object;
    }
    const passed = traits & (TYPED | Trait.MAYBE);
    if (base.kind !== 'name' || passed === 0 || PLAIN_GLOBALS.has(base.name)) return;
    if (/^(?:this|\$|jQuery)$/.test(base.name) || this.functions.has(base.name)) return;
    this.set(base.name, either(this.variables.get(base.name) ?? PLAIN, having(passed)));
  }
}

/** `function gbid(s) { return document.getElementById(s); }` */
function finds({ parameters, body }: Method): boolean {
  const [parameter] = parameters;
  const [only] = body;
  if (parameter === undefined || body.length !== 1 || only?.kind !== 'return' || only.value.kind !== 'call')
    return false;
  const { callee, args } = only.value;
  const name = callee.kind === 'member' || callee.kind === 'name' ? callee.name : '';
  return FINDING_CALLS.has(name) && args[0]?.kind === 'name' && args[0].name === parameter.name;
}
