import { foldBinary, foldCall } from '../../../formats/code/constants.js';
import { type CallExpression, type MemberCall, ofNames, type Rules, rulesByName } from './call.js';
import { shortType, source } from '../values/combine-values.js';
import type { Frame } from '../frame.js';
import { ownItem } from '../values/own-items.js';
import { MATCHED } from '../values/members.js';
import { keepInShared } from '../values/keep-in-state.js';
import { WRITE_METHODS } from '../sinks/sinks.js';
import { functionsOf, isSettled, taintOf, textOf } from '../values/value.js';
import { COPIERS, GIVERS, MUTATORS, READERS } from '../vocabulary.js';

/** Streams over streams that are followed. */
const MAXIMUM_LAYERS = 5;

/** What a call of a member leaves in its object or in its arguments. Every effect is asked, in this order. */
type Effect = (call: MemberCall) => void;

export function leaveBehind(call: MemberCall): void {
  if (COPIERS.has(`${call.object.type}.${call.name}`)) copy(call);
  else for (const effect of effectsOf(call.name)) effect(call);
}

/** `Buffer.BlockCopy(from, 0, to, …)` */
function copy({ frame, args: [from], expression }: MemberCall): void {
  if (from?.taint) for (const arg of expression.args.slice(1)) frame.taintRoot(arg, from.taint, 'copied');
}

