import type { Action, Finding, Incident, Subject } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { isMachineAccount } from './joins.js';

/** Clients named in one action; the incident has all. */
const NAMED = 10;

/** Something to do for one incident, before actions of all of them are put in order. */
type Draft = Omit<Action, 'incident'>;

const STAGES: readonly Action['stage'][] = ['keep', 'contain', 'eradicate', 'rotate', 'check'];

/**
 * What to do about the incidents, in the order in which it helps: keep evidence, contain, eradicate, rotate, check again. Each
 * action names the findings that it comes from, and the command where an administrator would use one. Nothing is ever run.
 */
export function actionsFor(
  incidents: readonly Incident[],
  subjects: readonly Subject[],
  findingOf: (host: string | null, fingerprint: string) => Finding | undefined,
): Action[] {
  const byId = new Map(subjects.map((subject) => [subject.id, subject]));
  const actions = incidents.flatMap((incident) => {
    const members = incident.subjects.flatMap((id) => byId.get(id) ?? []);
    const drafts = [
      ...keep(members, findingOf),
      ...contain(incident, members),
      ...eradicate(members),
      ...rotate(incident, members, findingOf),
    ];
    return drafts.map((draft) => ({ ...draft, incident: incident.id }));
  });
  const once = [
    ...groupBy(actions, ({ stage, host, text, command }) => JSON.stringify([stage, host, text, command])).values(),
  ];
  const inOrder = STAGES.flatMap((stage) => once.flatMap(joined).filter((action) => action.stage === stage));
  if (incidents.length === 0) return [];
  const hosts = [...new Set(incidents.flatMap(({ hosts }) => hosts))];
  return [...inOrder, ...hosts.map((host) => checkAgain(host))];
}

/** What several incidents ask for is done once, and belongs to none of them alone. */
function joined(same: readonly Action[]): Action[] {
  const [first] = same;
  if (first === undefined || same.length === 1) return [...same];
  const findings = [...new Set(same.flatMap(({ findings }) => findings))].sort(compareText);
  return [{ ...first, incident: null, findings }];
}

function* keep(
  members: readonly Subject[],
  findingOf: (host: string | null, fingerprint: string) => Finding | undefined,
): Iterable<Draft> {
  for (const [host, left] of byHost(members.filter(({ kind }) => kind === 'implant'))) {
    yield {
      stage: 'keep',
      host,
      text: `Take a memory image${of(host)} before its worker processes (w3wp.exe) are recycled`,
      command: null,
      findings: findingsOf(left),
    };
    for (const one of left.filter((subject) => PROGRAMS.has(subject.what) && subject.sha256 === null)) {
      const collected = one.findings.some((fingerprint) => findingOf(host, fingerprint)?.artifact.kind === 'pe');
      if (!collected)
        yield {
          stage: 'keep',
          host,
          text: `Collect what ${one.what} ${one.name} loads`,
          command: null,
          findings: one.findings,
        };
    }
  }
}

const PROGRAMS: ReadonlySet<string> = new Set([
  'IIS module',
  'ISAPI extension',
  'transport agent',
  'service',
  'CLR profiler',
  'authentication package',
]);

function* contain(incident: Incident, members: readonly Subject[]): Iterable<Draft> {
  for (const [host, left] of byHost(members)) {
    yield {
      stage: 'contain',
      host,
      text: `Take ${host ?? 'the server'} off the network, without switching it off`,
      command: null,
      findings: findingsOf(left),
    };
  }
  const { clients } = incident;
  if (clients.length === 0) return;
  const more = clients.length > NAMED ? ` and ${clients.length - NAMED} more` : '';
  const findings = findingsOf(members.filter(({ clients }) => clients.length > 0));
  yield {
    stage: 'contain',
    host: null,
    text: `Block ${clients.slice(0, NAMED).join(', ')}${more} at the border, and look for them in the logs of other servers`,
    command: null,
    findings,
  };
}

/** Verbs of cmdlets that leave something changed (PowerShell, "Approved Verbs"); others only ask, or run once. */
const CHANGING =
  /^(?:add|disable|enable|grant|import|install|move|new|register|remove|set|uninstall|unregister|update)-/i;

