/** An element of binary XML before its values are put in. */
export interface TemplateElement {
  readonly name: string;
  readonly attributes: readonly TemplateAttribute[];
  readonly children: readonly (TemplateElement | TemplatePart)[];
}

export interface TemplateAttribute {
  readonly name: string;
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = string | Substitution;

/** Place of a value in the list that each record brings. */
export interface Substitution {
  readonly index: number;
  /** Nothing is written where the value is null. */
  readonly optional: boolean;
}

export function isElement(child: TemplateElement | TemplatePart): child is TemplateElement {
  return typeof child !== 'string' && 'name' in child;
}

/** A value of a record: where its bytes lie in the chunk. */
export interface TemplateValue {
  readonly type: number;
  readonly start: number;
  readonly size: number;
}
