import { foldCall } from '../../formats/code/constants.js';
import { type CodeLanguage, isBasic } from '../../formats/code/language.js';
import { parseCode } from '../../formats/code/parse-code.js';
import type { CodeUnit, Expression, Method, Span, Statement } from '../../formats/code/syntax.js';
import { listOf, shortType, source } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { AssignmentFollower } from './follow-assignments.js';
import type { Followed } from './sink-call.js';
import { join, textOf, UNKNOWN, type Value } from './value.js';
import { CALLED_REMOTELY, CALLED_WITH_REQUEST, CHARACTERS, NUMBERS, TYPES } from './vocabulary.js';

/** Expressions evaluated in one file; about a second at worst. */
const MAXIMUM_STEPS = 300_000;
const MAXIMUM_CALL_DEPTH = 10;
/** Expressions within expressions, across calls. */
const MAXIMUM_DEPTH = 500;
const MAXIMUM_NESTED_CODE = 12;
const PASSES = 3;

/**
 * Follows data of the request through one piece of server code: assignments, calls, fields, lambdas, methods of the same file, state kept
 * in the session, constants built from parts, reflection by constant names. Branches are taken both ways. Bounded in steps.
 */
export class DataFollower extends AssignmentFollower {
  private readonly active = new Set<Method>();
  private readonly nestedCode = new Set<string>();
  private returned: Value = UNKNOWN;
  private steps = 0;
  private depth = 0;

  /** What the code does, and with whose data; `index` is the number of the code in its file, which places refer to. */
  follow(index: number, unit: CodeUnit): Followed {
    const work: Work = { index, unit, at: null };
    this.foldsCase = isBasic(unit.language);
    for (const method of unit.methods) this.addMethod(method, work);
    for (let pass = 0; pass < PASSES; pass++) {
      this.changed = false;
      this.results.clear();
      this.run(unit.main, this.globals, work);
      for (const method of unit.methods) if (!method.external) this.runRoot(method, work);
      if (!this.changed || this.spent) break;
    }
    if (this.spent) this.limits.add('data followed for too many steps');
    return {
      calls: [...this.calls.values()].sort((a, b) => a.place.start - b.place.start || (a.name < b.name ? -1 : 1)),
      names: this.names,
      checksNames: this.checksNames,
      limits: [...this.limits],
    };
  }

  private get spent(): boolean {
    return this.steps > MAXIMUM_STEPS;
  }

  /** Whether the framework gives the method what a request says. */
  private isRemote(method: Method, work: Work): boolean {
    if (CALLED_WITH_REQUEST.test(method.name)) return true;
    const controller = work.unit.classes.some(
      ({ name, bases }) => name === method.owner && bases.some((base) => CALLED_REMOTELY.test(base.toLowerCase())),
    );
    if (controller && !method.property && method.name !== method.owner) return true;
    const same = this.methods.get(method.name.toLowerCase()) ?? [];
    return same.some(({ method: { attributes } }) =>
      attributes.some((text) => /webmethod|operationcontract|scriptmethod|webinvoke|webget/i.test(text)),
    );
  }

  /** A method as the server may call it. */
  private runRoot(method: Method, work: Work): void {
    const scope: Scope = new Map();
    const remote = this.isRemote(method, work);
    for (const parameter of method.parameters) {
      const type = shortType(parameter.type);
      // Sent by this server it is another's request, but then nobody hands it over.
      const received = type === 'httprequestmessage';
      let value: Value = { taint: null, type: received ? 'httprequest' : (TYPES.get(type) ?? type) };
      if (remote && !NUMBERS.test(type))
        value = { ...value, taint: source('parameter', `parameter ${parameter.name}`, this.place(method, work)) };
      if (
        /^(?:commandeventargs|gridviewcommandeventargs|datagridcommandeventargs|repeatercommandeventargs)$/.test(type)
      ) {
        value = { ...value, type: 'commandeventargs' };
      }
      scope.set(this.keyOf(parameter.name), value);
    }
    this.runMethod(method, scope, work);
    // Loops carry what later statements left to earlier ones.
    this.runMethod(method, scope, work);
  }

