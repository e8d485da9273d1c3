import type { AspxDocument, Directive } from '../../formats/aspx/aspx-document.js';
import type { ServerCode } from '../../formats/aspx/server-code.js';
import type { CodeUnit, Method } from '../../formats/code/syntax.js';
import type { WebContent } from '../../formats/views/web-content.js';
import { analyseAssembly } from './analyse-assembly.js';
import { followData, type Piece } from './follow-data.js';
import { piecesTogether } from './pages/pieces-together.js';
import { controlType } from './request-data.js';
import type { Kept, SinkCall } from './sinks/sink-call.js';
import { comType } from './calls/com-types.js';
import type { Place, Value } from './values/value.js';

/** What the server code of one file does, and with whose data. */
export interface Behaviour {
  readonly code: readonly ServerCode[];
  readonly calls: readonly SinkCall[];
  /** Qualified names that are called or made, lower case. */
  readonly names: ReadonlyMap<string, Place>;
  readonly checksNames: boolean;
  readonly checksEndings: boolean;
  readonly kept: Kept;
  readonly asked: ReadonlySet<string>;
  readonly passes: boolean;
  readonly limits: readonly string[];
  /** Of each piece of code the file that it stands in, where that is not the one that is looked at. */
  readonly files?: readonly (PartOfPage | null)[];
}

/** A file that a page takes in as a part of itself. */
export interface PartOfPage {
  readonly content: WebContent;
  readonly path: string;
}

const EMPTY: Behaviour = {
  code: [],
  calls: [],
  names: new Map(),
  checksNames: false,
  checksEndings: false,
  kept: new Map(),
  asked: new Set(),
  passes: false,
  limits: [],
};
const known = new WeakMap<WebContent, Behaviour>();

/** Follows the data of a file once, for all detectors that ask. */
export function analyseBehaviour(content: WebContent): Behaviour {
  const before = known.get(content);
  if (before) return before;
  const behaviour = content.document === null ? ofNoPage(content) : analyse(content.document, content.code);
  known.set(content, behaviour);
  return behaviour;
}

/** From now on, `behaviour` is what the file is said to do. */
export function setBehaviour(content: WebContent, behaviour: Behaviour): void {
  known.set(content, behaviour);
}

/** An assembly that ASP.NET compiled of a page is read as that. */
function ofNoPage(content: WebContent): Behaviour {
  return (content.isCompiledPage ? analyseAssembly(content) : null) ?? EMPTY;
}

function analyse(document: AspxDocument, code: readonly ServerCode[]): Behaviour {
  const pieces = code.map(({ unit }, index) => ({ index, unit: asServed(unit, document) }));
  // The same code in each language that it may be in does not run together.
  const isOpen = document.blocks.some(({ mayBe }) => mayBe !== undefined);
  const groups = isOpen ? pieces.map((piece) => [piece]) : piecesTogether(pieces);
  return { code, ...followAll(groups, controlsOf([document])) };
}

/** Follows what runs together, group by group, with what other pages kept for it. */
export function followAll(
  groups: readonly (readonly Piece[])[],
  controls: ReadonlyMap<string, string>,
  keptByOthers?: Kept,
): Omit<Behaviour, 'code'> {
  const calls: SinkCall[] = [];
  const names = new Map<string, Place>();
  const limits = new Set<string>();
  const kept = new Map<string, Value>();
  const asked = new Set<string>();
  let passes = false;
  let checksNames = false;
  let checksEndings = false;
  for (const pieces of groups) {
    const followed = followData(pieces, controls, null, keptByOthers);
    calls.push(...followed.calls);
    for (const [name, place] of followed.names) if (!names.has(name)) names.set(name, place);
    for (const [where, value] of followed.kept) if (!kept.has(where)) kept.set(where, value);
    for (const where of followed.asked) asked.add(where);
    passes ||= followed.passes;
    checksNames ||= followed.checksNames;
    checksEndings ||= followed.checksEndings;
    for (const limit of [...followed.limits, ...pieces.flatMap(({ unit }) => unit.limits)]) limits.add(limit);
  }
  return { calls, names, checksNames, checksEndings, kept, asked, passes, limits: [...limits] };
}

/**
 * Types of the controls of pages, by their ids in lower case.
 * @param classes of user controls, by their elements.
 */