function* eradicate(members: readonly Subject[]): Iterable<Draft> {
  // What is there comes before what has to be set back.
  const inOrder = [
    ...members.filter(({ kind }) => kind !== 'change'),
    ...members.filter(({ kind }) => kind === 'change'),
  ];
  for (const { kind, what, name, host, present, findings } of inOrder) {
    if (kind === 'change') {
      if (what === 'cmdlet' && !name.split(', ').some((cmdlet) => CHANGING.test(cmdlet))) continue;
      yield { stage: 'eradicate', host, text: `Set back what was changed: ${name}`, command: null, findings };
      continue;
    }
    if (kind !== 'implant' || present === false || what === 'channel' || what === 'machine key') continue;
    const remove = Object.hasOwn(REMOVAL, what) ? REMOVAL[what] : undefined;
    yield { stage: 'eradicate', host, text: `Remove ${what} ${name}`, command: remove?.(name) ?? null, findings };
  }
}

/** PowerShell and appcmd as an administrator would use them. Names come from an intruder: they are quoted. */
const REMOVAL: Readonly<Record<string, (name: string) => string | null>> = {
  page: (path) => (path.includes('\\') ? `Remove-Item -LiteralPath ${quoted(path)}` : null),
  file: (path) => (path.includes('\\') ? `Remove-Item -LiteralPath ${quoted(path)}` : null),
  'transport agent': (name) => `Uninstall-TransportAgent -Identity ${quoted(name)}`,
  'scheduled task': (name) => `Unregister-ScheduledTask -TaskName ${quoted(name.replace(/^.*\\/, ''))} -Confirm:$false`,
  service: (name) => `sc.exe delete ${quoted(name)}`,
};

/** A PowerShell string that nothing in it can end: PowerShell takes typographic quotes for quotes, too. */
export function quoted(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

function* rotate(
  incident: Incident,
  members: readonly Subject[],
  findingOf: (host: string | null, fingerprint: string) => Finding | undefined,
): Iterable<Draft> {
  for (const account of incident.accounts.filter((name) => !isMachineAccount(name))) {
    const findings = findingsOf(members.filter(({ accounts }) => accounts.includes(account)));
    yield {
      stage: 'rotate',
      host: null,
      text: `Disable ${account} until its owner has a new password; end its sessions`,
      command: null,
      findings,
    };
  }
  for (const { what, name, host, findings } of members) {
    if (what === 'machine key')
      yield {
        stage: 'rotate',
        host,
        text: `Replace machine key ${name} on every server that has it`,
        command: null,
        findings,
      };
  }
  for (const [host, left] of byHost(members.filter(({ kind }) => kind === 'implant'))) {
    yield {
      stage: 'rotate',
      host,
      text: `Renew machine keys and certificates${of(host)}: whoever ran code there could read them`,
      command: null,
      findings: findingsOf(left),
    };
    const listening = left.filter(
      (one) =>
        LISTENERS.has(one.what) ||
        one.findings.some((fingerprint) => findingOf(host, fingerprint)?.attack.includes('T1056.003')),
    );
    if (listening.length > 0) {
      const text = `Have everybody change the password who signed in through ${host ?? 'the server'} since ${listening[0]?.firstSeen?.slice(0, 10) ?? 'it came'}: ${listening[0]?.what} ${listening[0]?.name} could read what was typed`;
      yield { stage: 'rotate', host, text, command: null, findings: findingsOf(listening) };
    }
  }
}

/** They see what everybody sends. */
const LISTENERS: ReadonlySet<string> = new Set(['IIS module', 'ISAPI extension']);

function checkAgain(host: string | null): Action {
  const text = `Collect ${host ?? 'the server'} again after cleaning, and hunt it once more`;
  return { stage: 'check', host, text, command: null, incident: null, findings: [] };
}

function of(host: string | null): string {
  return host === null ? '' : ` of ${host}`;
}

function byHost(members: readonly Subject[]): readonly (readonly [string | null, readonly Subject[]])[] {
  const hosts = [...new Set(members.map(({ host }) => host))].sort((a, b) => compareText(a ?? '', b ?? ''));
  return hosts.map((host) => [host, members.filter((one) => one.host === host)] as const);
}

function findingsOf(members: readonly Subject[]): string[] {
  return [...new Set(members.flatMap(({ findings }) => findings))];
}
