import type { ChalkInstance } from 'chalk';
import type { Actor, ActorDay, CountedValue, Report } from '../../model/finding.js';
import { byteText, countText, numberText, timeText } from '../quantities.js';
import { severityLabel } from '../severity-label.js';
import { fitted, WIDTH, wrapped } from './fitted.js';

/** Values of each kind, and findings, where one actor is told of. */
const SHOWN_VALUES = 20;
const SHOWN_FINDINGS = 50;

/** What is known of an actor, the head first, a line for each kind of thing. */
export function actorLines(actor: Actor, most: number): string[] {
  const { requests, firstSeen, lastSeen, hosts, bytesSent, bytesReceived, joins } = actor;
  const span = [firstSeen, lastSeen].flatMap((time) => (time === null ? [] : timeText(time)));
  const bytes = [
    bytesReceived === null ? '' : `${byteText(bytesReceived)} received`,
    bytesSent === null ? '' : `${byteText(bytesSent)} sent`,
  ].filter((part) => part !== '');
  const named = hosts.flatMap((host) => host ?? []);
  return [
    [
      countText(requests, 'request'),
      ...(span.length === 0 ? [] : [[...new Set(span)].join(' to ')]),
      ...(named.length === 0 ? [] : [`on ${named.join(', ')}`]),
      ...bytes,
    ].join(', '),
    ...joins.map(({ actor, because, strength }) => `like ${actor}: ${because} (${strength})`),
    ...(
      [
        ['methods', actor.methods],
        ['statuses', actor.statuses],
        ['stems', actor.stems],
        ['agents', actor.agents],
        ['accounts', actor.accounts],
        ['clients', actor.clients],
        ['sessions', actor.sessions],
      ] as const
    )
      .filter(([, values]) => values.length > 0)
      .map(([what, values]) => `${what}: ${valuesText(values, most)}`),
  ];
}

function valuesText(values: readonly CountedValue[], most: number): string {
  const shown = values.slice(0, most).map(({ value, requests }) => `${value} (${numberText(requests)})`);
  return values.length > most ? `${shown.join(', ')} and ${values.length - most} more` : shown.join(', ');
}

/** One actor with every day and stem, and the findings that name it. */
export function* actorText(actor: Actor, { findings }: Report, chalk: ChalkInstance): Iterable<string> {
  yield `${chalk.bold(actor.name)}  ${actor.kind}\n`;
  if (actor.requests === 0) yield '  No request of it is in the logs.\n';
  else for (const line of actorLines(actor, SHOWN_VALUES)) yield* lines(wrapped(line, '  ', '    '));
  yield* daysText(actor, chalk);
  const related = findings.filter(({ fingerprint }) => actor.findings.includes(fingerprint));
  if (related.length === 0) yield '\nNo finding names it.\n';
  else yield `\n${chalk.bold('FINDINGS THAT NAME IT')}\n`;
  for (const { severity, host, title, fingerprint } of related.slice(0, SHOWN_FINDINGS)) {
    const text = `${host === null ? '' : `${host}: `}${title}`;
    yield `  ${severityLabel(severity, chalk)}  ${fitted(text, WIDTH - 30)}  ${chalk.dim(fingerprint.slice(0, 12))}\n`;
  }
  if (related.length > SHOWN_FINDINGS) yield `  … ${related.length - SHOWN_FINDINGS} more in --format json\n`;
}

function* daysText({ days, daysLeft }: Actor, chalk: ChalkInstance): Iterable<string> {
  if (days.length === 0) return;
  const several = new Set(days.map(({ host }) => host)).size > 1;
  yield `\n${chalk.bold('day         first     last      requests  methods     statuses       received     sent  stem')}\n`;
  for (const day of days) yield `${dayLine(day, several)}\n`;
  if (daysLeft > 0) yield `… ${countText(daysLeft, 'further day or stem')}: the busiest are shown\n`;
}

function dayLine(day: ActorDay, withHost: boolean): string {
  const clock = (time: string | null) => (time === null ? '-' : time.slice(11, 19)).padEnd(10);
  const values = (list: readonly CountedValue[], width: number) =>
    fitted(list.map(({ value }) => value).join(' '), width - 1).padEnd(width);
  const bytes = (count: number | null, width: number) => (count === null ? '-' : byteText(count)).padStart(width);
  const host = withHost ? `${day.host ?? 'server not named'} ` : '';
  return [
    (day.day ?? 'no time').padEnd(12),
    clock(day.firstSeen),
    clock(day.lastSeen),
    numberText(day.requests).padStart(8),
    '  ',
    values(day.methods, 12),
    values(day.statuses, 12),
    bytes(day.bytesReceived, 11),
    bytes(day.bytesSent, 9),
    '  ',
    host,
    day.stem ?? 'others, which were not told apart',
  ].join('');
}

function* lines(texts: readonly string[]): Iterable<string> {
  for (const text of texts) yield `${text}\n`;
}
