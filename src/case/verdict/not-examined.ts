import type { Coverage, CoverageEntry } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import type { UnreadEvidence } from './unread-evidence.js';

/**
 * What stands beside every answer: evidence that was collected and not read, each with what it can hide and how to look by hand,
 * then what was examined in part or not at all for other reasons, a sentence for each kind of reason.
 */
export function notExamined({ entries }: Pick<Coverage, 'entries'>, unread: readonly UnreadEvidence[]): string[] {
  const ofKinds = [...groupBy(unread, ({ kind }) => kind).values()].flatMap((servers) => {
    const [first] = servers;
    const files = servers.reduce((sum, one) => sum + one.files, 0);
    return first
      ? [`${first.name} (${filesText(files)}${namesOf(servers)}), which nothing here reads. ${first.hides}`]
      : [];
  });
  const others = entries.filter(({ incomplete, code }) => incomplete && code !== 'not-read');
  const codes = [...groupBy(others, ({ code }) => code)].map(([code, same]) => sentenceOf(code, same));
  return [...ofKinds, ...codes];
}

function sentenceOf(code: string, entries: readonly CoverageEntry[]): string {
  const [first] = entries;
  const count = entries.reduce((sum, entry) => sum + entry.count, 0);
  const more = count > 1 ? ` (the first of ${count})` : '';
  return `${code}: ${first?.message ?? ''}${first?.path == null ? '' : `: ${first.path}`}${more}`;
}

function filesText(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

function namesOf(servers: readonly UnreadEvidence[]): string {
  const hosts = servers.flatMap(({ host }) => host ?? []);
  return hosts.length === 0 ? '' : ` of ${hosts.join(', ')}`;
}
