/** A page as the browser of a visitor gets it, or a script of one. Offsets are UTF-16 units of the text that it was read from. */
export interface ClientPage {
  readonly elements: readonly ClientElement[];
  readonly scripts: readonly ClientCode[];
  readonly styles: readonly ClientCode[];
  /** What was not read, empty where everything was. */
  readonly limits: readonly string[];
}

export interface ClientElement {
  /** Lower case. */
  readonly tag: string;
  /** Names in lower case, values with entities decoded. What the server fills in stands as blanks. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly start: number;
  readonly end: number;
}

/** Script or style that stands in the page, in an attribute or in a file of its own. */
export interface ClientCode {
  readonly code: string;
  readonly start: number;
  /** It stands in an attribute, where entities were decoded: `start` is its element. */
  readonly inAttribute?: true;
}
