import { isBasic } from '../../formats/code/language.js';
import { readTokens } from '../../formats/code/parse-code.js';
import type { CodeUnit, Expression } from '../../formats/code/syntax.js';
import type { Token } from '../../formats/code/token.js';
import { withVersions } from '../../formats/code/versions.js';
import { walkExpressions } from '../../formats/code/walk.js';
import type { WebContent } from '../../formats/views/web-content.js';
import { analyseBehaviour, type Behaviour } from '../behaviour/analyse-behaviour.js';
import { RUNS_CODE, type SinkKind } from '../behaviour/sinks/sinks.js';
import { checkedValues } from '../checked-values/checked-values.js';
import { textOf } from './expression-names.js';
import { CHOICE } from './grades.js';
import { Provenances } from './provenance.js';
import { SINK_PLACES, type SinkPlaces } from './sink-places.js';
import { withScopedNames } from './scoped-names.js';
import { SELF } from './vocabulary.js';

/** A place at which code calls, makes or sets something by a name. */
interface Site {
  readonly kind: 'call' | 'new' | 'set';
  /** Lower case. */
  readonly name: string;
  /** What the method is called on, null where it is called by its name alone. */
  readonly on: Expression | null;
  readonly args: readonly Expression[];
}

/** The code of a page that was read to its end. */
interface Page {
  readonly unit: CodeUnit;
  readonly tokens: readonly Token[];
  readonly values: Provenances;
  readonly behaviour: Behaviour;
  readonly writesFiles: boolean;
  /** By the place of the name. */
  readonly sites: ReadonlyMap<number, Site>;
}

/** A name with `@` before it. */
type Shown = Pick<Token, 'text' | 'start' | 'end'>;

const pages = new WeakMap<WebContent, Page | null>();

/**
 * Whether a page gives to all sinks of some kinds nothing but what is its own: constants, numbers, a choice of its own texts, its settings and
 * files. False where that is not known for sure: where anything of the page was not read or lies in another file, where code may be
 * called or variables be set by names that nobody sees, and where what it gives is a payload by itself.
 * @param kinds keys of `SINK_PLACES`
 */
export function givesOnlyItsOwn(content: WebContent, kinds: readonly string[]): boolean {
  const page = pageOf(content);
  if (page === null || kinds.length === 0) return false;
  return kinds.every((kind) => {
    const places = SINK_PLACES[kind];
    return places !== undefined && isFixed(page, kind, places);
  });
}

function pageOf(content: WebContent): Page | null {
  const known = pages.get(content);
  if (known !== undefined) return known;
  const page = readPage(content);
  pages.set(content, page);
  return page;
}

function readPage(content: WebContent): Page | null {
  const { document, extension, isCompiledPage } = content;
  if (document === null || isCompiledPage || extension === 'ascx' || document.cut || document.references.length > 0)
    return null;
  const [code, ...others] = content.code;
  if (code === undefined || others.length > 0 || content.limits.length > 0) return null;
  const { unit } = code;
  // `@name` writes a value into the markup of Razor.
  const isRazor = extension === 'cshtml';
  const isShown = ({ text, start, end }: Shown) => isRazor && unit.code.slice(start, end) === `@${text}`;
  if (!unit.disguised.every(isShown) || unit.aliases.size > 0 || document.blocks.some(({ encoded }) => encoded))
    return null;
  if (!isBasic(unit.language) && unit.statics.length > 0) return null;
  if (document.directives.some(({ name, attributes }) => name === 'implements' || attributes.has('inherits')))
    return null;
  if (document.elements.some(({ attributes }) => METHODS_OF_MARKUP.some((name) => attributes.has(name)))) return null;
  const { tokens, cut } = readTokens(unit.code, unit.language);
  if (cut || isOpaque(unit, tokens, isShown) || holdsPayload(tokens) || asksForPassword(unit.code)) return null;
  const behaviour = analyseBehaviour(content);
  if (behaviour.limits.length > 0 || behaviour.calls.some(({ nested, kind }) => nested || kind === 'hidden-code'))
    return null;
  const controls = new Set(document.elements.flatMap(({ attributes }) => attributes.get('id')?.toLowerCase() ?? []));
  const writesFiles = behaviour.calls.some(({ kind }) => WRITES.has(kind));
  const scoped = withScopedNames(withVersions(unit));
  const values = new Provenances(scoped, tokens, controls, writesFiles, checkedValues(unit));
  return { unit, tokens, values, behaviour, writesFiles, sites: sitesOf(scoped, tokens) };
}

/** Attributes by which controls call methods of the page with what a request says. */
const METHODS_OF_MARKUP = ['selectmethod', 'insertmethod', 'updatemethod', 'deletemethod'];

