import type { SinkKind } from './sinks.js';
import type { Place, Value } from './value.js';

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
  /** The code that the call stands in was itself a constant that other code evaluates. */
  readonly nested: boolean;
}

/** What following the data of one piece of code found. */
export interface Followed {
  readonly calls: readonly SinkCall[];
  /** Every qualified name that is called or made, lower case, with the first place. */
  readonly names: ReadonlyMap<string, Place>;
  /** Upload names or their ends are compared with something. */
  readonly checksNames: boolean;
  /** Ends of other names that the request gives are. */
  readonly checksEndings: boolean;
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
