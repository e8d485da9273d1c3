import type { Expression, Span } from '../../../formats/code/syntax.js';
import { firstOf, type Rule } from '../calls/call.js';
import { keyed, partOfList, source } from './combine-values.js';
import { indexerOf } from './default-members.js';
import { callMethods } from '../calls/functions.js';
import type { Frame } from '../frame.js';
import { memberOf } from './members.js';
import { serverVariable } from '../request-data.js';
import { type Origin, knownText, type Taint, textOf, unbound, type Value, withStep } from './value.js';
import { KEEPER, EVALUATORS, FUNCTIONS, NAMES_ITSELF, OWN_ENDING, SECRETS } from '../vocabulary.js';

/** `object[args]`, and `object(args)` of VB. */
interface Element {
  readonly frame: Frame;
  readonly object: Value;
  readonly args: readonly Value[];
  /** Text of the first argument. */
  readonly key: string | undefined;
  readonly span: Span;
}

export function indexValue(expression: Expression & { kind: 'index' }, frame: Frame): Value {
  const object = frame.value(expression.object);
  const args = expression.args.map((arg) => frame.value(arg));
  return element(object, args, expression, frame);
}

export function element(object: Value, args: readonly Value[], span: Span, frame: Frame): Value {
  const of: Element = { frame, object, args, key: textOf(args[0]), span };
  return firstOf(ELEMENT_RULES, of) ?? itemOf(of);
}

const comesFrom = ({ frame, span }: Element, origin: Origin): Taint =>
  source(origin, frame.textAt(span), frame.place(span));

/** A field of what the request gives; where another file hands over the whole, the way begins there. */
function outOf(of: Element, whole: Taint): Taint {
  const { frame, span } = of;
  const place = frame.place(span);
  return whole.source.place.code === place.code
    ? comesFrom(of, whole.origin)
    : withStep(whole, frame.textAt(span), place);
}

/** What is known of a variable by which the server tells of itself. */
function ofServer(key = ''): Pick<Value, 'suffix' | 'around' | 'site'> {
  if (NAMES_ITSELF.test(key)) return { suffix: OWN_ENDING };
  if (/^appl_physical_path$/i.test(key)) return { site: true };
  return /^(?:server_name|local_addr)$/i.test(key) ? { around: 'server' } : {};
}

const ELEMENT_RULES: readonly Rule<Element>[] = [
  // `jobs["k"]`, where the page's own class says what that is.
  ({ object, args, span, frame }) => {
    const indexer = indexerOf(object, frame);
    return indexer && callMethods(frame, indexer, args, span);
  },
  // `entry.Properties["Path"]`
  ({ object }) => (object.type === 'iisadmin' ? object : undefined),
  (of) =>
    of.object.type === 'httprequest'
      ? { taint: keyed(comesFrom(of, 'request'), of.args[0]), type: 'string' }
      : undefined,
  (of) => {
    if (of.object.type !== 'servervariables') return undefined;
    if (/^http_(?:user_agent|referer)$/i.test(of.key ?? '')) of.frame.see('who asks', of.span);
    const origin = serverVariable(of.key);
    return origin
      ? { taint: comesFrom(of, origin), type: 'string' }
      : { taint: null, type: 'string', ...ofServer(of.key) };
  },
  // Of contents by number nobody who reads the page knows which they are.
  ({ object, key, args: [first], frame }) =>
    object.type === KEEPER
      ? frame.flow.readState(typeof first?.constant === 'number' ? undefined : key, knownText(first))
      : undefined,
  (of) =>
    of.object.type === 'requestcollection' && of.object.taint !== null
      ? { taint: keyed(outOf(of, of.object.taint), of.args[0]), type: 'string' }
      : undefined,
  ({ object, key }) =>
    key !== undefined && EVALUATORS.has(key) && (object.type === 'page' || object.named)
      ? { taint: null, type: 'function', describes: key }
      : undefined,
  ({ object, key, args: [first] }) =>
    withStored(
      object,
      key !== undefined && object.keys && first?.taint === null
        ? object.items?.[object.keys.indexOf(key)]
        : typeof first?.constant === 'number' && object.items
          ? object.items[first.constant]
          : undefined,
    ),
  // `this["Req" + "uest"]`
  ({ object, key, span, frame }) =>
    object.type === 'page' && key !== undefined && /^\w{1,80}$/.test(key)
      ? memberOf(object, key, span, frame.with(new Map()))
      : undefined,
  // A secret of the configuration, by a name that the request gives.
  ({ object, args, span, frame }) => {
    const [first] = args;
    if (first?.taint && SECRETS.has(object.type)) frame.record('secret', frame.textAt(span), span, first, null, args);
    return undefined;
  },
  // `object["Member"]` of JScript.
  ({ object, key, span, frame }) =>
    frame.language === 'jscript' &&
    key !== undefined &&
    /^[a-z_]\w{0,80}$/i.test(key) &&
    (object.type !== '' || key === 'constructor')
      ? memberOf(object, key, span, frame)
      : undefined,
  ({ object, key, args: [first], frame }) => {
    const functions = object.items?.filter((item) => item.lambda || item.type === 'delegate') ?? [];
    // `tool[Request("act")]`: whatever its prototype has.
    if (frame.language === 'jscript' && key === undefined && first?.taint && !object.named)
      for (const lambda of frame.flow.prototypes.values()) functions.push({ taint: null, type: 'delegate', lambda });
    return functions.length > 0 ? { taint: object.taint, type: FUNCTIONS, items: functions } : undefined;
  },
];

/** An item of a list, which may be what was put in its place since. */
function withStored({ taint, items }: Value, item: Value | undefined): Value | undefined {
  const isStored = taint !== null && item?.taint === null && !item.lambda && items?.every((one) => one.taint === null);
  return isStored ? { ...item, taint: unbound(taint) } : item;
}

/** Any other element holds what its list holds. */
function itemOf({ object, args: [first], frame }: Element): Value {
  const { constant } = object;
  const item =
    typeof first?.constant !== 'number' || constant === undefined || typeof constant === 'number'
      ? undefined
      : typeof constant === 'string'
        ? constant.charAt(first.constant)
        : constant[first.constant];
  return {
    ...partOfList(object),
    // Nothing is left in a text of which every `<` was replaced, whichever of a list it is.
    taint: object.items && object.taint?.bounded === 'escaped' ? object.taint : unbound(object.taint),
    ...(object.digits ? { digits: object.digits } : {}),
    ...(item === undefined ? {} : { constant: item }),
    ...(item === undefined && constant !== undefined && typeof constant !== 'number' ? { piece: true } : {}),
    describes: object.describes,
    // `Drop[] drops`: the type of a list is that of what is in it.
    ...(object.type === 'methodinfo' || frame.ownClass(object.type) ? { type: object.type } : {}),
  };
}
