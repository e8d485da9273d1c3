import type { ChalkInstance } from 'chalk';
import type { Action, Actor, Incident, Report, RequestChain, Subject } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { countText, timeText } from '../quantities.js';
import { severityLabel } from '../severity-label.js';
import { actorLines } from './actor-text.js';
import { bestEvidence, type FindingOf, findingsByKey } from './best-evidence.js';
import { evidenceText } from './finding-text.js';
import { fitted, WIDTH, wrapped } from './fitted.js';

const SHOWN_INCIDENTS = 20;
/** Subjects of an incident, and those that belong to none. */
const SHOWN_SUBJECTS = 25;
const SHOWN_JOINS = 10;
const SHOWN_REQUESTS = 1;
const SHOWN_REQUEST_STEPS = 12;
const SHOWN_CLIENTS = 8;
const SHOWN_ACTIONS = 25;
const SHOWN_ACTORS = 6;
/** Values of each kind that are named of an actor. */
const SHOWN_VALUES = 5;
/** Characters of a fingerprint that `explain` takes. */
const SHOWN_FINGERPRINT = 12;

/** Each incident with its subjects, each of these once with its best evidence, and why they are together. */
export function* incidentsText(
  { incidents, subjects, findings, actors }: Report,
  chalk: ChalkInstance,
): Iterable<string> {
  const subjectOf = new Map(subjects.map((subject) => [subject.id, subject]));
  const findingOf = findingsByKey(findings);
  for (const [index, incident] of incidents.slice(0, SHOWN_INCIDENTS).entries()) {
    yield `${chalk.bold(`INCIDENT ${index + 1}`)}  ${severityLabel(incident.severity, chalk)}  ${incident.title}\n`;
    yield* about(incident);
    const members = incident.subjects.flatMap((id) => subjectOf.get(id) ?? []);
    for (const one of members.slice(0, SHOWN_SUBJECTS)) yield* subjectText(one, findingOf, chalk);
    if (members.length > SHOWN_SUBJECTS) yield `  … ${members.length - SHOWN_SUBJECTS} more in --format json\n`;
    yield* joinsText(incident, subjectOf, chalk);
    yield* requestsText(incident, chalk);
    yield* actorsText(
      actors.filter((actor) => actor.incidents.includes(incident.id)),
      chalk,
    );
    yield '\n';
  }
  if (incidents.length > SHOWN_INCIDENTS)
    yield `… ${incidents.length - SHOWN_INCIDENTS} more incidents in --format json\n\n`;
}

function* about({ hosts, firstSeen, lastSeen, clients, accounts }: Incident): Iterable<string> {
  const span = [firstSeen, lastSeen].flatMap((time) => (time === null ? [] : timeText(time)));
  const parts = [
    hosts.map((host) => host ?? 'server not named').join(', '),
    [...new Set(span)].join(' to '),
    listed(clients, 'from'),
    listed(accounts, 'as'),
  ].filter((part) => part !== '');
  for (const line of wrapped(parts.join(' · '), '  ', '    ')) yield `${line}\n`;
}

function listed(values: readonly string[], word: string): string {
  if (values.length === 0) return '';
  const more = values.length > SHOWN_CLIENTS ? ` and ${values.length - SHOWN_CLIENTS} more` : '';
  return `${word} ${values.slice(0, SHOWN_CLIENTS).join(', ')}${more}`;
}

function* subjectText(one: Subject, findingOf: FindingOf, chalk: ChalkInstance): Iterable<string> {
  const findings = one.findings.flatMap((fingerprint) => findingOf(one.host, fingerprint) ?? []);
  const [lead, ...others] = findings;
  yield `  ${severityLabel(one.severity, chalk)}  ${one.what} ${chalk.bold(one.name)}${one.present === false ? '  (gone)' : ''}\n`;
  if (lead === undefined) return;
  for (const line of wrapped(lead.message.text, '    ', '      ')) yield `${line}\n`;
  const facts = [
    one.firstSeen === null ? null : `since ${timeText(one.firstSeen)}`,
    one.lastUsed === null ? null : `last used ${timeText(one.lastUsed)}`,
    one.sha256 === null ? null : `sha256 ${one.sha256}`,
  ].filter((fact) => fact !== null);
  if (facts.length > 0) yield `    ${facts.join(', ')}\n`;
  const best = bestEvidence(findings);
  if (best !== null) yield `    ${fitted(evidenceText(best), WIDTH * 2)}\n`;
  const rest = others.length === 0 ? '' : `, and ${countText(others.length, 'more finding')}`;
  yield chalk.dim(`    ${lead.rule.id}  finding ${lead.fingerprint.slice(0, SHOWN_FINGERPRINT)}${rest}\n`);
}

function* joinsText(
  { joins }: Incident,
  subjectOf: ReadonlyMap<string, Subject>,
  chalk: ChalkInstance,
): Iterable<string> {
  if (joins.length === 0) return;
  yield '  Together because\n';
  const name = (id: string) => {
    const one = subjectOf.get(id);
    return one === undefined ? id : fitted(`${one.what} ${one.name}`, 60);
  };
  for (const { from, to, because, strength } of joins.slice(0, SHOWN_JOINS)) {
    for (const line of wrapped(`${name(to)}: ${because} (${strength}, with ${name(from)})`, '    - ', '      '))
      yield `${line}\n`;
  }
  if (joins.length > SHOWN_JOINS) yield chalk.dim(`    … ${joins.length - SHOWN_JOINS} more in --format json\n`);
}

