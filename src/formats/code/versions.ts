import { blocksOf } from './blocks.js';
import { type BodyNames, namesIn } from './body-names.js';
import { BodyVersions } from './body-versions.js';
import { type CodeLanguage, isBasic } from './language.js';
import type { CodeUnit, Method, Statement } from './syntax.js';

/** Variables of one body that are looked at. */
const MAXIMUM_NAMES = 200;

/** Words with which nothing is sure of what a variable holds. */
const UNSURE: Readonly<Record<CodeLanguage, RegExp>> = {
  csharp: /\b(?:unsafe|__makeref|stackalloc)\b|=\s*ref\b/,
  jscript: /\barguments\b|\bwith\s*\(/,
  vb: /\bstatic\b/i,
  vbscript: /\bstatic\b/i,
};

interface Known {
  readonly others: readonly CodeUnit[];
  readonly made: CodeUnit;
}

const known = new WeakMap<CodeUnit, Known>();
const originals = new WeakMap<CodeUnit, CodeUnit>();

/**
 * The same code, in which a variable goes by another name from each statement on that surely gives it another value: what it held before
 * is not meant there. Where a block ends, what it left goes on into the variable around. Variables that lambdas, methods within or, of those outside
 * of methods, any methods or `others` share with the body keep their name, and so do all where jumps make uncertain what runs.
 * @param others what runs as one with it.
 */
export function withVersions(unit: CodeUnit, others: readonly CodeUnit[] = []): CodeUnit {
  const beside = others.filter((other) => other !== unit);
  const before = known.get(unit);
  if (before?.others.length === beside.length && before.others.every((other, i) => other === beside[i]))
    return before.made;
  const versioned = makeVersions(unit, beside);
  known.set(unit, { others: beside, made: versioned });
  if (versioned !== unit) originals.set(versioned, unit);
  return versioned;
}

/** The code as it was before `withVersions`. */
export function originalOf(unit: CodeUnit): CodeUnit {
  return originals.get(unit) ?? unit;
}

function makeVersions(unit: CodeUnit, others: readonly CodeUnit[]): CodeUnit {
  const basic = isBasic(unit.language);
  if (UNSURE[unit.language].test(unit.code)) return unit;
  const key = (name: string) => (basic ? name.toLowerCase() : name);
  const names = new Map<Method | null, BodyNames>();
  for (const method of unit.methods) names.set(method, namesIn(method.body, key));
  names.set(null, namesIn(unit.main, key));
  const chosen = new Map<Method | null, ReadonlySet<string>>();
  for (const [method, of] of names) {
    const candidates = severalTimes(method, of, key);
    if (candidates.size === 0 || candidates.size > MAXIMUM_NAMES) continue;
    const own = [...candidates].filter((name) => isOwn(name, method, of, unit, key));
    const kept = own.filter((name) => !isShared(name, method, names, others, basic));
    if (kept.length > 0) chosen.set(method, new Set(kept));
  }
  const whole = chosen.size > 0 ? blocksOf(unit) : null;
  if (whole === null) return unit;
  // On an error the next statement runs, and the variable keeps what it held.
  const goesOn = basic && [unit, ...others].some(({ code }) => /\bon\s+error\s+resume\b/i.test(code));
  const rewritten = (method: Method | null, body: readonly Statement[]): readonly Statement[] => {
    const of = names.get(method);
    const which = chosen.get(method);
    return of && which ? new BodyVersions(of, which, whole, method, goesOn, key).rewrite(body) : body;
  };
  return {
    ...unit,
    main: rewritten(null, unit.main),
    methods: unit.methods.map((method) =>
      chosen.has(method) ? { ...method, body: rewritten(method, method.body) } : method,
    ),
  };
}

/** Variables that are given values more than once. */
function severalTimes(method: Method | null, { definitions }: BodyNames, key: (name: string) => string): Set<string> {
  const seen = new Set((method?.parameters ?? []).map(({ name }) => key(name)));
  const several = new Set<string>();
  for (const { key: of } of definitions) {
    if (seen.has(of)) several.add(of);
    seen.add(of);
  }
  return several;
}

/** Whether a name is a variable of the body's own, which nothing sees that runs at another time. */
function isOwn(
  name: string,
  method: Method | null,
  { declared, definitions, captured, changedInside }: BodyNames,
  { language }: CodeUnit,
  key: (name: string) => string,
): boolean {
  if (name.startsWith(' ') || /^(?:layout|page|request|response|server|session|application|context)$/i.test(name))
    return false;
  const isParameter = method?.parameters.some((parameter) => key(parameter.name) === name) ?? false;
  const isScript = method === null && (language === 'vbscript' || language === 'jscript');
  if (!isParameter && !declared.has(name) && !isScript) return false;
  // `Get` may declare a variable by the name of what `Set` is given.
  if (method?.property && isParameter && declared.has(name)) return false;
  if (method !== null && key(method.name) === name) return false;
  if (changedInside.has(name)) return false;
  const first = captured.get(name);
  return first === undefined || definitions.every((of) => of.key !== name || of.at.start < first);
}

/** Whether other bodies mention a name that may see the variable. */
function isShared(
  name: string,
  method: Method | null,
  names: ReadonlyMap<Method | null, BodyNames>,
  others: readonly CodeUnit[],
  basic: boolean,
): boolean {
  for (const [other, { mentions, declared }] of names) {
    if (other === method || other === null || !mentions.has(name)) continue;
    // In Basic a parameter of that name is another variable in all of its method.
    if (basic && other.parameters.some((parameter) => parameter.name.toLowerCase() === name)) continue;
    if (method === null ? !declared.has(name) : other.start < method.end && method.start < other.end) return true;
  }
  if (method !== null) return false;
  const folds = basic || others.some(({ language }) => isBasic(language));
  const word = new RegExp(`(?<![\\w$])${name.replace(/[^\w]/g, '\\$&')}(?![\\w$])`, folds ? 'i' : '');
  return others.some(({ code }) => word.test(code));
}
