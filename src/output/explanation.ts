import type { ChalkInstance } from 'chalk';
import type { ReferenceItem } from '../case/reports/reference.js';
import type { CataloguedRule } from '../case/reports/rule-catalogue.js';
import { technique } from '../model/attack.js';
import type { Finding } from '../model/finding.js';
import type { HashesOf } from './evidence-hashes.js';
import { severityLabel } from './severity-label.js';
import { renderFindingText } from './text/finding-text.js';

/** Title of an item of the reference; undefined for links. */
export type ReferenceTitle = (id: string) => string | undefined;

/** What a rule means, what else looks like it, and what to do. */
export function* renderRule(
  rule: CataloguedRule,
  details: readonly string[],
  titleOf: ReferenceTitle,
  chalk: ChalkInstance,
): Iterable<string> {
  yield `${severityLabel(rule.severity, chalk)}  ${chalk.bold(rule.title)}  ${chalk.dim(rule.id)}\n`;
  yield `  ${[rule.source, `${rule.confidence} confidence`, rule.outcome, ...rule.attack.map(attackText)].join(' · ')}\n`;
  yield* meaning(rule);
  yield* list('Messages', Object.values(rule.messages));
  yield* list('What else looks like it', rule.falsePositives);
  yield* list('What to do next', rule.nextSteps);
  yield* references(rule.references, titleOf);
  if (details.length > 0) yield `\nWhat it asks for\n${details.map((line) => `  ${line}\n`).join('')}`;
}

/** A finding of a report with all its evidence, on each server that has it, and what its rule, where that is known here, says beyond. */
export function* renderFinding(
  findings: readonly Finding[],
  hashesOf: HashesOf,
  rule: CataloguedRule | undefined,
  titleOf: ReferenceTitle,
  chalk: ChalkInstance,
): Iterable<string> {
  yield findings.map((finding) => renderFindingText(finding, chalk, finding.evidence.length)).join('\n');
  const hashes = findings.flatMap(hashesOf).map(({ path, sha256 }) => `${sha256}  ${path}`);
  yield* list('Files that it rests on, SHA-256', [...new Set(hashes)]);
  if (rule !== undefined) yield* meaning(rule);
  yield* list('What else looks like it', findings[0]?.falsePositives ?? []);
  yield* references(findings[0]?.references ?? [], titleOf);
}

/** What a reference id stands for. */
export function* renderReferenceItem(item: ReferenceItem, chalk: ChalkInstance): Iterable<string> {
  yield `${chalk.bold(item.title)}  ${chalk.dim(item.id)}\n\n${item.description}\n`;
  for (const { name, text } of item.parts) yield `\n${name}\n  ${text}\n`;
}

/** The id and, where it is known, the name. */
function attackText(id: string): string {
  return [id, technique(id)?.name].filter(Boolean).join(' ');
}

function* meaning({ path, description }: CataloguedRule): Iterable<string> {
  if (path !== null) yield `  rule file ${path}\n`;
  if (description !== undefined) yield `\n${description.trim()}\n`;
}

function references(ids: readonly string[], titleOf: ReferenceTitle): Iterable<string> {
  return list(
    'References',
    ids.map((id) => [id, titleOf(id)].filter(Boolean).join(' ')),
  );
}

function* list(title: string, items: readonly string[]): Iterable<string> {
  if (items.length === 0) return;
  yield `\n${title}\n`;
  for (const item of items) yield `  - ${item}\n`;
}
