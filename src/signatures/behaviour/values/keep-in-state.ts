import type { Expression, Span } from '../../../formats/code/syntax.js';
import type { Frame } from '../frame.js';
import { isSettled, join, knownText, textOf, UNKNOWN, type Value } from './value.js';
import { STATE } from '../vocabulary.js';

/** Remembers what the session, the application or a cache is given. A secret that is kept for all visitors is worth a record. */
export function keepInState(frame: Frame, holder: Expression, key: Value | undefined, value: Value, span: Span): void {
  notePassed(value, frame);
  const text = frame.textAt(holder);
  const isOfRequest = /(?:^|\.)(?:viewstate|items)$/i.test(text);
  frame.flow.writeState(textOf(key), value, frame.place(span), isOfRequest, knownText(key));
  const forAll = /^(?:\w{1,40}\.){0,4}(?:application|cache)\b/i.test(text);
  if (forAll && value.taint?.secret) frame.record('keep', frame.shortName(holder), span, value, null, [value]);
}

/** Remembers what goes into a list or a text which lives as long as the application; a secret in it is worth a record. */
export function keepInShared(frame: Frame, holder: Expression, value: Value, span: Span): void {
  if (holder.kind === 'name') keepInStatic(frame, holder.name, value, span);
  if (value.taint !== null && holder.kind === 'member' && holder.object.kind === 'name') {
    const { named, type } = frame.value(holder.object);
    if (named && !STATE.has(holder.name.toLowerCase()))
      frame.flow.writeState(placeOfStatic(type, holder.name), value, frame.place(span));
  }
  if (!value.taint?.secret || (holder.kind !== 'name' && holder.kind !== 'member')) return;
  const key = frame.flow.keyOf(holder.name);
  if (
    !frame.flow.shared.has(key) ||
    (holder.kind === 'name' && frame.scope !== frame.flow.globals && frame.scope.has(key))
  )
    return;
  frame.record('keep', holder.name, span, value, null, [value]);
}

/** Remembers that something is kept of which the code does not say what it is: a method is given it. */
function notePassed(value: Value, { flow, scope }: Frame): void {
  flow.passes ||= scope !== flow.globals && value.taint === null && !isSettled(value);
}

/** What a field of a class, rather than of an object, may have been given on another page. */
export function keptInStatic(frame: Frame, name: string): Value {
  if (!frame.flow.shared.has(frame.flow.keyOf(name))) return UNKNOWN;
  const owners = frame.work.unit.classes.slice(0, MAXIMUM_OWNERS);
  return owners.map(({ name: owner }) => frame.flow.readPlace(placeOfStatic(owner, name))).reduce(join, UNKNOWN);
}

/** Where a field of a class, rather than of an object, is kept. */
export function placeOfStatic(type: string, name: string): string {
  return `static ${type}.${name}`.toLowerCase();
}

/** Remembers what a field of the page's own classes gets that lives as long as the application. */
export function keepInStatic(frame: Frame, name: string, value: Value, span: Span): void {
  if (!frame.flow.shared.has(frame.flow.keyOf(name))) return;
  notePassed(value, frame);
  if (value.taint === null) return;
  for (const { name: owner } of frame.work.unit.classes.slice(0, MAXIMUM_OWNERS))
    frame.flow.writeState(placeOfStatic(owner, name), value, frame.place(span));
}

/** Classes of a file that a field may be of. */
const MAXIMUM_OWNERS = 10;
