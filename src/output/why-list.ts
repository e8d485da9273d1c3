import type { ChalkInstance } from 'chalk';
import type { TracedCorrelation } from '../engine/why/why-correlation.js';
import type { InspectedFiles, TracedDetection, TracedDetector } from '../engine/why/why-detector.js';
import type { TracedRecord } from '../engine/why/why-records.js';
import type { TracedPart, TracedView } from '../engine/why/why-yara.js';
import type { RuleDescription } from '../model/detector.js';
import { safeBytes, safeText } from '../platform/safe-text.js';
import type { SigmaCorrelation } from '../signatures/sigma/ast.js';
import { countText } from './quantities.js';
import { decisionText, renderTrace } from './why-sigma.js';

const safe = (text: string) => safeText(text, 2_000);

/** Why a rule matches a record, or does not. */
export function* renderTracedRecord(result: TracedRecord, chalk: ChalkInstance): Iterable<string> {
  const { format, records, applicable, matches, losses, traced } = result;
  if (format === null) {
    yield 'Nothing here reads this file as records.\n';
    return;
  }
  yield `${safe(format)}: ${countText(records, 'record')}, the rule is asked about ${applicable} and matches ${matches}.\n`;
  for (const loss of losses) yield `  not read: ${safe(loss)}\n`;
  if (traced === null) {
    yield 'No record is at that place: it may be a header, an empty line, or one that could not be read.\n';
    return;
  }
  const place = traced.line > 0 ? `line ${traced.line}` : `record ${traced.record}`;
  const answer = traced.notApplicable === null && traced.trace.holds ? 'matches' : 'does not match';
  yield `\n${chalk.bold(`The rule ${answer} ${place}.`)}\n`;
  for (const [name, text] of traced.shown) yield chalk.dim(`  ${safe(name)}: ${safe(text)}\n`);
  if (traced.notApplicable !== null) yield `It is never asked about it: ${safe(traced.notApplicable)}.\n`;
  yield `${decisionText(traced.trace)}\n\n`;
  yield* renderTrace(traced.trace, chalk);
}

/** Why a YARA rule matches a file, or does not, view by view. */
export function* renderTracedViews(views: readonly TracedView[], chalk: ChalkInstance): Iterable<string> {
  const matching = views.filter(({ matches }) => matches).map(({ view }) => view);
  const where = matching.length === 0 ? 'does not match any view of the file' : `matches in: ${matching.join(', ')}`;
  yield `${chalk.bold(`The rule ${where}.`)}\n`;
  for (const { view, matches, strings, globals, condition } of views) {
    yield `\n${chalk.bold(view)}: ${matches ? chalk.green('matches') : chalk.red('does not match')}\n`;
    for (const { identifier, written, count, places } of strings) {
      yield `  ${count > 0 ? chalk.green('found ') : chalk.red('absent')} ${safe(written)}\n`;
      for (const { line, column, offset, bytes } of places) {
        yield `         ${line}:${column} (offset ${offset})  ${safeBytes(bytes, 120)}\n`;
      }
      if (count > places.length) yield `         … ${count} times in all, as ${safe(identifier)}\n`;
    }
    for (const { name, holds } of globals) {
      yield `  ${holds ? chalk.green('true ') : chalk.red('false')} global rule ${safe(name)}${holds && !matches ? '' : chalk.bold(' <-')}\n`;
    }
    if (condition === null) yield '  Its condition could not be taken apart.\n';
    else yield* renderPart(condition, chalk, '  ');
  }
}

function* renderPart(part: TracedPart, chalk: ChalkInstance, indent: string): Iterable<string> {
  const mark = part.holds ? chalk.green('true ') : chalk.red('false');
  const label = part.type === 'part' ? safe(part.text.replace(/\s+/g, ' ')) : part.type;
  const values = part.values.map(({ name, value }) => `${safe(name)} is ${safe(value)}`).join(', ');
  yield `${indent}${mark} ${label}${values === '' ? '' : chalk.dim(` (${values})`)}${part.decides ? chalk.bold(' <-') : ''}\n`;
  for (const operand of part.operands) yield* renderPart(operand, chalk, `${indent}  `);
}

