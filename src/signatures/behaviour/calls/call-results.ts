import type { Bound } from '../../checked-values/checks.js';
import { charactersOf } from '../../checked-values/word-pattern.js';
import type { CodeUnit } from '../../../formats/code/syntax.js';
import { type Call, type CallExpression, firstOf, ofNames, type Rule, type Rules, rulesByName } from './call.js';
import { foldedCall, listOf, MAXIMUM_AROUND, shortType, source } from '../values/combine-values.js';
import { asText } from '../values/conversions.js';
import type { Frame } from '../frame.js';
import { recordSink } from '../sinks/record-sink.js';
import { HARMLESS_MEMBERS, NAME_ONLY, SANITISERS } from '../request-data.js';
import { UPLOADER } from './com-types.js';
import { FILE_OPENERS, RESULT_TYPES } from './result-types.js';
import { SINKS, type SinkKind } from '../sinks/sinks.js';
import {
  hiddenIn,
  isSettled,
  joinTaint,
  knownText,
  sureEnding,
  type Taint,
  taintOf,
  textOf,
  UNKNOWN,
  type Value,
  withStep,
} from '../values/value.js';
import {
  CODE,
  CUTTERS,
  DECODERS,
  HIDDEN_CODE,
  JOINERS,
  LEADS_TO_PART,
  KEEPS_TYPE,
  PACKED,
  SEPARATOR_FINDERS,
  TEXT_OF_PARTS,
  TEXT_OF_TEXTS,
  TO_CHARACTERS,
} from '../vocabulary.js';

/** A call whose kind of sink is known; null where it is none. */
interface Recorded extends Call {
  readonly kind: SinkKind | null;
}

/** Records a call that matters, and says what it gives back. */
export function resultOf(given: Call): Value {
  const { frame, key, expression } = given;
  const call = frame.flow.converts
    ? { ...given, args: given.args.map((arg) => asText(arg, expression, frame)) }
    : given;
  frame.see(key, expression);
  const kind = recordSink(call, expression);
  if (kind === 'write' || kind === 'download') keepWritten(call);
  // All of one shape: the rules are asked more often than anything else here.
  const recorded = {
    frame,
    expression,
    written: call.written,
    key,
    name: call.name,
    object: call.object,
    args: call.args,
    kind,
  };
  return firstOf(rulesOf(call.name), recorded) ?? passedOn(recorded);
}

