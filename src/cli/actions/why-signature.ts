import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { Chalk } from 'chalk';
import { detectors } from '../../detectors/index.js';
import { recordsOfFile } from '../../engine/records/records-of-file.js';
import { signatureFolders } from '../../engine/signature-folders.js';
import { whyCorrelation } from '../../engine/why/why-correlation.js';
import { isOfContent, whyDetector, whyFiles } from '../../engine/why/why-detector.js';
import { type Wanted, whyRecord } from '../../engine/why/why-records.js';
import { whyYara } from '../../engine/why/why-yara.js';
import {
  renderInspectedFiles,
  renderTracedCorrelation,
  renderTracedDetector,
  renderTracedRecord,
  renderTracedViews,
} from '../../output/why-list.js';
import { closestWord } from '../../platform/closest-word.js';
import { AfterpatchError } from '../../platform/errors.js';
import { loadRulesUnderTest, type RulesUnderTest } from '../../signatures/samples/rules-under-test.js';
import { readSample } from '../../signatures/samples/sample-file.js';
import type { YaraBinding } from '../../signatures/yara/binding.js';
import { chooseBinding } from '../../signatures/yara/choose-binding.js';
import { compileSources } from '../../signatures/yara/compile-sources.js';
import type { YaraSource } from '../../signatures/yara/yara-source.js';
import { wantsColor } from '../terminal.js';
import { writePieces } from '../write.js';

export interface WhyOptions {
  readonly line?: string;
  readonly record?: string;
  readonly signatures: readonly string[];
  readonly json?: true;
}

/**
 * Prints why a rule matches a file or a record, or why not.
 * @param name id, name, title or file name of a rule or detector, or the path of a rule file.
 * @throws AfterpatchError `no-such-rule`, `path-not-found`, `usage`.
 */
export async function whySignature(name: string, file: string, options: WhyOptions): Promise<void> {
  const detector = detectors.find(({ id }) => id === name);
  const isOfFiles = detector !== undefined && !isOfContent(detector);
  const given = statSync(file, { throwIfNoEntry: false });
  if (given === undefined || !(given.isFile() || (isOfFiles && given.isDirectory()))) {
    throw new AfterpatchError('path-not-found', `There is no file ${file}.`, 'Give a file that the rule should match.');
  }
  const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
  const show = (value: unknown, text: () => Iterable<string>) =>
    writePieces(process.stdout, options.json ? [`${JSON.stringify(value, plain, 2)}\n`] : text());
  if (isOfFiles) {
    const inspected = await whyFiles(detector, file);
    return show(inspected, () => renderInspectedFiles(inspected, detector, chalk));
  }
  const sample = readSample(file);
  if (detector !== undefined) {
    const traced = whyDetector(detector, sample);
    return show(traced, () => renderTracedDetector(traced, chalk));
  }
  const own = existsSync(name);
  const folders = (language: 'yara' | 'sigma') => (own ? [name] : signatureFolders(language, options.signatures));
  const rules = await loadRulesUnderTest(folders('yara'), folders('sigma'));
  const yara = yaraRuleOf(rules, name, own);
  if (yara !== null) {
    const binding = await chooseBinding('auto');
    requireCompiled(binding, yara);
    const views = whyYara(binding, yara.source.text, yara.name, sample);
    return show(views, () => renderTracedViews(views, chalk));
  }
  const { program } = rules.sigmaPack;
  const named = (one: {
    readonly path: string;
    readonly id: string | null;
    readonly name: string | null;
    readonly title: string;
  }) => own || [one.id, one.name, one.title, path.basename(one.path).replace(/\.ya?ml$/i, '')].includes(name);
  const correlation = program.correlations.find((one) => named(one.correlation));
  if (correlation !== undefined && options.line === undefined && options.record === undefined) {
    const traced = whyCorrelation(program, correlation, (take) => void recordsOfFile(file, sample.bytes, take));
    return show(traced, () => renderTracedCorrelation(correlation.correlation, traced, chalk));
  }
  const rule = program.rules.find((one) => named(one.rule));
  if (rule === undefined) throw noSuchRule(name, rules);
  const traced = whyRecord(rules.sigmaPack, rule, { name: file, bytes: sample.bytes }, wantedOf(options));
  return show(traced, () => renderTracedRecord(traced, chalk));
}

interface NamedYara {
  readonly source: YaraSource;
  readonly name: string;
}

/** The first rule of a file of one's own, else the rule of an id or name, be it one that only serves others. */
function yaraRuleOf({ yara, yaraSources }: RulesUnderTest, name: string, own: boolean): NamedYara | null {
  const rule = yara.find((one) => own || [one.id, one.name].includes(name));
  const source = yaraSources[rule?.source ?? -1];
  if (rule !== undefined && source !== undefined) return { source, name: rule.name };
  const serving = own ? undefined : yaraSources.find(({ ids }) => ids.has(name));
  return serving === undefined ? null : { source: serving, name };
}

/** @throws AfterpatchError `no-such-rule` where the rule does not compile, with the place. */
function requireCompiled(binding: YaraBinding, { source, name }: NamedYara): void {
  const { names, problems } = compileSources(binding, [source]);
  if (names[0]?.includes(name)) return;
  const problem = problems.find(({ rule }) => rule === name) ?? problems[0];
  const place = `${source.path}:${problem?.line ?? 1}:${problem?.column ?? 1}`;
  throw new AfterpatchError(
    'no-such-rule',
    `The rule ${name} does not compile: ${place}: ${problem?.reason ?? 'it needs rules of other files'}`,
    'Mend it, or give the rules that it refers to in the same file.',
  );
}

function plain(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
}

function wantedOf({ line, record }: WhyOptions): Wanted {
  const number = Number(line ?? record);
  if (line === undefined && record === undefined) return null;
  if (!Number.isInteger(number) || number < 1 || (line !== undefined && record !== undefined)) {
    throw new AfterpatchError('usage', 'A line or a record is told by its number.', 'Give --line or --record, from 1.');
  }
  return line === undefined ? { record: number } : { line: number };
}

function noSuchRule(name: string, { yara, sigma, problems }: RulesUnderTest): AfterpatchError {
  const [problem] = existsSync(name) ? problems : [];
  if (problem !== undefined)
    return new AfterpatchError('no-such-rule', `${name} does not load: ${problem.reason}`, problem.hint ?? undefined);
  const names = [
    ...yara.map(({ id }) => id),
    ...sigma.map(({ file }) => path.basename(file).replace(/\.ya?ml$/i, '')),
    ...detectors.map(({ id }) => id),
  ];
  const meant = closestWord(name, names);
  const hint = 'Give the id, the file name or the path of a rule; `afterpatch signatures list` names those that ship.';
  return new AfterpatchError(
    'no-such-rule',
    `There is no rule ${name}.${meant === null ? '' : ` Did you mean ${meant}?`}`,
    hint,
  );
}