/** Why a correlation fires over records, or does not: its groups, what they counted, and in which window. */
export function* renderTracedCorrelation(
  correlation: SigmaCorrelation,
  traced: TracedCorrelation,
  chalk: ChalkInstance,
): Iterable<string> {
  const { records, matched, ungrouped, timeless, groups, alerts, limited } = traced;
  const asked = correlation.comparisons.map(({ operator, value }) => `${operator} ${value}`).join(' and ');
  const needed =
    asked ||
    `all ${correlation.rules.length} rules${correlation.type === 'temporal_ordered' ? ', in their order' : ''}`;
  yield `${chalk.bold(alerts.length > 0 ? `The correlation fires ${countText(alerts.length, 'time')}.` : 'The correlation does not fire.')}\n`;
  const counted = correlation.valueFields.length === 0 ? '' : ` of ${correlation.valueFields.map(safe).join(', ')}`;
  yield `${correlation.type}${counted} needs ${needed} within ${correlation.timespan / 1000} s for the same ${correlation.groupBy.join(', ') || 'log'}.\n`;
  yield `${countText(records, 'record')}, ${matched} matched by its rules`;
  yield `${ungrouped > 0 ? `, ${ungrouped} of them without a field that it groups by` : ''}${timeless > 0 ? `, ${timeless} without a time` : ''}.\n`;
  for (const group of groups) {
    const names = group.group.map(([field, value]) => `${field}=${safe(value)}`).join(' ') || 'all records';
    yield `\n${group.fires ? chalk.green('fires     ') : chalk.red('no        ')} ${names}: ${countText(group.events, 'event')}\n`;
    for (const [rule, events] of group.byRule) yield `             ${events} of ${safe(rule)}\n`;
    yield `             nearest window: ${group.measure ?? 'nothing to compare'}${counted} (needs ${needed}), ${countText(group.inWindow, 'event')}, ${group.from} to ${group.to}\n`;
    if (group.missing.length > 0 && !group.fires)
      yield `             missing in it${correlation.type === 'temporal_ordered' ? ', behind the others' : ''}: ${group.missing.map(safe).join(', ')}\n`;
  }
  if (limited) yield '\nMore events than are shown here; the answer itself counts all of them.\n';
}

/** Evidence of one detection that is shown. */
const SHOWN_PLACES = 5;

function* renderDetections(detections: readonly TracedDetection[], chalk: ChalkInstance): Iterable<string> {
  yield `${chalk.bold(detections.length > 0 ? `It finds ${countText(detections.length, 'thing')}.` : 'It finds nothing.')}\n`;
  for (const { sentence, severity, confidence, outcome, places } of detections) {
    yield `  ${chalk.bold(severity)} (${confidence}, ${outcome}): ${safe(sentence)}\n`;
    for (const place of places.slice(0, SHOWN_PLACES)) yield chalk.dim(`    ${safe(place)}\n`);
    if (places.length > SHOWN_PLACES) yield chalk.dim(`    … ${places.length} places in all\n`);
  }
}

/** What a detector of configuration, programs or lists finds in files, and what it looks for where it finds nothing. */
export function* renderInspectedFiles(
  { consumes, inputs, detections }: InspectedFiles,
  { title, description }: RuleDescription,
  chalk: ChalkInstance,
): Iterable<string> {
  const kind = consumes.replaceAll('-', ' ');
  if (inputs > 0) yield* renderDetections(detections, chalk);
  else {
    yield `${chalk.bold(`"${title}" was not asked.`)} It looks at each ${kind}, and there is none here: logs and whole servers are looked at by \`afterpatch hunt\`.\n`;
  }
  if (detections.length === 0 && description !== undefined) yield `It looks for this: ${safe(description)}\n`;
  if (inputs > 0) yield chalk.dim(`Looked at: ${countText(inputs, kind)}.\n`);
}

/** What a detector of content finds in a file, and how far the request's data came. */
export function* renderTracedDetector(traced: TracedDetector, chalk: ChalkInstance): Iterable<string> {
  yield* renderDetections(traced.detections, chalk);
  const code = traced.code.map(({ language, lines }) => `${lines} lines of ${language}`);
  yield `Server code: ${code.length > 0 ? code.join(', ') : 'none that a server would run'}.\n`;
  for (const { name, kind, way, end } of traced.calls) {
    yield `\n${chalk.bold(safe(name))} (${kind}): ${safe(end)}\n`;
    for (const { label, what, text, line } of way)
      yield `  ${label.padEnd(6)} line ${line ?? '?'}: ${safe(what)}  ${chalk.dim(safe(text))}\n`;
  }
  if (traced.calls.length === 0 && traced.code.length > 0) {
    yield `No call in it starts, loads, evaluates or writes anything. It calls: ${traced.names.map(safe).join(', ') || 'nothing'}.\n`;
  }
  for (const limit of traced.limits) yield `Cut short: ${safe(limit)}.\n`;
}
