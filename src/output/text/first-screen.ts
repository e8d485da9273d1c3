import type { ChalkInstance } from 'chalk';
import type { Actor, Incident, Report, ServerVerdict, Step, Subject } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { countText } from '../quantities.js';
import { answerText } from './answer-text.js';
import { baselineCounts } from './baseline-text.js';
import { decisionCounts } from './decisions-text.js';
import { fitted, lastPart, minuteText, WIDTH, wrapped } from './fitted.js';
import { severityMark } from './severity-mark.js';

/** Lines of the screen, without those that stand before and after the case; and of its parts. The story has what the others leave. */
const HEIGHT = 36;
const MOST_SERVERS = 4;
const MOST_STEPS = 12;
const MOST_IMPLANTS = 5;
const MOST_CLIENTS = 2;
const MOST_ACTIONS = 5;
const MOST_UNCHECKED = 3;

/** The case on one screen of a hundred columns and forty lines: the answer, the story, what is there, who, what to do, what is open. */
export function* firstScreen(report: Report, chalk: ChalkInstance): Iterable<string> {
  const head = [...answers(report, chalk)];
  const tail = [
    ...whatIsThere(report, chalk),
    ...who(report, chalk),
    ...doNow(report, chalk),
    ...notChecked(report, chalk),
  ];
  const taken = [...head, ...tail].join('').split('\n').length - 1;
  yield* head;
  yield* story(report, HEIGHT - taken, chalk);
  yield* tail;
}

/** When a server was patched, as the hunt was told. */
function patchDay({ patchedOn, patchedOnServers }: Report['parameters'], host: string | null): string | null {
  const own = Object.entries(patchedOnServers).find(([name]) => name.toLowerCase() === host?.toLowerCase());
  return own?.[1] ?? patchedOn;
}

function* answers(report: Report, chalk: ChalkInstance): Iterable<string> {
  const { servers } = report.verdict;
  for (const server of servers.slice(0, MOST_SERVERS)) yield* answerLines(server, report, chalk);
  const more = servers.slice(MOST_SERVERS);
  const counts = [...groupBy(more, ({ answer }) => answer)].map(
    ([answer, some]) => `${some.length} ${answer.replaceAll('-', ' ')}`,
  );
  if (more.length > 0) yield `… and ${more.length} more servers: ${counts.join(', ')}\n`;
  const isMilder = servers.some(({ withoutDecisions }) => withoutDecisions !== undefined);
  yield* lines(wrapped(report.verdict.summary, '', '', isMilder ? 4 : 3));
  if (report.decisions !== undefined) yield `${decisionCounts(report)}\n`;
  if (report.baseline !== undefined) yield `Against the earlier report: ${baselineCounts(report)}\n`;
}

function* answerLines(
  { host, answer, withoutDecisions }: ServerVerdict,
  { parameters }: Report,
  chalk: ChalkInstance,
): Iterable<string> {
  const name = fitted(host ?? 'server not named', 40);
  const milder = withoutDecisions === undefined ? '' : ' BY DECISIONS';
  const text = `${answer.replaceAll('-', ' ').toUpperCase()}${milder}`;
  const patchedOn = patchDay(parameters, host);
  const patched = patchedOn === null ? 'patch day not given' : `patched ${patchedOn.slice(0, 10)}`;
  const gap = ' '.repeat(Math.max(2, WIDTH - name.length - text.length - patched.length - 2));
  yield `${chalk.bold(name)}  ${answerText(answer, chalk, text)}${gap}${chalk.dim(patched)}\n`;
}

/** What happened, of all incidents: the gravest first, each by its first and last steps, in `room` lines at most. */
function* story(report: Report, room: number, chalk: ChalkInstance): Iterable<string> {
  const { incidents, subjects } = report;
  if (incidents.length === 0) return;
  const names: Names = new Map(subjects.map(({ id, name }) => [id, name]));
  const [only, ...others] = incidents;
  if (only !== undefined && others.length === 0) {
    const most = Math.max(1, Math.min(MOST_STEPS, room - 2));
    const of = only.steps.length > most ? chalk.dim(`  ${most} of ${only.steps.length} steps`) : '';
    yield `\n${chalk.bold('WHAT HAPPENED')}${of}\n`;
    yield* stepLines(only, most, names, report, chalk);
    return;
  }
  yield `\n${chalk.bold('WHAT HAPPENED')}  ${incidents.length} incidents that nothing joins\n`;
  const lines = Math.min(MOST_STEPS, room - 3);
  const shown = incidents.slice(0, Math.max(1, Math.floor(lines / 3)));
  for (const [index, incident] of shown.entries()) {
    yield `${fitted(`${index + 1} ${headOf(incident)}`, WIDTH)}\n`;
    yield* stepLines(incident, Math.floor(lines / shown.length) - 1, names, report, chalk);
  }
  if (shown.length < incidents.length) yield `… and ${incidents.length - shown.length} more, below\n`;
}