const RESULT_RULES: Rules<Rule<Recorded>> = [
  // `document.SelectSingleNode(path)`: what goes into it goes into the document.
  ofNames(LEADS_TO_PART, ({ object, expression: { callee } }) =>
    callee.kind === 'member' && DOCUMENT.test(object.type)
      ? { taint: object.taint, type: 'xmlnode', beneath: object.beneath ?? callee.object }
      : undefined,
  ),
  // Formatters that make any type where the page asks for it.
  ofNames('deserialize deserializeobject', ({ frame, kind, written, expression, args }) => {
    const { names } = frame.flow;
    if (kind === null && (names.has('new:simpletyperesolver') || names.has('typenamehandling')))
      frame.record('deserialise', written, expression, listOf(args), null, args);
    return undefined;
  }),
  // What was written to a file is read back.
  ({ kind, args, written, frame, expression }) => {
    const held = kind === 'read' ? (args[0]?.holds ?? frame.flow.writtenTo(args[0])) : undefined;
    return held && { taint: withStep(held, written, frame.place(expression)), type: 'string' };
  },
  (call) => (call.kind === 'evaluate' ? evaluated(call) : undefined),
  // A program in a text, given to an object.
  ({ frame, object, args, written, expression }) => {
    const packed =
      object.type.includes('.') &&
      args.find((arg) => (textOf(arg)?.length ?? 0) >= PACKED && !/\s/.test(textOf(arg)?.slice(0, 200) ?? ' '));
    if (packed) frame.record('hidden-code', written, expression, { taint: null, type: 'string' }, null, args);
    return undefined;
  },
  ({ frame, key, name, object, args, written, expression }) => {
    const opener = FILE_OPENERS.get(key);
    if (opener === undefined) return undefined;
    const path = object.path ?? args[opener.path] ?? UNKNOWN;
    const mode = name === 'opentextfile' ? args[1] : name === 'openastextstream' ? (args[0] ?? READING) : NEVER;
    const reads = mode === undefined || mode.constant === 1;
    frame.record(reads ? 'read' : 'create', written, expression, UNKNOWN, path, args);
    // Which file is read the request says.
    const held = reads ? (path.holds ?? frame.flow.writtenTo(path) ?? path.taint) : undefined;
    const taint = held ? withStep(held, written, frame.place(expression)) : null;
    return { taint, type: opener.type, path };
  },
  ofNames('create createtext openwrite appendtext open', ({ object }) =>
    object.type === 'fileinfo' ? { taint: null, type: 'streamwriter', path: object.path ?? UNKNOWN } : undefined,
  ),
  // What ends the way of data: numbers, comparisons, hashes.
  (call) => {
    const { frame, key, name, object, args, expression } = call;
    if (!SANITISERS.has(key) && !HARMLESS_MEMBERS.has(name)) return undefined;
    if (CHECKS.test(name)) noteCheck([object, ...args], frame);
    if (asksForReferrer([object, ...args])) frame.see('visitors from search engines', expression);
    // The text of a class id says which class is made.
    const constant = key === 'guid.parse' ? args[0]?.constant : foldedCall(spelt(call), object, args, frame.language);
    // `alphabet.IndexOf(character)` is a number, too.
    const counts =
      SANITISERS.has(key) || name.startsWith('as') || (/^(?:indexof|instr)$/.test(name) && object.taint === null);
    const digits = counts ? taintOf(args) : null;
    return {
      taint: null,
      type: '',
      ...(constant === undefined ? hiddenIn([object, ...args]) : { constant }),
      ...(digits ? { digits } : {}),
      settled: true,
    };
  },
  (call) => {
    const { frame, name, written, expression, object, args } = call;
    const constant = foldedCall(spelt(call), object, args, frame.language);
    if (constant === undefined) return undefined;
    if (typeof constant === 'string' && DECODERS.test(name) && HIDDEN_CODE.test(constant))
      frame.record('hidden-code', written, expression, { taint: null, type: 'string', constant }, null, args);
    return { taint: joinTaint(object.taint, taintOf(args)), type: 'string', constant, ...inSite(call) };
  },
];

/** Documents of XML and parts of them. */
const DOCUMENT =
  /^(?:xmldocument|xmlnode|xdocument|xelement|(?:microsoft\.xmldom|msxml2\.(?:freethreaded)?domdocument|adodb\.recordset))$/;

const rulesOf = rulesByName(RESULT_RULES);

/** Functions by which pages look whether a name is of a kind that they allow. */
const CHECKS = /^(?:endswith|contains|containskey|indexof|ismatch|equals|instr|instrrev|compareto|strcomp|test)$/;
/** Others of which nothing is known but what they are called. */
const CHECKERS =
  /^(?:match|compare|trygetvalue|getmimemapping|exists|switch)$|valid|allow|permit|^is\w{0,20}(?:image|picture|file|ext)/;

/** An ending, or a list of such. */
const KINDS_OF_FILES = /^\.\w{1,5}$|\b(?:jpe?g|png|gif|bmp|pdf|docx?|xlsx?|zip|csv|txt|mp[34])\b/i;

/** Remembers that the name of an upload, or the end of any other name, is looked at; to look for a separator is no look. */
function noteCheck(values: readonly Value[], { flow }: Frame): void {
  if (values.some((value) => /^[\\/.:]+$/.test(textOf(value) ?? ''))) return;
  const asksEnding = values.some(({ constant }) =>
    KINDS_OF_FILES.test(String(constant ?? '').slice(0, MAXIMUM_AROUND)),
  );
  flow.checksNames ||= values.some(({ taint }) => taint?.origin === 'upload');
  flow.checksEndings ||= values.some(({ taint }) => taint !== null && (taint.nameOnly || asksEnding));
}

