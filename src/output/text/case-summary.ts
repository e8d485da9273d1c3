import type { ChalkInstance } from 'chalk';
import type { Action, CoverageClass, Incident, Report, RequestChain, Subject } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { severityLabel } from '../severity-label.js';
import { bestEvidence, type FindingOf, findingsByKey } from './best-evidence.js';
import { evidenceText } from './finding-text.js';
import { cut, fitted, lastPart, minuteText, WIDTH, wrapped } from './fitted.js';

const SHOWN_INCIDENTS = 10;
const SHOWN_SUBJECTS = 12;
const SHOWN_JOINS = 5;
const SHOWN_OTHERS = 10;
const SHOWN_ACTIONS = 10;
const SHOWN_QUESTIONS = 8;
const MOST_CHAIN_LINES = 5;
/** Before the classes of evidence of a state. */
const INDENT = ' '.repeat(16);
/** Digits of a fingerprint: enough for `explain` to know it by. */
const SHOWN_FINGERPRINT = 12;

/** Each incident in a screen at most: its subjects in two lines each, why they are together, one request through the logs. */
export function* incidentSummaries({ incidents, subjects, findings }: Report, chalk: ChalkInstance): Iterable<string> {
  const subjectOf = new Map(subjects.map((subject) => [subject.id, subject]));
  const findingOf = findingsByKey(findings);
  for (const [index, incident] of incidents.slice(0, SHOWN_INCIDENTS).entries()) {
    const members = incident.subjects.flatMap((id) => subjectOf.get(id) ?? []);
    yield `${chalk.bold(`INCIDENT ${index + 1}`)}  ${severityLabel(incident.severity, chalk)}  ${fitted(incident.title, WIDTH - 24)}\n`;
    const several = incident.hosts.length > 1;
    for (const one of members.slice(0, SHOWN_SUBJECTS)) yield* subjectSummary(one, several, findingOf, chalk);
    if (members.length > SHOWN_SUBJECTS) yield `  … ${members.length - SHOWN_SUBJECTS} more in --detail full\n`;
    yield* joinsSummary(incident, subjectOf);
    yield* chainSummary(incident);
    yield '\n';
  }
  if (incidents.length > SHOWN_INCIDENTS)
    yield `… ${incidents.length - SHOWN_INCIDENTS} more incidents in --detail full\n\n`;
}

function* subjectSummary(
  one: Subject,
  withHost: boolean,
  findingOf: FindingOf,
  chalk: ChalkInstance,
): Iterable<string> {
  const findings = one.findings.flatMap((fingerprint) => findingOf(one.host, fingerprint) ?? []);
  const [lead] = findings;
  const count = one.findings.length > 1 ? `  ${one.findings.length} findings` : '';
  const mark = `  ${(lead?.fingerprint ?? '').slice(0, SHOWN_FINGERPRINT)}${count}`;
  const host = withHost && one.host !== null ? `${one.host}: ` : '';
  const name = `${host}${one.what} ${one.name}${one.present === false ? '  (gone)' : ''}`;
  const room = WIDTH - 2 - one.severity.length - 2 - mark.length;
  yield `  ${severityLabel(one.severity, chalk)}  ${chalk.bold(fitted(name, room))}${chalk.dim(mark)}\n`;
  if (lead === undefined) return;
  const best = bestEvidence(findings);
  const isCode = best?.type === 'content' || best?.type === 'element';
  yield `    ${fitted(best !== null && isCode ? evidenceText(best) : lead.message.text, WIDTH - 4)}\n`;
}

/** What joins subjects, a line for each reason. */
function* joinsSummary({ joins }: Incident, subjectOf: ReadonlyMap<string, Subject>): Iterable<string> {
  const short = (id: string): string => {
    const one = subjectOf.get(id);
    return one === undefined
      ? id
      : fitted(one.what === lastPart(one.name) ? one.what : `${one.what} ${lastPart(one.name)}`, 40);
  };
  const groups = [...groupBy(joins, ({ because, strength }) => `${because} (${strength})`)];
  for (const [reason, some] of groups.slice(0, SHOWN_JOINS)) {
    const [from] = some;
    if (from === undefined) continue;
    const others = some.map(({ to }) => short(to)).join(', ');
    const text = `${reason}: ${short(from.from)} and ${others}`;
    for (const line of wrapped(text, '    - ', '      ', 2)) yield `${line}\n`;
  }
  if (groups.length > SHOWN_JOINS) yield `    … ${groups.length - SHOWN_JOINS} more reasons in --detail full\n`;
}

