import type { RecordAnalysis } from '../../engine/records/record-analysis.js';
import type { ValidationKey } from '../../formats/view-state/signed-view-state.js';
import type { Detection } from '../../model/detector.js';
import type { RecordEvidence } from '../../model/finding.js';
import { roleOf, sidOf } from '../../model/record-roles.js';
import { compareText } from '../../platform/order.js';
import type { GradedRequests } from '../../signatures/sigma/grading.js';
import type { SigmaPack } from '../../signatures/sigma/index.js';
import { tokensIn } from './forged-tokens.js';
import { correlationDetections, type RequestDetection, ruleDetections } from './requests.js';
import { isForgedWithOwnKey, viewStatesIn } from './view-states.js';
import { writtenPage } from './written-page.js';

const NAMED = 5;
/** Characters of parameters and anchors that a message shows; evidence has more. */
const SHOWN = 300;

/**
 * Turns what rules matched in logs of Exchange and of Windows into detections, graded like requests: successes by who did it, the
 * rest together. Where records name no address, who did it is an account.
 */
export function recordDetections(
  analysis: Pick<RecordAnalysis, 'matches' | 'alerts'>,
  pack: SigmaPack,
  isOwnAddress: (address: string) => boolean,
  validationKeysOf: (host: string | null) => readonly ValidationKey[],
): RequestDetection[] {
  const nameOf = accountNames(analysis);
  return [
    ...ruleDetections(analysis, pack, isOwnAddress, (graded, host) =>
      ofRecords(graded, nameOf, validationKeysOf(host)),
    ),
    ...correlationDetections(analysis, isOwnAddress),
  ];
}

/** Accounts whose SID some record tells, by the name that they sign in with: logs of one cmdlet write one account differently. */
function accountNames({ matches }: Pick<RecordAnalysis, 'matches'>): (fields: Fields) => string | null {
  const names = new Map<string, string>();
  const records = matches.flatMap(({ clients }) => clients).flatMap(({ evidence }) => evidence);
  for (const { fields } of records) {
    const [sid, account] = [sidOf(fields), roleOf(fields, 'account')];
    if (sid !== null && account !== null && /^[^\\/]+\\[^\\/]+$/.test(account)) names.set(sid, account);
  }
  return (fields) => {
    const sid = sidOf(fields);
    return (sid === null ? undefined : names.get(sid)) ?? roleOf(fields, 'account');
  };
}

function ofRecords(
  graded: GradedRequests,
  nameOf: (fields: Fields) => string | null,
  validationKeys: readonly ValidationKey[],
): Detection {
  const { outcome, sender, client: actor, clients: actors, requests, stems, examples } = graded;
  const addresses = new Set(examples.flatMap(({ fields }) => roleOf(fields, 'client') ?? []));
  const viewStates = viewStatesIn(examples, validationKeys);
  const isForged = isForgedWithOwnKey(viewStates);
  const isAddress = (name: string) => addresses.has(name);
  const accounts = [...new Set(examples.flatMap(({ fields }) => nameOf(fields) ?? []))].sort(compareText);
  const clients = actors.filter(isAddress);
  const client = actor !== null && isAddress(actor) ? actor : undefined;
  const [writes] = examples.flatMap(({ fields }) => writtenPage(fields['Parameters'] ?? '') ?? []);
  const own = { anyone: '', own: ', one’s own', scanner: ', by name a scanner' }[sender];
  const summary = `${whatOf(examples, requests)}${byWhom(clients, accounts)}${own}${detailOf(examples)}${answered(examples)}${isForged ? ", signed with the server's own key" : ''}`;
  return {
    message: 'requests',
    data: {
      summary,
      requests,
      clients,
      clientCount: clients.length,
      sender,
      stems: examples.some(({ fields }) => isRequest(fields)) ? stems : [],
      accounts: accounts.slice(0, NAMED),
      cmdlets: [...new Set(examples.flatMap(({ fields }) => fields['Cmdlet'] ?? []))].sort(compareText),
      ...(client === undefined ? {} : { client }),
      ...(writes === undefined ? {} : { writes }),
    },
    at: [...examples, ...tokensIn(examples), ...viewStates],
    identity: [outcome, sender, ...(actor === null ? [] : [actor])],
    severity: isForged ? 'critical' : graded.severity,
    confidence: isForged ? 'confirmed' : graded.confidence,
    outcome: isForged && outcome === 'attempt' ? 'success' : outcome,
    firstSeen: graded.first,
    lastSeen: graded.last,
    count: requests,
  };
}

type Fields = RecordEvidence['fields'];

function isRequest(fields: Fields): boolean {
  return fields['UrlStem'] != null;
}

/** `2 runs of Set-OabVirtualDirectory`, `1 request to /ecp/y.js`, `3 events 1102 of Security`. */
function whatOf([sample, ...others]: readonly RecordEvidence[], count: number): string {
  if (sample === undefined) return counted(count, 'record');
  const { fields } = sample;
  const more = (name: string) => (others.some((other) => other.fields[name] !== fields[name]) ? ' and others' : '');
  if (fields['Cmdlet'] != null) return `${counted(count, 'run')} of ${fields['Cmdlet']}${more('Cmdlet')}`;
  if (isRequest(fields)) return `${counted(count, 'request')} to ${fields['UrlStem']}${more('UrlStem')}`;
  if (fields['EventID'] != null) {
    return `${counted(count, 'event')} ${fields['EventID']}${more('EventID')} of ${fields['Channel'] ?? fields['Provider_Name'] ?? 'Windows'}`;
  }
  return counted(count, 'record');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function byWhom(clients: readonly string[], accounts: readonly string[]): string {
  const named = (word: string, names: readonly string[]) =>
    names.length === 0 ? '' : ` ${word} ${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ' and more' : ''}`;
  return `${named('by', accounts)}${named('from', clients)}`;
}

/** What a reader wants to see of the first one. */
function detailOf([sample]: readonly RecordEvidence[]): string {
  const fields = sample?.fields ?? {};
  const text = fields['Parameters'] ?? fields['AnchorMailbox'] ?? null;
  return text === null ? '' : `: ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`;
}

function answered(examples: readonly RecordEvidence[]): string {
  const answers = examples.flatMap(({ fields }) => (isRequest(fields) ? (roleOf(fields, 'answer') ?? []) : []));
  const distinct = [...new Set(answers)].sort(compareText);
  return distinct.length === 0 ? '' : `, answered ${distinct.slice(0, NAMED).join(', ')}`;
}
