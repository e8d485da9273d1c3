import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Chalk } from 'chalk';
import { EXIT_CODES } from '../../case/verdict/exit-code.js';
import type { Reading } from '../../collection/reading/reading.js';
import { createContentEngine } from '../../engine/content/content-engine.js';
import type { TallyKeys } from '../../engine/logs/matches/match-tally.js';
import { tallyLogs } from '../../engine/query/tally-logs.js';
import { signatureFolders } from '../../engine/signature-folders.js';
import { countText } from '../../output/quantities.js';
import { type TriedYara, renderTriedYara } from '../../output/tried-files.js';
import { renderTally, tallyJson } from '../../output/tally-list.js';
import type { Artifact } from '../../model/artifact.js';
import { AfterpatchError } from '../../platform/errors.js';
import { safeText } from '../../platform/safe-text.js';
import { compileSigma } from '../../signatures/sigma/compile.js';
import { loadSigmaPack, type SigmaPack } from '../../signatures/sigma/index.js';
import { readYaraPack } from '../../signatures/yara/yara-pack.js';
import { countOption } from '../count-option.js';
import { say } from '../say.js';
import { wantsColor } from '../terminal.js';
import { withCollection } from '../with-collection.js';
import { writePieces } from '../write.js';

export interface TryOptions {
  readonly by: readonly string[];
  readonly top: string;
  readonly json?: true;
  readonly jobs?: string;
}

/** What a rule without fields of its own is counted by. */
const ALWAYS_BY = ['cs-uri-stem', 'c-ip', 'sc-status', 'cs-user-agent'];

/**
 * Runs rules over a collection and prints what they match, by values of the fields that they ask for.
 * @param rules a rule file, a folder of them, or the file name or id of a shipped rule.
 * @returns the exit code: 1 where nothing matches, 3 where something could not be read.
 * @throws AfterpatchError `no-such-rule`, `path-not-found`, `no-signatures`.
 */
export function trySignature(rules: string, paths: readonly string[], options: TryOptions): Promise<number> {
  return withCollection(paths, (artifacts, reading) => tryRules(rules, artifacts, reading, options));
}

async function tryRules(
  rules: string,
  artifacts: readonly Artifact[],
  reading: Reading,
  options: TryOptions,
): Promise<number> {
  const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
  const [top, jobs] = [
    countOption('--top', options.top),
    options.jobs === undefined ? availableParallelism() : countOption('--jobs', options.jobs),
  ];
  const sigma = await sigmaOf(rules);
  const yara = existsSync(rules) ? (await readYaraPack([rules])).sources.length > 0 : sigma === null;
  const notRead: string[] = [];
  const tried: unknown[] = [];
  const pieces: string[] = [];
  let found = 0;
  if (sigma !== null) {
    const keys = keysOf(sigma, options.by);
    const tally = await tallyLogs(artifacts, keys, { pack: sigma, jobs }, reading);
    notRead.push(...tally.notRead);
    for (const { rule, index } of sigma.program.rules) {
      const part = tally.parts.find((one) => one.rule === index);
      found += part?.count ?? 0;
      pieces.push(`\n${chalk.bold(safeText(rule.title))}  ${chalk.dim(safeText(rule.path))}\n`);
      pieces.push(...(part === undefined ? ['0 records\n'] : renderTally(part, keys, top, chalk)));
      tried.push({
        rule: rule.id ?? rule.title,
        path: rule.path,
        ...(part === undefined ? { count: 0 } : tallyJson(part, keys, top)),
      });
    }
    pieces.push(`\n${countText(tally.files, 'log')}, ${countText(tally.records, 'record')}\n`);
  }
  if (yara) {
    const result = await tryYara(rules, artifacts, jobs);
    notRead.push(...result.notRead);
    found += result.rules.reduce((sum, { files }) => sum + files.length, 0);
    pieces.push(...renderTriedYara(result, top, chalk));
    tried.push(...result.rules);
  }
  await writePieces(
    process.stdout,
    options.json ? [`${JSON.stringify({ rules: tried, notRead }, null, 2)}\n`] : pieces,
  );
  say(...notRead.map((text) => `afterpatch: ${text}`));
  if (notRead.length > 0) return EXIT_CODES.incomplete;
  return found === 0 ? EXIT_CODES.findings : EXIT_CODES.clean;
}

/** The rules by themselves, each reporting; null where they are of another language. */
async function sigmaOf(rules: string): Promise<SigmaPack | null> {
  const own = existsSync(rules);
  const pack = await loadSigmaPack(own ? [rules] : signatureFolders('sigma', []));
  const named = own
    ? pack.documents
    : pack.documents.filter(({ path, id, name }) =>
        [
          path
            .split('/')
            .at(-1)
            ?.replace(/\.ya?ml$/i, ''),
          id,
          name,
        ].includes(rules),
      );
  const documents = named.filter(({ kind }) => kind !== 'correlation');
  if (documents.length === 0) return null;
  const program = compileSigma(documents);
  const described = program.rules.map(({ rule }) =>
    pack.rules.find((one) => one.path === rule.path && one.title === rule.title),
  );
  return { ...pack, documents, program, rules: described.filter((one) => one !== undefined), correlations: [] };
}

function keysOf({ program }: SigmaPack, by: readonly string[]): TallyKeys {
  if (by.length > 0) return by.map((list) => list.split(','));
  const asked = program.predicates.flatMap(({ field }) => field ?? []);
  return [...new Set([...asked, ...ALWAYS_BY])].slice(0, 12).map((name) => [name]);
}

async function tryYara(rules: string, artifacts: readonly Artifact[], jobs: number): Promise<TriedYara> {
  const own = existsSync(rules);
  const folders = own ? [rules] : signatureFolders('yara', []);
  const engine = await createContentEngine({ signatureFolders: folders, engine: 'auto', jobs, deadlineMs: 30_000 });
  try {
    const wanted = engine.rules.filter(({ id }) => own || id === rules);
    if (wanted.length === 0) {
      const hint =
        'Give a rule file, a folder of rules, or the id of a rule that ships: see `afterpatch signatures list`.';
      throw new AfterpatchError('no-such-rule', `There is no rule ${rules}.`, hint);
    }
    const carriers = artifacts.filter(({ carriesCode }) => carriesCode);
    const files = new Map<string, TriedYara['rules'][number]['files'][number][]>(wanted.map(({ id }) => [id, []]));
    const notRead: string[] = engine.problems.map(({ path, reason }) => `${path}: ${reason}`);
    for await (const { artifact, report, notes } of engine.scan(carriers)) {
      for (const { message, incomplete } of notes)
        if (incomplete) notRead.push(`${artifact.collectedPath}: ${message}`);
      for (const { ruleId, view, strings } of report?.yara ?? []) {
        const texts = strings.map(({ label, line, text }) => ({
          string: label ?? '$',
          line: line ?? null,
          text: text ?? '',
        }));
        files.get(ruleId)?.push({ path: artifact.collectedPath, view, strings: texts });
      }
    }
    return {
      scanned: carriers.length,
      notRead,
      rules: wanted.map(({ id, title }) => ({ rule: id, title, files: files.get(id) ?? [] })),
    };
  } finally {
    await engine.close();
  }
}