export function controlsOf(
  documents: readonly AspxDocument[],
  classes?: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const controls = new Map<string, string>();
  for (const { tag, attributes } of documents.flatMap(({ elements }) => elements)) {
    const id = attributes.get('id');
    if (id === undefined || controls.size >= 5000) continue;
    const identifier = attributes.get('progid') ?? attributes.get('classid');
    const type =
      tag === 'object' && identifier ? comType(identifier) : (classes?.get(tag) ?? controlType(tag, attributes));
    controls.set(id.toLowerCase(), type);
  }
  return controls;
}

/** Code as the directives of its page have it compiled and called. */
export function asServed(unit: CodeUnit, { directives, text: { text } }: AspxDocument): CodeUnit {
  return withPublished(withRemoted(withAliases(unit, directives), directives), text);
}

/** Begins a script component. */
const COMPONENT = /^\s{0,500}(?:<\?[^<>]{0,500}\?>\s{0,500}){0,5}<(?:package|component|scriptlet)\b/i;

/** `<method name="Run"/>` of a script component: pages call it, with what they are asked for. */
function withPublished(unit: CodeUnit, text: string): CodeUnit {
  if (!COMPONENT.test(text)) return unit;
  const names = new Set(
    [...text.matchAll(/<method\s[^<>]{0,300}?\bname\s{0,9}=\s{0,9}["']?(\w{1,100})/gi)].map(([, name = '']) =>
      name.toLowerCase(),
    ),
  );
  const methods = unit.methods.map((method) =>
    names.has(method.name.toLowerCase()) ? { ...method, attributes: [...method.attributes, 'WebMethod'] } : method,
  );
  return names.size === 0 ? unit : { ...unit, methods };
}

/** `<%@ Import Namespace="P = System.Diagnostics.Process" %>` */
function withAliases(unit: CodeUnit, directives: readonly Directive[]): CodeUnit {
  const aliases = new Map<string, string>();
  for (const { name, attributes } of directives) {
    const alias = name === 'import' ? /^\s*(\w+)\s*=\s*([\w.]+)\s*$/.exec(attributes.get('namespace') ?? '') : null;
    if (alias?.[1] !== undefined && alias[2] !== undefined) aliases.set(alias[1].toLowerCase(), alias[2]);
  }
  return aliases.size === 0 ? unit : { ...unit, aliases: new Map([...aliases, ...unit.aliases]) };
}

/** Objects that .NET remoting hands to clients, whose methods these call. */
const REMOTED = /^(?:marshalbyrefobject|contextboundobject|servicedcomponent|component)$/i;
/** Classes between the one that is served and that of the framework. */
const MOST_BASES = 10;

/** `<%@ WebService Class="X" %>` with a class of that kind, in a file for remoting: its methods are called as a web service's are. */
function withRemoted(unit: CodeUnit, directives: readonly Directive[]): CodeUnit {
  const served = new Set<string>();
  for (const { name, attributes } of directives) {
    if (name !== 'webservice') continue;
    const [written = ''] = (attributes.get('class') ?? '').split(',');
    for (const owner of remotedClasses(unit, written.trim())) served.add(owner);
  }
  if (served.size === 0) return unit;
  const methods = unit.methods.map((method) =>
    served.has(method.owner.toLowerCase()) && method.property === undefined && !isConstructor(method)
      ? { ...method, attributes: [...method.attributes, 'WebMethod'] }
      : method,
  );
  return { ...unit, methods };
}

function isConstructor({ name, owner }: Method): boolean {
  return name.toLowerCase() === owner.toLowerCase() || /^new$/i.test(name);
}

/** The class of this name and those of the file that it derives from, in lower case; none where no base is handed to clients. */
function remotedClasses({ classes }: CodeUnit, written: string): string[] {
  const chain: string[] = [];
  let name: string | undefined = written.slice(written.lastIndexOf('.') + 1).toLowerCase();
  while (name !== undefined && chain.length < MOST_BASES) {
    const wanted: string = name;
    const found = classes.find((one) => one.name.toLowerCase() === wanted);
    if (found === undefined) return [];
    chain.push(wanted);
    if (found.bases.some((base) => REMOTED.test(base))) return chain;
    name = found.bases[0]?.toLowerCase();
  }
  return [];
}
