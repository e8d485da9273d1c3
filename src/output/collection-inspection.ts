import type { CollectionInspection, InspectedHost } from '../case/evidence/inspect-collection.js';
import { safeText } from '../platform/safe-text.js';
import { byteText } from './quantities.js';

/** Notes that the text names. */
const NAMED = 20;

/** What `inspect collection` prints. Text from evidence is made safe. */
export function renderCollectionInspection({ layouts, hosts, notes }: CollectionInspection): string {
  const lines = [
    ...layouts.map(
      ({ path, layout, host }) => `${safeText(path) || '.'}: ${layout}${host === null ? '' : `, of ${safeText(host)}`}`,
    ),
    ...(layouts.length === 0 ? ['No layout of a collector: files are placed by the ends of their paths.'] : []),
    ...hosts.flatMap((host) => ['', ...hostLines(host)]),
  ];
  const incomplete = notes.filter(({ incomplete: is }) => is);
  if (incomplete.length > 0) {
    lines.push('', `Not readable, or not read whole: ${incomplete.length}`);
    for (const { path, message } of incomplete.slice(0, NAMED))
      lines.push(`  ${safeText(path ?? '')}: ${safeText(message)}`);
  }
  return `${lines.join('\n')}\n`;
}

function hostLines({ host, drives, roles, files, bytes, kinds, logs, questions }: InspectedHost): string[] {
  return [
    `${host === null ? 'Server not named' : safeText(host)}: ${files} files, ${byteText(bytes)}${drives.length === 0 ? '' : `, ${drives.join(' ')}`}`,
    ...roles.map(({ role, reasons }) => `  ${role}: ${safeText(reasons[0] ?? '')}`),
    ...kinds.map(
      (kind) =>
        `  ${String(kind.files).padStart(7)}  ${byteText(kind.bytes).padStart(9)}  ${kind.name}${kind.isRead ? '' : ', which nothing here reads'}`,
    ),
    ...(logs.length === 0 ? [] : ['  Logs by the days in their names:']),
    ...logs.map(
      ({ folder, first, last, missing, missingCount }) =>
        `    ${safeText(folder)}: ${first} to ${last}${missingCount === 0 ? '' : `, without ${missing.join(', ')}${missingCount > missing.length ? ` and ${missingCount - missing.length} more days` : ''}`}`,
    ),
    ...(questions.length === 0 ? [] : ['  To collect next:']),
    ...questions.flatMap(({ question, collect, collectors }) => [
      `    ${question}`,
      ...collect.map((path) => `      ${safeText(path)}`),
      ...(collectors.length === 0 ? [] : [`      with ${collectors.join(', ')}`]),
    ]),
  ];
}
