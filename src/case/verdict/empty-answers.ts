import type { Finding } from '../../model/finding.js';
import type { ServerFacts } from '../../model/server.js';
import { compareSeverity } from '../../model/severity.js';
import { filesAnswering } from '../../server/requested-files.js';
import { compareFindings } from '../findings/merge-findings.js';

/** Clients that make a page one of the site: a shell has few. */
const MANY_CLIENTS = 20;
/** So many stems are named in a finding; there may be more where there are as many. */
const NAMED_STEMS = 10;

/** Whether what answers a stem is a page of the site itself: many asked for it, its file was collected, and nothing was found in it. */
export type IsOrdinaryPage = (host: string | null, stem: string) => boolean;

export function ordinaryPages(servers: ReadonlyMap<string | null, ServerFacts>): IsOrdinaryPage {
  return (host, stem) => {
    const server = servers.get(host);
    const lines = server?.lifeLines.filter((line) => line.stem === stem.toLowerCase()) ?? [];
    return (
      server !== undefined &&
      lines.length > 0 &&
      lines.every((line) => {
        const files = filesAnswering(server, line).filter((file) => server.files.get(file) !== undefined);
        const isOfMany = line.clients.capped || line.clients.values.length >= MANY_CLIENTS;
        return isOfMany && files.length > 0 && !files.some((file) => server.flaggedFiles.has(file));
      })
    );
  };
}

/**
 * Findings in the order of a report, of which those count as attempts whose only sign of success is an answer that says nothing: from
 * a page of the site itself, or from a site that answers whatever is asked to a client that tried names and used none of them.
 */
export function withoutEmptyAnswers(findings: readonly Finding[], isOrdinaryPage: IsOrdinaryPage): Finding[] {
  const answeredAll = clientsAnsweredAll(findings);
  const told = findings.map((finding) => {
    if (!isSuccessByAnswer(finding)) return finding;
    const { host, message } = finding;
    const stems = listIn(message.data['stems']);
    const areOrdinary =
      stems.length > 0 && stems.length < NAMED_STEMS && stems.every((stem) => isOrdinaryPage(host, stem));
    const clients = listIn(message.data['clients']);
    const areAnsweredAll = clients.length > 0 && clients.every((client) => answeredAll.has(keyOf(host, client)));
    if (!areOrdinary && !areAnsweredAll) return finding;
    const why = areOrdinary ? 'pages of the site that everybody gets' : 'by a site that answers whatever is asked';
    return {
      ...finding,
      severity: 'low' as const,
      confidence: 'weak' as const,
      outcome: 'attempt' as const,
      message: { ...message, text: `${message.text}: ${why}` },
    };
  });
  return told.sort(compareFindings);
}

/** Requests that rules match by what web shells are called and told; that one is there only the answer says. */
function isSuccessByAnswer({ rule, outcome, attack, evidence }: Finding): boolean {
  return (
    rule.source === 'sigma' &&
    outcome === 'success' &&
    attack.some((technique) => technique.startsWith('T1505.003')) &&
    evidence.some(({ type }) => type === 'record')
  );
}

/** Clients that got answers for whatever names they tried, and of which nothing else shows that they used one. */
function clientsAnsweredAll(findings: readonly Finding[]): ReadonlySet<string> {
  const [tried, used] = [new Set<string>(), new Set<string>()];
  for (const { rule, host, message, severity, outcome } of findings) {
    if (rule.source !== 'detector') continue;
    const { client } = message.data;
    const named = typeof client === 'string' ? [client] : listIn(message.data['clients']);
    const isOfAll = rule.id === 'webshell.unknown-script-used' && /^(?:everything|catch-all)$/.test(message.id);
    const isUse = outcome !== 'attempt' && compareSeverity(severity, 'medium') >= 0;
    for (const one of isOfAll || isUse ? named : []) (isOfAll ? tried : used).add(keyOf(host, one));
  }
  return new Set([...tried].filter((key) => !used.has(key)));
}

function keyOf(host: string | null, client: string): string {
  return JSON.stringify([host, client]);
}

function listIn(value: Finding['message']['data'][string] | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
