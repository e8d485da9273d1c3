import type { Expression, Span } from '../../formats/code/syntax.js';
import type { Frame } from './frame.js';
import { textOf, type Value } from './value.js';

/** Remembers what the session, the application or a cache is given. A secret that is kept for all visitors is worth a record. */
export function keepInState(frame: Frame, holder: Expression, key: Value | undefined, value: Value, span: Span): void {
  frame.flow.writeState(textOf(key), value, frame.place(span));
  const forAll = /^(?:\w{1,40}\.){0,4}(?:application|cache)\b/i.test(frame.textAt(holder));
  if (forAll && value.taint?.secret) frame.record('keep', frame.shortName(holder), span, value, null, [value]);
}

/** Remembers a secret that goes into a list or a text which lives as long as the application. */
export function keepInShared(frame: Frame, holder: Expression, value: Value, span: Span): void {
  if (!value.taint?.secret || (holder.kind !== 'name' && holder.kind !== 'member')) return;
  const key = frame.flow.keyOf(holder.name);
  if (
    !frame.flow.shared.has(key) ||
    (holder.kind === 'name' && frame.scope !== frame.flow.globals && frame.scope.has(key))
  )
    return;
  frame.record('keep', holder.name, span, value, null, [value]);
}
