import type { Method, Span } from '../../formats/code/syntax.js';
import { source } from './combine-values.js';
import { FlowState, type Work } from './flow-state.js';
import { controlMember } from './request-data.js';
import { SINKS, type Sink, type SinkKind } from './sinks.js';
import { join, textOf, UNKNOWN, type Value } from './value.js';

/** Which calls matter, by the name that they go by, and with what they are given. */
export abstract class SinkRecorder extends FlowState {
  protected readonly methods = new Map<string, { readonly method: Method; readonly work: Work }[]>();

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
        .map((text) => /(?:entrypoint\s*=|alias)\s*\(?\s*"\s*#?(\w+)"/i.exec(text)?.[1])
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
    // A file that was just written from the request.
    if (main.taint === null && (sink.kind === 'load' || sink.kind === 'process'))
      main = { ...main, taint: args[0]?.holds ?? this.writtenTo(args[0]) ?? null };
    if (object.type === 'processinput' && main.taint === null) return null;
    if (object.taint && (sink.kind === 'process' || sink.kind === 'powershell') && main.taint === null)
      main = { ...main, taint: object.taint };
    const target =
      sink.target === 'r' ? (object.path ?? object) : sink.target === undefined ? null : (args[sink.target] ?? null);
    this.record(sink.kind, written, span, main, target, args, work);
    return sink.kind;
  }
}
