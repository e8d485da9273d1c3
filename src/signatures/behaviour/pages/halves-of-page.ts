import type { CodeUnit, Expression, Span } from '../../../formats/code/syntax.js';
import { walkExpressions } from '../../../formats/code/walk.js';
import type { WebContent } from '../../../formats/views/web-content.js';
import type { Halves } from '../../../model/signature.js';
import { analyseBehaviour } from '../analyse-behaviour.js';
import type { SinkCall } from '../sinks/sink-call.js';
import type { SinkKind } from '../sinks/sinks.js';
import { isSettled, knownText } from '../values/value.js';

export const NO_HALVES: Halves = { acts: [], names: [], classes: [], keeps: [], asks: [], passes: false };

/** What counts as an act: whoever decides it runs code, starts programs or puts files there. */
const ACTS: ReadonlySet<SinkKind> = new Set<SinkKind>([
  'evaluate',
  'compile',
  'load',
  'create-type',
  'process',
  'powershell',
  'write',
  'download',
  'deserialise',
  'xaml',
  'transform',
  'native-call',
  'unpack',
]);
/** What counts in source code, too, where all of it is open: with a word of the application's own it does what applications do everywhere. */
const WHOLE_ACTS: ReadonlySet<SinkKind> = new Set<SinkKind>([
  'sql',
  'database',
  'http',
  'read',
  'list',
  'delete',
  'move',
  'create',
]);
/** Characters of code that counts so: every page of an application names its library, and each is followed with it. */
const MOST_HELPER = 4096;
const MOST_ACTS = 500;
const MOST_NAMES = 2000;
const MOST_CLASSES = 500;
/** Characters of a call that are looked at. */
const MOST_TEXT = 500;

/** Says which methods of a file do something that it does not decide itself, which names it uses and which classes it has. Bounded. */
export function halvesOf(content: WebContent): Halves {
  const { document, extension } = content;
  if (document === null || content.code.length === 0) return NO_HALVES;
  const isSource = extension === 'cs' || extension === 'vb';
  const acts = new Set<string>();
  const names = new Set<string>();
  const classes = new Set<string>();
  for (const { attributes } of document.directives) {
    const base = attributes.get('inherits');
    if (base !== undefined) names.add(lastPart(base.replace(/,.*$/, '').trim()));
  }
  // `<shop:Filter>`, a control of the site's own
  for (const { tag } of document.elements)
    if (/^(?!asp:)\w+:\w/i.test(tag) && names.size < MOST_NAMES) names.add(lastPart(tag.replace(':', '.')));
  const { calls, kept, asked, passes } = analyseBehaviour(content);
  content.code.forEach(({ unit }, index) => {
    const open = calls.filter(
      (call) =>
        call.place.code === index &&
        (ACTS.has(call.kind)
          ? isOpen(call) || isGiven(call, unit)
          : isSource && unit.code.length <= MOST_HELPER && isWhollyOpen(call)),
    );
    const places = [
      ...open.map(({ place }) => place),
      ...(isSource
        ? [
            ...callsOf(unit, KEEPS, () => true),
            ...callsOf(unit, REFLECTS, isNoText),
            ...callsOf(unit, RUNS_PAGE, isNoText),
          ]
        : []),
    ];
    for (const name of actingMethods(unit, places)) if (acts.size < MOST_ACTS) acts.add(name);
    const bases = unit.classes.flatMap((one) => one.bases.map((base) => lastPart(base)));
    for (const name of [...namesIn(unit), ...bases]) if (names.size < MOST_NAMES) names.add(name);
    for (const name of isSource ? usableNames(unit) : []) if (classes.size < MOST_CLASSES) classes.add(name);
  });
  return {
    acts: [...acts],
    names: [...names],
    classes: [...classes],
    keeps: [...kept.keys()],
    asks: [...asked],
    passes,
  };
}

/** The last part of a dotted name, lower case. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

/** Names by which other files use a source file: of its classes, of methods that are called on objects of any class, and of those of modules. */
function usableNames({ classes, methods, language, code }: CodeUnit): readonly string[] {
  const found = language === 'vb' ? [...code.matchAll(/^[ \t]*(?:(?:public|friend)[ \t]+)?module[ \t]+(\w+)/gim)] : [];
  const modules = new Set(found.map(([, name = '']) => name.toLowerCase()));
  const extensions = methods.filter(
    ({ extension, attributes, owner }) =>
      modules.has(owner.toLowerCase()) || extension || attributes.some((text) => /(?:^|\. ?)extension\b/i.test(text)),
  );
  return [...classes, ...extensions].map(({ name }) => name.toLowerCase());
}

