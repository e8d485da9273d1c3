import type { CodeLanguage } from '../code/language.js';
import type { MappedText } from '../text-encoding/mapped-text.js';

/** A page, control, service, handler or application file of ASP.NET or classic ASP, as far as its server reads it. */
export interface AspxDocument {
  /** What it was read from. All `start` and `end` are UTF-16 units of this text. */
  readonly text: MappedText;
  readonly directives: readonly Directive[];
  readonly blocks: readonly ServerBlock[];
  /** Elements that the server makes objects of: `runat="server"`. */
  readonly elements: readonly ServerElement[];
  /** Files that the page names as part of itself. Resolving and reading them is the caller's. */
  readonly references: readonly FileReference[];
  /** It has more blocks and elements than are read. */
  readonly cut: boolean;
}

/** `<%@ Name attribute="value" %>` */
export interface Directive {
  /** Lower case; `page` where the directive names none. */
  readonly name: string;
  /** Names in lower case, values with entities decoded. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly start: number;
  readonly end: number;
}

/**
 * `script`: `<script runat="server">`. `render`: `<% %>`. `expression`: `<%= %>`, `<%: %>`. `binding`: `<%# %>`, `<%#: %>`.
 * `builder`: `<%$ %>`. `body`: what follows the directive of a handler or service. `razor`, `razor-expression`: `@{ }`, `@x`.
 */
export type BlockKind =
  | 'script'
  | 'render'
  | 'expression'
  | 'binding'
  | 'builder'
  | 'body'
  | 'razor'
  | 'razor-expression';

/** A piece of code that the server runs. */
export interface ServerBlock {
  readonly kind: BlockKind;
  readonly language: CodeLanguage;
  /** Another language that it may as well be in, where nothing tells which. */
  readonly mayBe?: CodeLanguage;
  /** As written, decoded from the file's encoding only; where Microsoft's script encoder hid it, decoded from that too. */
  readonly code: string;
  readonly start: number;
  readonly end: number;
  readonly encoded?: true;
}

export interface ServerElement {
  /** Lower case, with its prefix: `asp:textbox`, `input`, `object`. */
  readonly tag: string;
  /** Names in lower case, values with entities decoded. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly start: number;
}

/** `source`: `CodeFile`, `CodeBehind`, `Src`. `include`: server side include. `control`: `@ Register Src`. */
export interface FileReference {
  readonly kind: 'source' | 'include' | 'control' | 'script-source';
  readonly target: string;
  readonly start: number;
}
