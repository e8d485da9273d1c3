import type { Expression, Parameter, Span } from '../../../formats/code/syntax.js';
import { shortType } from './combine-values.js';
import { type Frame, ofThis } from '../frame.js';
import { callMethods } from '../calls/functions.js';
import { placeOfStatic } from './keep-in-state.js';
import { UPLOADER } from '../calls/com-types.js';
import type { SinkKind } from '../sinks/sinks.js';
import { UNKNOWN, type Value } from './value.js';
import { FILE_TIMES, NUMBERS } from '../vocabulary.js';

/** An assignment to a member, whichever way it is written. */
export interface MemberAssignment {
  readonly frame: Frame;
  readonly object: Value;
  /** The expression that the object is, where the code names it. */
  readonly holder: Expression | undefined;
  readonly written: string;
  readonly value: Value;
  readonly span: Span;
}

/** Members whose value starts, opens or runs something. */
interface MemberSink {
  readonly kind: SinkKind;
  /** Lower case. */
  readonly names: ReadonlySet<string> | 'any';
  applies(assignment: MemberAssignment): boolean;
  called(assignment: MemberAssignment): string;
  /** What is kept as the target. */
  goesTo?(assignment: MemberAssignment): Value;
  /** What it does it with, where that is not the value. */
  from?(assignment: MemberAssignment): Value;
}

const STARTS = new Set(['process', 'processstartinfo']);
const ACTION_MEMBERS = new Set(['filename', 'arguments', 'path']);

const MEMBER_SINKS: readonly MemberSink[] = [
  {
    kind: 'process',
    names: new Set(['filename', 'arguments']),
    applies: ({ object }) => STARTS.has(object.type),
    called: ({ written }) => `ProcessStartInfo.${written}`,
  },
  {
    // An action of the task scheduler's COM object.
    kind: 'process',
    names: ACTION_MEMBERS,
    applies: ({ object, value, frame }) =>
      object.type === '' && value.taint !== null && frame.flow.names.has('com:schedule.service'),
    called: ({ written }) => `Action.${written}`,
  },
  {
    kind: 'directory-service',
    names: new Set(['path']),
    applies: ({ object }) => object.type === 'directoryentry',
    called: () => 'DirectoryEntry.Path',
  },
  {
    kind: 'database',
    names: new Set(['connectionstring']),
    applies: ({ object }) => !object.named,
    called: () => 'ConnectionString',
  },
  {
    kind: 'sql',
    names: new Set(['commandtext']),
    applies: ({ object }) => object.type !== '',
    called: () => 'CommandText',
  },
  {
    kind: 'sql',
    names: new Set(['selectcommand', 'insertcommand', 'updatecommand', 'deletecommand']),
    applies: ({ object }) => /^(?:sql|access)datasource$/.test(object.type),
    called: ({ written }) => `SqlDataSource.${written}`,
  },
  {
    kind: 'http',
    names: new Set(['requesturi', 'baseaddress']),
    applies: ({ object }) => !object.named && object.type !== 'httprequest',
    called: ({ written }) => written,
    goesTo: ({ value }) => value,
  },
  {
    // `ObjectDataSource` makes the type and calls the method.
    kind: 'create-type',
    names: new Set(['typename', 'selectmethod', 'insertmethod', 'updatemethod', 'deletemethod']),
    applies: ({ object, value }) => value.taint !== null && /^(?:objectdatasource)?$/.test(object.type),
    called: ({ written }) => `ObjectDataSource.${written}`,
  },
  {
    // A style sheet that is compiled.
    kind: 'transform',
    names: new Set(['stylesheet']),
    applies: ({ object }) => object.type === 'msxml2.xsltemplate',
    called: () => 'XSLTemplate.stylesheet',
  },
  {
    // Sites and applications of IIS, by their objects.
    kind: 'configure',
    names: 'any',
    applies: ({ object, value }) => object.type === 'iisadmin' && value.taint !== null,
    called: ({ written }) => `IIS.${written}`,
  },
  {
    // A step of a job of SQL Server.
    kind: 'process',
    names: new Set(['command']),
    applies: ({ object, value }) => object.type === 'jobstep' && value.taint !== null,
    called: ({ written }) => `JobStep.${written}`,
  },
  {
    kind: 'run-page',
    names: new Set(['masterpagefile']),
    applies: ({ object, value }) => value.taint !== null && object.type === '',
    called: ({ written }) => written,
  },
  {
    // `fileSystem.GetFile(path).Name = "page.asp"`
    kind: 'move',
    names: new Set(['name']),
    applies: ({ object, frame }) => object.type === 'fileinfo' && !/^(?:csharp|vb)$/.test(frame.language),
    called: () => 'File.Name',
    from: ({ object }) => object.path ?? object,
    goesTo: ({ object, value }) => (object.path?.site ? { ...value, site: true } : value),
  },
  {
    kind: 'xaml',
    names: new Set(['propertyinspectorfontandcolordata']),
    applies: () => true,
    called: ({ written }) => written,
  },
];

