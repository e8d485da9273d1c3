import type { CodeUnit } from '../../../formats/code/syntax.js';
import type { WebContent } from '../../../formats/views/web-content.js';
import { fileNameOf } from '../../../platform/windows-path.js';
import {
  analyseBehaviour,
  asServed,
  type Behaviour,
  controlsOf,
  followAll,
  type PartOfPage,
  setBehaviour,
} from '../analyse-behaviour.js';
import type { Piece } from '../follow-data.js';
import { piecesTogether } from './pieces-together.js';
import type { Kept, SinkCall } from '../sinks/sink-call.js';
import { RUNS_CODE, type SinkKind } from '../sinks/sinks.js';
import type { Place, Step, Taint, Value } from '../values/value.js';

/** A file that a page takes in, and by which of the files that the page itself names. */
export interface JoinedPart extends PartOfPage {
  /** Numbers of files that the page names, by which it comes in; null for what is the page's own code in another file. */
  readonly branches: readonly number[] | null;
  /** It is another page, which keeps data where this one looks for it; `together` by code that both take in. */
  readonly keeps?: 'alone' | 'together';
  /** Alone it is not known to be code, and so nothing was told of it. */
  readonly isUntold: boolean;
}

/**
 * Follows data of the request through a page and what it takes in. From then on, `analyseBehaviour` tells of the page only what they do
 * together: what one of them does alone is told of that one, and what two do that come in by the same file, of that file.
 */
export function joinPages(content: WebContent, parts: readonly JoinedPart[]): Behaviour {
  const alone = [content, ...parts.map((part) => part.content)].map(analyseBehaviour);
  const owners: readonly (JoinedPart | null)[] = [null, ...parts];
  const code = alone.flatMap((behaviour) => behaviour.code);
  const files = alone.flatMap((behaviour, index) => behaviour.code.map(() => owners[index] ?? null));
  // What stands first in a page is included, as a rule, and what it needs is there before it begins.
  const order = [...code.keys()].sort((a, b) => Number(files[a] === null) - Number(files[b] === null) || a - b);
  const classes = userControls(content, parts);
  const pieceOf = (index: number): Piece[] => {
    const unit = code[index]?.unit;
    const file = files[index] ?? null;
    const document = (file?.content ?? content).document;
    if (unit === undefined || document === null) return [];
    const own = file === null ? undefined : classes.ofFile.get(file);
    return [{ index, unit: inClass(asServed(unit, document), own) }];
  };
  const pieces = order.filter((index) => !files[index]?.keeps).flatMap(pieceOf);
  const documents = [content, ...parts.filter(({ keeps }) => !keeps).map((part) => part.content)].flatMap(
    ({ document }) => document ?? [],
  );
  const kept = new Map(keptBy(alone, owners));
  const shared = pieces.filter(({ index }) => {
    const file = files[index] ?? null;
    return file !== null && analyseBehaviour(file.content).passes;
  });
  for (const keeper of parts.filter(({ keeps }) => keeps === 'together')) {
    const own = order.filter((index) => files[index] === keeper).flatMap(pieceOf);
    for (const [where, value] of keptTogether(keeper, [...shared, ...own]))
      if (!kept.has(where)) kept.set(where, value);
  }
  const together = followAll(piecesTogether(pieces), controlsOf(documents, classes.ofTag), kept);
  const told = toldAlone(alone, owners);
  const calls = together.calls.filter(
    (call) => !told.has(keyOf(call, call.place.code)) && isOfPage(call, files) && matters(call, files),
  );
  const joined = { ...together, names: alone[0]?.names ?? together.names, code, calls, files };
  setBehaviour(content, joined);
  return joined;
}

/** The classes of user controls that a page registers: those that their code names, else one by the name that the page has for them. */
interface UserControls {
  /** By their elements, such as `shop:filter`. */
  readonly ofTag: ReadonlyMap<string, string>;
  /** Of those whose code names none. */
  readonly ofFile: ReadonlyMap<PartOfPage, string>;
}

function userControls({ document }: WebContent, parts: readonly JoinedPart[]): UserControls {
  const ofTag = new Map<string, string>();
  const ofFile = new Map<PartOfPage, string>();
  for (const { name, attributes } of document?.directives ?? []) {
    const file =
      name === 'register' || name === 'reference'
        ? fileNameOf(attributes.get('src') ?? attributes.get('control') ?? '').toLowerCase()
        : '';
    const part = file === '' ? undefined : parts.find(({ path }) => fileNameOf(path).toLowerCase() === file);
    const control = part?.content.document?.directives.find((one) => one.name === 'control');
    if (part === undefined || control === undefined) continue;
    const tag = attributes.get('tagname') ?? '';
    const inherits = control.attributes.get('inherits')?.replace(/,.*$/, '').trim();
    const made = control.attributes.get('classname') ?? (tag || file.replace(/\W/g, '_'));
    const className = (inherits ?? made).replace(/^.*\./, '');
    if (inherits === undefined) ofFile.set(part, className);
    if (tag !== '') ofTag.set(`${attributes.get('tagprefix') ?? ''}:${tag}`.toLowerCase(), className.toLowerCase());
  }
  return { ofTag, ofFile };
}

