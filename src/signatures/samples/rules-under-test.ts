import { statSync } from 'node:fs';
import path from 'node:path';
import type { SignatureProblem } from '../../model/finding.js';
import type { SigmaDocument } from '../sigma/ast.js';
import { createSigmaPack, type SigmaPack } from '../sigma/pack.js';
import { readSigmaFiles, type SigmaFile } from '../sigma/pack-files.js';
import { readYaml, type YamlMap } from '../sigma/yaml-tree.js';
import { type PackedSource, readYaraPack } from '../yara/yara-pack.js';
import { embeddedSamples } from './embedded-samples.js';
import { findSamples, placeForSamples } from './find-samples.js';
import { regressionSamples } from './regression-samples.js';
import type { SampleSet } from './sample-set.js';

interface RuleUnderTest {
  readonly id: string;
  readonly title: string;
  /** The rule file, as it was given. */
  readonly file: string;
  /** Null: it has no samples. */
  readonly samples: SampleSet | null;
  /** Where they belong. */
  readonly place: string;
}

export interface YaraUnderTest extends RuleUnderTest {
  readonly language: 'yara';
  /** Index of its source, and its name there. */
  readonly source: number;
  readonly name: string;
}

export interface SigmaUnderTest extends RuleUnderTest {
  readonly language: 'sigma';
  readonly kind: 'rule' | 'correlation';
  /** Position in the program's rules or correlations. */
  readonly index: number;
}

export interface RulesUnderTest {
  readonly yaraSources: readonly PackedSource[];
  readonly yara: readonly YaraUnderTest[];
  readonly sigmaPack: SigmaPack;
  readonly sigma: readonly SigmaUnderTest[];
  /** Files and rules that do not load; those of the YARA compiler are not among them. */
  readonly problems: readonly SignatureProblem[];
}

/**
 * Reads the rules of folders or files, and finds the samples of each. Rules that only serve others have none.
 * @throws AfterpatchError `signatures-not-found` where a folder does not exist.
 */
export async function loadRulesUnderTest(
  yaraFolders: readonly string[],
  sigmaFolders: readonly string[],
): Promise<RulesUnderTest> {
  const yaraPacks = await Promise.all(
    yaraFolders.map(async (folder) => ({ folder, pack: await readYaraPack([folder]) })),
  );
  const files = await filesOf(sigmaFolders);
  const sigmaPack = createSigmaPack(files.files, {}, files.problems);
  return {
    yaraSources: yaraPacks.flatMap(({ pack }) => pack.sources),
    yara: yaraRules(yaraPacks),
    sigmaPack,
    sigma: sigmaRules(sigmaPack, files.files),
    problems: [...yaraPacks.flatMap(({ pack }) => pack.problems), ...sigmaPack.problems],
  };
}

function yaraRules(packs: readonly { folder: string; pack: Awaited<ReturnType<typeof readYaraPack>> }[]) {
  const found: YaraUnderTest[] = [];
  let before = 0;
  for (const { folder, pack } of packs) {
    const reported = new Map(pack.rules.map((rule) => [rule.id, rule]));
    for (const [at, source] of pack.sources.entries()) {
      const file = joined(folder, source.path);
      for (const [name, id] of source.ids) {
        const rule = reported.get(id);
        if (rule === undefined) continue;
        const sampled = { language: 'yara' as const, file, keys: [id, name] };
        const samples = findSamples(sampled);
        const place = samples?.place ?? placeForSamples(sampled);
        found.push({ language: 'yara', id, title: rule.title, file, samples, place, source: before + at, name });
      }
    }
    before += pack.sources.length;
  }
  return found;
}

async function filesOf(folders: readonly string[]): Promise<{ files: SigmaFile[]; problems: SignatureProblem[] }> {
  const files: SigmaFile[] = [];
  const problems: SignatureProblem[] = [];
  for (const folder of folders) {
    const read = await readSigmaFiles([folder]);
    const isOther = (file: SigmaFile) => /(?:^|\/)(?:regression_data|samples|tests)\//.test(file.path);
    files.push(
      ...read.files.filter((file) => !isOther(file)).map((file) => ({ ...file, path: joined(folder, file.path) })),
    );
    problems.push(...read.problems);
  }
  return { files, problems };
}

/** A rule's path below its folder as a path that leads to it. */
function joined(folder: string, below: string): string {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? path.join(folder, below) : folder;
}

function sigmaRules(pack: SigmaPack, files: readonly SigmaFile[]): SigmaUnderTest[] {
  const trees = new Map<string, readonly YamlMap[]>();
  const mapOf = (document: SigmaDocument): YamlMap | null => {
    let maps = trees.get(document.path);
    if (!maps) {
      const content = files.find((file) => file.path === document.path)?.content ?? '';
      maps = readYaml(content).documents.filter((node) => node.type === 'map');
      trees.set(document.path, maps);
    }
    return maps.find(({ position }) => position.line === document.position.line) ?? null;
  };
  const correlating = new Set(pack.program.correlations.map(({ correlation }) => correlation.path));
  const under = (kind: SigmaUnderTest['kind'], index: number, document: SigmaDocument): SigmaUnderTest => {
    const stem = path.basename(document.path).replace(/\.ya?ml$/i, '');
    const keys = [stem, document.id ?? '', document.name ?? ''];
    const sampled = { language: 'sigma' as const, file: document.path, keys };
    const map = mapOf(document);
    const found = (map && ownSamples(map, document.path)) ?? findSamples(sampled);
    const serves = kind === 'rule' && correlating.has(document.path);
    const samples = found && serves ? ofServing(found) : found;
    const place = samples?.place ?? placeForSamples(sampled);
    const id = document.id ?? document.name ?? document.title;
    return { language: 'sigma', kind, index, id, title: document.title, file: document.path, samples, place };
  };
  const { program } = pack;
  return [
    ...program.rules.filter(({ reports }) => reports).map(({ rule, index }) => under('rule', index, rule)),
    ...program.correlations
      .filter(({ reports }) => reports)
      .map(({ correlation, index }) => under('correlation', index, correlation)),
  ];
}

/** Samples beside a file are those of its correlations: a rule of the file that reports, too, matches some record of each hit. */
function ofServing(set: SampleSet): SampleSet {
  const hits = set.samples
    .filter(({ expect }) => expect === 'hit')
    .map((sample) => ({ ...sample, count: 'some' as const }));
  return { ...set, samples: hits, hitsOnly: true };
}

function ownSamples(document: YamlMap, file: string): SampleSet | null {
  const embedded = embeddedSamples(document);
  if (embedded.length > 0) return { samples: embedded, place: file, shared: false, hitsOnly: false };
  return regressionSamples(document, file);
}
