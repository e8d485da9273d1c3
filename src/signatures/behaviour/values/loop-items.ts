import type { Expression, Statement } from '../../../formats/code/syntax.js';
import { partOfList, shortType } from './combine-values.js';
import type { Frame } from '../frame.js';
import { callMethods, methodsOf } from '../calls/functions.js';
import { functionsIn } from '../calls/held-functions.js';
import { functionsOf, isSettled, join, unbound, type Value } from './value.js';

/** What the variable of a loop holds: any item of what the loop goes through. */
export function loopItem({ over, type }: Statement & { kind: 'each' }, frame: Frame): Value {
  return itemOf(listGone(over, frame), type);
}

/** What a loop goes through: of an object of the page's own what its class gives one by one. */
function listGone(over: Expression, frame: Frame): Value {
  const list = frame.value(over);
  const own = frame.ownClass(list.type) ? methodsOf('getenumerator', list.type, frame) : undefined;
  return own ? join(list, callMethods(frame, own, [], over)) : list;
}

/** What a loop takes out of a list. */
function itemOf(over: Value, declared: string | null): Value {
  const type = shortType(declared);
  const [item] = over.items ?? [];
  if (item && over.items?.length === 1 && over.taint === null && isSettled(item)) return item;
  // Records of a query.
  if (item?.keys && over.items?.length === 1) return item;
  if (over.type === 'methodinfo')
    return {
      taint: over.taint,
      type: over.type,
      describes: over.describes,
      ...(over.hidden ? { hidden: true } : {}),
    };
  const functions = functionsIn(over);
  if (functions.length > 0) return { ...functionsOf(functions), taint: over.taint };
  const part = partOfList(over);
  const isOwn = over.taint === null && typeof over.constant === 'object';
  return {
    ...part,
    taint: unbound(over.taint ?? over.keyTaint ?? null),
    ...(over.digits ? { digits: over.digits } : {}),
    type: type === '' ? item?.type || part.type : type,
    ...(isOwn ? { settled: true, choice: true } : {}),
  };
}