const EFFECTS: Rules<Effect> = [
  // `Array.Reverse(list)`
  ofNames('reverse', ({ frame, object, args: [known], expression }) => {
    if (object.type !== 'array' || !object.named) return;
    const [list] = expression.args;
    const reversed = known?.constant === undefined ? undefined : foldCall('reverse', known.constant, []);
    if (list?.kind === 'name' && known && reversed !== undefined)
      frame.assign(list.name, { ...known, constant: reversed }, frame.place(expression));
  }),
  ofNames('open', ({ frame, object, args, callee }) => {
    const given = /xmlhttp|winhttp/.test(object.type) ? taintOf(args) : null;
    if (given === null) return;
    const asked = { ...given, fetched: true as const };
    frame.taintRoot(callee.object, asked, '.open');
    if (object.beneath) frame.taintRoot(object.beneath, asked, '.open');
  }),
  // `writer.Write(data)` over a file.
  ofNames(WRITE_METHODS, ({ frame, object, args, callee, expression }) => {
    const [first] = args;
    if (object.path === undefined || !first) return;
    const written = `${frame.shortName(callee.object)}.${callee.name}`;
    frame.record('write', written, expression, first, object.path, args);
  }),
  // `list.Add(data)`, `builder.Append(data)`
  ofNames(MUTATORS, ({ frame, object, name, args, callee, expression }) => {
    const given = taintOf(args);
    if (given === null) return;
    keepInShared(frame, callee.object, { taint: given, type: '' }, expression);
    const kept = name.startsWith('append') ? { ...given, mixed: true } : given;
    if (object.type !== 'outgoing')
      frame.taintRoot(callee.object, kept, `.${callee.name}`, name === 'writetext' ? args[0]?.around : undefined);
    // `new BinaryWriter(memory).Write(data)`, with as many streams between them as there are.
    let { beneath } = object;
    for (let i = 0; i < MAXIMUM_LAYERS && beneath; i++) {
      frame.taintRoot(beneath, given, `.${callee.name}`);
      beneath = beneath.kind === 'name' ? frame.lookup(beneath.name)?.beneath : undefined;
    }
  }),
  // `builder.Append("constant")`; of anything else, what it holds is not known any more.
  ofNames('append appendline appendformat appendjoin insert', ({ frame, object, name, args, callee, expression }) => {
    if (object.type !== 'stringbuilder' || callee.object.kind !== 'name') return;
    const before = frame.lookup(callee.object.name);
    const added = name === 'append' ? args[0]?.constant : undefined;
    const constant =
      before === undefined || added === undefined ? undefined : foldBinary('+', before.constant ?? '', added);
    if (!before || (constant === undefined && before.constant === undefined)) return;
    const settled =
      isSettled(before) && args.every((arg) => isSettled(arg) && !arg.choice) ? { settled: true as const } : {};
    frame.assign(callee.object.name, { ...before, constant, ...settled }, frame.place(expression));
  }),
  // `stream.Read(buffer, …)`, `stream.CopyTo(file)`
  ofNames(READERS, ({ frame, object, name, args, callee, expression }) => {
    if (object.taint === null) return;
    const [target] = args;
    if (name.startsWith('copyto') && target?.path !== undefined)
      frame.record('write', callee.name, expression, object, target.path, args);
    if (
      name.startsWith('copyto') &&
      target?.type === 'responsestream' &&
      (object.taint.fetched || object.taint.origin === 'socket')
    )
      frame.record('respond', callee.name, expression, object, null, args);
    if (name.startsWith('copyto') && target?.type === 'processinput')
      frame.record('process', callee.name, expression, object, null, args);
    const into = /^(?:copyto|read)/.test(name) ? expression.args.slice(0, 1) : expression.args;
    for (const arg of into)
      if (arg.kind === 'name' || arg.kind === 'member') frame.taintRoot(arg, object.taint, `read by .${callee.name}`);
  }),
  // `actions.Add "name", GetRef("Run")`, `handlers.push(function () {…})`
  ofNames('add push', ({ frame, args, callee }) => {
    const holder = callee.object;
    const [first, value = first] = args;
    if (holder.kind === 'name' && value && (value.lambda || value.type === 'delegate'))
      frame.assignMember(holder.name, args.length > 1 ? (textOf(first) ?? '') : '', value);
  }),
  // `control.AddObject "name", Request, True`
  ofNames('addobject', ({ frame, object, args: [name, shared], expression }) => {
    const known = textOf(name);
    if (known !== undefined && shared && /scriptcontrol$/.test(object.type))
      frame.assign(known, shared, frame.place(expression));
  }),
  // `rows.AddNew names, values`, `rows.Update name, value`, `message.CreateMHTMLBody address`
  ofNames('addnew update createmhtmlbody', ({ frame, object, name, args, callee }) => {
    const given = /^(?:adodb\.recordset|cdo\.message)$/.test(object.type) ? taintOf(args) : null;
    if (given === null) return;
    const kept = name === 'createmhtmlbody' ? { ...given, fetched: true as const } : given;
    frame.taintRoot(callee.object, kept, `.${callee.name}`);
  }),
  // `list.reverse()` of JScript: which item is where is not known any more.
  ofNames('reverse sort', ({ frame, object, callee, expression }) => {
    if (frame.language === 'jscript' && object.items && callee.object.kind === 'name')
      frame.assign(callee.object.name, { ...object, items: undefined, constant: undefined }, frame.place(expression));
  }),
  // `stream.LoadFromFile path`
  ofNames('loadfromfile', ({ frame, object, args: [path], callee }) => {
    const held = object.type === 'adodb.stream' ? (path?.holds ?? frame.flow.writtenTo(path)) : undefined;
    if (held) frame.taintRoot(callee.object, held, `.${callee.name}`);
  }),
  // `rows.Save stream`, `document.save(stream)`
  ofNames('save', ({ frame, object, args: [into], callee, expression: { args } }) => {
    const [target] = args;
    if (object.taint && target && into?.type === 'adodb.stream')
      frame.taintRoot(target, object.taint, `.${callee.name}`);
  }),
  // `data.Decrypt text`, with its content in another member
  ofNames('decrypt', ({ frame, object, args, callee }) => {
    const given = /^capicom\./.test(object.type) ? taintOf(args) : null;
    if (given) frame.taintRoot(callee.object, { ...given, decoded: true }, `.${callee.name}`);
  }),
  // `pattern.test(text)`, `text.match(pattern)`: what was found is kept beside what they give.
  ofNames('test exec match replace search', ({ frame, object, args, expression }) => {
    const given = frame.language === 'jscript' ? taintOf([object, ...args]) : null;
    if (given === null) return;
    frame.flow.assign(frame.flow.globals, MATCHED, { taint: given, type: 'string' }, frame.place(expression));
  }),
  // `Err.Raise number, source, description`
  ofNames('raise', ({ frame, object, args, callee }) => {
    const given = taintOf(args);
    if (given !== null && object.named && object.type === 'err') frame.taintRoot(callee.object, given, '.Raise');
  }),
  // `StreamUtils.Copy(stream, file, buffer)`
  ofNames('copy', ({ frame, object, args: [from, to], args, expression }) => {
    if (from?.taint && to?.path !== undefined && object.type === 'streamutils')
      frame.record('write', 'StreamUtils.Copy', expression, from, to.path, args);
  }),
  // `list.TryGetValue(key, out value)`
  ofNames(GIVERS, ({ frame, object, callee, expression }) => {
    const last = expression.args[expression.args.length - 1];
    if (object.taint !== null && last) frame.taintRoot(last, object.taint, `given by .${callee.name}`);
    const functions = object.items?.filter((item) => item.lambda) ?? [];
    if (functions.length > 0 && last?.kind === 'name')
      frame.assign(last.name, functionsOf(functions), frame.place(expression));
    const own = object.taint === null && last?.kind === 'name' ? ownItem(callee.object, frame) : undefined;
    if (own && last?.kind === 'name') frame.assign(last.name, own, frame.place(expression));
  }),
  // `Uri.TryCreate(text, kind, out address)`
  ofNames('trycreate', ({ frame, args, callee, expression }) => {
    const given = taintOf(args);
    const last = expression.args[expression.args.length - 1];
    if (given !== null && last) frame.taintRoot(last, given, `given by .${callee.name}`);
  }),
  // `byte.TryParse(text, out value)`
  ofNames('tryparse tryparseexact', ({ frame, object, args, expression }) => {
    const digits = object.named ? taintOf(args) : null;
    const last = expression.args[expression.args.length - 1];
    if (digits !== null && last?.kind === 'name')
      frame.assign(last.name, { taint: null, type: '', digits, settled: true }, frame.place(expression));
  }),
  // `TryUpdateModel(model, values)`
  ofNames('tryupdatemodel updatemodel tryupdatemodelasync', ({ frame, object, expression }) => {
    if (object.type === 'page') fillModel(expression, frame);
  }),
  ofNames('copyto', ({ frame, object, args: [target], expression }) => {
    const [arg] = expression.args;
    if (object.taint !== null && target && target.path === undefined && arg)
      frame.taintRoot(arg, object.taint, 'copied');
  }),
  // `socket.Receive(buffer)`
  ofNames('receive read', ({ frame, object, name, expression }) => {
    if (name === 'read' && object.type !== 'networkstream') return;
    const taint = source('socket', frame.textAt(expression), frame.place(expression));
    for (const arg of expression.args.slice(0, 1)) frame.taintRoot(arg, taint, 'received');
  }),
];

const effectsOf = rulesByName(EFFECTS);

/** What the request gives goes into every text of the model. */
export function fillModel(expression: CallExpression, frame: Frame): void {
  const [model] = expression.args;
  if (model === undefined) return;
  const place = frame.place(expression);
  const taint = source('request', frame.textAt(expression), place);
  frame.taintRoot(model, taint, 'filled');
  const { type } = frame.value(model);
  if (!frame.ownClass(type)) return;
  const { flow } = frame;
  for (const { method } of [...flow.methods.values()].flat()) {
    const isText = /^(?:string|object|)$/.test(shortType(method.parameters[0]?.type ?? null));
    if (method.property && isText && method.owner.toLowerCase() === type && method.body.length === 0)
      flow.assign(flow.globals, method.name, { taint, type: 'string' }, place);
  }
}
