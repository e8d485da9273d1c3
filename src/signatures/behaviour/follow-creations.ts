import { foldCall } from '../../formats/code/constants.js';
import type { Expression } from '../../formats/code/syntax.js';
import { listOf, shortType, source } from './combine-values.js';
import type { Scope, Work } from './flow-state.js';
import { CallFollower } from './follow-calls.js';
import { FILE_OPENERS } from './sinks.js';
import { textOf, UNKNOWN, type Value } from './value.js';
import { NO_FILES, TYPES, WRAPPERS } from './vocabulary.js';

/** Follows data into what `new` makes: texts, lists, streams, processes, objects of the same file. */
export abstract class CreationFollower extends CallFollower {
  protected creation(expression: Expression & { kind: 'new' }, scope: Scope, work: Work): Value {
    const alias = work.unit.aliases.get(expression.type.toLowerCase());
    const written = shortType(alias ?? expression.type);
    const type = TYPES.get(written) ?? written;
    const args = expression.args.map((arg) => this.value(arg, scope, work));
    const name = `new:${type}`;
    this.see(name, expression, work);
    if (type === 'activexobject') return this.comObject(args[0], expression, work);
    const elements = expression.elements.map((element) => {
      if (element.kind !== 'assign') return this.value(element, scope, work);
      const value = this.value(element.value, scope, work);
      const member = element.target.kind === 'name' ? element.target.name : '';
      if (member !== '' && this.ownClass(written, work)) this.setOwnMember(member, value, element, work);
      if (type === 'processstartinfo' && /^(?:filename|arguments)$/i.test(member)) {
        this.record('process', `ProcessStartInfo.${member}`, element, value, null, [value], work);
      }
      return value;
    });
    this.sink(name, `new ${expression.type}`, expression, UNKNOWN, args, work);
    if (type === 'socket' && args.some((arg) => arg.named && arg.type === 'raw'))
      this.record('sniff', 'new Socket', expression, UNKNOWN, null, args, work);
    for (const base of this.classBases(written, work)) {
      if (base === 'virtualpathprovider') this.see('class:virtualpathprovider', expression, work);
    }
    const all = [...args, ...elements];
    const list = listOf(all);
    let result: Value = { taint: list.taint, type: args[0]?.type === 'outgoing' ? 'outgoing' : type };
    if (type === 'uri' || type === 'webclient' || type === 'guid' || type === 'random')
      result = { ...result, taint: type === 'uri' ? list.taint : null };
    if (type === '' || /^(?:char|byte|string|object|int|sbyte)$/.test(type)) {
      // `new char[]{…}`, `new string(new char[]{…})`, `new object[]{…}`, `new byte[n]`
      const whole =
        elements.length > 0
          ? listOf(elements)
          : type === 'string'
            ? (args[0] ?? list)
            : { ...list, constant: undefined, taint: null };
      const text =
        typeof whole.constant === 'object' && type === 'string'
          ? foldCall('tochararray', whole.constant, [])
          : whole.constant;
      const constant = type === 'string' && typeof text === 'object' ? foldCall('concat', undefined, [text]) : text;
      const chars =
        type === 'string' && typeof constant === 'object' ? foldCall('fromcharcode', undefined, [constant]) : constant;
      result = {
        taint: whole.taint,
        type: type === 'string' ? 'string' : 'array',
        ...(chars === undefined ? {} : { constant: chars }),
      };
      if (elements.length > 0) result = { ...result, items: elements };
    } else if (elements.length > 0 && elements.every((element) => element.items?.length === 2)) {
      // `new Dictionary<…> { {key, value}, … }`
      const keys = elements.map((element) => textOf(element.items?.[0]) ?? '');
      result = { ...result, keys, items: elements.map((element) => element.items?.[1] ?? UNKNOWN) };
    }
    if (type === 'stringbuilder' && args[0]?.constant !== undefined) result = { ...result, constant: args[0].constant };
    if (args.length === 1 && elements.length === 0 && (args[0]?.lambda || args[0]?.type === 'delegate')) return args[0];
    // `new Timer(f, data, …)`
    for (const { lambda } of args) if (lambda) this.callLambda(lambda, args.slice(1), work);
    if (type === 'guid' && args[0]) result = { ...result, constant: args[0].constant };
    if ((type === 'streamreader' || type === 'binaryreader') && args[0]?.type === 'networkstream')
      result = { ...result, taint: source('socket', this.textAt(expression, work), this.place(expression, work)) };
    const opener = NO_FILES.has(args[0]?.type ?? '') ? undefined : FILE_OPENERS.get(name);
    if (opener && args[0]?.path === undefined && name !== 'new:fileinfo')
      this.record('create', `new ${expression.type}`, expression, UNKNOWN, args[0] ?? null, args, work);
    if (opener) result = { ...result, taint: null, path: args[opener.path]?.path ?? args[opener.path] ?? UNKNOWN };
    if (type === 'cryptostream' || type === 'gzipstream' || type === 'deflatestream' || type === 'memorystream') {
      result = {
        ...result,
        taint: list.taint === null ? null : type === 'memorystream' ? list.taint : { ...list.taint, decoded: true },
      };
      const inner = args[0]?.path;
      if (inner) result = { ...result, path: inner };
    }
    const [beneath] = expression.args;
    if (beneath?.kind === 'name' && WRAPPERS.has(type)) result = { ...result, beneath };
    if (type === 'processstartinfo' && args[0]) {
      result = { ...result, keys: ['filename', 'arguments'], items: [args[0], args[1] ?? UNKNOWN] };
    }
    if (type === 'managementclass') {
      const described = textOf(args[0])?.toLowerCase() ?? '';
      if (described !== '' && !described.includes('win32_process')) result = { ...result, type: 'managementother' };
    }
    // A class of the same file keeps what it was given.
    // Its constructors are named like it, in VB `New`.
    const constructors = [...(this.methods.get(written) ?? []), ...(this.methods.get('new') ?? [])].filter(
      ({ method }) => method.owner.toLowerCase() === written,
    );
    if (constructors.length > 0) this.callMethods(constructors, args, expression, work);
    return result;
  }

  private classBases(name: string, work: Work): string[] {
    return work.unit.classes
      .filter((c) => c.name.toLowerCase() === name)
      .flatMap((c) => c.bases.map((base) => base.toLowerCase()));
  }
}
