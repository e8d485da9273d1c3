/** A place in an XML file. Line and column count from 1, the column in characters as an editor shows it; the offset is in bytes. */
export interface XmlPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface XmlAttribute {
  readonly name: string;
  /** Character references and the five entities of XML resolved. */
  readonly value: string;
  /** Of the first character of its name. */
  readonly position: XmlPosition;
}

/** An element with what stands in it, in the order of the document. */
export interface XmlElement {
  readonly name: string;
  /** Names are unique: of two attributes with one name, the first counts and the second is a problem. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly parent: XmlElement | null;
  /** Own text and CDATA, without that of its children. */
  readonly text: string;
  /** Of its `<`. */
  readonly position: XmlPosition;
  /** Its start tag as the file has it, cut where it is very long. */
  readonly tag: string;
}

/** A comment or processing instruction: code hides in them. */
export interface XmlRemark {
  readonly text: string;
  readonly position: XmlPosition;
}

export interface XmlProblem {
  readonly reason: string;
  readonly position: XmlPosition;
  /** Reading ended here: what follows was not read. */
  readonly fatal: boolean;
}

export interface XmlDocument {
  /** The first element, null where there is none. What stood before a fault is in it, unclosed elements too. */
  readonly root: XmlElement | null;
  readonly remarks: readonly XmlRemark[];
  /** In the order of the document. */
  readonly problems: readonly XmlProblem[];
}

/** The value of an attribute; names of IIS configuration are exact in case. Undefined where there is none. */
export function attribute(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((candidate) => candidate.name === name)?.value;
}

export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The first child of a name, of its first child of the next name, and so on. */
export function descendant(element: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  let current: XmlElement | undefined = element;
  for (const name of names) current = current?.children.find((child) => child.name === name);
  return current;
}

/** Names from the root: `configuration/system.webServer/modules/add`. */
export function elementPath(element: XmlElement): string {
  const names: string[] = [];
  for (let current: XmlElement | null = element; current !== null; current = current.parent) names.push(current.name);
  return names.reverse().join('/');
}

/** The element and all below it, in the order of the document. */
export function* walk(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* walk(child);
}
