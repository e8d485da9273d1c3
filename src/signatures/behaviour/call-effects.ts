import { foldBinary, foldCall } from '../../formats/code/constants.js';
import type { Expression, Method, Span } from '../../formats/code/syntax.js';
import { foldedCall, listOf, MAXIMUM_AROUND, shortType, source } from './combine-values.js';
import { FlowState, type Scope, type Work } from './flow-state.js';
import { controlMember, HARMLESS_MEMBERS, NAME_ONLY, SANITISERS } from './request-data.js';
import {
  comType,
  FILE_OPENERS,
  FILE_WRITERS,
  RESULT_TYPES,
  SINKS,
  type Sink,
  type SinkKind,
  WRITE_METHODS,
} from './sinks.js';
import { endingOf, join, joinTaint, knownText, textOf, UNKNOWN, type Value, withStep } from './value.js';
import {
  COPIERS,
  DECODERS,
  HIDDEN_CODE,
  JOINERS,
  KEEPS_TYPE,
  MUTATORS,
  PACKED,
  READERS,
  TO_CHARACTERS,
} from './vocabulary.js';

/** What calls do: what they put into files, start, load, leave in their objects, give back; by name, by reflection, by COM. */
export abstract class CallEffects extends FlowState {
  protected readonly methods = new Map<string, { readonly method: Method; readonly work: Work }[]>();

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

  protected addMethod(method: Method, work: Work): void {
    const key = method.name.toLowerCase();
    const known = this.methods.get(key);
    if (known === undefined) this.methods.set(key, [{ method, work }]);
    else if (known.length < 20) known.push({ method, work });
  }

  protected external(name: string): boolean {
    return this.methods.get(name)?.some(({ method }) => method.external) ?? false;
  }

  /** An imported function under a name of the page's own: `EntryPoint = "VirtualAlloc"`. */
  protected externalSink(name: string): Sink | undefined {
    const plain = SINKS.get(name);
    if (plain) return plain;
    for (const { method } of this.methods.get(name) ?? []) {
      if (!method.external) continue;
      const entry = method.attributes
        .map((text) => /(?:entrypoint\s*=|alias)\s*"#?(\w+)"/i.exec(text)?.[1])
        .find(Boolean);
      const stripped = (entry ?? name).toLowerCase().replace(/[aw]$/, '');
      return SINKS.get((entry ?? name).toLowerCase()) ?? SINKS.get(stripped);
    }
    return undefined;
  }

  /** Names that many classes share count only where the object may be of the right one. */
  protected applies(key: string, object: Value): boolean {
    if (!key.endsWith('.saveas')) return true;
    return (
      object.taint?.origin === 'upload' || ['httppostedfile', 'fileupload', 'htmlinputfile', ''].includes(object.type)
    );
  }

  /** `FileUpload1.SaveAs(…)`: the control stands for what was uploaded. */
  protected uploaded(name: string, object: Value, span: Span, work: Work): Value {
    if (name !== 'saveas' || object.taint !== null || controlMember(object.type, name) !== 'upload') return object;
    return { ...object, taint: source('upload', this.textAt(span, work), this.place(span, work)) };
  }