/** The request that most logs tell of, from the front end to what it left. */
function* chainSummary({ requests }: Incident): Iterable<string> {
  const layersOf = ({ steps }: RequestChain) => new Set(steps.map(({ layer }) => layer)).size;
  const [chain] = [...requests].sort((a, b) => layersOf(b) - layersOf(a));
  if (chain === undefined) return;
  const [first] = chain.steps;
  const when = first?.time == null ? '' : `${minuteText(first.time)}  `;
  const steps = chain.steps.map(({ layer, text }) => `${layer} ${fitted(text, 40)}`).join(' → ');
  const more = requests.length > 1 ? ` (one of ${requests.length} requests that were followed)` : '';
  for (const line of wrapped(`${when}${steps}${more}`, '    ', '      ', MOST_CHAIN_LINES)) yield `${line}\n`;
}

/** What belongs to no incident, a line each. */
export function* otherSummaries({ subjects, findings }: Report, chalk: ChalkInstance): Iterable<string> {
  const others = subjects.filter(({ incident, decided }) => incident === null && decided !== true);
  if (others.length === 0) return;
  const findingOf = findingsByKey(findings);
  yield `${chalk.bold('OTHER FINDINGS')}\n`;
  for (const { findings: own, host, severity, what, name } of others.slice(0, SHOWN_OTHERS)) {
    const [first = ''] = own;
    const lead = findingOf(host, first);
    const mark = `  ${first.slice(0, SHOWN_FINGERPRINT)}${own.length > 1 ? ` +${own.length - 1}` : ''}`;
    const text = `${host === null ? '' : `${host}: `}${lead?.title ?? what}: ${lead?.message.text ?? name}`;
    yield `  ${severityLabel(severity, chalk)}  ${cut(text, WIDTH - 4 - severity.length - mark.length)}${chalk.dim(mark)}\n`;
  }
  if (others.length > SHOWN_OTHERS) {
    const left = others.slice(SHOWN_OTHERS);
    const counts = [...groupBy(left, ({ severity }) => severity)].map(
      ([severity, some]) => `${some.length} ${severity}`,
    );
    yield `  … ${left.length} more in --detail full: ${counts.join(', ')}\n`;
  }
  yield '\n';
}

/** Everything that is to be done, in order, a line for each; the commands stand in `--detail full`. */
export function* actionSummaries({ actions, hosts }: Report, chalk: ChalkInstance): Iterable<string> {
  if (actions.length === 0) return;
  yield `${chalk.bold('WHAT TO DO')}  ${chalk.dim('commands in --detail full')}\n`;
  for (const [stage, some] of groupBy(actions, ({ stage }): Action['stage'] => stage)) {
    for (const [index, { text, host }] of some.slice(0, SHOWN_ACTIONS).entries()) {
      const on = hosts.length > 1 && host !== null && !text.includes(host) ? `${host}: ` : '';
      yield `  ${(index === 0 ? stage : '').padEnd(10)}${fitted(on + text, WIDTH - 12)}\n`;
    }
    if (some.length > SHOWN_ACTIONS) yield `            … ${some.length - SHOWN_ACTIONS} more in --detail full\n`;
  }
  yield '\n';
}

const STATES: Readonly<Record<CoverageClass['state'], string>> = {
  examined: 'examined',
  partial: 'in part',
  'not-examined': 'not examined',
  absent: 'not examined',
};

/** What was examined, a line for each state; and what stays open, a line for each question. */
export function* coverageSummary({ coverage }: Report, chalk: ChalkInstance): Iterable<string> {
  yield `${chalk.bold('EXAMINED')}  ${chalk.dim('files, records and periods in --detail full')}\n`;
  const hosts = new Set(coverage.classes.map(({ host }) => host)).size;
  for (const [state, rows] of groupBy(coverage.classes, ({ state }) => STATES[state])) {
    const names = [
      ...groupBy(
        rows,
        ({ class: name, state }) => `${name}${state === 'not-examined' ? ' (collected, not read)' : ''}`,
      ),
    ];
    const texts = names.map(([name, same]) =>
      same.length === hosts ? name : `${name} of ${same.map(({ host }) => host ?? 'server not named').join(', ')}`,
    );
    const label = state.padEnd(14);
    for (const [index, line] of wrapped(texts.join('; '), INDENT, INDENT).entries())
      yield `${index === 0 ? `  ${state === STATES.examined ? label : chalk.yellow(label)}${line.slice(INDENT.length)}` : line}\n`;
  }
  const questions = groupBy(coverage.questions, ({ question }) => question);
  if (questions.size > 0)
    yield `\n${chalk.bold('OPEN QUESTIONS')}  ${chalk.dim('what to collect for them: --detail full')}\n`;
  for (const [text, same] of [...questions].slice(0, SHOWN_QUESTIONS)) {
    const servers = same.flatMap(({ host }) => host ?? []);
    yield `  ${chalk.yellow('?')} ${fitted(`${servers.length === 0 ? '' : `${servers.join(', ')}: `}${text}`, WIDTH - 4)}\n`;
  }
  if (questions.size > SHOWN_QUESTIONS) yield `  … ${questions.size - SHOWN_QUESTIONS} more\n`;
  yield '\n';
}
