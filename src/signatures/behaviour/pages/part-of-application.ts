import type { CodeUnit, Expression } from '../../../formats/code/syntax.js';
import { walkExpressions } from '../../../formats/code/walk.js';
import { isClassicAsp, type WebContent } from '../../../formats/views/web-content.js';

/**
 * Whether a page of classic ASP is made together with other files of its application. Either it includes some, and calls or reads by a
 * bare name what only they can hold, such as a check of who is signed in; or it only declares what others call, and does nothing when it
 * is asked for. What an intruder drops has to work by itself.
 */
export function isPartOfApplication(content: WebContent): boolean {
  if (!isClassicAsp(content)) return false;
  const includes = includesFiles(content);
  const own = includes ? namesOf(content) : NONE;
  return (
    content.code.every(({ unit }) => onlyDeclares(unit)) ||
    (includes && content.code.some(({ unit }) => usesForeignName(unit, own)))
  );
}

/** Whether a page takes in other files of the server. */
export function includesFiles({ document }: WebContent): boolean {
  return document?.references.some(({ kind }) => kind === 'include') ?? false;
}

/**
 * Whether a page of ASP.NET names other parts of an application, which have to be there for it to run: a class of code behind it, a master page
 * or layout, controls, namespaces that are not of Windows or of a common library.
 */
export function usesApplication({ document, code }: WebContent): boolean {
  if (document === null) return false;
  const directives = document.directives.some(
    ({ name, attributes }) =>
      ['masterpagefile', 'codefile', 'codebehind', 'src'].some((key) => attributes.has(key)) ||
      (/^(?:page|control|master|webhandler|webservice)$/.test(name) && isForeign(attributes.get('inherits'))) ||
      (name === 'register' && isForeign(attributes.get('namespace'))) ||
      (name === 'import' && isForeign(attributes.get('namespace'))),
  );
  return (
    directives ||
    code.some(({ unit }) => unit.namespaces.some(isForeign)) ||
    RAZOR_PART.test(document.text.text.slice(0, MAXIMUM_SEARCHED))
  );
}

const MAXIMUM_SEARCHED = 1 << 20;

/** `@using`, `@model` and `@inherits` of what is not of Windows, and `Layout = "…"`. */
const RAZOR_PART =
  /^[ \t]{0,40}@(?:using|model|inherits)[ \t]+(?!System\b|Microsoft\b|dynamic\b|string\b)[A-Z]\w|^[ \t{@]{0,40}Layout[ \t]*=[ \t]*"/m;

/** Whether a namespace or type is of neither Windows nor a library that many have. */
function isForeign(name: string | undefined): boolean {
  return (
    name !== undefined &&
    /^\s*\w/.test(name) &&
    !/^\s*(?:system|microsoft|newtonsoft|icsharpcode|ionic|asp|tuple)\b/i.test(name)
  );
}

const NONE: ReadonlySet<string> = new Set();

/** Whether nothing of it runs before another page calls it. */
function onlyDeclares({ main, methods }: CodeUnit): boolean {
  return (
    methods.length > 0 &&
    main.every((statement) => statement.kind === 'declare' && statement.value?.kind !== 'call') &&
    // `global.asa`: the server itself calls these.
    !methods.some(({ name }) => /^(?:application|session)_on/i.test(name))
  );
}

/** Names, lower case, that the page gives to something itself. */
function namesOf({ code }: WebContent): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: string) => names.add(name.toLowerCase());
  for (const { unit } of code) {
    for (const { name, parameters, body } of unit.methods) {
      add(name);
      for (const parameter of parameters) add(parameter.name);
      for (const statement of body) if (statement.kind === 'declare' || statement.kind === 'each') add(statement.name);
    }
    for (const statement of unit.main)
      if (statement.kind === 'declare' || statement.kind === 'each') add(statement.name);
    for (const { name } of unit.classes) add(name);
    walkExpressions(unit, (expression) => {
      const target = expression.kind === 'assign' ? rootOf(expression.target) : null;
      if (target !== null) add(target);
      return true;
    });
  }
  return names;
}

function usesForeignName(unit: CodeUnit, own: ReadonlySet<string>): boolean {
  let found = false;
  walkExpressions(unit, (expression) => {
    if (expression.kind === 'name') {
      const name = expression.name.toLowerCase();
      found ||= /^[a-z]\w{2,}$/.test(name) && !own.has(name) && !LANGUAGE.has(name) && !/^(?:vb|ad)[a-z]/.test(name);
    }
    return !found;
  });
  return found;
}

/** The variable that an assignment is to, or to a part of. */
function rootOf(target: Expression): string | null {
  let at = target;
  while (at.kind === 'member' || at.kind === 'index' || at.kind === 'call')
    at = at.kind === 'call' ? at.callee : at.object;
  return at.kind === 'name' ? at.name : null;
}

/** What VBScript, JScript and classic ASP themselves have a name for, and words of their statements. */
const LANGUAGE: ReadonlySet<string> = new Set(
  `request response server session application objectcontext asperror scriptingcontext err wscript scriptengine
  scriptenginebuildversion scriptenginemajorversion scriptengineminorversion
  abs array asc ascb ascw atn cbool cbyte ccur cdate cdbl chr chrb chrw cint clng cos createobject csng cstr date dateadd datediff
  datepart dateserial datevalue day escape unescape eval execute executeglobal exp filter fix formatcurrency formatdatetime
  formatnumber formatpercent getlocale getobject getref hex hour inputbox instr instrb instrrev int isarray isdate isempty isnull
  isnumeric isobject join lbound lcase left leftb len lenb loadpicture log ltrim mid midb minute month monthname msgbox now oct
  randomize replace rgb right rightb rnd round rtrim second setlocale sgn sin space split sqr strcomp string strreverse tan time timer
  timeserial timevalue trim typename ubound ucase vartype weekday weekdayname year regexp class_initialize class_terminate
  empty nothing null true false and or not xor mod eqv imp new call set let get dim redim preserve const public private erase exit end
  function sub property class with for each next while wend loop until then else elseif select case goto resume error explicit option
  this self undefined nan infinity parseint parsefloat isnan isfinite decodeuri decodeuricomponent encodeuri encodeuricomponent activexobject
  enumerator vbarray math object number boolean getactiveobject arguments collectgarbage void typeof delete instanceof
  return throw try catch finally switch break continue default var`.split(/\s+/),
);