  protected sink(
    key: string,
    written: string,
    span: Span,
    object: Value,
    args: readonly Value[],
    work: Work,
  ): SinkKind | null {
    const name = key.slice(key.lastIndexOf('.') + 1);
    // `Eval` of ASP.NET reads a field of the row that is bound.
    const { language } = work.unit;
    if (
      key === 'eval' &&
      ((language === 'csharp' && written !== 'eval') || (language === 'vb' && !args.some((arg) => arg.taint)))
    )
      return null;
    const sink =
      SINKS.get(key) ??
      SINKS.get(`.${name}`) ??
      (key.includes('.') && !this.external(name) ? undefined : this.externalSink(name));
    if (sink === undefined || !this.applies(key, object)) return null;
    if (args.length === 0 && key.startsWith('new:') && sink.main.length > 0) return null;
    const values: Value[] = [];
    for (const which of sink.main) {
      if (which === '*') for (const arg of args) values.push(arg);
      else if (which === 'r') values.push(this.uploaded(name, object, span, work));
      else if (args[which]) values.push(args[which]);
    }
    let main = values.reduce(join, UNKNOWN);
    if (values.length > 1 && values.every((value) => value.constant !== undefined))
      main = { ...main, constant: values.map((value) => textOf(value) ?? '').join(' ') };
    if (object.taint && (sink.kind === 'process' || sink.kind === 'powershell') && main.taint === null)
      main = { ...main, taint: object.taint };
    const target =
      sink.target === 'r' ? (object.path ?? object) : sink.target === undefined ? null : (args[sink.target] ?? null);
    this.record(sink.kind, written, span, main, target, args, work);
    return sink.kind;
  }

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
    if (given !== null && MUTATORS.has(name))
      this.taintRoot(
        callee.object,
        name.startsWith('append') ? { ...given, mixed: true } : given,
        scope,
        work,
        `.${callee.name}`,
      );
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
      for (const arg of expression.args) {
        if (arg.kind === 'name' || arg.kind === 'member')
          this.taintRoot(arg, decoded, scope, work, `read by .${callee.name}`);
      }
    }
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
    if (
      /^deserialize(?:object)?$/.test(name) &&
      kind === null &&
      (this.names.has('new:simpletyperesolver') || this.names.has('typenamehandling'))
    ) {
      this.record('deserialise', written, expression, listOf(args), null, args, work);
    }
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
      const digits = SANITISERS.has(key) ? listOf(args).taint : null;
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
      if (NAME_ONLY.has(key)) taint = { ...taint, nameOnly: true };
      if (DECODERS.test(name)) taint = withStep({ ...taint, decoded: true }, `${written} decodes it`, place);
    }
    const made = key === 'activator.createinstance' || name === 'createinstance' ? args[0]?.describes : undefined;
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

  protected comObject(identifier: Value | undefined, span: Span, work: Work, moniker = false): Value {
    const text = textOf(identifier) ?? (identifier?.taint ? undefined : identifier?.around);
    if (text === undefined) {
      const whole = identifier?.taint && !identifier.taint.mixed;
      if (whole)
        this.record(
          moniker ? 'bind' : 'create-type',
          moniker ? 'GetObject' : 'CreateObject',
          span,
          identifier,
          null,
          [identifier],
          work,
        );
      return { taint: null, type: /^winmgmts/i.test(knownText(identifier)) ? 'wmi' : 'com' };
    }
    const type = comType(text);
    this.see(`com:${type}`, span, work);
    return { taint: null, type: /^winmgmts/.test(type) ? 'wmi' : type };
  }

  protected typeByName(object: Value, name: string, first: Value | undefined): Value {
    const text = textOf(first);
    if (name === 'gettypefromprogid' && text !== undefined)
      return { taint: null, type: 'type', describes: comType(text) };
    const taint = joinTaint(
      first?.taint ?? null,
      object.type === 'assembly' || object.taint !== null ? object.taint : null,
    );
    return { taint, type: 'type', describes: text === undefined ? undefined : shortType(text.split(',')[0] ?? '') };
  }

  /** Members of `Type` that lead to a method. */
  protected reflect(
    object: Value,
    name: string,
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value | null {
    const [first] = args;
    if (/^(?:getmethod|getruntimemethod|getconstructor|getmember|getproperty)$/.test(name)) {
      const text = textOf(first)?.toLowerCase();
      const taint = joinTaint(object.taint, first?.taint ?? null);
      return {
        taint,
        type: 'methodinfo',
        describes:
          object.describes !== undefined && text !== undefined
            ? `${object.describes}.${text}`
            : text === undefined
              ? undefined
              : `.${text}`,
      };
    }
    if (name === 'getmethods' && object.describes !== undefined)
      return { taint: null, type: 'methodinfo', describes: `${object.describes}.*` };
    if (
      object.type === 'methodinfo' &&
      /^(?:first|firstordefault|single|singleordefault|last|where|orderby|elementat|toarray|tolist)$/.test(name)
    )
      return object;
    if (name === 'invokemember') {
      const text = textOf(first)?.toLowerCase();
      const given = args.slice(3).flatMap((arg) => arg.items ?? [arg]);
      if (first?.taint || object.taint) {
        const main = first?.taint ? first : object;
        this.record('invoke', 'Type.InvokeMember', expression, main, null, args, work);
      }
      if (text !== undefined)
        return this.sinkOrResult(
          `${object.describes ?? ''}.${text}`,
          `InvokeMember(${text})`,
          expression,
          args[3] ?? UNKNOWN,
          given,
          scope,
          work,
        );
    }
    return null;
  }

  /** `MethodInfo.Invoke(object, arguments)` and a delegate made of one. */
  protected invoke(
    object: Value,
    args: readonly Value[],
    expression: Expression & { kind: 'call' },
    scope: Scope,
    work: Work,
  ): Value {
    const given = (args.length > 1 ? args.slice(1) : args).flatMap((arg) => arg.items ?? [arg]);
    if (object.describes?.endsWith('.*')) {
      // Any method of the type: the one that matters is taken.
      const type = object.describes.slice(0, -1);
      const key = [...SINKS.keys()].find((known) => known.startsWith(type));
      if (key !== undefined)
        return this.sinkOrResult(key, `${key} by reflection`, expression, args[0] ?? UNKNOWN, given, scope, work);
    } else if (object.describes !== undefined) {
      const found = this.sinkOrResult(
        object.describes,
        `${object.describes} by reflection`,
        expression,
        args[0] ?? UNKNOWN,
        given,
        scope,
        work,
      );
      if (object.taint === null) return found;
    }
    if (object.taint !== null) {
      this.record('invoke', 'MethodInfo.Invoke', expression, object, null, args, work);
    }
    return { taint: listOf([object, ...args]).taint, type: '' };
  }
}