function isOpen({ main, target, args, guessed }: SinkCall): boolean {
  if (guessed) return true;
  const values = [main, ...args, ...(target === null ? [] : [target])];
  return values.some(({ taint, constant }) => taint === null && constant === undefined);
}

function isWhollyOpen({ kind, main, target }: SinkCall): boolean {
  if (!WHOLE_ACTS.has(kind)) return false;
  // What goes into a file that is opened is not known yet.
  const value = kind === 'create' ? target : main;
  return value !== null && value.taint === null && !isSettled(value) && knownText(value) === '' && !value.site;
}

/** Whether names stand in a call of a method that is given something: what is known of it may not be all that it is. */
function isGiven({ place }: SinkCall, { methods, code }: CodeUnit): boolean {
  const holder = methods.find(({ start, end }) => start <= place.start && place.end <= end);
  if (holder === undefined) return false;
  // Whoever uses the control or the object sets its properties first.
  const isSet = methods.some(({ property, body, owner }) => property && body.length === 0 && owner === holder.owner);
  if (holder.parameters.length === 0 && !isSet) return false;
  const written = code.slice(place.start, Math.min(place.end, place.start + MOST_TEXT));
  const args = written.replace(/"[^"]*"/g, '').replace(/^[^(]*\(/, '');
  const isCalledWith = holder.parameters.some(({ name }) => !/^(?:sender|e|args|context)$/i.test(name));
  return (isSet || isCalledWith) && /[A-Za-z_]/.test(args);
}

/** Calls of these names; bounded. */
function callsOf(unit: CodeUnit, names: RegExp, isOf: (first: Expression | undefined) => boolean): readonly Span[] {
  const found: Span[] = [];
  walkExpressions(unit, (expression) => {
    const callee = expression.kind === 'call' ? expression.callee : null;
    const name = callee?.kind === 'member' || callee?.kind === 'name' ? callee.name : '';
    if (expression.kind === 'call' && names.test(name) && isOf(expression.args[0])) found.push(expression);
    return found.length < MOST_ACTS;
  });
  return found;
}

/** Code behind a page keeps what a control of that page holds. */
const KEEPS = /^saveas$/i;
/** A type or a member of one by a name that does not stand there. */
const REFLECTS = /^(?:gettype|getmethod|invokemember)$/i;
/** A control or page that is run by its path. */
const RUNS_PAGE = /^(?:loadcontrol|transfer|transferrequest)$/i;
const isNoText = (name: Expression | undefined): boolean => name !== undefined && name.kind !== 'string';

/** Methods in which something is left open, and those that call them by their names. */
function actingMethods({ methods }: CodeUnit, open: readonly Span[]): ReadonlySet<string> {
  const acting = new Set<string>();
  if (open.length === 0) return acting;
  for (const place of open) {
    const holder = methods.find(({ start, end }) => start <= place.start && place.end <= end);
    acting.add(holder?.name.toLowerCase() ?? '');
  }
  const owners = new Set<string>();
  const callers = new Map<string, string[]>();
  for (const method of methods) {
    for (const name of namesIn({ methods: [method], main: [] })) {
      const known = callers.get(name);
      if (known === undefined) callers.set(name, [method.name.toLowerCase()]);
      else known.push(method.name.toLowerCase());
    }
  }
  // What is added on the way is gone through, too.
  for (const name of acting) for (const caller of callers.get(name) ?? []) acting.add(caller);
  // A class that is made, or that a page is of, brings them along.
  for (const { name, owner } of methods)
    if (owner !== '' && acting.has(name.toLowerCase())) owners.add(owner.toLowerCase());
  // What is put into a property goes wherever that is read.
  const properties = new Set(methods.filter(({ property }) => property).map(({ name }) => name.toLowerCase()));
  const readers = methods.filter(({ name }) => properties.size > 0 && acting.has(name.toLowerCase()));
  for (const method of readers)
    for (const name of namesIn({ methods: [method], main: [] })) if (properties.has(name)) acting.add(name);
  return new Set([...acting, ...owners]);
}

/** Names of variables and members, lower case. */
function namesIn(unit: Pick<CodeUnit, 'methods' | 'main'>): ReadonlySet<string> {
  const names = new Set<string>();
  walkExpressions(unit, (expression) => {
    if (expression.kind === 'name' || expression.kind === 'member') names.add(expression.name.toLowerCase());
    if (expression.kind === 'new') names.add(lastPart(expression.type));
    return true;
  });
  return names;
}
