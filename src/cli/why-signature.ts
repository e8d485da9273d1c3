import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { Chalk } from 'chalk';
import { detectors } from '../detectors/index.js';
import { signatureFolders } from '../engine/signature-folders.js';
import { whyCorrelation } from '../engine/why/why-correlation.js';
import { whyDetector } from '../engine/why/why-detector.js';
import { type Wanted, whyRecord } from '../engine/why/why-records.js';
import { whyYara } from '../engine/why/why-yara.js';
import { recordsOfFile } from '../engine/records/records-of-file.js';
import {
  renderTracedCorrelation,
  renderTracedDetector,
  renderTracedRecord,
  renderTracedViews,
} from '../output/why-list.js';
import { closestWord } from '../platform/closest-word.js';
import { AfterpatchError } from '../platform/errors.js';
import { readSample } from '../signatures/samples/sample-file.js';
import { loadRulesUnderTest, type RulesUnderTest } from '../signatures/samples/rules-under-test.js';
import { chooseBinding } from '../signatures/yara/choose-binding.js';
import { wantsColor } from './terminal.js';
import { writePieces } from './write.js';

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
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new AfterpatchError('path-not-found', `There is no file ${file}.`, 'Give a file that the rule should match.');
  }
  const sample = readSample(file);
  const detector = detectors.find(({ id }) => id === name);
  const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
  const show = (value: unknown, text: () => Iterable<string>) =>
    writePieces(process.stdout, options.json ? [`${JSON.stringify(value, plain, 2)}\n`] : text());
  if (detector !== undefined) {
    const traced = whyDetector(detector, sample);
    return show(traced, () => renderTracedDetector(traced, detector.title, chalk));
  }
  const own = existsSync(name);
  const folders = (language: 'yara' | 'sigma') => (own ? [name] : signatureFolders(language, options.signatures));
  const rules = await loadRulesUnderTest(folders('yara'), folders('sigma'));
  const [yara] = rules.yara.filter((rule) => own || [rule.id, rule.name].includes(name));
  if (yara !== undefined) {
    const source = rules.yaraSources[yara.source]?.text ?? '';
    const views = whyYara(await chooseBinding('auto'), source, yara.name, sample);
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