const WRITES: ReadonlySet<SinkKind> = new Set<SinkKind>(['write', 'download', 'move', 'unpack', 'create']);

/** What runs something: none of it may get what a request says, whichever kind a rule is about. */
const EXECUTES: ReadonlySet<SinkKind> = new Set<SinkKind>([
  ...RUNS_CODE,
  'connect',
  'send',
  'route',
  'listener',
  'run-page',
  'unpack',
  'account',
  'service',
]);

/** `VsaEngine engine`, `VsaEngine.CreateEngine()` */
function isOnlyMade(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return next?.kind === 'name' || (next?.text === '.' && /^createengine$/i.test(tokens[at + 2]?.text ?? ''));
}

/** Names by which code sets or calls what it does not name. */
const OPAQUE =
  /^(?:setvalue|setfield|getfields?|getpropert(?:y|ies)|tryupdatemodel\w*|updatemodel|populateobject|invokemember|dynamicinvoke|dynamicmethod|ilgenerator|typebuilder|definedynamic\w+|marshal|unsafe|gettypefrom(?:progid|clsid)|getref|getobject|prototype|constructor|operator|implicit|typedescriptor|formatterservices|gchandle|vsaengine|scriptcontrol|__refvalue|__makeref|setenvironmentvariable|getdelegateforfunctionpointer|expandoobject)$/;

function isOpaque(
  { methods, code, language }: CodeUnit,
  tokens: readonly Token[],
  isShown: (name: Shown) => boolean,
): boolean {
  if (methods.some(({ external, name }) => external || /^(?:tostring|valueof|equals|gethashcode)$/i.test(name)))
    return true;
  // Comments that JScript compiles, on a condition of their own.
  if (language === 'jscript' && /@(?:cc_on|if|set|elif)\b/.test(code)) return true;
  const letters = new Set<string>();
  for (const [i, { kind, text, start, end, disguised }] of tokens.entries()) {
    if (disguised && !isShown({ text, start, end })) return true;
    const next = tokens[i + 1];
    const lower = text.toLowerCase();
    if (kind === 'name' && OPAQUE.test(lower) && !(lower === 'vsaengine' && isOnlyMade(tokens, i))) return true;
    // Indexers: `this[…]`, `Default Property`
    if (kind === 'name' && lower === 'this' && next?.text === '[') return true;
    if (kind === 'name' && lower === 'default' && /^(?:readonly|property|public)$/i.test(next?.text ?? '')) return true;
    if (kind === 'string' && /^[a-z0-9]{1,2}$/i.test(text)) letters.add(text);
  }
  // An alphabet: what a visitor cannot say, a choice for each letter can spell.
  return letters.size > MAXIMUM_LETTERS;
}

const MAXIMUM_LETTERS = 14;

/** Texts that are something else than they look, in pages that give their sinks nothing but texts. */
function holdsPayload(tokens: readonly Token[]): boolean {
  let numbers = 0;
  for (const { kind, text } of tokens) {
    if (kind === 'number') numbers++;
    if (kind === 'string' && (/[A-Za-z0-9+/=_-]{100}/.test(text) || /(?:[0-9a-f]{2}[\s,;:%-]?){40}/i.test(text)))
      return true;
    if (kind === 'string' && INTRUDERS_COMMAND.test(text)) return true;
  }
  return numbers > MAXIMUM_NUMBERS;
}

/** More are a program as a list of bytes. */
const MAXIMUM_NUMBERS = 300;