  protected override runMethod(method: Method, scope: Scope, work: Work): Value {
    if (this.active.has(method) || this.active.size >= MAXIMUM_CALL_DEPTH) {
      this.cuts++;
      return UNKNOWN;
    }
    this.active.add(method);
    const outer = this.returned;
    this.returned = UNKNOWN;
    const own = method.name.toLowerCase();
    const basic = work.unit.language === 'vb' || work.unit.language === 'vbscript';
    if (basic && own !== '' && !scope.has(own)) scope.set(own, UNKNOWN);
    this.run(method.body, scope, work);
    let result = this.returned;
    if (basic) {
      const named = scope.get(own);
      if (named) result = join(result, named);
    }
    this.returned = outer;
    this.active.delete(method);
    return result;
  }

  private run(statements: readonly Statement[], scope: Scope, work: Work): void {
    for (const statement of statements) {
      if (this.spent) return;
      switch (statement.kind) {
        case 'expression':
          this.value(statement.expression, scope, work);
          break;
        case 'declare': {
          const declared = shortType(statement.type);
          let value = statement.value ? this.value(statement.value, scope, work) : UNKNOWN;
          if (value.type === '' && declared !== '' && declared !== 'object')
            value = { ...value, type: TYPES.get(declared) ?? declared };
          this.assignName(statement.name, value, scope, this.place(statement, work), true);
          break;
        }
        case 'each': {
          const over = this.value(statement.over, scope, work);
          const type = shortType(statement.type);
          const [item] = over.items ?? [];
          const methods = over.type === 'methodinfo';
          this.assignName(
            statement.name,
            {
              taint: over.taint,
              type: methods
                ? over.type
                : type || item?.type || (over.type === 'httpfilecollection' ? 'httppostedfile' : ''),
              ...(methods ? { describes: over.describes, ...(over.hidden ? { hidden: true } : {}) } : {}),
            },
            scope,
            this.place(statement, work),
            true,
          );
          break;
        }
        case 'return':
          this.returned = join(this.returned, this.value(statement.value, scope, work));
          break;
      }
    }
  }

  protected override value(expression: Expression, scope: Scope, work: Work): Value {
    if (++this.steps > MAXIMUM_STEPS || this.depth >= MAXIMUM_DEPTH) return UNKNOWN;
    this.depth++;
    const value = this.evaluate(expression, scope, work);
    this.depth--;
    return value;
  }

  private evaluate(expression: Expression, scope: Scope, work: Work): Value {
    switch (expression.kind) {
      case 'string':
        if (expression.value.length > 60 && expression.value.includes(':script'))
          this.embeddedScript(expression.value, expression, scope, work);
        return { taint: null, type: 'string', constant: expression.value };
      case 'number':
        return { taint: null, type: expression.kind, constant: expression.value };
      case 'name':
        return this.nameValue(expression, scope, work);
      case 'member':
        return this.member(expression, scope, work);
      case 'index':
        return this.index(expression, scope, work);
      case 'call':
        return this.call(expression, scope, work);
      case 'new':
        return this.creation(expression, scope, work);
      case 'array': {
        const items = expression.elements.map((element) => this.value(element, scope, work));
        return listOf(items, expression.keys);
      }
      case 'assign':
        return this.assign(expression, scope, work);
      case 'binary':
        return this.binary(expression, scope, work);
      case 'unary': {
        const operand = this.value(expression.operand, scope, work);
        if (expression.operator === 'addressof') return operand;
        if (expression.operator === '-' && typeof operand.constant === 'number')
          return { ...operand, constant: -operand.constant };
        if (expression.operator === '!' || expression.operator === 'not') return { taint: null, type: 'bool' };
        return operand;
      }
      case 'cast': {
        const operand = this.value(expression.operand, scope, work);
        const type = shortType(expression.type);
        if (type === 'char' && typeof operand.constant === 'number') {
          return { ...operand, type, constant: foldCall('chr', undefined, [operand.constant]) };
        }
        if (type === 'machinekeysection') this.see('machinekeysection', expression, work);
        if (/^(?:double|decimal|float|bool|guid|datetime)$/.test(type)) return { ...operand, taint: null, type };
        if (CHARACTERS.has(type) && operand.taint === null && operand.digits)
          return { ...operand, taint: operand.digits, type };
        return type === 'object' || type === '' || operand.type === 'methodinfo' || operand.lambda
          ? operand
          : { ...operand, type: TYPES.get(type) ?? type };
      }
      case 'typeof': {
        if (/machinekeysection$/i.test(expression.type)) this.see('machinekeysection', expression, work);
        const alias = work.unit.aliases.get(expression.type.toLowerCase());
        return { taint: null, type: 'type', describes: shortType(alias ?? expression.type) };
      }
      case 'choice': {
        this.value(expression.condition, scope, work);
        return expression.branches.map((branch) => this.value(branch, scope, work)).reduce(join, UNKNOWN);
      }
      case 'lambda':
        this.lambdaBody(expression.method, scope, work);
        return { taint: null, type: 'delegate', lambda: { method: expression.method, scope } };
      case 'other':
        return expression.parts.map((part) => this.value(part, scope, work)).reduce(join, UNKNOWN);
    }
  }

