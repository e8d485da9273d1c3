import type { CodeLanguage } from './language.js';

/** Where a node stands in the code, UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An expression, as far as following data needs it: what is not understood is `other` and keeps its parts. */
export type Expression =
  | (Span & { readonly kind: 'string'; readonly value: string })
  | (Span & { readonly kind: 'number'; readonly value: number })
  | (Span & { readonly kind: 'name'; readonly name: string })
  | (Span & { readonly kind: 'member'; readonly object: Expression; readonly name: string })
  | (Span & { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Expression[] })
  | (Span & { readonly kind: 'index'; readonly object: Expression; readonly args: readonly Expression[] })
  | (Span & {
      readonly kind: 'new';
      readonly type: string;
      readonly args: readonly Expression[];
      /** Initialisers in braces: assignments to members, or elements. */
      readonly elements: readonly Expression[];
    })
  | (Span & { readonly kind: 'array'; readonly elements: readonly Expression[]; readonly keys?: readonly string[] })
  | (Span & {
      readonly kind: 'assign';
      readonly operator: string;
      readonly target: Expression;
      readonly value: Expression;
    })
  | (Span & {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Span & { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression })
  | (Span & {
      readonly kind: 'cast';
      readonly type: string;
      readonly operand: Expression;
      /** It says the type for where nothing more is known of the operand. */
      readonly soft?: true;
    })
  | (Span & { readonly kind: 'typeof'; readonly type: string })
  | (Span & { readonly kind: 'choice'; readonly condition: Expression; readonly branches: readonly Expression[] })
  | (Span & { readonly kind: 'lambda'; readonly method: Method })
  | (Span & { readonly kind: 'other'; readonly parts: readonly Expression[] });

/** A statement. Branches and loops are flattened: following data asks what may happen, not when. */
export type Statement =
  | (Span & { readonly kind: 'expression'; readonly expression: Expression })
  | (Span & {
      readonly kind: 'declare';
      readonly name: string;
      readonly type: string | null;
      readonly value: Expression | null;
      /** It is of the class rather than of an object, and so lives as long as the application. */
      readonly shared?: true;
      /** The name that the variable went by until here. */
      readonly replaces?: string;
    })
  | (Span & { readonly kind: 'each'; readonly name: string; readonly type: string | null; readonly over: Expression })
  | (Span & { readonly kind: 'return'; readonly value: Expression });

export interface Parameter {
  readonly name: string;
  readonly type: string | null;
  /** Text of the attributes in front of it, such as `QueryString("id")`; absent where there are none. */
  readonly attributes?: string;
}

export interface Method extends Span {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  /** Class that holds it, empty outside of any. */
  readonly owner: string;
  /** Attribute texts in front of it, such as `WebMethod` or `DllImport("kernel32")`. */
  readonly attributes: readonly string[];
  /** It has no body: an imported function. */
  readonly external: boolean;
  /** Read and assigned like a variable. */
  readonly property?: true;
  /** Its first parameter is the object that it is called on. */
  readonly extension?: true;
  /** Names of the events that call it, lower case: `Handles queue.Ready`. */
  readonly handles?: readonly string[];
}

export interface ClassDeclaration extends Span {
  readonly name: string;
  readonly bases: readonly string[];
}

/** Everything that was understood of one piece of code. */
export interface CodeUnit {
  readonly language: CodeLanguage;
  readonly code: string;
  /** Statements outside of methods: fields, and the code between a page's markup. */
  readonly main: readonly Statement[];
  readonly methods: readonly Method[];
  readonly classes: readonly ClassDeclaration[];
  /** Short names given to types: `using P = System.Diagnostics.Process`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Namespaces whose types are used by their short names. */
  readonly namespaces: readonly string[];
  /** Short names, lower case, of types whose members are called by their names alone: `using static System.Math`. */
  readonly statics: readonly string[];
  readonly comments: readonly number[];
  /** Names written with `@`, escapes or format characters, in clear. */
  readonly disguised: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  /** What was not read, empty where everything was. */
  readonly limits: readonly string[];
}

/** Name of the variable, which no code can spell, that stands for what was thrown last. */
const THROWN = ' thrown';

/** Among the attributes of a method that is called where its object is: `Public Default Function`, `this[string key]`. */
export const DEFAULT_MEMBER = 'Default';

/** Begins the names of methods, which no code can spell, that are called by operators and by conversions to a type. */
export const OPERATOR = 'operator ';

/** Name of the variable, which no code can spell, that stands for the object of the last `with`. */
export const SUBJECT = ' subject';

/** `throw value`: it goes to whatever catches it. */
export function throwing(value: Expression): Statement {
  const target: Expression = { kind: 'name', name: THROWN, start: value.start, end: value.start };
  const expression: Expression = { kind: 'assign', operator: '=', target, value, start: value.start, end: value.end };
  return { kind: 'expression', expression, start: value.start, end: value.end };
}

/** What a `catch` that stands at `start` may get. */
export function caught(start: number): Expression {
  return { kind: 'name', name: THROWN, start, end: start };
}