/** A path stays below the folder of the site, whatever is put behind it. */
function inSite({ object, args }: Call): Pick<Value, 'site'> {
  return object.site || args[0]?.site || args[1]?.site ? { site: true } : {};
}

/** A name as the code has it, where it stands there. */
function spelt({ name, written }: Call): string {
  const last = written.slice(written.lastIndexOf('.') + 1);
  return last.toLowerCase() === name ? last : name;
}

/** `InStr(referer, "google")` */
function asksForReferrer(values: readonly Value[]): boolean {
  return (
    values.some(({ taint }) => taint !== null && /referr?er/i.test(taint.source.what)) &&
    values.some((value) => /google|bing|yahoo|baidu|yandex|sogou|duckduckgo|naver/i.test(textOf(value) ?? ''))
  );
}

/** Modes in which `FileSystemObject` opens a file; other ways of opening one are for writing. */
const [READING, NEVER]: readonly Value[] = [{ taint: null, type: 'number', constant: 1 }, UNKNOWN];

/** Code that is evaluated is followed too, where it is constant. */
function evaluated({ frame, key, args, expression }: Call): Value {
  if (key === 'new:function') return functionOf(args);
  const text = textOf(args[0]);
  if (text !== undefined && text.trim() !== '') return frame.evaluation.nested(text, frame.language, expression, frame);
  return { taint: taintOf(args), type: '' };
}

/** `new Function("a", "b", code)`: where the code stands in the page, it runs when the function is called. */
export function functionOf(args: readonly Value[]): Value {
  const names = args.slice(0, -1).flatMap((arg) => (textOf(arg) ?? '').split(',').map((name) => name.trim()));
  const constant = textOf(args[args.length - 1]);
  const taint = taintOf(args);
  return constant === undefined || taint !== null
    ? { taint, type: '' }
    : { taint: null, type: CODE, constant, keys: names };
}

/** What any other call makes of its object and its arguments. */
function passedOn(call: Recorded): Value {
  const { kind, name, object, args } = call;
  if (CHECKERS.test(name) && kind === null) noteCheck([object, ...args], call.frame);
  const taint = taintPassedOn(call);
  const type = typeOf(call);
  // Lists of files know their folder, and objects for a file that file.
  const path = object.path ?? (kind === 'list' || name === 'getfile' || type === 'shell.folder' ? args[0] : undefined);
  const suffix =
    name === 'combine' || name === 'buildpath' || name === 'concat' || name === 'changeextension'
      ? sureEnding(args[args.length - 1])
      : name === 'format'
        ? endingFormatted(args)
        : undefined;
  const around =
    taint === null
      ? ''
      : name === 'format'
        ? textFormatted(args)
        : textAround(partsOf(call), name === 'concat' ? '' : ' ');
  const joins = taint !== null && !taint.mixed && joinsText(call, around);
  return {
    taint: joins ? { ...taint, mixed: true } : taint,
    type: type === '=' ? object.type : type,
    ...(suffix ? { suffix } : {}),
    ...(around !== '' && taint !== null ? { around } : {}),
    ...(taint === null ? unread(call) : {}),
    ...inSite(call),
    ...(taint === null && (TEXT_OF_PARTS.has(name) || TEXT_OF_TEXTS.has(name)) && isSettledCall(object, args)
      ? { settled: true, ...([object, ...args].some(({ choice }) => choice) ? { choice: true } : {}) }
      : {}),
    ...(path &&
    (type === '' ||
      type === 'fileinfo' ||
      type === 'uploaded' ||
      type === 'shell.folder' ||
      kind === 'list' ||
      type.endsWith('[]'))
      ? { path }
      : {}),
  };
}

/** Whether a call is given nothing but what the page itself decides. */
function isSettledCall(object: Value, args: readonly Value[]): boolean {
  if ([object, ...args].filter(({ choice }) => choice).length > 1) return false;
  return (object === UNKNOWN || object.named || isSettled(object)) && args.every((arg) => arg.named || isSettled(arg));
}

