import type { Span } from '../../../formats/code/syntax.js';
import { source } from '../values/combine-values.js';
import type { Frame } from '../frame.js';
import { controlMember } from '../request-data.js';
import { SINKS, type Sink, type SinkKind } from './sinks.js';
import { join, knownText, textOf, UNKNOWN, type Value } from '../values/value.js';

/** A call or creation that may matter. */
export interface SinkCandidate {
  readonly frame: Frame;
  readonly key: string;
  readonly written: string;
  readonly object: Value;
  readonly args: readonly Value[];
}

/** Records a call that the table of sinks knows, by the name that it goes by and what it is given. Null where it is none. */
export function recordSink(candidate: SinkCandidate, span: Span): SinkKind | null {
  const { frame, key, written, object, args } = candidate;
  const sink = isDataBinding(candidate) ? undefined : sinkOf(candidate);
  if (sink === undefined || !applies(candidate)) return null;
  if (args.length === 0 && key.startsWith('new:') && sink.main.length > 0) return null;
  const main = mainOf(sink, candidate, span);
  if (!counts(sink, main, args)) return null;
  if (object.type === 'processinput' && main.taint === null) return null;
  const obeys =
    object.taint &&
    (sink.kind === 'process' || (sink.kind === 'powershell' && !TELLS_ITS_OWN.test(key))) &&
    main.taint === null
      ? { ...main, taint: object.taint }
      : main;
  const target = /^upload(?:er|ed)\./.test(key) ? uploadTarget(sink, candidate) : targetOf(sink, candidate);
  frame.record(sink.kind, written, span, obeys, target, args);
  // `new SqlDataAdapter(statement, connection)`, `recordset.Open statement, connection`
  const [, connection] = args;
  if (sink.kind === 'sql' && connection?.taint && (connection.type === '' || connection.type === 'string'))
    frame.record('database', written, span, connection, null, args);
  return sink.kind;
}

function targetOf({ target }: Sink, { object, args }: SinkCandidate): Value | null {
  return target === 'r' ? (object.path ?? object) : target === undefined ? null : (args[target] ?? null);
}

/** Where a component for uploads keeps what came: a folder is given, the names in it are those of the files. */
function uploadTarget(sink: Sink, candidate: SinkCandidate): Value | null {
  const { key, object } = candidate;
  const given = targetOf(sink, candidate) ?? object.path ?? null;
  const folder = knownText(given ?? undefined);
  const isVirtual =
    /virtual$/.test(key) ||
    /^\s*[/]/.test(folder) ||
    (/^uploader\.save$/.test(key) && /^[\w.]/.test(folder) && !/^[a-z]:/i.test(folder));
  const placed = given && isVirtual ? { ...given, site: true as const } : given;
  const keepsNames = /^uploader\.save(?:virtual|file)?$/.test(key) || candidate.args.length === 0;
  if (placed === null || !keepsNames || placed.taint !== null || object.taint === null) return placed;
  return { ...placed, taint: { ...object.taint, nameOnly: true, mixed: true } };
}

/** Parts of a command of PowerShell, each a call of its own, whatever else the object was told. */
const TELLS_ITS_OWN = /\.add(?:command|argument|parameters?)$/;

function counts({ kind, obeying, saying }: Sink, main: Value, args: readonly Value[]): boolean {
  if (saying && !saying.test(args.map(knownText).join(' '))) return false;
  if (kind === 'respond') return main.taint?.origin === 'socket' || main.taint?.fetched === true;
  return !obeying || main.taint !== null;
}

/** `Eval` of ASP.NET reads a field of the row that is bound. */
function isDataBinding({ frame: { language }, key, written, args }: SinkCandidate): boolean {
  if (key !== 'eval') return false;
  return (language === 'csharp' && written !== 'eval') || (language === 'vb' && !args.some((arg) => arg.taint));
}

function sinkOf({ frame, key }: SinkCandidate): Sink | undefined {
  const name = key.slice(key.lastIndexOf('.') + 1);
  const known = SINKS.get(key) ?? SINKS.get(`.${name}`);
  if (known) return known;
  const isExternal = frame.flow.methods.get(name)?.some(({ method }) => method.external) ?? false;
  return key.includes('.') && !isExternal ? undefined : externalSink(name, frame);
}

/** An imported function under a name of the page's own: `EntryPoint = "VirtualAlloc"`. */
function externalSink(name: string, { flow }: Frame): Sink | undefined {
  const plain = SINKS.get(name);
  if (plain) return plain;
  for (const { method } of flow.methods.get(name) ?? []) {
    if (!method.external) continue;
    // By its number, so that its name stands nowhere.
    const ordinal = method.attributes.find((text) => /(?:entrypoint\s*=|alias)\s*\(?\s*"\s*#\d/i.test(text));
    if (ordinal !== undefined)
      return { kind: /shell32/i.test(ordinal) ? 'process' : 'invoke', main: ['*'], obeying: true };
    const entry = method.attributes
      .map((text) => /(?:entrypoint\s*=|alias)\s*\(?\s*"\s*#?(\w+)"/i.exec(text)?.[1])
      .find(Boolean);
    const stripped = (entry ?? name).toLowerCase().replace(/[aw]$/, '');
    return SINKS.get((entry ?? name).toLowerCase()) ?? SINKS.get(stripped);
  }
  return undefined;
}

/** Names that many classes share count only where the object may be of the right one. */
function applies({ key, object, args }: SinkCandidate): boolean {
  // `document.save(stream)`
  if (key.endsWith('.save') && args[0]?.type === 'adodb.stream') return false;
  if (!key.endsWith('.saveas')) return true;
  return (
    object.taint?.origin === 'upload' ||
    ['httppostedfile', 'fileupload', 'htmlinputfile', 'uploader', 'uploaded', ''].includes(object.type)
  );
}

/** What decides what a sink does: code, command, content. */
function mainOf(sink: Sink, candidate: SinkCandidate, span: Span): Value {
  const { frame, args } = candidate;
  const values: Value[] = [];
  for (const which of sink.main) {
    if (which === '*') for (const arg of args) values.push(arg);
    else if (which === 'r') values.push(uploaded(candidate, span));
    else if (args[which]) values.push(args[which]);
  }
  const main = values.reduce(join, UNKNOWN);
  const whole =
    values.length > 1 && values.every((value) => value.constant !== undefined)
      ? { ...main, constant: values.map((value) => textOf(value) ?? '').join(' ') }
      : main;
  // A file that was just written from the request.
  if (whole.taint === null && (sink.kind === 'load' || sink.kind === 'process' || sink.kind === 'unpack'))
    return { ...whole, taint: contentOf(args[0], frame) ?? contentOf(args[0]?.path, frame) ?? null };
  return whole;
}

/** What was written to the file that a path names. */
function contentOf(path: Value | undefined, { flow }: Frame): Value['holds'] {
  return path?.holds ?? flow.writtenTo(path);
}

/** `FileUpload1.SaveAs(…)`: the control stands for what was uploaded. */
function uploaded({ frame, key, object }: SinkCandidate, span: Span): Value {
  const name = key.slice(key.lastIndexOf('.') + 1);
  if (name !== 'saveas' || object.taint !== null || controlMember(object.type, name) !== 'upload') return object;
  return { ...object, taint: source('upload', frame.textAt(span), frame.place(span)) };
}
