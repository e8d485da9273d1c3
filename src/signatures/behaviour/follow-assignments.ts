import { foldBinary } from '../../formats/code/constants.js';
import type { Expression, Span } from '../../formats/code/syntax.js';
import { combineValues, comparesUpload } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { CreationFollower } from './follow-creations.js';
import type { SinkKind } from './sinks.js';
import { textOf, UNKNOWN, type Value } from './value.js';
import { COMPARISONS, FILE_TIMES } from './vocabulary.js';

/** Follows data through operators, and into the variables, members, elements and state that it is assigned to. */
export abstract class AssignmentFollower extends CreationFollower {
  protected assign(expression: Expression & { kind: 'assign' }, scope: Scope, work: Work): Value {
    let value = this.value(expression.value, scope, work);
    const { target } = expression;
    const place = this.place(expression, work);
    if (expression.operator !== '=') {
      const before = this.value(target, scope, work);
      const operator = expression.operator.slice(0, -1);
      const folded =
        before.constant === undefined || value.constant === undefined
          ? undefined
          : foldBinary(operator, before.constant, value.constant);
      const combined = this.combined(operator === '' ? '+' : operator, before, value);
      value = { ...combined, type: before.type || value.type, constant: folded };
    }
    if (target.kind === 'name') {
      const before = this.lookup(target.name, scope)?.taint;
      this.assignName(target.name, value, scope, place, false);
      // `name = Mid(name, InStrRev(name, "\\") + 1)`, as every upload class of classic ASP has it.
      if (work.unit.language === 'vbscript' && value.taint?.nameOnly && before?.source.what === value.taint.source.what)
        this.replaceTaint(target.name, value.taint, scope);
      return value;
    }
    if (target.kind === 'member') {
      const object = this.value(target.object, scope, work);
      // A parameter of the same name is not meant.
      if (object.type === 'page') this.assignName(target.name, value, this.globals, place, false);
      else this.setMember(object, target.object, target.name, value, expression, scope, work);
    } else if (target.kind === 'index' || target.kind === 'call') {
      const holder = target.kind === 'index' ? target.object : target.callee;
      const object = this.value(holder, scope, work);
      const key = target.args[0] ? this.value(target.args[0], scope, work) : UNKNOWN;
      if (object.type === 'state') this.writeState(textOf(key), value, place);
      else if (value.taint !== null) this.taintRoot(holder, value.taint, scope, work, 'stored in a list');
      else if (holder.kind === 'name' && typeof object.constant === 'object') {
        // Elements that are computed one by one: what the list holds in the end is not followed.
        this.assignName(holder.name, { ...object, constant: undefined, hidden: true }, scope, place, false);
      }
      if ((value.lambda || value.type === 'delegate') && holder.kind === 'name')
        this.assignConstantMember(holder.name, textOf(key) ?? '', value, scope);
      for (const arg of target.args.slice(1)) this.value(arg, scope, work);
    }
    return value;
  }

  protected override setMember(
    object: Value,
    holder: Expression | undefined,
    written: string,
    value: Value,
    span: Span,
    scope: Scope,
    work: Work,
  ): void {
    const name = written.toLowerCase();
    const record = (kind: SinkKind, what: string, main: Value) =>
      this.record(kind, what, span, main, null, [main], work);
    const starts = object.type === 'process' || object.type === 'processstartinfo';
    const runs = name === 'filename' || name === 'arguments';
    const unknown = object.type === '' && value.taint !== null;
    if (runs && starts) record('process', `ProcessStartInfo.${written}`, value);
    else if (unknown && (runs || name === 'path') && this.names.has('com:schedule.service'))
      record('process', `Action.${written}`, value);
    if (object.type === 'directoryentry' && name === 'path') record('directory-service', 'DirectoryEntry.Path', value);
    if (name === 'connectionstring' && !object.named) record('database', 'ConnectionString', value);
    if (name === 'commandtext' && object.type !== '') record('sql', 'CommandText', value);
    if (name === 'propertyinspectorfontandcolordata') record('xaml', written, value);
    if (object.type === 'fileinfo' && FILE_TIMES.test(name))
      this.record('touch', `FileInfo.${written}`, span, UNKNOWN, object.path ?? null, [value], work);
    if (this.ownClass(object.type, work)) this.setOwnMember(written, value, span, work);
    if (holder === undefined) return;
    if (value.taint !== null) this.taintRoot(holder, value.taint, scope, work, `assigned to .${written}`);
    if (holder.kind === 'name') this.assignConstantMember(holder.name, name, value, scope);
  }

  /** A field or property of a class of the same file. Objects of one class are not told apart. */
  protected override setOwnMember(name: string, value: Value, span: Span, work: Work): void {
    const setters = this.methods
      .get(name.toLowerCase())
      ?.filter(({ method }) => method.property && method.body.length > 0);
    if (setters && setters.length > 0) this.callMethods(setters, [value], span, work);
    else if (this.globals.has(this.keyOf(name)) || value.taint !== null)
      this.assignName(name, value, this.globals, this.place(span, work), false);
  }

  protected binary(expression: Expression & { kind: 'binary' }, scope: Scope, work: Work): Value {
    // Long chains lean to the left.
    const chain: (Expression & { kind: 'binary' })[] = [];
    let leftmost: Expression = expression;
    while (leftmost.kind === 'binary') {
      chain.push(leftmost);
      leftmost = leftmost.left;
    }
    let result = this.value(leftmost, scope, work);
    for (let i = chain.length - 1; i >= 0; i--) {
      const node = chain[i];
      if (node === undefined) break;
      const right = this.value(node.right, scope, work);
      result = this.combined(node.operator, result, right);
    }
    return result;
  }

  private combined(operator: string, left: Value, right: Value): Value {
    if (COMPARISONS.has(operator) && comparesUpload(left, right)) this.checksNames = true;
    return combineValues(operator, left, right);
  }
}
