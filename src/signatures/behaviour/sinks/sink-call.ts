import type { SinkKind } from './sinks.js';
import { endingOf, type Place, type Taint, type Value } from '../values/value.js';

/** A call that does something an attacker wants, with what is known of what it is given. */
export interface SinkCall {
  readonly kind: SinkKind;
  /** As the code names it, such as `Assembly.Load`. */
  readonly name: string;
  readonly place: Place;
  /** Code, command or content. */
  readonly main: Value;
  /** Where it goes, for files and connections. */
  readonly target: Value | null;
  readonly args: readonly Value[];
  /** Something of it is not known where its method is called by whoever is not seen; what follows is what the page itself calls it with. */
  readonly guessed?: true;
  /** The code that the call stands in was itself a constant that other code evaluates. */
  readonly nested: boolean;
}

/** Data by where it is kept: the key of a session, of the application or of a cache, a field of a class, a file, a variable of the environment. */
export type Kept = ReadonlyMap<string, Value>;

/** What following the data of one piece of code found. */
export interface Followed {
  readonly calls: readonly SinkCall[];
  /** Every qualified name that is called or made, lower case, with the first place. */
  readonly names: ReadonlyMap<string, Place>;
  /** Upload names or their ends are compared with something. */
  readonly checksNames: boolean;
  /** Ends of other names that the request gives are. */
  readonly checksEndings: boolean;
  /** What data of the request is kept for other pages. */
  readonly kept: Kept;
  /** Where it is looked for what other pages kept. */
  readonly asked: ReadonlySet<string>;
  /** It keeps for other requests what its methods are given, whosoever that is. */
  readonly passes: boolean;
  readonly limits: readonly string[];
}

/** `table.ReadXml(path)`: a text names a file; what is put together, or chosen from a list, is one of the application's own. */
export function readsOwnFile({ name, main }: SinkCall): boolean {
  return (
    /readxml$/i.test(name) &&
    main.type === 'string' &&
    ((main.taint?.mixed ?? false) || main.taint?.origin === 'control')
  );
}

/** What takes a whole name for a file or a page. */
const NAMES: ReadonlySet<SinkKind> = new Set<SinkKind>(['load', 'move', 'unpack', 'run-page', 'download']);

/** A call without the data of which a check before left nothing that matters to it. */
export function withoutBound(call: SinkCall): SinkCall {
  const isMarkup = call.kind === 'write' && /\.(?!(?:cs|vb)html$)\w{1,8}$/i.test(endingOf(call.target ?? undefined));
  const bare = (value: Value): Value =>
    (value.taint?.bounded === 'escaped' ? isMarkup : isHarmless(call.kind, value.taint))
      ? { ...value, taint: null, constant: undefined, settled: true }
      : value;
  const { target } = call;
  const kept = target?.taint?.bounded;
  return {
    ...call,
    main: bare(call.main),
    target: target && (kept === 'texts' || kept === 'word') ? { ...target, taint: null } : target,
    args: call.args.map(bare),
  };
}

/** A name, in a text of the page's own, is no command, no code and no path; by itself it may be that of a program. */
function isHarmless(kind: SinkKind, taint: Taint | null): boolean {
  if (taint?.bounded === undefined) return false;
  if (taint.bounded === 'figures') return kind === 'evaluate' || kind === 'compile' || kind === 'process';
  return taint.bounded !== 'name' || kind === 'write' || (taint.mixed && !NAMES.has(kind));
}
