import type { SourcePosition } from '../../model/position.js';

/** A page, control, service, handler or application file of ASP.NET or classic ASP, as far as its server reads it. */
export interface AspxDocument {
  readonly directives: readonly Directive[];
  readonly blocks: readonly ServerBlock[];
  /** Files that the page names as part of itself: sources, code files, includes, registered controls. Resolving is the caller's. */
  readonly references: readonly FileReference[];
}

/** `<%@ Name attribute="value" %>` */
export interface Directive {
  /** Lower case; `page` where the directive names none. */
  readonly name: string;
  /** Names in lower case, values with entities decoded. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly position: SourcePosition;
}

export type ServerLanguage = 'csharp' | 'jscript' | 'vb' | 'vbscript';

/** A piece of code that the server runs. */
export interface ServerBlock {
  readonly kind: 'script' | 'render' | 'expression' | 'encoded-expression' | 'binding' | 'builder' | 'body' | 'razor';
  readonly language: ServerLanguage;
  /** As written; decoded from the file's encoding only. */
  readonly code: string;
  /** Where the code begins. */
  readonly position: SourcePosition;
}

export interface FileReference {
  readonly kind: 'source' | 'include' | 'control' | 'assembly-source' | 'script-source';
  readonly target: string;
  readonly position: SourcePosition;
}
