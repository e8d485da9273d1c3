import { foldCall } from '../../../formats/code/constants.js';
import type { Expression } from '../../../formats/code/syntax.js';
import { functionOf } from './call-results.js';
import { combineValues, listOf, shortType, source } from '../values/combine-values.js';
import { asText } from '../values/conversions.js';
import type { Scope } from '../flow.js';
import type { Frame } from '../frame.js';
import { callLambda, callMethods, keepArguments, methodsOf, runConstructors } from './functions.js';
import { recordSink } from '../sinks/record-sink.js';
import { comObject } from './reflection.js';
import { setMember } from '../values/set-member.js';
import { FILE_OPENERS } from './result-types.js';
import { SINK_TYPES, SINKS } from '../sinks/sinks.js';
import { knownText, taintOf, textOf, UNKNOWN, type Value, withStep } from '../values/value.js';
import { NO_FILES, TYPES, WRAPPERS } from '../vocabulary.js';

/** What `new` makes, with what is known of it. */
interface Creation {
  readonly frame: Frame;
  readonly expression: Expression & { kind: 'new' };
  /** Short name, lower case, as the code has it. */
  readonly written: string;
  /** The name that the type is known by here. */
  readonly type: string;
  readonly args: readonly Value[];
  readonly elements: readonly Value[];
}

/** What is learned of the object that is made. All are asked in their order, each with what those before it found. */
type CreationRule = (made: Value, creation: Creation) => Value;

/** Follows data into what `new` makes: texts, lists, streams, processes, objects of the same file. */
export function creation(expression: Expression & { kind: 'new' }, frame: Frame): Value {
  const alias = frame.work.unit.aliases.get(expression.type.toLowerCase());
  const written = shortType(alias ?? expression.type);
  const type = madeBy(expression.type, frame) ?? TYPES.get(written) ?? written;
  const args = expression.args.map((arg) => frame.value(arg));
  const key = `new:${type}`;
  frame.see(key, expression);
  if (type === 'activexobject') return comObject(args[0], expression, frame);
  const elements = expression.elements.map((one) => initialised(one, written, type, frame));
  const texts = SINKS.has(key) ? args.map((arg) => asText(arg, expression, frame)) : args;
  recordSink({ frame, key, written: `new ${expression.type}`, object: UNKNOWN, args: texts }, expression);
  if (key === 'new:function' && frame.language === 'jscript') return functionOf(args);
  const of: Creation = { frame, expression, written, type, args, elements };
  noteCreation(of);
  const [first] = args;
  const isFunction = first !== undefined && (first.lambda !== undefined || first.type === 'delegate');
  if (args.length === 1 && elements.length === 0 && isFunction && !SINK_TYPES.has(type)) return first;
  // `new Timer(f, data, …)`
  for (const { lambda } of args) if (lambda) callLambda(lambda, args.slice(1), frame);
  const made = CREATION_RULES.reduce((known, rule) => rule(known, of), plain(of));
  runConstructors(written, args, expression, frame);
  addElements(of);
  return madeByFunction(of) ?? made;
}

/** `new make(text)` of JScript, where the variable holds `Function`. */
function madeBy(name: string, frame: Frame): string | undefined {
  const held = frame.language === 'jscript' ? frame.lookup(name)?.describes : undefined;
  return held?.startsWith('new:') ? held.slice('new:'.length) : undefined;
}

/** `{ Member = value }`, or an element. */
function initialised(element: Expression, written: string, type: string, frame: Frame): Value {
  if (element.kind !== 'assign') return frame.value(element);
  const value = frame.value(element.value);
  const member = element.target.kind === 'name' ? element.target.name : '';
  if (member === '') return value;
  const object: Value = { taint: null, type: frame.ownClass(written) ? written : type };
  setMember({ frame, object, holder: undefined, written: member, value, span: element });
  return value;
}

/** What is worth knowing of a creation beside what it makes. */
function noteCreation({ frame, expression, written, type, args }: Creation): void {
  if (type === 'socket' && args.some((arg) => arg.named && arg.type === 'raw'))
    frame.record('sniff', 'new Socket', expression, UNKNOWN, null, args);
  if (frame.basesOf(written).includes('virtualpathprovider')) frame.see('class:virtualpathprovider', expression);
}

/** Any object holds what it was made with. */
function plain({ type, args, elements }: Creation): Value {
  return { taint: listOf([...args, ...elements]).taint, type: args[0]?.type === 'outgoing' ? 'outgoing' : type };
}

const LISTS = new Set([
  'list',
  'arraylist',
  'stack',
  'queue',
  'hashset',
  'collection',
  'linkedlist',
  'readonlycollection',
]);