/** What a decoder makes of parts of a constant. */
function unread({ name, object, args }: Call): Pick<Value, 'hidden' | 'piece'> {
  const of = hiddenIn([object, ...args]);
  if (of.piece && (TO_CHARACTERS.has(name) || DECODERS.test(name))) return { hidden: true };
  // `Mid(text, i, 1)`, `text.charAt(i)`
  const cuts =
    (CUTTERS.has(name) || name === 'charat') && [object, ...args].some(({ constant }) => typeof constant === 'string');
  return cuts ? { ...of, piece: true } : of;
}

function taintPassedOn({ frame, key, name, kind, object, args, written, expression }: Recorded): Taint | null {
  let taint = joinTaint(object.named ? null : object.taint, taintOf(args));
  if (taint === null && TO_CHARACTERS.has(name)) taint = args.find((arg) => arg.digits)?.digits ?? null;
  // `Mid(alphabet, number, 1)`: one character is one of the page's, several spell anything.
  if (taint === null && (CUTTERS.has(name) || name === 'charat') && isOwnText(object, args)) {
    const by = args.find((arg) => arg.digits)?.digits;
    taint = by ? { ...by, bounded: 'texts' } : null;
  }
  if (taint === null) {
    const answers = (kind === 'http' && /^(?:download|open|get)/.test(name)) || name === 'getresponsestream';
    return answers ? source('socket', frame.textAt(expression), frame.place(expression)) : null;
  }
  if (
    taint.bounded !== undefined &&
    !TEXT_OF_PARTS.has(name) &&
    !(CUTTERS.has(name) && isOwnText(object, args)) &&
    !/^(?:\w*encode|getbytes|getstring|toarray|tochararray)$/.test(name)
  )
    taint = { ...taint, bounded: undefined };
  if (taint.bounded === undefined && ESCAPING.test(name)) taint = { ...taint, bounded: 'escaped' };
  const left =
    key === 'regex.replace'
      ? charactersLeft(args[1], args[2])
      : key === 'regexp.replace' && replacesAll(frame.work.unit)
        ? charactersLeft(object.items?.[object.keys?.indexOf('pattern') ?? -1], args[1])
        : null;
  if (left !== null) taint = { ...taint, bounded: left };
  if (NAME_ONLY.has(key) || (CUTTERS.has(name) && cutsAtSeparator(expression, frame)))
    taint = { ...taint, nameOnly: true };
  if (kind === 'http') taint = { ...taint, fetched: true };
  return DECODERS.test(name) ? withStep(decodedTaint(taint), `${written} decodes it`, frame.place(expression)) : taint;
}

/** Who decodes a part of the query takes it for a field of it. */
function decodedTaint(taint: Taint): Taint {
  const isField = taint.origin === 'address' && QUERY.test(taint.source.what);
  return { ...taint, ...(isField ? { origin: 'request' } : {}), decoded: true };
}

const QUERY = /\bquery_string\b/i;

/** What leaves no `<`, so that nothing of a text is server code where pages begin it so. */
const ESCAPING = /^html(?:attribute)?encode$/;

/** Each expression of a page of VBScript replaces all that it finds, not only the first. */
const REPLACES_ALL = /^(?![\s\S]*\.global\s{0,9}=(?!\s{0,9}true\b))[\s\S]*\.global\s{0,9}=\s{0,9}true\b/i;

/** `.Pattern =` with anything else than a list of what must not be there. */
const OTHER_PATTERN = /\.pattern\s{0,9}=(?!\s{0,9}"\[\^[^"]{1,60}\][+*]?"\s*(?:[\r\n:')]|$))/i;

/** Which expression is meant is not followed: all of the page have to be such. */
function replacesAll({ code }: CodeUnit): boolean {
  return REPLACES_ALL.test(code) && !OTHER_PATTERN.test(code);
}

function isOwnText({ constant }: Value, [first]: readonly Value[]): boolean {
  return typeof constant === 'string' || typeof first?.constant === 'string';
}