function* stepLines(
  incident: Incident,
  most: number,
  names: Names,
  report: Report,
  chalk: ChalkInstance,
): Iterable<string> {
  const patchedOn = (step: Step) => patchDay(report.parameters, step.host);
  const late = (step: Step) => isAfter(step.time, patchedOn(step)) || isAfter(step.until, patchedOn(step));
  for (const step of chosen(incident.steps, Math.max(1, most), late))
    yield stepLine(step, incident, names, late(step), chalk);
}

function isAfter(time: string | null, patchedOn: string | null): boolean {
  return patchedOn !== null && time !== null && time >= patchedOn;
}

function headOf({ title, hosts, clients }: Incident): string {
  const on = hosts.flatMap((host) => host ?? []).join(', ');
  return `${title}${on === '' ? '' : `, on ${on}`}${clients.length === 0 ? '' : `, from ${clients.slice(0, MOST_CLIENTS).join(', ')}`}`;
}

/**
 * At most so many steps, in their order: the first and the last one, what went on after the patch, then one of each stage, one of each
 * subject, and the others as they come.
 */
function chosen(steps: readonly Step[], most: number, isLate: (step: Step) => boolean): readonly Step[] {
  const firstOf = (key: (step: Step) => string) => [...groupBy(steps, key).values()].flatMap(([first]) => first ?? []);
  const ranked = [
    ...steps.slice(0, 1),
    ...steps.filter(isLate),
    ...steps.slice(-1),
    ...firstOf(({ stage }) => stage),
    ...firstOf(({ subject }) => subject),
    ...steps,
  ];
  const picked = new Set([...new Set(ranked)].slice(0, most));
  return steps.filter((step) => picked.has(step));
}

function stepLine(step: Step, incident: Incident, names: Names, isLate: boolean, chalk: ChalkInstance): string {
  const when = step.time === null ? 'time not known   ' : minuteText(step.time);
  const lasted = step.until !== null && step.until.slice(0, 16) !== step.time?.slice(0, 16);
  const until = lasted && step.until !== null ? ` to ${minuteText(step.until).slice(5)}` : '';
  const late = isLate ? ' AFTER THE PATCH' : '';
  const host = incident.hosts.length > 1 && step.host !== null ? `${step.host}: ` : '';
  const head = `  ${when}  ${step.stage.padEnd(11)}  `;
  const room = WIDTH - head.length - until.length - late.length;
  const whole = host + step.text;
  const name = names.get(step.subject) ?? '';
  const text = whole.length <= room || name === '' ? whole : whole.replace(name, () => lastPart(name));
  return `${head}${fitted(text, room)}${until}${chalk.red(late)}\n`;
}

/** Names of subjects by id. */
type Names = ReadonlyMap<string, string>;

function* whatIsThere({ subjects, parameters }: Report, chalk: ChalkInstance): Iterable<string> {
  const implants = subjects.filter(({ kind, incident }) => kind === 'implant' && incident !== null);
  if (implants.length === 0) return;
  yield `\n${chalk.bold('WHAT WAS LEFT'.padEnd(WIDTH - 46))}${chalk.dim('since             last used       findings')}\n`;
  const several = new Set(implants.map(({ host }) => host)).size > 1;
  for (const [index, one] of implants.slice(0, MOST_IMPLANTS).entries())
    yield implantLine(one, index, several, patchDay(parameters, one.host), chalk);
  if (implants.length > MOST_IMPLANTS) yield `… and ${implants.length - MOST_IMPLANTS} more, below\n`;
}