/** Code of a user control as members of its class. */
function inClass(unit: CodeUnit, name: string | undefined): CodeUnit {
  if (name === undefined) return unit;
  const methods = unit.methods.map((method) => (method.owner === '' ? { ...method, owner: name } : method));
  const { length: end } = unit.code;
  return { ...unit, methods, classes: [...unit.classes, { name, bases: ['UserControl'], start: 0, end }] };
}

function toldAlone(alone: readonly Behaviour[], owners: readonly (JoinedPart | null)[]): ReadonlySet<string> {
  const told = new Set<string>();
  let first = 0;
  for (const [index, { calls, code }] of alone.entries()) {
    for (const call of owners[index]?.isUntold ? [] : calls) told.add(keyOf(call, first + call.place.code));
    first += code.length;
  }
  return told;
}

/** What other pages kept, with places in the code of all. */
function keptBy(alone: readonly Behaviour[], owners: readonly (JoinedPart | null)[]): Kept {
  const kept = new Map<string, Value>();
  let first = 0;
  for (const [index, behaviour] of alone.entries()) {
    const behind = first;
    for (const [where, value] of owners[index]?.keeps ? behaviour.kept : [])
      if (!kept.has(where))
        kept.set(where, { ...value, taint: value.taint && placedIn(value.taint, (at) => behind + at) });
    first += behaviour.code.length;
  }
  return kept;
}

/** What a page keeps where it runs as one with these units. */
interface KeptBy {
  readonly units: readonly CodeUnit[];
  readonly kept: Kept;
}

/** Of pages, by the code that they share with others: each of these asks for the same. */
const KEPT_TOGETHER = new WeakMap<WebContent, KeptBy[]>();

/** What another page keeps by code that it shares with this one. Places are in the code of all. */
function keptTogether({ content }: JoinedPart, pieces: readonly Piece[]): Kept {
  const units = pieces.map(({ unit }) => unit);
  const before = KEPT_TOGETHER.get(content) ?? [];
  KEPT_TOGETHER.set(content, before);
  let known = before.find(
    (one) => one.units.length === units.length && one.units.every((unit, i) => unit === units[i]),
  );
  if (known === undefined) {
    const controls = controlsOf(content.document ? [content.document] : []);
    const { kept } = followAll(piecesTogether(units.map((unit, index) => ({ index, unit }))), controls);
    known = { units, kept };
    before.push(known);
  }
  const placed = (taint: Taint | null) => taint && placedIn(taint, (at) => pieces[at]?.index ?? at);
  return new Map([...known.kept].map(([where, value]) => [where, { ...value, taint: placed(value.taint) }]));
}

function placedIn(taint: Taint, code: (before: number) => number): Taint {
  const moved = ({ what, place }: Step): Step => ({ what, place: { ...place, code: code(place.code) } });
  return { ...taint, source: moved(taint.source), steps: taint.steps.map(moved) };
}

/** What a page may get of another one and hand on: names of files and addresses are asked for on one page and used on the next everywhere. */
const RUNS_WHAT_WAS_KEPT: ReadonlySet<SinkKind> = new Set<SinkKind>([...RUNS_CODE, 'write']);

/** Whether nothing of a call was kept by another page, or that page decides what runs. */
function matters({ kind, main, target }: SinkCall, files: readonly (JoinedPart | null)[]): boolean {
  const isKept = (value: Value | null) => files[value?.taint?.source.place.code ?? -1]?.keeps ?? false;
  if (!isKept(main)) return !isKept(target);
  return RUNS_WHAT_WAS_KEPT.has(kind);
}

/** A call at its place, with what decides it. */
function keyOf({ kind, name, place, main, target }: SinkCall, code: number): string {
  return [kind, name, code, place.start, place.end, whoseIs(main), whoseIs(target)].join('\0');
}

/** Whose data a value holds: what another server answers is another thing where the request says which. */
function whoseIs(value: Value | null): string {
  const taint = value?.taint ?? null;
  return taint === null ? '' : taint.origin === 'socket' ? 'of a server' : 'of a request';
}

/** Whether the page's own code has a part in it, or it needs files that come in by different ones. */
function isOfPage(call: SinkCall, files: readonly (JoinedPart | null)[]): boolean {
  const places = placesOf(call);
  const branches = places.map(({ code }) => files[code]?.branches ?? null);
  const [first, ...others] = branches;
  if (first == null || branches.includes(null)) return true;
  // Alone the file does not do it: only what the page calls leads from one part of it to the other.
  if (places.every(({ code }) => files[code] === files[call.place.code])) return true;
  return !first.some((branch) => others.every((other) => other?.includes(branch)));
}

function placesOf({ place, main, target }: SinkCall): Place[] {
  const ways = [main.taint, target?.taint ?? null].flatMap((taint) => taint ?? []);
  return [place, ...ways.flatMap(({ source, steps }) => [source.place, ...steps.map((step) => step.place)])];
}
