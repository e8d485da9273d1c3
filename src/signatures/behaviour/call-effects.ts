import { foldBinary, foldCall } from '../../formats/code/constants.js';
import type { Expression } from '../../formats/code/syntax.js';
import { foldedCall, listOf, MAXIMUM_AROUND, shortType, source } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { HARMLESS_MEMBERS, NAME_ONLY, SANITISERS } from './request-data.js';
import { SinkRecorder } from './sink-recorder.js';
import { FILE_OPENERS, FILE_WRITERS, RESULT_TYPES, SINKS, WRITE_METHODS } from './sinks.js';
import { endingOf, joinTaint, knownText, textOf, UNKNOWN, type Value, withStep } from './value.js';
import {
  COPIERS,
  CUTTERS,
  DECODERS,
  GIVERS,
  HIDDEN_CODE,
  JOINERS,
  KEEPS_TYPE,
  MUTATORS,
  PACKED,
  READERS,
  SEPARATOR_FINDERS,
  TO_CHARACTERS,
} from './vocabulary.js';

/** What calls do: what they put into files, leave in their objects and arguments, give back. */
export abstract class CallEffects extends SinkRecorder {
  /** What an evaluated call gives, after following the code that it is given. */
  protected abstract evaluated(
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value;
  protected abstract memberOf(
    object: Value,
    expression: Expression & { kind: 'member' },
    scope: Scope,
    work: Work,
  ): Value;

  /** What a call leaves in its object or in its arguments. */
  protected mutate(
    object: Value,
    name: string,
    callee: Expression & { kind: 'member' },
    expression: Expression & { kind: 'call' },
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): void {
    const place = this.place(expression, work);
    const copies = COPIERS.get(`${object.type}.${name}`);
    if (copies !== undefined) {
      const from = args[0]?.taint;
      if (from) for (const arg of expression.args.slice(1)) this.taintRoot(arg, from, scope, work, 'copied');
      return;
    }
    if (name === 'reverse' && object.type === 'array' && object.named) {
      const [list] = expression.args;
      const known = args[0];
      const reversed = known?.constant === undefined ? undefined : foldCall('reverse', known.constant, []);
      if (list?.kind === 'name' && known && reversed !== undefined)
        this.assignName(list.name, { ...known, constant: reversed }, scope, place, false);
    }
    const given = listOf(args).taint;
    if (given !== null && name === 'open' && /xmlhttp|winhttp/.test(object.type))
      this.taintRoot(callee.object, given, scope, work, '.open');
    if (WRITE_METHODS.has(name) && (object.path !== undefined || FILE_WRITERS.has(object.type))) {
      const [first] = args;
      if (object.path !== undefined && first)
        this.record(
          'write',
          `${this.shortName(callee.object, work)}.${callee.name}`,
          expression,
          first,
          object.path,
          args,
          work,
        );
    }
    if (given !== null && MUTATORS.has(name) && object.type !== 'outgoing')
      this.taintRoot(
        callee.object,
        name.startsWith('append') ? { ...given, mixed: true } : given,
        scope,
        work,
        `.${callee.name}`,
      );
    // `new BinaryWriter(memory).Write(data)`, with as many streams between them as there are.
    let { beneath } = object;
    for (let i = 0; i < 5 && given !== null && MUTATORS.has(name) && beneath; i++) {
      this.taintRoot(beneath, given, scope, work, `.${callee.name}`);
      beneath = beneath.kind === 'name' ? this.lookup(beneath.name, scope)?.beneath : undefined;
    }
    if (
      name === 'append' &&
      object.type === 'stringbuilder' &&
      callee.object.kind === 'name' &&
      args[0]?.constant !== undefined
    ) {
      const before = this.lookup(callee.object.name, scope);
      const text = before === undefined ? undefined : foldBinary('+', before.constant ?? '', args[0].constant);
      if (before && text !== undefined)
        this.assignName(callee.object.name, { ...before, constant: text }, scope, place, false);
    }
    if (object.taint !== null && READERS.has(name)) {
      const [target] = args;
      if (name.startsWith('copyto') && target?.path !== undefined) {
        this.record('write', callee.name, expression, object, target.path, args, work);
      }
      const decoded = object.taint;
      for (const arg of /^(?:copyto|read)/.test(name) ? expression.args.slice(0, 1) : expression.args) {
        if (arg.kind === 'name' || arg.kind === 'member')
          this.taintRoot(arg, decoded, scope, work, `read by .${callee.name}`);
      }
    }
    const last = expression.args[expression.args.length - 1];
    if (object.taint !== null && GIVERS.test(name) && last)
      this.taintRoot(last, object.taint, scope, work, `given by .${callee.name}`);
    if (name === 'copyto' && object.taint !== null && args[0] && args[0].path === undefined) {
      const [arg] = expression.args;
      if (arg) this.taintRoot(arg, object.taint, scope, work, 'copied');
    }
    if (name === 'receive' || (name === 'read' && object.type === 'networkstream')) {
      const taint = source('socket', this.textAt(expression, work), place);
      for (const arg of expression.args.slice(0, 1)) this.taintRoot(arg, taint, scope, work, 'received');
    }
  }

  /** Records a call that matters, and says what it gives back. */
  protected sinkOrResult(
    key: string,
    written: string,
    expression: Expression & { kind: 'call' },
    object: Value,
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): Value {
    this.see(key, expression, work);
    const name = key.slice(key.lastIndexOf('.') + 1);
    const place = this.place(expression, work);
    const kind = this.sink(key, written, expression, object, args, work);
    if (kind === 'write' || kind === 'download') this.keepWritten(key, expression, object, args, scope, work);
    if (
      /^deserialize(?:object)?$/.test(name) &&
      kind === null &&
      (this.names.has('new:simpletyperesolver') || this.names.has('typenamehandling'))
    ) {
      this.record('deserialise', written, expression, listOf(args), null, args, work);
    }
    const held = kind === 'read' ? args[0]?.holds : undefined;
    if (held) return { taint: withStep(held, written, place), type: 'string' };
    if (kind === 'evaluate') return this.evaluated(args, expression, scope, work);
    const packed =
      object.type.includes('.') &&
      args.find((arg) => (textOf(arg)?.length ?? 0) >= PACKED && !/\s/.test(textOf(arg)?.slice(0, 200) ?? ' '));
    if (packed) this.record('hidden-code', written, expression, { taint: null, type: 'string' }, null, args, work);
    const opener = FILE_OPENERS.get(key);
    if (opener) {
      const path = object.path ?? args[opener.path] ?? UNKNOWN;
      const reads = name === 'opentextfile' && (args.length < 2 || args[1]?.constant === 1);
      this.record(reads ? 'read' : 'create', written, expression, UNKNOWN, path, args, work);
      return { taint: null, type: opener.type, path };
    }
    if (object.type === 'fileinfo' && /^(?:create|createtext|openwrite|appendtext|open)$/.test(name)) {
      return { taint: null, type: 'streamwriter', path: object.path ?? UNKNOWN };
    }
    if (SANITISERS.has(key) || HARMLESS_MEMBERS.has(name)) {
      if (/^(?:endswith|contains|indexof|ismatch|equals|instr|instrrev)$/.test(name)) {
        if ([object, ...args].some((value) => value.taint?.origin === 'upload')) this.checksNames = true;
      }
      const constant = foldedCall(name, object, args);
      // `alphabet.IndexOf(character)` is a number, too.
      const counts = SANITISERS.has(key) || (/^(?:indexof|instr)$/.test(name) && object.taint === null);
      const digits = counts ? listOf(args).taint : null;
      return { taint: null, type: '', ...(constant === undefined ? {} : { constant }), ...(digits ? { digits } : {}) };
    }
    const constant = foldedCall(name, object, args);
    if (constant !== undefined) {
      if (typeof constant === 'string' && DECODERS.test(name) && HIDDEN_CODE.test(constant)) {
        this.record('hidden-code', written, expression, { taint: null, type: 'string', constant }, null, args, work);
      }
      return { taint: joinTaint(object.taint, listOf(args).taint), type: 'string', constant };
    }
    let taint = joinTaint(object.named ? null : object.taint, listOf(args).taint);
    if (taint === null && TO_CHARACTERS.has(name)) taint = args.find((arg) => arg.digits)?.digits ?? null;
    if (taint !== null) {
      if (NAME_ONLY.has(key) || (CUTTERS.has(name) && this.cutsAtSeparator(expression, work)))
        taint = { ...taint, nameOnly: true };
      if (DECODERS.test(name)) taint = withStep({ ...taint, decoded: true }, `${written} decodes it`, place);
    }
    if (taint === null && ((kind === 'http' && /^(?:download|open|get)/.test(name)) || name === 'getresponsestream'))
      taint = source('socket', this.textAt(expression, work), place);
    const creates = key === 'activator.createinstance' || name === 'createinstance';
    const inAssembly = creates && args[0]?.describes === undefined ? textOf(args[1]) : undefined;
    const made = inAssembly ? shortType(inAssembly) : creates ? args[0]?.describes : undefined;
    if (made !== undefined) this.see(`com:${made}`, expression, work);
    const type = made ?? RESULT_TYPES.get(key) ?? KEEPS_TYPE.get(name) ?? '';
    const suffix = name === 'combine' || name === 'concat' ? endingOf(args[args.length - 1]) : undefined;
    const around =
      taint === null
        ? ''
        : [object, ...args]
            .map(knownText)
            .filter((text) => text.length < MAXIMUM_AROUND)
            .join(' ')
            .trim();
    if (
      taint !== null &&
      !taint.mixed &&
      (name === 'combine' ? args.length > 1 : JOINERS.has(name) && /[^\s"'\\/]/.test(around))
    )
      taint = { ...taint, mixed: true };
    return {
      taint,
      type: type === '=' ? object.type : type,
      ...(suffix ? { suffix } : {}),
      ...(around !== '' && taint !== null ? { around } : {}),
      ...(object.path && type === '' ? { path: object.path } : {}),
    };
  }

  /** Remembers with a path what was written there, for when it is loaded or started. */
  private keepWritten(
    key: string,
    expression: Expression & { kind: 'call' },
    object: Value,
    args: readonly Value[],
    scope: Scope,
    work: Work,
  ): void {
    const sink = SINKS.get(key) ?? SINKS.get(`.${key.slice(key.lastIndexOf('.') + 1)}`);
    if (typeof sink?.target !== 'number') return;
    const written = expression.args[sink.target];
    const path = args[sink.target];
    const [from] = sink.main;
    const content = from === 'r' ? object : typeof from === 'number' ? args[from] : undefined;
    if (written?.kind !== 'name' || !path || !content?.taint) return;
    this.assignName(written.name, { ...path, holds: content.taint }, scope, this.place(expression, work), false);
  }

  /** `name.Substring(name.LastIndexOf("\\") + 1)`, `Mid(name, InStrRev(name, "\\") + 1)` */
  private cutsAtSeparator({ args }: Expression & { kind: 'call' }, work: Work): boolean {
    return args.some(({ start, end }) =>
      SEPARATOR_FINDERS.test(work.unit.code.slice(start, Math.min(end, start + 300))),
    );
  }
}