/** Requests that several logs tell of: those through most logs, in a line for each. */
function* requestsText({ requests }: Incident, chalk: ChalkInstance): Iterable<string> {
  if (requests.length === 0) return;
  const layersOf = ({ steps }: RequestChain) => new Set(steps.map(({ layer }) => layer)).size;
  const chosen = [...requests].sort((a, b) => layersOf(b) - layersOf(a)).slice(0, SHOWN_REQUESTS);
  yield '  Requests followed through the logs\n';
  for (const { client, account, steps } of requests.filter((request) => chosen.includes(request))) {
    const who = [client === null ? '' : `from ${client}`, account === null ? '' : `as ${account}`].join(' ').trim();
    yield `    ${who}\n`;
    for (const { layer, time, text, because } of steps.slice(0, SHOWN_REQUEST_STEPS)) {
      const clock = time === null ? '' : time.replace('T', ' ').replace('Z', '');
      yield `      ${chalk.dim(clock)}  ${layer.padEnd(9)}  ${fitted(text, WIDTH - 43)}\n`;
      if (because !== null) yield chalk.dim(`        ${fitted(because, WIDTH - 10)}\n`);
    }
    if (steps.length > SHOWN_REQUEST_STEPS) yield chalk.dim(`      … ${steps.length - SHOWN_REQUEST_STEPS} more\n`);
  }
  const more = requests.length - chosen.length;
  if (more > 0) yield chalk.dim(`    … ${more} more in --format json\n`);
}

/** All that the incident's clients and accounts did, in a few lines each. */
function* actorsText(actors: readonly Actor[], chalk: ChalkInstance): Iterable<string> {
  const active = actors.filter(({ requests }) => requests > 0);
  if (active.length === 0) return;
  yield '  All that they did, also what no rule matched\n';
  for (const actor of active.slice(0, SHOWN_ACTORS)) {
    const [head = '', ...rest] = actorLines(actor, SHOWN_VALUES);
    yield `    ${chalk.bold(actor.name)}  ${fitted(head, WIDTH - 6 - actor.name.length)}\n`;
    for (const line of rest) for (const part of wrapped(line, '      ', '        ', 2)) yield `${part}\n`;
  }
  if (active.length > SHOWN_ACTORS) yield chalk.dim(`    … ${active.length - SHOWN_ACTORS} more in --format json\n`);
  yield chalk.dim('    Every day and stem of one: afterpatch actor <address|account> <collection>\n');
}

/** What belongs to no incident, a line each. */
export function* otherSubjectsText({ subjects, findings }: Report, chalk: ChalkInstance): Iterable<string> {
  const others = subjects.filter(({ incident, decided }) => incident === null && decided !== true);
  if (others.length === 0) return;
  const findingOf = findingsByKey(findings);
  yield `${chalk.bold('OTHER FINDINGS')}\n`;
  for (const one of others.slice(0, SHOWN_SUBJECTS)) {
    const [first = ''] = one.findings;
    const lead = findingOf(one.host, first);
    const host = one.host === null ? '' : `${one.host}: `;
    const more = one.findings.length > 1 ? ` (and ${countText(one.findings.length - 1, 'more finding')})` : '';
    yield `  ${severityLabel(one.severity, chalk)}  ${host}${lead?.title ?? one.what}  ${chalk.dim(`${first.slice(0, SHOWN_FINGERPRINT)}`)}\n`;
    for (const line of wrapped(`${lead?.message.text ?? one.name}${more}`, '    ', '    ', 2)) yield `${line}\n`;
  }
  if (others.length > SHOWN_SUBJECTS) {
    const left = others.slice(SHOWN_SUBJECTS);
    const counts = [...groupBy(left, ({ severity }) => severity)].map(
      ([severity, some]) => `${some.length} ${severity}`,
    );
    yield `  … ${left.length} more in --format json: ${counts.join(', ')}\n`;
  }
  yield '\n';
}

const STAGES: Readonly<Record<Action['stage'], string>> = {
  keep: 'Keep evidence',
  contain: 'Contain',
  eradicate: 'Eradicate',
  rotate: 'Rotate',
  check: 'Check again',
};

/** Everything that is to be done, in order, with the commands that an administrator would use. */
export function* actionsText({ actions }: Report, chalk: ChalkInstance): Iterable<string> {
  if (actions.length === 0) return;
  yield `${chalk.bold('WHAT TO DO')}\n`;
  for (const [stage, some] of groupBy(actions, ({ stage }) => stage)) {
    yield `  ${STAGES[stage]}\n`;
    for (const { text, command } of some.slice(0, SHOWN_ACTIONS)) {
      for (const line of wrapped(text, '    - ', '      ')) yield `${line}\n`;
      if (command !== null) yield `      ${chalk.dim(command)}\n`;
    }
    if (some.length > SHOWN_ACTIONS) yield `    … ${some.length - SHOWN_ACTIONS} more in --format json\n`;
  }
  yield '\n';
}
