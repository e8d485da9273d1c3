import type { Test } from '../../formats/code/branches.js';
import { isBasic } from '../../formats/code/language.js';
import type { CodeUnit, Expression } from '../../formats/code/syntax.js';
import { type Bound, boundOf, both, type Check, type Checks, either, NOTHING } from './checks.js';
import { ownTexts } from './own-lists.js';
import { OF_OTHERS, type Uses } from './uses.js';
import { charactersOf } from './word-pattern.js';

const MAXIMUM_DEPTH = 60;
/** Functions that change nothing of what a text may hold. */
const KEEPS = /^(?:trim|tolower|toupper|tolowerinvariant|toupperinvariant|tostring|lcase|ucase|cstr|string|str)$/i;

/** An expression as the code has it, without blanks; in either case where the language folds it. */
export function textKey(expression: Expression, { code, language }: CodeUnit): string {
  if (expression.end - expression.start > 200) return '';
  const text = code
    .slice(expression.start, expression.end)
    .replace(/\s+/g, '')
    .replace(/^(?:this|me|page)\./i, '');
  return isBasic(language) ? text.toLowerCase() : text;
}

/** Reads conditions: which expressions they bind where they hold, or do not. */
export class Conditions {
  private depth = 0;
  /** On an error the next statement runs, whatever the condition is. */
  private readonly goesOn: boolean;
  private readonly basic: boolean;

  constructor(
    private readonly unit: CodeUnit,
    private readonly uses: Uses,
  ) {
    this.basic = isBasic(unit.language);
    this.goesOn = this.basic && /\bon\s+error\s+resume\b/i.test(unit.code);
  }

  ofTest(test: Test): Checks {
    return test.kind === 'condition'
      ? this.of(test.condition, test.holds)
      : this.bind(test.subject, boundOf(test.texts));
  }

  of(condition: Expression, holds: boolean): Checks {
    if (this.depth >= MAXIMUM_DEPTH) return NOTHING;
    this.depth++;
    const checks = this.read(condition, holds);
    this.depth--;
    return checks;
  }

  private read(condition: Expression, holds: boolean): Checks {
    switch (condition.kind) {
      case 'unary':
        return /^(?:!|not)$/i.test(condition.operator) ? this.of(condition.operand, !holds) : NOTHING;
      case 'binary':
        return this.ofBinary(condition, holds);
      case 'call':
        return holds ? this.ofCall(condition) : NOTHING;
      case 'member':
        return holds ? this.ofMatch(condition) : NOTHING;
      case 'name':
        return this.ofAnswer(condition.name, holds);
      case 'other':
        return condition.parts.length === 1 && condition.parts[0] ? this.of(condition.parts[0], holds) : NOTHING;
      default:
        return NOTHING;
    }
  }

  /** `bool known = …; if (known)` */
  private ofAnswer(name: string, holds: boolean): Checks {
    const { given, lost } = this.uses.of(name);
    const [asked] = given;
    if (lost || given.length !== 1 || asked === undefined || this.goesOn) return NOTHING;
    const checks = [...this.of(asked, holds)];
    return new Map(
      checks.map(([text, check]) => [text, { ...check, names: [...check.names, name], since: asked.end }]),
    );
  }

  private ofBinary({ operator, left, right }: Expression & { kind: 'binary' }, holds: boolean): Checks {
    const which = operator.toLowerCase();
    if (/^(?:&&|and|andalso)$/.test(which)) {
      const [a, b] = [this.of(left, holds), this.of(right, holds)];
      return holds ? either(a, b) : both(a, b);
    }
    if (/^(?:\|\||or|orelse)$/.test(which)) {
      const [a, b] = [this.of(left, holds), this.of(right, holds)];
      return holds ? both(a, b) : either(a, b);
    }
    const equals = /^(?:===?|=)$/.test(which) ? holds : /^(?:!==?|<>)$/.test(which) ? !holds : null;
    return equals === true ? this.ofEqual(left, right) : this.ofIndex(which, left, right, holds);
  }