/** Commands that hide what they do, fetch what they run, or give somebody rights. */
const INTRUDERS_COMMAND =
  /\s[-/]e(?:nc?|nco\w*|c)?\s+["']?[A-Za-z0-9+/=]{16}|\s[-/]enc\w*\b|\s[-/]w(?:in\w*)?\s+h|-windowstyle|\bhidden\b|frombase64|\bcertutil\b|\bbitsadmin\b|\bcurl\b|\bwget\b|\biex\b|invoke-(?:expression|webrequest|restmethod|command)|\bi[wr][rm]\b\s|net\.webclient|download(?:string|file|data)|start-(?:process|bitstransfer)|\b(?:mshta|regsvr32|rundll32|installutil|msxsl|wmic|cscript|wscript)\b|https?:[^\s"']{1,200}\.(?:ps1|bat|cmd|vbs|hta|exe|dll|sct|msi|aspx?|ashx|txt)\b|\breg(?:\.exe)?\s+save|\blsass|\bntds|\bvssadmin|\bwevtutil\s+cl|\bnet1?(?:\.exe)?\s+(?:user|localgroup|group)\b|\\\\[\w.-]+\\[^"'\s]+\.(?:exe|dll|ps1|bat|cmd|vbs)\b|>\s*["']?[a-z]:\\[^"']*\.(?:as[hmpc]x|asp|cmd|bat|ps1|vbs)|\becho\b[^|&]{0,200}>/i;

const SECRET = /\brequest\b[^;\n]{0,60}["'](?:pass\w*|pwd|key|token|auth\w*|secret|code|cmd|command)["']/i;

/** A page that lets in only whoever knows a word is no page of an application. */
function asksForPassword(code: string): boolean {
  return SECRET.test(code);
}

function isFixed(page: Page, kind: string, places: SinkPlaces): boolean {
  const { behaviour, tokens, unit } = page;
  // What it wrote it may run; what a text says it evaluates is no file, and what it read of one is known to be anybody's.
  if (page.writesFiles && !/^(?:download|write|evaluate)$/.test(kind)) return false;
  if (
    behaviour.calls.some(
      (call) =>
        EXECUTES.has(call.kind) && call.kind !== kind && (call.main.taint ?? call.target?.taint ?? null) !== null,
    )
  )
    return false;
  let count = 0;
  for (const [i, token] of tokens.entries()) {
    const lower = token.text.toLowerCase();
    // A name in a text may be called by it.
    if (token.kind === 'string' && places.calls.test(lower)) return false;
    if (token.kind !== 'name') continue;
    const site = page.sites.get(token.start);
    if (isPlace(page, places, i, site)) {
      if (site === undefined && !places.receiver && isCalledBare(page, i)) continue;
      if (site === undefined || !isOwn(page, places, site)) return false;
      count++;
    }
  }
  if (kind === 'download' && tokens.some(({ kind: of, text }) => of === 'string' && EXECUTABLE.test(text)))
    return false;
  if (kind === 'load' && HANDS_OVER.test(unit.code)) return false;
  return count > 0 || isInComment(unit, places);
}

/** `Set rows = command.Execute` of Basic, which is given nothing. */
function isCalledBare({ tokens, unit: { code, language } }: Page, at: number): boolean {
  const end = tokens[at]?.end ?? code.length;
  const isMember = tokens[at - 1]?.text === '.';
  return isBasic(language) && isMember && /^[ \t]{0,20}(?:$|[\r\n:')])/.test(code.slice(end, end + 24));
}

const EXECUTABLE =
  /\.(?:as[hmpc]x|asp|asa|asax|cer|cdx|exe|dll|ps1|bat|cmd|vbs|js|jse|hta|config|cshtml|vbhtml|soap|svc|master|msi|scr|com|rem)\s*$/i;

/** What was loaded gets all that the server knows of the request. */
const HANDS_OVER =
  /[(,]\s*(?:this|me|page|context|request|response|session|httpcontext\.current|(?:this\.)?context(?:\.request)?)\s*[,)}]/i;

/** Whether a rule saw nothing but what a comment says. */
function isInComment({ comments, code }: CodeUnit, { calls }: SinkPlaces): boolean {
  for (let i = 0; i + 1 < comments.length; i += 2)
    for (const [word] of code.slice(comments[i], comments[i + 1]).matchAll(/\w+/g))
      if (calls.test(word.toLowerCase())) return true;
  return false;
}

/** Whether the name at a token is one by which the sink is reached. */
function isPlace({ unit, tokens, values }: Page, places: SinkPlaces, at: number, site: Site | undefined): boolean {
  const { text } = tokens[at] ?? { text: '' };
  const lower = text.toLowerCase();
  const isMember = /^\??[.!]$/.test(tokens[at - 1]?.text ?? '');
  const before = isMember ? (tokens[at - 2]?.text.toLowerCase() ?? '') : '';
  // `Handles Me.Load`
  const isSelf = isMember && SELF.has(before);
  // `Microsoft.JScript.Eval.JScriptEvaluate(…)`
  if (lower === 'eval' && /^jscriptevaluate/i.test(tokens[at + 2]?.text ?? '')) return false;
  if (places.creations?.test(lower) && (site?.kind === 'new' || isMade(tokens, at))) return true;
  if (lower === 'function' && places.creations?.test(lower)) return text === 'Function' && unit.language === 'jscript';
  if (places.members?.test(lower) && (site?.kind === 'set' || tokens[at + 1]?.text === '=')) return true;
  // A method of the page's own is read like any other code.
  if (values.isOwnMethod(text) && (!isMember || isSelf)) return false;
  if (isSelf && site === undefined && isBasic(unit.language)) return false;
  // A variable by such a name; what it holds was named where it got that.
  if (!isMember && site === undefined && values.isVariable(text)) return false;
  const on = site?.on ? textOf(site.on) : before;
  if (places.notOn?.test(on || spelled(unit, site))) return false;
  if (isMadeElse(values, places, site)) return false;
  if (places.calls.test(lower)) return true;
  return (places.callsOn ?? []).some(
    ({ calls, on: of }) => calls.test(lower) && (!isMember || of.test(on.slice(on.lastIndexOf('.') + 1))),
  );
}

/** Whether a method is called on what surely has another one of that name. */
function isMadeElse(values: Provenances, { notMadeAs }: SinkPlaces, site: Site | undefined): boolean {
  if (notMadeAs === undefined || site?.kind !== 'call' || site.on === null) return false;
  return notMadeAs.calls.test(site.name) && values.isMadeAs(site.on, notMadeAs.made);
}

function spelled({ code }: CodeUnit, site: Site | undefined): string {
  return site?.on ? code.slice(site.on.start, Math.min(site.on.end, site.on.start + 100)).toLowerCase() : '';
}

/** `new Type`, `new Name.Space.Type` */
function isMade(tokens: readonly Token[], at: number): boolean {
  let i = at - 1;
  while (tokens[i]?.text === '.' && tokens[i - 1]?.kind === 'name') i -= 2;
  return tokens[i]?.text.toLowerCase() === 'new';
}

function isOwn({ values }: Page, places: SinkPlaces, { kind, name, on, args }: Site): boolean {
  const first = places.paths?.two.test(name) ? 2 : places.firstOnly || places.paths ? 1 : args.length;
  const counted = args.slice(0, first);
  if (counted.some((arg) => values.of(arg) > CHOICE && !(places.paths && values.of(nameOf(arg)) <= CHOICE)))
    return false;
  if (places.receiver && kind === 'call' && on !== null && values.ofObject(on) > CHOICE) return false;
  if (places.payload === undefined) return true;
  const texts = counted.flatMap((arg) => values.textsIn(arg));
  const whole = [...texts, texts.join(''), [...texts].reverse().join('')];
  const { payload, seesVariables } = places;
  if (whole.some((text) => payload.test(text))) return false;
  // What is evaluated sees the page's variables.
  return !seesVariables || !texts.some((text) => values.namesForeign(text));
}

/** The name in a path that is put together of a folder and a name: wherever a file lies, its name decides whether a server runs it. */
function nameOf(path: Expression): Expression {
  const name =
    path.kind === 'call' && /(?:^|\.)path\.combine$/i.test(textOf(path.callee)) ? path.args.at(-1) : undefined;
  return name !== undefined && hasText(name) ? name : path;
}

/** Whether it holds something for sure: a folder with no name behind it is the whole path. */
function hasText(name: Expression): boolean {
  if (name.kind === 'string') return /\.\w/.test(name.value);
  if (name.kind === 'binary') return hasText(name.left) || hasText(name.right);
  if (name.kind !== 'call') return false;
  // `Guid.NewGuid().ToString("N")`
  return (
    /(?:^|\.)guid\.newguid$/.test(textOf(name.callee)) || (name.callee.kind === 'member' && hasText(name.callee.object))
  );
}

function sitesOf(unit: CodeUnit, tokens: readonly Token[]): ReadonlyMap<number, Site> {
  const sites = new Map<number, Site>();
  const places = new Map(tokens.map(({ start }, index) => [start, index]));
  walkExpressions(unit, (expression) => {
    if (expression.kind === 'call') {
      const { callee, args } = expression;
      if (callee.kind === 'name')
        sites.set(callee.start, { kind: 'call', name: callee.name.toLowerCase(), on: null, args });
      if (callee.kind === 'member')
        sites.set(callee.end - callee.name.length, {
          kind: 'call',
          name: callee.name.toLowerCase(),
          on: callee.object,
          args,
        });
    }
    if (expression.kind === 'assign' && expression.target.kind !== 'index') {
      const { target, value } = expression;
      if (target.kind === 'member')
        sites.set(target.end - target.name.length, {
          kind: 'set',
          name: target.name.toLowerCase(),
          on: target.object,
          args: [value],
        });
      // `new ProcessStartInfo { FileName = … }`
      if (target.kind === 'name')
        sites.set(target.start, { kind: 'set', name: target.name.toLowerCase(), on: null, args: [value] });
    }
    if (expression.kind === 'new') {
      const { type, args, elements } = expression;
      const short = type.slice(type.lastIndexOf('.') + 1);
      const first = places.get(expression.start) ?? 0;
      for (let i = first; i < first + 20; i++) {
        const token = tokens[i];
        if (token?.text !== short || token.kind !== 'name') continue;
        sites.set(token.start, { kind: 'new', name: short.toLowerCase(), on: null, args: [...args, ...elements] });
        break;
      }
    }
    return true;
  });
  return sites;
}
