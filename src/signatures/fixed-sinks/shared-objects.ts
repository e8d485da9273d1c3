import type { Expression } from '../../formats/code/syntax.js';
import { partsOf } from '../../formats/code/walk.js';
import { type DataWays, GIVEN, given } from './data-ways.js';
import { lastName } from './expression-names.js';
import { COPIED_TYPES, NUMBER_MEMBERS, TEXT_METHODS } from './vocabulary.js';

/** What a variable is given goes to all that share its object, too. */
export function shareObjects(ways: DataWays): void {
  for (const [target, edges] of [...ways.edges]) {
    if (target.startsWith(GIVEN) || ways.isCopied(target)) continue;
    if (!ways.declared.has(target) && !ways.isOwnMethod(target.replace('()', ''))) continue;
    for (const { from, given: put } of edges) {
      // A builder of text keeps no objects.
      const isText = put === true && [...(ways.types.get(target) ?? [''])].every((type) => type === 'stringbuilder');
      if (typeof from !== 'object' || isText) continue;
      for (const name of sharedNames(from, ways)) {
        const key = ways.keyOf(name);
        if (
          key === target ||
          ways.isCopied(key) ||
          !(ways.declared.has(key) || ways.isOwnMethod(name.replace('()', '')))
        )
          continue;
        ways.giveTo(key, { from: given(target), given: true });
        // What stands in a list is handed out again.
        if (put) ways.add(given(target), { from: given(key) });
      }
    }
  }
}

/** Variables whose object a value is, or holds. */
function sharedNames(from: Expression, ways: DataWays): readonly string[] {
  const names: string[] = [];
  const pending: Expression[] = [from];
  for (let next = pending.pop(); next !== undefined && names.length < 50; next = pending.pop()) {
    if (next.kind === 'name') names.push(next.name);
    else if (next.kind === 'member' || next.kind === 'index' || next.kind === 'call') {
      if (givesCopy(next, ways)) continue;
      const of = next.kind === 'call' ? next.callee : next;
      const name = lastName(of);
      if (next.kind === 'member') names.push(name);
      if (next.kind === 'call' && name !== '') names.push(`${name}()`);
      pending.push(of.kind === 'member' || of.kind === 'index' ? of.object : of);
      if (next.kind === 'call') pending.push(...next.args);
    } else if (/^(?:new|array|choice|cast|assign)$/.test(next.kind)) pending.push(...partsOf(next));
  }
  return names;
}

/** `device.Address` is a text, and so is an element of a list of texts, or what is made of texts. */
function givesCopy(of: Expression & { kind: 'member' | 'index' | 'call' }, ways: DataWays): boolean {
  if (of.kind === 'member') return ways.isCopied(ways.key(of.name));
  if (of.kind === 'index') return isOfCopied(lastName(of.object), ways);
  const method = lastName(of.callee).toLowerCase();
  if (of.callee.kind === 'member') return TEXT_METHODS.has(method) || NUMBER_MEMBERS.has(method);
  return ways.basic && isOfCopied(lastName(of.callee), ways);
}

/** Whether a variable is declared as texts or numbers, or a list of such. */
function isOfCopied(name: string, ways: DataWays): boolean {
  const types = ways.types.get(ways.key(name));
  return types !== undefined && [...types].every((type) => COPIED_TYPES.has(type));
}