  /** Runs a lambda once for what it does by itself; its parameters live with the variables around it. */
  private lambdaBody(method: Method, scope: Scope, work: Work): Value {
    for (const parameter of method.parameters) {
      const key = this.keyOf(parameter.name);
      if (!scope.has(key)) {
        const type = shortType(parameter.type);
        scope.set(key, { taint: null, type: TYPES.get(type) ?? type });
      }
    }
    return this.runMethod(method, scope, work);
  }

  /** Script that a style sheet in a text brings with it. */
  private embeddedScript(text: string, span: Span, scope: Scope, work: Work): void {
    for (const [, attributes = '', body = ''] of text.matchAll(
      /<\w{1,20}:script\b([^>]{0,500})>([\s\S]{0,200000}?)<\/\w{1,20}:script/gi,
    )) {
      if (!/implements-prefix/i.test(attributes)) continue;
      const code = /<!\[CDATA\[([\s\S]*?)\]\]>/.exec(body)?.[1] ?? body;
      const language = /vb/i.test(attributes) ? 'vb' : /c#|csharp/i.test(attributes) ? 'csharp' : 'jscript';
      this.see('script in a style sheet', span, work);
      this.nested(code, language, span, scope, work, true);
    }
  }

  /** Code that is evaluated is followed too, where it is constant. */
  protected override evaluated(
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value {
    const text = textOf(args[0]);
    if (text !== undefined && text.trim() !== '') return this.nested(text, work.unit.language, expression, scope, work);
    return { taint: listOf(args).taint, type: '' };
  }

  private nested(text: string, language: CodeLanguage, span: Span, scope: Scope, work: Work, whole = false): Value {
    const key = `${this.place(span, work).start}:${text}`;
    const seen = this.nestedCode.has(key);
    if (work.at !== null && seen) return UNKNOWN;
    if (!seen && this.nestedCode.size >= MAXIMUM_NESTED_CODE) {
      this.limits.add('code within code within code');
      return UNKNOWN;
    }
    this.nestedCode.add(key);
    const unit = parseCode(text.slice(0, 1 << 20), language);
    const inner: Work = { index: work.index, unit, at: this.place(span, work) };
    if (!seen) for (const method of unit.methods) this.addMethod(method, inner);
    let result = UNKNOWN;
    for (const statement of unit.main) {
      if (statement.kind === 'expression') result = this.value(statement.expression, scope, inner);
      else this.run([statement], scope, inner);
    }
    if (whole) for (const method of unit.methods) if (!method.external) this.runRoot(method, inner);
    return result;
  }
}