function implantLine(
  one: Subject,
  index: number,
  withHost: boolean,
  patchedOn: string | null,
  chalk: ChalkInstance,
): string {
  const { what, name, host, present, firstSeen, lastUsed, findings, severity } = one;
  const sign = present === false ? 'gone' : present === null ? '?' : 'there';
  const head = `${index + 1} ${sign.padEnd(5)} ${what}  `;
  const where = host === null || !withHost ? name : `${host} ${name}`;
  const text = fitted(where, WIDTH - 46 - head.length - 1);
  const used = lastUsed === null ? 'not seen' : minuteText(lastUsed);
  const late = isAfter(lastUsed, patchedOn);
  const since = firstSeen === null ? 'not known' : minuteText(firstSeen);
  return `${severityMark(severity, chalk, head)}${text.padEnd(WIDTH - 46 - head.length)}${since.padEnd(18)}${late ? chalk.red(used.padEnd(18)) : used.padEnd(18)}${String(findings.length).padStart(6)}\n`;
}

/** Clients of the gravest incidents: what they used, when, and who else they are; and accounts. */
function* who({ incidents, subjects, actors }: Report, chalk: ChalkInstance): Iterable<string> {
  const clients = [...new Set(incidents.flatMap(({ clients }) => clients))];
  const accounts = [...new Set(incidents.flatMap(({ accounts }) => accounts))];
  if (clients.length + accounts.length === 0) return;
  yield `\n${chalk.bold('WHO')}\n`;
  for (const client of clients.slice(0, MOST_CLIENTS)) {
    const theirs = subjects.filter((subject) => subject.incident !== null && subject.clients.includes(client));
    const done = theirs.map(({ kind, what, name }) => (kind === 'implant' ? `${what} ${lastPart(name)}` : what));
    const actor = actors.find(({ kind, name }) => kind === 'client' && name === client);
    const seen = actor === undefined ? '' : activityText(actor);
    yield `${fitted(`  ${client}  ${[...new Set(done)].join(', ')}`, WIDTH - seen.length)}${seen}\n`;
  }
  const more = clients.length > MOST_CLIENTS ? `and ${clients.length - MOST_CLIENTS} more addresses` : '';
  const carried = accounts.length === 0 ? '' : `with account ${accounts.slice(0, MOST_CLIENTS).join(', ')}`;
  if (more + carried !== '')
    yield `${fitted(`  ${[more, carried].filter((part) => part !== '').join('; ')}`, WIDTH)}\n`;
}

/** How much there is of an actor, and whom it is like: `  213 requests, 11-05 to 11-07, like 203.0.113.7`. */
function activityText({ requests, firstSeen, lastSeen, joins }: Actor): string {
  if (firstSeen === null || lastSeen === null) return '';
  const days = [...new Set([firstSeen, lastSeen].map((time) => time.slice(5, 10)))].join(' to ');
  const [join] = joins;
  const like = join === undefined ? '' : `, like ${fitted(join.actor, 20)}`;
  return `  ${countText(requests, 'request')}, ${days}${like}`;
}

/** The first things to do: of each stage one before a second of any. */
function* doNow({ actions }: Report, chalk: ChalkInstance): Iterable<string> {
  if (actions.length === 0) return;
  yield `\n${chalk.bold('DO NOW')}${actions.length > MOST_ACTIONS ? chalk.dim('  the rest below') : ''}\n`;
  const firsts = [...groupBy(actions, ({ stage }) => stage).values()].map(([first]) => first);
  const picked = new Set([...firsts, ...actions].slice(0, Math.max(MOST_ACTIONS, firsts.length)));
  const inOrder = actions.filter((action) => picked.has(action)).slice(0, MOST_ACTIONS);
  for (const [index, { text }] of inOrder.entries()) yield `${fitted(`  ${index + 1} ${text}`, WIDTH)}\n`;
}

function* notChecked({ verdict: { notExamined }, coverage }: Report, chalk: ChalkInstance): Iterable<string> {
  const asked = coverage.questions.map(({ host, question }) => `${host === null ? '' : `${host}: `}${question}`);
  const items = [...new Set([...notExamined, ...asked])];
  if (items.length === 0) return;
  yield `\n${chalk.bold.yellow('NOT CHECKED')}\n`;
  for (const item of items.slice(0, MOST_UNCHECKED)) yield `${fitted(`  ${item}`, WIDTH)}\n`;
  if (items.length > MOST_UNCHECKED) yield `  … ${items.length - MOST_UNCHECKED} more, below\n`;
}

function* lines(texts: readonly string[]): Iterable<string> {
  for (const text of texts) yield `${text}\n`;
}