const CREATION_RULES: readonly CreationRule[] = [
  (made, { type, expression, elements }) =>
    type === 'webclient' || type === 'guid' || type === 'random'
      ? { ...made, taint: taintOf(elements.filter((_, i) => isBaseAddress(expression.elements[i]))) }
      : made,
  (made, of) => (isList(of.type) ? listMade(of) : made),
  // `new List<string> {…}`, `New List(Of String) From {…}`
  (made, { type, args, elements }) => {
    const items = elements.length > 0 ? elements : (args[0]?.items ?? []);
    if (!LISTS.has(type) || items.length === 0 || items.some((one) => one.items?.length === 2)) return made;
    const { constant } = listOf(items);
    return { ...made, items, ...(constant === undefined ? {} : { constant }) };
  },
  // `new Dictionary<…> { {key, value}, … }`
  (made, { type, elements }) =>
    !isList(type) && elements.length > 0 && elements.every((one) => one.items?.length === 2)
      ? {
          ...made,
          keys: elements.map((one) => textOf(one.items?.[0]) ?? ''),
          items: elements.map((one) => one.items?.[1] ?? UNKNOWN),
        }
      : made,
  (made, { type, args: [first] }) =>
    (/^(?:stringbuilder|servicecontroller)$/.test(type) && first?.constant !== undefined) || (type === 'guid' && first)
      ? { ...made, constant: first.constant }
      : made,
  (made, { type, args }) => {
    const keys = type === 'keyvaluepair' ? ['key', 'value'] : type.endsWith('tuple') ? ITEMS : [];
    return keys.length > 0 && args.length > 0 ? { ...made, keys: keys.slice(0, args.length), items: args } : made;
  },
  // `new { Name = value, other.Part, own }`
  (made, { expression, elements }) => {
    if (expression.type !== '' || expression.args.length > 0) return made;
    const keys = expression.elements.flatMap(memberNamed);
    return keys.length > 0 && keys.length === elements.length ? { ...made, keys, items: elements } : made;
  },
  // `new Dictionary<…> { ["key"] = value }`
  (made, { frame, expression, elements }) => {
    const keys = expression.elements.flatMap((one) =>
      one.kind === 'assign' && one.target.kind === 'array' ? (one.target.elements[0] ?? []) : [],
    );
    return elements.length > 0 && keys.length === elements.length
      ? { ...made, keys: keys.map((key) => textOf(frame.value(key)) ?? ''), items: elements }
      : made;
  },
  (made, { frame, expression, type, args: [first] }) =>
    (type === 'streamreader' || type === 'binaryreader') && first?.type === 'networkstream'
      ? { ...made, taint: source('socket', frame.textAt(expression), frame.place(expression)) }
      : made,
  (made, { type, args: [first] }) =>
    type === 'directoryentry' && /^\s*iis:\/\//i.test(knownText(first)) ? { ...made, type: 'iisadmin' } : made,
  (made, { type, args: [first] }) => (type === 'directoryinfo' && first ? { ...made, path: first } : made),
  (made, { type, args: [address, below] }) => (type === 'uri' && address ? addressMade(made, address, below) : made),
  fileOpened,
  streamOver,
  // What was written to a file is read back.
  (made, { frame, expression, type, args: [first] }) => {
    const held = type === 'streamreader' && made.taint === null ? frame.flow.writtenTo(first) : undefined;
    return held ? { ...made, taint: withStep(held, 'new StreamReader', frame.place(expression)) } : made;
  },
  (made, { expression, type, args: [first] }) => {
    const [beneath] = expression.args;
    // The name of a file is no stream.
    const isStream = beneath?.kind === 'name' && WRAPPERS.has(type) && first?.type !== 'string';
    return isStream ? { ...made, beneath } : made;
  },
  (made, { type, args: [program, given] }) =>
    type === 'processstartinfo' && program
      ? { ...made, keys: ['filename', 'arguments'], items: [program, given ?? UNKNOWN] }
      : made,
  (made, { type, args }) => {
    const described = /^management(?:class|object)$/.test(type)
      ? args
          .map((arg) => textOf(arg) ?? '')
          .join(' ')
          .trim()
      : '';
    return described === '' ? made : { ...made, type: typeOfManagement(type, described) };
  },
];

/** Members of a tuple. */
export const ITEMS = ['item1', 'item2', 'item3', 'item4', 'item5', 'item6', 'item7'];

/** The member of an object without a class that an element makes. */
function memberNamed(element: Expression): string[] {
  if (element.kind === 'assign') return element.target.kind === 'name' ? [element.target.name] : [];
  return element.kind === 'name' || element.kind === 'member' ? [element.name] : [];
}