/** `Regex.Replace(text, "[^a-z]", "")` leaves nothing but what stands in the list. */
function charactersLeft(pattern: Value | undefined, by: Value | undefined): Bound | null {
  const list = /^\[\^(.{1,60})\][+*]?$/.exec(textOf(pattern) ?? '')?.[1];
  return list !== undefined && /^[\w-]*$/.test(textOf(by) ?? ' ') ? charactersOf(`^[${list}]+$`) : null;
}

function typeOf({ frame, key, name, args, expression }: Call): string {
  const creates = name === 'createinstance';
  const inAssembly = creates && args[0]?.describes === undefined ? textOf(args[1]) : undefined;
  const made = inAssembly ? shortType(inAssembly) : creates ? args[0]?.describes : undefined;
  if (made !== undefined) frame.see(`com:${made}`, expression);
  // `upload.Files("name")` is one of them.
  if (key === `${UPLOADER}.files` && args.length > 0) return 'uploaded';
  return made ?? RESULT_TYPES.get(key) ?? KEEPS_TYPE.get(name) ?? '';
}

/** Whether a call puts data beside something else. */
function joinsText({ name, args }: Recorded, around: string): boolean {
  if (name === 'combine') return args.length > 1;
  if (name === 'format' && valuesFormatted(args).length > 1) return true;
  return JOINERS.has(name) && /[^\s"'\\/]/.test(around);
}

/** What a call's text is made of; what a text is cut at or rid of is no part of it. */
function partsOf({ name, object, args }: Recorded): readonly Value[] {
  if (!/^(?:split|replace|trim\w{0,5}|substring|substr|remove|mid|left|right|getvalues?|get)$/.test(name))
    return [object, ...args];
  return object === UNKNOWN || object.named ? args.slice(0, 1) : [object];
}

function textAround(values: readonly Value[], between: string): string {
  return values
    .map(knownText)
    .filter((text) => text.length < MAXIMUM_AROUND)
    .join(between)
    .trim();
}

/** What stands in the places of a format. */
function valuesFormatted([, ...rest]: readonly Value[]): readonly Value[] {
  return rest.length === 1 ? (rest[0]?.items ?? rest) : rest;
}

/** `String.Format("http://{0}/", host)` */
function textFormatted(args: readonly Value[]): string {
  const given = valuesFormatted(args);
  return knownText(args[0])
    .slice(0, MAXIMUM_AROUND)
    .replace(/\{(\d{1,3})[^{}]{0,40}\}/g, (_, index: string) => knownText(given[Number(index)]))
    .slice(0, MAXIMUM_AROUND)
    .trim();
}

/** `String.Format("{0}\\{1}.png", folder, name)` */
function endingFormatted(args: readonly Value[]): string {
  const ending = sureEnding(args[0]);
  const [, last, behind] = /\{(\d{1,3})[^{}]{0,40}\}([^{}]*)$/.exec(ending) ?? [];
  return last === undefined ? ending : behind || sureEnding(valuesFormatted(args)[Number(last)]);
}

/** `name.Substring(name.LastIndexOf("\\") + 1)`, `Mid(name, InStrRev(name, "\\") + 1)` */
function cutsAtSeparator({ args }: CallExpression, { work }: Frame): boolean {
  return args.some(({ start, end }) => SEPARATOR_FINDERS.test(work.unit.code.slice(start, Math.min(end, start + 300))));
}

/** Remembers with a path what was written there, for when it is loaded or started. */
function keepWritten({ frame, key, expression, object, args }: Call): void {
  const sink = SINKS.get(key) ?? SINKS.get(`.${key.slice(key.lastIndexOf('.') + 1)}`);
  if (typeof sink?.target !== 'number') return;
  const written = expression.args[sink.target];
  const path = args[sink.target];
  const [from] = sink.main;
  const content = from === 'r' ? object : typeof from === 'number' ? args[from] : undefined;
  if (written?.kind !== 'name' || !path || !content?.taint) return;
  frame.assign(written.name, { ...path, holds: content.taint }, frame.place(expression));
}