export function setMember(assignment: MemberAssignment): void {
  const { frame, object, holder, written, value, span } = assignment;
  const name = written.toLowerCase();
  for (const sink of MEMBER_SINKS)
    if ((sink.names === 'any' || sink.names.has(name)) && sink.applies(assignment)) {
      const main = sink.from?.(assignment) ?? value;
      frame.record(sink.kind, sink.called(assignment), span, main, sink.goesTo?.(assignment) ?? null, [value]);
    }
  // A component for uploads is told where to keep files, and which.
  if (object.type === UPLOADER && name === 'path' && holder?.kind === 'name')
    frame.assign(holder.name, { ...object, path: value }, frame.place(span));
  if (object.type === UPLOADER && name.startsWith('allow')) frame.flow.checksNames = true;
  if (object.type === 'fileinfo' && FILE_TIMES.test(name))
    frame.record('touch', `FileInfo.${written}`, span, UNKNOWN, object.path ?? null, [value]);
  const isPrototype = object.type === 'prototype' || (holder?.kind === 'member' && holder.name === 'prototype');
  if (isPrototype && value.lambda) frame.flow.prototypes.set(name, value.lambda);
  // `Type.prototype = { name: function () {…} }`
  if (name === 'prototype')
    value.keys?.forEach((key, i) => {
      const { lambda } = value.items?.[i] ?? UNKNOWN;
      if (lambda) frame.flow.prototypes.set(key.toLowerCase(), lambda);
    });
  if (object.named && value.taint !== null)
    frame.flow.writeState(placeOfStatic(object.type, name), value, frame.place(span));
  if (frame.ownClass(object.type)) setOwnMember(written, value, span, frame);
  if (holder === undefined) return;
  if (value.taint !== null && object.beneath) frame.taintRoot(object.beneath, value.taint, `assigned to .${written}`);
  if (value.taint !== null) frame.taintRoot(holder, value.taint, `assigned to .${written}`, value.around);
  if (holder.kind === 'name') frame.assignMember(holder.name, name, value);
  // Which object a function of JScript is called on is not followed everywhere.
  if (frame.language === 'jscript' && holder.kind === 'name' && holder.name === 'this' && value.taint !== null)
    frame.flow.assign(frame.flow.globals, ofThis(written), value, frame.place(span));
}

/** A field or property of a class of the same file. Objects of one class are not told apart. */
export function setOwnMember(name: string, value: Value, span: Span, frame: Frame): void {
  const { flow } = frame;
  const properties = flow.methods.get(name.toLowerCase())?.filter(({ method }) => method.property) ?? [];
  const setters = properties.filter(({ method }) => method.body.length > 0);
  if (setters.length > 0) callMethods(frame, setters, [value], span);
  else if (properties[0] !== undefined)
    flow.assign(flow.globals, name, typed(value, properties[0].method.parameters), frame.place(span));
  else if (flow.globals.has(flow.keyOf(name)) || value.taint !== null)
    flow.assign(flow.globals, name, value, frame.place(span));
}

/** A value as what the property is declared to be, where nothing else is known of it: dates and numbers say no word. */
function typed(value: Value, parameters: readonly Parameter[]): Value {
  const type = shortType(parameters[parameters.length - 1]?.type ?? null);
  return value.type === '' && NUMBERS.test(type) ? { ...value, taint: null, type } : value;
}
