import type { SignatureProblem } from '../../model/finding.js';
import type { LoadedRule } from '../../model/signature.js';
import { breather } from '../../platform/give-way.js';
import type { LogSource, SigmaCorrelation, SigmaDocument, SigmaRule } from './ast.js';
import { type CompileOptions, compileSigma, type SigmaProgram } from './compile.js';
import { digestOf, type RuleOrigin, readSigmaFiles, type SigmaFile } from './pack-files.js';
import { type ParsedSigma, parseSigmaDocuments } from './parse.js';
import { passedOver } from './passed-over.js';
import { type KeptPack, packFrom, readKeptPack } from './shipped-pack.js';

/** Rule files, read and compiled together. */
export interface SigmaPack {
  /** SHA-256 over sorted paths and contents. */
  readonly digest: string;
  readonly documents: readonly SigmaDocument[];
  readonly program: SigmaProgram;
  /** What the report says of each of `program.rules`, by the same index. */
  readonly rules: readonly LoadedRule[];
  /** What the report says of each of `program.correlations`, by the same index. */
  readonly correlations: readonly LoadedRule[];
  /** Everything that did not load, and why. */
  readonly problems: readonly SignatureProblem[];
  /** One for each rule that was not read, as it is for records that are not here. */
  readonly passedOver: readonly RuleOrigin[];
}

export interface LoadOptions extends CompileOptions {
  /** Rules for other records than these are not read, but counted. */
  readonly only?: readonly LogSource[];
}

/** Loads every Sigma rule below the folders. Rules that do not load are problems; the others are ready. */
export async function loadSigmaPack(folders: readonly string[], options: LoadOptions = {}): Promise<SigmaPack> {
  const { files, problems } = await readSigmaFiles(folders);
  // Those that ship come first; what the build made of them is taken where they are still the same.
  const [first] = files;
  const kept = first?.origin && !options.placeholders ? readKeptPack(first.origin) : null;
  const isKept = ({ origin }: SigmaFile): boolean => kept !== null && origin === first?.origin;
  const left = options.only
    ? passedOver(
        files.filter((file) => !isKept(file)),
        options.only,
      )
    : new Set<SigmaFile>();
  const read = files.filter((file) => !left.has(file));
  const whole: RuleOrigin = { pack: digestOf(files) };
  const more = { digest: whole.pack, passedOver: [...left].map(({ origin }) => origin ?? whole) };
  if (kept && problems.length === 0 && read.every(isKept)) return { ...packFrom(kept), ...more };
  const parsed: ParsedSigma[] = [];
  const breathe = breather();
  for (const file of read) {
    parsed.push(isKept(file) ? documentsOf(kept, file) : parseFile(file, options));
    await breathe();
  }
  return {
    ...packOf(read, parsed, { expressions: kept?.program.expressions ?? new Set(), ...options }, problems),
    ...more,
  };
}

function documentsOf(kept: KeptPack | null, { path }: SigmaFile): ParsedSigma {
  return { documents: kept?.documents.filter((document) => document.path === path) ?? [], problems: [] };
}

/** The same from contents, for processes that were handed them. Never throws. */
export function createSigmaPack(
  files: readonly SigmaFile[],
  options: CompileOptions = {},
  unread: readonly SignatureProblem[] = [],
): SigmaPack {
  return packOf(
    files,
    files.map((file) => parseFile(file, options)),
    options,
    unread,
  );
}

function parseFile({ path, content }: SigmaFile, { records }: CompileOptions): ParsedSigma {
  return parseSigmaDocuments(content, path, records);
}

function packOf(
  files: readonly SigmaFile[],
  parsed: readonly ParsedSigma[],
  options: CompileOptions,
  unread: readonly SignatureProblem[],
): SigmaPack {
  const whole: RuleOrigin = { pack: digestOf(files) };
  const documents = parsed.flatMap((each) => each.documents);
  const origins = new Map(parsed.flatMap((each, at) => each.documents.map((one) => [one, files[at]?.origin] as const)));
  const program = compileSigma(documents, options);
  const ids = new Map<string, number>();
  const describe = (document: SigmaRule | SigmaCorrelation): LoadedRule => {
    const id = document.id ?? document.name ?? document.title;
    const count = (ids.get(id) ?? 0) + 1;
    ids.set(id, count);
    // A finding's rule must be unambiguous, though files may repeat an id.
    return loadedRule(document, count === 1 ? id : `${id}#${count}`, origins.get(document) ?? whole);
  };
  return {
    digest: whole.pack,
    documents,
    program,
    rules: program.rules.map(({ rule }) => describe(rule)),
    correlations: program.correlations.map(({ correlation }) => describe(correlation)),
    problems: [...unread, ...parsed.flatMap((each) => each.problems), ...program.problems],
    passedOver: [],
  };
}

function loadedRule(document: SigmaRule | SigmaCorrelation, id: string, origin: RuleOrigin): LoadedRule {
  const { afterpatch } = document;
  const attack = document.tags.map((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase());
  return {
    id,
    title: document.title,
    ...(document.description === null ? {} : { description: document.description }),
    severity: document.level ?? 'medium',
    confidence: afterpatch.confidence,
    outcome: afterpatch.outcome,
    attack: [...new Set(attack.filter((technique) => technique !== undefined))],
    references: document.references,
    falsePositives: document.falsePositives,
    nextSteps: afterpatch.nextSteps,
    version: document.modified ?? document.date ?? '',
    source: document.kind === 'rule' ? 'sigma' : 'sigma-correlation',
    ...origin,
    path: document.path,
  };
}
