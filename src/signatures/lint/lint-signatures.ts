import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SignatureProblem } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { decodeRuleText } from '../rule-text.js';
import { EVENT_LOGS, EXCHANGE_LOGS, iisMapping, lintSigma } from '../sigma/index.js';
import { readSigmaFiles, type SigmaFile } from '../sigma/pack-files.js';
import { furtherFaults } from '../sigma/lint/every-fault.js';
import { createSigmaPack, type SigmaPack } from '../sigma/pack.js';
import type { SignatureLint } from '../signature-lint.js';
import { chooseBinding } from '../yara/choose-binding.js';
import { compileSources } from '../yara/compile-sources.js';
import { lintCompiled, lintYara } from '../yara/lint.js';
import { type PackedSource, readYaraPack } from '../yara/yara-pack.js';
import { applyFixes } from './apply-fixes.js';
import { applySuppressions } from './suppressions.js';

/** What is wrong with rules. Paths lead to the files, by file and place. */
export interface LintReport {
  readonly rules: number;
  /** What does not load, every fault of it; YAML of another kind is left out. */
  readonly notLoaded: readonly SignatureProblem[];
  readonly lints: readonly SignatureLint[];
  readonly sources: readonly PackedSource[];
  readonly sigma: SigmaPack;
}

/** Records that rules are linted for. */
const RECORDS = [iisMapping.logSource, EVENT_LOGS, EXCHANGE_LOGS];

/**
 * Looks at every rule of some folders or files.
 * @throws AfterpatchError `signatures-not-found` where one is not there.
 */
export async function lintFolders(folders: {
  readonly yara: readonly string[];
  readonly sigma: readonly string[];
}): Promise<LintReport> {
  const sources: PackedSource[] = [];
  const notLoaded: SignatureProblem[] = [];
  for (const folder of folders.yara) {
    const join = await joiner(folder);
    const pack = await readYaraPack([folder]);
    sources.push(...pack.sources.map((source) => ({ ...source, path: join(source.path) })));
    notLoaded.push(...pack.problems.map((problem) => ({ ...problem, path: join(problem.path) })));
  }
  const files: SigmaFile[] = [];
  for (const folder of folders.sigma) {
    const join = await joiner(folder);
    const read = await readSigmaFiles([folder]);
    files.push(...read.files.map((file) => ({ ...file, path: join(file.path) })));
    notLoaded.push(...read.problems.map((problem) => ({ ...problem, path: join(problem.path) })));
  }
  const sigma = createSigmaPack(files, { records: RECORDS });
  const binding = await chooseBinding('auto');
  notLoaded.push(...(sources.length === 0 ? [] : compileSources(binding, sources).problems), ...faultsOf(sigma, files));
  const lints = [
    ...lintYara(sources),
    ...lintCompiled(binding, sources),
    ...lintSigma(sigma.documents, sigma.program, iisMapping),
  ];
  const texts = new Map([
    ...sources.map(({ path: file, text }) => [file, text] as const),
    ...files.map(({ path: file, content }) => [file, content] as const),
  ]);
  const byFile = groupBy(lints, (lint) => lint.path);
  const left = [...texts].flatMap(([file, text]) => applySuppressions(file, text, byFile.get(file) ?? []));
  return {
    rules: sigma.documents.length + sources.reduce((sum, { ids }) => sum + ids.size, 0),
    notLoaded: notLoaded.sort(byPlace),
    lints: left.sort(
      (a, b) =>
        compareText(a.path, b.path) || a.position.line - b.position.line || a.position.column - b.position.column,
    ),
    sources,
    sigma,
  };
}

/** Of files that do not load, all faults. */
function faultsOf(sigma: SigmaPack, files: readonly SigmaFile[]): SignatureProblem[] {
  const meant = sigma.problems.filter(({ reason }) => !reason.includes('YAML of another kind'));
  const byFile = groupBy(meant, ({ path: file }) => file);
  const further = files.flatMap(({ path: file, content }) => {
    const known = byFile.get(file);
    return known === undefined ? [] : furtherFaults(content, file, known);
  });
  return [...meant, ...further];
}

function byPlace(a: SignatureProblem, b: SignatureProblem): number {
  return compareText(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

async function joiner(folder: string): Promise<(below: string) => string> {
  const isFolder = (await stat(folder).catch(() => null))?.isDirectory() ?? false;
  return (below) => (isFolder ? path.join(folder, below) : folder);
}

/** Mends files where what is meant is certain. Gives the lints that are mended. */
export async function fixFiles(lints: readonly SignatureLint[]): Promise<SignatureLint[]> {
  const mended: SignatureLint[] = [];
  for (const [file, own] of groupBy(
    lints.filter(({ fix }) => fix !== undefined),
    (lint) => lint.path,
  )) {
    const text = decodeRuleText(await readFile(file));
    if (text === null) continue;
    // From the end on, and each line once behind itself, so that places stay right.
    const { text: better, fixed } = applyFixes(
      text,
      own.toSorted((a, b) => b.position.line - a.position.line || b.position.column - a.position.column),
    );
    if (better !== text) await writeFile(file, better);
    mended.push(...fixed);
  }
  return mended;
}
