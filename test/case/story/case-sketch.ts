import { type CaseFacts, tellCase } from '../../../src/case/story/tell-case.js';
import type { Evidence, Finding } from '../../../src/model/finding.js';
import { aFinding, noPlace } from '../../helpers/findings.js';

const ROOT = 'C:\\inetpub\\wwwroot\\';
const FACTS: CaseFacts = {
  urlsOfFile: (_, page) => [page.slice(ROOT.length - 1).replaceAll('\\', '/')],
  patchedOn: (host) => (host === 'EX01' ? '2021-03-05T00:00:00.000Z' : null),
  servers: ['EX01', 'EX02'],
  isShared: (address) => address === '198.51.100.1',
  isRareAgent: (agent) => agent.startsWith('Rare'),
};

/** `04 05:00`: a time of March 2021. */
const time = (text: string): string => `2021-03-${text.replace('-', 'T')}:00.000Z`;
const list = (text: string | undefined): string[] | undefined => text?.split(',');

/** The properties of a finding, `name=value` each: `_` stands for a blank. */
function partsOf(sketch: string): { of: Readonly<Record<string, string>>; records: readonly string[] } {
  const parts = sketch.split(' ').map((part): [string, string] => {
    const at = part.indexOf('=');
    return [part.slice(0, at), part.slice(at + 1).replaceAll('_', ' ')];
  });
  const records = parts.flatMap(([name, value]) => (name === 'record' ? [value] : []));
  return { of: Object.fromEntries(parts.filter(([name]) => name !== 'record')), records };
}

/** A line of a log: client, time, stem, account, user agent and server, parted by commas. */
function recordOf(sketch: string, line: number): Evidence & { readonly time: string } {
  const [client = '', when = '', stem = '', user = '', agent = '', server = ''] = sketch.split(',');
  const fields = { 'c-ip': client, 'cs-uri-stem': stem, 'cs-username': user, 'cs(User-Agent)': agent, 's-ip': server };
  const said = Object.entries(fields).filter(([, text]) => text !== '');
  return {
    type: 'record',
    path: 'C/inetpub/logs/u_ex2103.log',
    offset: line * 100,
    line,
    time: time(when),
    fields: Object.fromEntries(said),
  };
}

function timesOf({ created, modified, quality }: Readonly<Record<string, string>>): Finding['artifact']['times'] {
  if (created === undefined && modified === undefined) return null;
  return {
    created: created === undefined ? null : time(created),
    modified: modified === undefined ? null : time(modified),
    source: 'collector-record',
    quality: quality === 'unreliable' ? 'unreliable' : 'exact',
  };
}

function findingOf(sketch: string, at: number): Finding {
  const { of, records: logged } = partsOf(sketch);
  const records = logged.map((one) => recordOf(one, at));
  const { kind, path, url = null, sha = null } = of;
  const artifact: Finding['artifact'] = {
    ...noPlace,
    kind: kind ?? 'server',
    collectedPath: path === undefined || of['lost'] === 'yes' ? null : `C/${path}`,
    windowsPath: path === undefined ? null : path.includes(':') || path.startsWith('%') ? path : ROOT + path,
    url,
    sha256: sha === null ? null : sha.repeat(64).slice(0, 64),
    times: timesOf(of),
  };
  const texts = ['client', 'writes', 'file', 'name', 'image', 'sender', 'key', 'type', 'target'];
  const lists = ['clients', 'stems', 'cmdlets', 'accounts', 'traits'];
  const data: Finding['message']['data'] = Object.fromEntries([
    ...texts.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]])),
    ...lists.flatMap((name) => (of[name] === undefined ? [] : [[name, list(of[name])]])),
    ...(of['compared'] === undefined ? [] : [['kind', of['compared']]]),
    ...(of['count'] === undefined ? [] : [['clientCount', Number(of['count'])]]),
  ]);
  const rule = of['rule'] ?? 'webshell.x';
  const times = records.map((one) => one.time).sort();
  return aFinding({
    fingerprint: Buffer.from(`F${at}`.padEnd(32, '.')).toString('hex'),
    rule: { id: rule, version: '1', source: rule.startsWith('sigma') ? 'sigma' : 'detector', pack: '0' },
    title: `Title of ${rule}`,
    message: { id: 'found', text: `Text of ${rule}`, data },
    severity: of['severity'] === 'low' ? 'low' : of['severity'] === 'critical' ? 'critical' : 'high',
    confidence: of['confidence'] === 'weak' ? 'weak' : 'strong',
    outcome: of['outcome'] === 'attempt' ? 'attempt' : of['outcome'] === 'success' ? 'success' : 'compromise',
    attack: list(of['attack']) ?? ['T1505.003'],
    host: of['host'] === undefined ? 'EX01' : of['host'] === '' ? null : of['host'],
    artifact,
    evidence: records,
    firstSeen: times[0] ?? artifact.times?.created ?? null,
    lastSeen: times.at(-1) ?? artifact.times?.modified ?? null,
  });
}

/** The case that findings make, a line for each thing in it. */
export function caseOf(sketches: readonly string[]): string[] {
  const findings = sketches.map((sketch, i) => findingOf(sketch, i + 1));
  const { subjects, incidents, timeline, actions } = tellCase(findings, FACTS);
  const ids = new Map(subjects.map(({ id }, i) => [id, `S${i + 1}`]));
  for (const [i, { id }] of incidents.entries()) ids.set(id, `I${i + 1}`);
  for (const [i, { fingerprint }] of findings.entries()) ids.set(fingerprint, `F${i + 1}`);
  const tell = (what: string, all: readonly object[]) =>
    all.map((one) => {
      const text = JSON.stringify(one, (key, value: unknown) =>
        value === null || (Array.isArray(value) && value.length === 0) || key === 'references' ? undefined : value,
      );
      const named = [...ids].reduce((told, [id, short]) => told.replaceAll(id, short), text);
      return `${what} ${named.replace(/2021-03-(\d\d)T(\d\d:\d\d):00\.000Z/g, '$1-$2')}`;
    });
  return [
    ...tell('subject', subjects),
    ...tell('incident', incidents),
    ...tell('fact', timeline),
    ...tell('action', actions),
  ];
}