/** Classes of WMI by what they do: most of them start nothing. */
function typeOfManagement(type: string, described: string): string {
  if (STARTING_CLASSES.test(described)) return type;
  return /\bwin32_service\b/i.test(described) ? 'managementservice' : 'managementother';
}

const STARTING_CLASSES =
  /\b(?:win32_process|win32_scheduledjob|ps_scheduledtask|commandlineeventconsumer|activescripteventconsumer)/i;

/** Nothing else that a client is told when it is made goes into what it gets. */
function isBaseAddress(element: Expression | undefined): boolean {
  return element?.kind === 'assign' && element.target.kind === 'name' && /^baseaddress$/i.test(element.target.name);
}

function isList(type: string): boolean {
  return type === '' || /^(?:char|byte|string|int|sbyte)$/.test(type);
}

/** `new char[]{…}`, `new string(new char[]{…})`, `new object[]{…}`, `new byte[n]` */
function listMade({ type, args, elements }: Creation): Value {
  const list = listOf([...args, ...elements]);
  const size = { ...list, constant: undefined, taint: null };
  const whole = elements.length > 0 ? listOf(elements) : type === 'string' ? (args[0] ?? list) : size;
  // `new string[] {…}`, `New String() {…}`: only a list has elements.
  const isText = type === 'string' && elements.length === 0;
  const constant = isText ? charactersOf(whole) : whole.constant;
  return {
    taint: whole.taint,
    type: isText ? 'string' : 'array',
    ...(constant === undefined ? {} : { constant }),
    ...(elements.length > 0 ? { items: elements } : {}),
  };
}

function charactersOf({ constant }: Value): Value['constant'] {
  const text = typeof constant === 'object' ? foldCall('tochararray', constant, []) : constant;
  const joined = typeof text === 'object' ? foldCall('concat', undefined, [text]) : text;
  return typeof joined === 'object' ? foldCall('fromcharcode', undefined, [joined]) : joined;
}

/** `new Uri(address)`, `new Uri(address, path)` */
function addressMade(made: Value, address: Value, below: Value | undefined): Value {
  const whole = below && below.type !== 'urikind' ? combineValues('+', address, below) : address;
  return { ...made, constant: whole.constant, around: whole.around };
}

/** `new StreamWriter(path)` */
function fileOpened(made: Value, { frame, expression, type, args }: Creation): Value {
  const key = `new:${type}`;
  const opener = NO_FILES.has(args[0]?.type ?? '') ? undefined : FILE_OPENERS.get(key);
  if (opener === undefined) return made;
  if (args[0]?.path === undefined && type !== 'fileinfo')
    frame.record('create', `new ${expression.type}`, expression, UNKNOWN, args[0] ?? null, args);
  return { ...made, taint: null, path: args[opener.path]?.path ?? args[opener.path] ?? UNKNOWN };
}

/** Streams that decode, and streams in memory, hold what is beneath them. */
function streamOver(made: Value, { type, args, elements }: Creation): Value {
  const decodes = type === 'cryptostream' || type === 'gzipstream' || type === 'deflatestream';
  if (!decodes && type !== 'memorystream') return made;
  const { taint } = listOf([...args, ...elements]);
  const path = args[0]?.path;
  return {
    ...made,
    taint: taint !== null && decodes ? { ...taint, decoded: true } : taint,
    ...(path ? { path } : {}),
  };
}

/** `new Jobs { first, second }` calls `Add` of a class of the same file for each. */
function addElements({ frame, expression, written, elements }: Creation): void {
  const add = elements.length > 0 ? methodsOf('add', written, frame) : undefined;
  if (add === undefined) return;
  for (const [i, element] of elements.entries())
    if (expression.elements[i]?.kind !== 'assign') callMethods(frame, add, element.items ?? [element], expression);
}

/** `new Tool(shell)` of JScript: what a function of the page puts into `this`. */
function madeByFunction({ frame, written, args }: Creation): Value | undefined {
  const [known] = frame.language === 'jscript' ? (frame.flow.methods.get(written) ?? []) : [];
  if (known === undefined || known.method.owner !== '' || known.method.external) return undefined;
  const scope: Scope = new Map([['this', { taint: null, type: '' }]]);
  keepArguments(scope, args, known.work);
  for (const [i, { name }] of known.method.parameters.entries()) scope.set(frame.flow.keyOf(name), args[i] ?? UNKNOWN);
  frame.evaluation.body(known.method, frame.with(scope, known.work));
  return scope.get('this');
}
