import { foldBinary } from '../../formats/code/constants.js';
import type { Expression } from '../../formats/code/syntax.js';
import { combineValues, comparesUpload } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { CreationFollower } from './follow-creations.js';
import { textOf, UNKNOWN, type Value } from './value.js';
import { COMPARISONS } from './vocabulary.js';

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
      this.assignName(target.name, value, scope, place, false);
      return value;
    }
    if (target.kind === 'member') {
      const object = this.value(target.object, scope, work);
      const name = target.name.toLowerCase();
      if (object.type === 'page') this.assignName(target.name, value, scope, place, false);
      else this.assignMember(object, name, value, expression, scope, work);
    } else if (target.kind === 'index' || target.kind === 'call') {
      const holder = target.kind === 'index' ? target.object : target.callee;
      const object = this.value(holder, scope, work);
      const key = target.args[0] ? this.value(target.args[0], scope, work) : UNKNOWN;
      if (object.type === 'state') this.writeState(textOf(key), value, place);
      else if (value.taint !== null) this.taintRoot(holder, value.taint, scope, work, 'stored in a list');
      for (const arg of target.args.slice(1)) this.value(arg, scope, work);
    }
    return value;
  }

  private assignMember(
    object: Value,
    name: string,
    value: Value,
    expression: Expression & { kind: 'assign' },
    scope: Scope,
    work: Work,
  ): void {
    const { target } = expression;
    if (target.kind !== 'member') return;
    const starts = object.type === 'process' || object.type === 'processstartinfo';
    if (starts && (name === 'filename' || name === 'arguments')) {
      this.record('process', `ProcessStartInfo.${target.name}`, expression, value, null, [value], work);
    }
    if (object.type === 'directoryentry' && name === 'path') {
      this.record('directory-service', 'DirectoryEntry.Path', expression, value, null, [value], work);
    }
    if (name === 'connectionstring' && !object.named)
      this.record('database', 'ConnectionString', expression, value, null, [value], work);
    if (name === 'commandtext' && object.type !== '')
      this.record('sql', 'CommandText', expression, value, null, [value], work);
    if (value.taint !== null) this.taintRoot(target.object, value.taint, scope, work, `assigned to .${target.name}`);
    if (starts && name === 'startinfo' && value.taint !== null)
      this.taintRoot(target.object, value.taint, scope, work, 'start information');
    if (target.object.kind === 'name') this.assignConstantMember(target.object.name, name, value, scope);
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
