import {
  type CompileOptions,
  compileSigma,
  factsOf,
  objectRecord,
  parseSigmaDocuments,
  type SigmaProgram,
} from '../../../src/signatures/sigma/index.js';

/** A rule whose detection is given, indented by two spaces. */
export function ruleText(detection: string, head = ''): string {
  return `title: t\n${head}logsource: {category: webserver}\ndetection:\n${detection}`;
}

/** Everything that keeps a text from loading. */
export function problemsOf(text: string, options: CompileOptions = {}) {
  const { documents, problems } = parseSigmaDocuments(text, 'rule.yml');
  return [...problems, ...compileSigma(documents, options).problems];
}

export function programOf(text: string, options: CompileOptions = {}): SigmaProgram {
  const { documents, problems } = parseSigmaDocuments(text, 'rule.yml');
  const program = compileSigma(documents, options);
  const all = [...problems, ...program.problems];
  if (all.length > 0) throw new Error(`does not load: ${all.map(({ reason }) => reason).join('; ')}`);
  return program;
}

/** Whether the first rule of a program matches an object. */
export function matches(program: SigmaProgram, event: Readonly<Record<string, unknown>>): boolean {
  return program.rules[0]?.matches(factsOf(objectRecord(event), program.predicates)) ?? false;
}

/** Whether a selection of one item matches. */
export function itemMatches(
  item: string,
  event: Readonly<Record<string, unknown>>,
  options: CompileOptions = {},
): boolean {
  return matches(programOf(ruleText(`  s:\n    ${item}\n  condition: s\n`), options), event);
}
