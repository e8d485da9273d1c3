import { DEFAULT_MEMBER } from '../../../formats/code/syntax.js';
import type { Frame, Methods } from '../frame.js';
import type { Value } from './value.js';

const DEFAULT_MEMBERS = new WeakMap<object, ReadonlyMap<string, string>>();

/** Names of members that are meant by the object alone, by the class that has them, lower case; found once for a page. */
export function defaultMembersOf({ flow }: Frame): ReadonlyMap<string, string> {
  const known = DEFAULT_MEMBERS.get(flow.methods);
  if (known !== undefined) return known;
  const methods = [...flow.methods.values()].flat().map(({ method }) => method);
  const found = new Map(
    methods
      .filter(({ attributes }) => attributes.includes(DEFAULT_MEMBER))
      .map(({ owner, name }) => [owner.toLowerCase(), name] as const),
  );
  DEFAULT_MEMBERS.set(flow.methods, found);
  return found;
}

/** What `object[key]` calls, where a class of the file says so; undefined where none does. */
export function indexerOf({ type }: Value, frame: Frame): Methods | undefined {
  const defaults = defaultMembersOf(frame);
  if (defaults.size === 0) return undefined;
  // Within a class `this` is of that, of which no more is known than that it has such a member.
  const owners =
    type === 'page' ? ['', ...(defaults.size === 1 ? defaults.keys() : [])] : [type, ...frame.basesOf(type)];
  const owner = owners.find((one) => defaults.has(one));
  if (owner === undefined || (owner === '' && type !== 'page')) return undefined;
  const methods = frame.flow.methods.get(defaults.get(owner)?.toLowerCase() ?? '');
  const own = methods?.filter(({ method }) => method.owner.toLowerCase() === owner);
  return own && own.length > 0 ? own : undefined;
}