  private ofEqual(left: Expression, right: Expression): Checks {
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (one.kind === 'string') return this.bind(other, boundOf([one.value]));
      if (one.kind === 'name' && /^true$/i.test(one.name)) return this.of(other, true);
      if (one.kind === 'name' && /^false$/i.test(one.name)) return this.of(other, false);
    }
    return NOTHING;
  }

  /** `Array.IndexOf(list, text) >= 0` and its kin, whichever way it is said. */
  private ofIndex(operator: string, left: Expression, right: Expression, holds: boolean): Checks {
    if (left.kind !== 'call' || left.callee.kind !== 'member' || !/^indexof$/i.test(left.callee.name)) return NOTHING;
    const bound = right.kind === 'number' ? right.value : right.kind === 'unary' && right.operator === '-' ? -1 : null;
    if (right.kind === 'unary' && !(right.operand.kind === 'number' && right.operand.value === 1)) return NOTHING;
    const found =
      (operator === '>=' && bound === 0) ||
      (operator === '>' && bound === -1) ||
      (/^(?:!==?|<>)$/.test(operator) && bound === -1);
    const absent =
      (operator === '<' && bound === 0) ||
      (operator === '<=' && bound === -1) ||
      (/^(?:===?|=)$/.test(operator) && bound === -1);
    if (!(holds ? found : absent)) return NOTHING;
    const { callee, args } = left;
    const [first, second] = args;
    // `Array.IndexOf(list, text)`, `list.IndexOf(text)`
    return second ? this.inList(first, second) : this.inList(callee.object, first);
  }

  private inList(list: Expression | undefined, text: Expression | undefined): Checks {
    if (!list || !text) return NOTHING;
    const texts = ownTexts(list, this.unit, this.uses);
    return texts === null ? NOTHING : this.bind(text, boundOf(texts));
  }

  private ofCall(call: Expression & { kind: 'call' }): Checks {
    const { callee, args } = call;
    const [first, second] = args;
    if (callee.kind === 'name') {
      if (/^isnumeric$/i.test(callee.name) && this.basic && first) return this.bind(first, 'texts');
      return this.ofOwn(callee.name, args);
    }
    if (callee.kind !== 'member' || this.goesOn) return NOTHING;
    const { object } = callee;
    const name = callee.name.toLowerCase();
    if (this.unit.methods.some((method) => method.name.toLowerCase() === name))
      return this.uses.same(callee, callee.name) ? this.ofOwn(callee.name, args) : NOTHING;
    const type = typeName(object);
    if (name === 'tryparse' && first) return this.ofParsed(type, first);
    if (name === 'ismatch' && type === 'regex') return this.ofPattern(first, second, args[2]);
    if ((name === 'ismatch' || name === 'test') && first) return this.ofExpression(object, first);
    if (name === 'exists' && type === 'array') return NOTHING;
    if (name === 'isdefined' && type === 'enum' && second) return this.bind(second, 'word');
    if (name === 'any' && first) return this.ofAny(object, first);
    if (name === 'equals' && first && second && /^(?:string|object)$/.test(type)) return this.ofEqual(first, second);
    if (name === 'equals' && first && second === undefined) return this.ofEqual(object, first);
    if (/^(?:contains|containskey|trygetvalue|exists)$/.test(name)) return this.inList(object, first);
    if (name === 'all' && first) return this.ofCharacters(object, first);
    return NOTHING;
  }

  /** `list.Any(one => one == text)` */
  private ofAny(list: Expression, test: Expression): Checks {
    if (test.kind !== 'lambda') return NOTHING;
    const { parameters, body } = test.method;
    const [statement] = body;
    const [parameter] = parameters;
    if (statement?.kind !== 'return' || body.length !== 1 || parameters.length !== 1 || parameter === undefined)
      return NOTHING;
    const { value } = statement;
    if (value.kind !== 'binary' || !/^(?:===?|=)$/.test(value.operator)) return NOTHING;
    if (this.uses.same(value.left, parameter.name)) return this.inList(list, value.right);
    return this.uses.same(value.right, parameter.name) ? this.inList(list, value.left) : NOTHING;
  }

  /** A method of the page that does nothing but give the result of a check of its parameter. */
  private ofOwn(name: string, args: readonly Expression[]): Checks {
    const own = this.unit.methods.filter((method) => this.uses.key(method.name) === this.uses.key(name));
    const [method] = own;
    if (own.length !== 1 || method === undefined || method.external || method.body.length !== 1) return NOTHING;
    const [statement] = method.body;
    const given =
      statement?.kind === 'return'
        ? statement.value
        : this.basic &&
            statement?.kind === 'expression' &&
            statement.expression.kind === 'assign' &&
            this.uses.same(statement.expression.target, name)
          ? statement.expression.value
          : null;
    if (given === null) return NOTHING;
    const checks = this.of(given, true);
    const found = new Map<string, Check>();
    method.parameters.forEach((parameter, i) => {
      const check = checks.get(this.uses.key(parameter.name));
      const arg = args[i];
      if (check && arg) for (const [text, one] of this.bind(arg, check.bound)) found.set(text, one);
    });
    return found;
  }

  private ofParsed(type: string, text: Expression): Checks {
    if (/^(?:u?int(?:16|32|64)?|integer|u?long|u?short|byte|sbyte|bool|boolean|guid)$/.test(type))
      return this.bind(text, 'word');
    return /^(?:double|single|float|decimal|datetime|date|timespan|ipaddress|version)$/.test(type)
      ? this.bind(text, 'name')
      : NOTHING;
  }

  private ofPattern(text: Expression | undefined, pattern: Expression | undefined, options?: Expression): Checks {
    if (!text || pattern?.kind !== 'string') return NOTHING;
    if (options && /multiline|pattern/i.test(this.unit.code.slice(options.start, options.end))) return NOTHING;
    const bound = charactersOf(pattern.value);
    return bound === null ? NOTHING : this.bind(text, bound);
  }

  /** `expression.IsMatch(text)`, `expression.Test(text)`, `/…/.test(text)` */
  private ofExpression(object: Expression, text: Expression): Checks {
    const literal = /^\/(.+)\/([gimsu]{0,5})$/.exec(this.unit.code.slice(object.start, object.end));
    if (literal?.[1] !== undefined && !literal[2]?.includes('m') && this.unit.language === 'jscript') {
      const bound = charactersOf(literal[1]);
      return bound === null ? NOTHING : this.bind(text, bound);
    }
    if (object.kind === 'new') return this.ofCreated(object, text);
    if (object.kind !== 'name') return NOTHING;
    const { given, lost } = this.uses.of(object.name);
    const [made] = given;
    if (lost || given.length !== 1 || made === undefined) return NOTHING;
    if (made.kind === 'new' && made.args.length > 0 && !/^activexobject$/i.test(made.type))
      return this.ofCreated(made, text);
    return this.basic ? this.ofAssignedPattern(object.name, text) : NOTHING;
  }

  private ofCreated({ type, args }: Expression & { kind: 'new' }, text: Expression): Checks {
    return /(?:^|\.)regex$|^regexp$/i.test(type) ? this.ofPattern(text, args[0], args[1]) : NOTHING;
  }

  /** `expression.Pattern = "…"` of VBScript, where it is assigned once. */
  private ofAssignedPattern(name: string, text: Expression): Checks {
    const set = new RegExp(
      `\\b${name.replace(/\W/g, '')}\\s*\\.\\s*pattern\\s*=\\s*"([^"\\r\\n]*)"\\s*(?:[\\r\\n:]|$)`,
      'gi',
    );
    const patterns = [...this.unit.code.matchAll(set)];
    const all = this.unit.code.match(/\.\s*(?:pattern|multiline)\b/gi)?.length ?? 0;
    const bound = patterns.length === 1 && all === 1 ? charactersOf(patterns[0]?.[1] ?? '') : null;
    return bound === null ? NOTHING : this.bind(text, bound);
  }

  /** `match.Success` */
  private ofMatch({ object, name }: Expression & { kind: 'member' }): Checks {
    if (!/^success$/i.test(name) || this.goesOn) return NOTHING;
    const made = object.kind === 'name' ? this.uses.of(object.name) : null;
    const call = made === null ? object : made.given[0];
    if (made !== null && (made.lost || made.given.length !== 1)) return NOTHING;
    if (call?.kind !== 'call' || call.callee.kind !== 'member' || !/^match$/i.test(call.callee.name)) return NOTHING;
    const checks =
      typeName(call.callee.object) === 'regex'
        ? this.ofPattern(call.args[0], call.args[1], call.args[2])
        : call.args[0]
          ? this.ofExpression(call.callee.object, call.args[0])
          : NOTHING;
    const [first] = checks.values();
    if (first === undefined || object.kind !== 'name') return checks;
    const of = this.uses.key(object.name);
    const own: Check = { bound: first.bound, names: [object.name] };
    const value = `${of}.${this.basic ? 'value' : 'Value'}`;
    return new Map([...checks, [of, own], [value, own], [`${of}.ToString()`, own]]);
  }

  /** `text.All(char.IsLetterOrDigit)` */
  private ofCharacters(text: Expression, test: Expression): Checks {
    const of = test.kind === 'lambda' ? test.method.body[0] : undefined;
    const tested = of?.kind === 'return' && test.kind === 'lambda' && test.method.body.length === 1 ? of.value : test;
    const called = tested.kind === 'call' ? tested.callee : tested.kind === 'unary' ? tested.operand : tested;
    return called.kind === 'member' &&
      /^char$/i.test(typeName(called.object)) &&
      /^(?:isletterordigit|isletter|isdigit|isnumber|isasciiletterordigit)$/i.test(called.name)
      ? this.bind(text, 'word')
      : NOTHING;
  }

  private bind(expression: Expression, bound: Bound): Checks {
    const text = this.subject(expression);
    // Before all else: what has a key is short, so that it is not nested deeply either.
    const key = text === null ? '' : textKey(text, this.unit);
    const names: string[] = [];
    return text === null || key === '' || !this.isStable(text, names) ? NOTHING : new Map([[key, { bound, names }]]);
  }

  /** What is compared, without what changes nothing of importance: `(x ?? "").Trim()`, `CStr(x)`. */
  private subject(expression: Expression): Expression | null {
    let at: Expression = expression;
    for (let i = 0; i < 10; i++) {
      if (at.kind === 'cast') at = at.operand;
      else if (at.kind === 'binary' && at.operator === '??' && at.right.kind === 'string') at = at.left;
      else if (at.kind === 'member' && this.basic && KEEPS.test(at.name)) at = at.object;
      else if (at.kind === 'other' && at.parts.length === 1 && at.parts[0]) [at] = at.parts;
      else if (at.kind === 'call' && at.callee.kind === 'member' && KEEPS.test(at.callee.name)) at = at.callee.object;
      else if (at.kind === 'call' && at.callee.kind === 'name' && KEEPS.test(at.callee.name) && at.args[0])
        [at] = at.args;
      else if (
        at.kind === 'binary' &&
        /^[&+]$/.test(at.operator) &&
        at.right.kind === 'string' &&
        at.right.value === ''
      )
        at = at.left;
      else return at;
    }
    return null;
  }

  /** Whether an expression gives the same whenever it is asked, as long as some names keep what they hold. */
  private isStable(expression: Expression, names: string[]): boolean {
    switch (expression.kind) {
      case 'string':
      case 'number':
        return true;
      case 'name':
        if (!/^(?:request|this|me|page|context|httpcontext)$/i.test(expression.name)) names.push(expression.name);
        return !this.uses.of(expression.name).given.some(({ kind }) => kind === 'lambda');
      case 'member':
        if (
          !/^(?:request|form|querystring|current|cookies|headers|params|servervariables|value|item)$/i.test(
            expression.name,
          )
        )
          names.push(isOfSelf(expression) ? expression.name : `${OF_OTHERS}${expression.name}`);
        return (
          !this.unit.methods.some(({ name, property }) => !property && name === expression.name) &&
          this.isStable(expression.object, names)
        );
      case 'index':
        return this.isStable(expression.object, names) && expression.args.every((arg) => this.isStable(arg, names));
      case 'call':
        return this.isRequest(expression.callee) && expression.args.every((arg) => this.isStable(arg, names));
      default:
        return false;
    }
  }

  /** `Request(…)`, `Request.Form(…)` of Basic. */
  private isRequest(callee: Expression): boolean {
    if (callee.kind === 'name')
      return (this.basic || this.unit.language === 'jscript') && /^request$/i.test(callee.name);
    return (
      callee.kind === 'member' &&
      /^(?:form|querystring|cookies|params|servervariables|headers|item|request)$/i.test(callee.name) &&
      (this.isRequest(callee.object) ||
        (callee.object.kind === 'name' && /^(?:request|me|page)$/i.test(callee.object.name)))
    );
  }
}

function isOfSelf({ object }: Expression & { kind: 'member' }): boolean {
  return object.kind === 'name' && /^(?:this|me|base|mybase|page)$/i.test(object.name);
}

function typeName(expression: Expression): string {
  if (expression.kind === 'name') return expression.name.toLowerCase();
  return expression.kind === 'member' ? expression.name.toLowerCase() : '';
}
