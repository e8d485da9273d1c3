import type { Moment, TracedRecord } from '../../engine/logs/clients/moments.js';
import { MOST_TRACED, Moments } from '../../engine/logs/clients/moments.js';
import type { RecordAnalysis } from '../../engine/records/record-analysis.js';
import { traceRecordFiles } from '../../engine/records/record-engine.js';
import type { Artifact } from '../../model/artifact.js';
import type { Finding, Incident, RecordEvidence } from '../../model/finding.js';
import { requestIdsOf, roleOf } from '../../model/record-roles.js';
import { groupBy } from '../../platform/group-by.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import type { Dossier, Told } from '../dossier.js';
import type { ProgressMeter } from '../hunt-progress.js';
import type { HuntSettings } from '../hunt-settings.js';
import { isMachineAccount } from '../story/joins.js';
import { fileHops, requestChains } from '../story/request-chain.js';
import { hopOf } from '../story/request-hops.js';

/** Requests of all incidents that are followed, the earliest of each first. */
const MOST_MOMENTS = 500;
/** Characters of the shortest name that records are looked for by. */
const LEAST_NAME = 3;

/** A record of an incident, and the server that it is of. */
interface Seed {
  readonly host: string | null;
  readonly record: RecordEvidence;
}

/** When requests of incidents had success, as far as their findings show records of them. */
export function momentsOf({ findings, case: { incidents, subjects } }: Told): Moment[] {
  const seeds = incidents.flatMap((incident) => seedsOf(findingsOf(incident, findings, subjects)));
  const moments = seeds.flatMap(({ host, record: { time } }) =>
    time === null ? [] : [{ host, seconds: Date.parse(time) / 1000 }],
  );
  return moments.slice(0, MOST_MOMENTS);
}

/**
 * Follows requests of incidents through the logs: what Exchange and the event logs have close to them is looked for once more, what
 * IIS has is given (`requests`). Incidents come back with what was found.
 */
export async function traceRequests(
  told: Told,
  moments: readonly Moment[],
  requests: readonly TracedRecord[],
  records: RecordAnalysis,
  artifacts: readonly Artifact[],
  pack: SigmaPack,
  settings: HuntSettings,
  dossier: Dossier,
  progress: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<readonly Incident[]> {
  const { incidents, subjects } = told.case;
  const near = filesNear(records, moments);
  if (near.size === 0) return incidents;
  const seeds = incidents.flatMap((incident) => seedsOf(findingsOf(incident, told.findings, subjects)));
  const files = artifacts.filter(({ collectedPath }) => near.has(collectedPath));
  progress.begin('actors', 0);
  const { jobs, since, until, deadlineMs, units, spares } = settings;
  const traced = await traceRecordFiles(
    files,
    { pack, jobs, since, until, deadlineMs, units, spares },
    { moments, names: namesOf(seeds, requests) },
    { signal, onProgress: ({ files, bytes, current }) => progress.at('actors', files, bytes, current.collectedPath) },
  );
  const all = [...requests, ...traced];
  for (const [path, some] of groupBy(all, ({ record }) => record.path ?? '')) {
    if (some.length < MOST_TRACED) continue;
    const message = 'Requests of incidents were followed through this log as far as the first records close to them';
    dossier.note({ code: 'limit-reached', message, path, count: some.length, incomplete: false });
  }
  return incidents.map((incident) => {
    const own = findingsOf(incident, told.findings, subjects);
    const known = new Map(
      [...all, ...seedsOf(own)].map((one) => [`${one.record.path}\n${one.record.offset}`, one] as const),
    );
    const hops = [...known.values()].flatMap(({ host, record }) => hopOf(host, record) ?? []);
    const chains = requestChains([...hops, ...fileHops(own)]);
    return { ...incident, requests: chains.filter((chain) => isOf(incident, chain.client, chain.account)) };
  });
}

/** Others ask at the same time: a chain is of an incident where its client or account is. */
function isOf({ clients, accounts }: Incident, client: string | null, account: string | null): boolean {
  const same = (names: readonly string[], name: string | null) =>
    name !== null && names.some((one) => one.toLowerCase() === name.toLowerCase());
  return same(clients, client) || same(accounts, account);
}

function findingsOf(incident: Incident, findings: readonly Finding[], subjects: Told['case']['subjects']): Finding[] {
  const members = subjects.filter(({ id }) => incident.subjects.includes(id));
  const keys = new Set(members.flatMap(({ host, findings }) => findings.map((one) => `${host ?? ''}\n${one}`)));
  return findings.filter(({ host, fingerprint }) => keys.has(`${host ?? ''}\n${fingerprint}`));
}

function seedsOf(findings: readonly Finding[]): Seed[] {
  return findings
    .filter(({ outcome }) => outcome === 'success' || outcome === 'compromise')
    .flatMap(({ host, evidence }) =>
      evidence.flatMap((item) => (item.type === 'record' ? [{ host, record: item }] : [])),
    );
}

/** Logs that have records close to a moment of their server. */
function filesNear({ files }: RecordAnalysis, moments: readonly Moment[]): ReadonlySet<string> {
  const byHost = new Map(
    [...groupBy(moments, ({ host }) => host)].map(([host, own]) => [
      host,
      new Moments(own.map(({ seconds }) => seconds)),
    ]),
  );
  const near = files.filter(({ host, first, last }) => {
    if (first === null || last === null) return false;
    return byHost.get(host)?.isWithin(Date.parse(first) / 1000, Date.parse(last) / 1000) === true;
  });
  return new Set(near.map(({ path }) => path));
}

/** What records are told by: numbers, addresses and accounts of the requests. */
function namesOf(seeds: readonly Seed[], requests: readonly TracedRecord[]): string[] {
  const names = [...seeds, ...requests].flatMap(({ record: { fields } }) => {
    const [client, account] = [roleOf(fields, 'client'), roleOf(fields, 'account')];
    return [...requestIdsOf(fields), client, account !== null && isMachineAccount(account) ? null : account];
  });
  return [...new Set(names.flatMap((name) => (name == null || name.length < LEAST_NAME ? [] : name.toLowerCase())))];
}
