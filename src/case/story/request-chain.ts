import type { Finding, JoinStrength, RequestChain, RequestStep } from '../../model/finding.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';
import { writtenPage } from '../logs/written-page.js';
import { type Hop, LAYERS } from './request-hops.js';

/** Chains of one incident that are told, those through most logs first; and records that they are looked for among. */
const MOST_CHAINS = 20;
const MOST_HOPS = 5_000;
/** Logs that have to tell of a request: of one that only two know there is nothing to follow. */
const LEAST_LAYERS = 3;

/** Tolerances, milliseconds. A number of Exchange's is of one request for as long as one can last. */
const SAME_ID = 15 * 60_000;
/** IIS counts whole seconds, and writes at the end. */
const SAME_CLIENT = 2_000;
const SAME_ACCOUNT = 5_000;
const SAME_CMDLET = 2_000;
/** An export is a job that the server runs later. */
const WRITTEN = 15 * 60_000;

interface Tie {
  readonly because: string;
  readonly strength: JoinStrength;
}

/** Layers whose numbers are the front end's own. */
const NUMBERED: ReadonlySet<string> = new Set(['front-end', 'proxy', 'back-end']);

/**
 * Puts steps of requests together: each is joined with the best one of a layer before it, by number, by client or account and
 * time, by cmdlet and parameters, or by the file that parameters name. What nothing of another layer joins is left out.
 */
export function requestChains(hops: readonly Hop[]): RequestChain[] {
  const inOrder = [...hops].sort(compareHops).slice(0, MOST_HOPS);
  const parents = inOrder.map((hop, at) => parentOf(hop, at, inOrder));
  const rootOf = inOrder.map((_, at) => root(at, parents));
  const groups = groupBy(
    inOrder.map((hop, at) => ({ hop, at })),
    ({ at }) => rootOf[at] ?? at,
  );
  const chains = [...groups.values()]
    .map((members) => members.map(({ hop, at }) => ({ hop, tie: parents[at]?.tie ?? null })))
    .map((members) => ({ members, layers: new Set(members.map(({ hop }) => hop.layer)).size }))
    .filter(({ layers }) => layers >= LEAST_LAYERS)
    .sort((a, b) => b.layers - a.layers);
  return chains
    .slice(0, MOST_CHAINS)
    .map(({ members }) => chainOf(members))
    .sort((a, b) => compareText(a.steps[0]?.time ?? '', b.steps[0]?.time ?? ''));
}

interface Parent {
  readonly at: number;
  readonly tie: Tie;
}

function root(at: number, parents: readonly (Parent | null)[]): number {
  // Each parent is of a layer before, so that this ends.
  const parent = parents[at];
  return parent == null ? at : root(parent.at, parents);
}

const STRENGTHS: readonly JoinStrength[] = ['weak', 'moderate', 'strong'];

function parentOf(child: Hop, place: number, hops: readonly Hop[]): Parent | null {
  let best: { readonly parent: Parent; readonly rank: readonly number[] } | null = null;
  const consider = (at: number): boolean => {
    const other = hops[at];
    if (other === undefined || Math.abs(other.begin - child.begin) > SAME_ID) return false;
    if (layerAt(other) >= layerAt(child)) return true;
    const tie = tieBetween(other, child);
    if (tie === null) return true;
    const rank = [STRENGTHS.indexOf(tie.strength), layerAt(other), -gapOf(other, child), -at];
    if (best === null || compareRanks(rank, best.rank) > 0) best = { parent: { at, tie }, rank };
    return true;
  };
  for (let at = place - 1; at >= 0 && consider(at); at--);
  for (let at = place + 1; at < hops.length && consider(at); at++);
  const found = best as { readonly parent: Parent } | null;
  return found === null ? null : found.parent;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0;
    if (value !== other) return value - other;
  }
  return 0;
}

function tieBetween(outer: Hop, inner: Hop): Tie | null {
  if (inner.layer === 'file') return fileTie(outer, inner);
  const gap = gapOf(outer, inner);
  const id = outer.ids.find((one) => inner.ids.includes(one));
  if (id !== undefined) return gap <= SAME_ID ? { because: `the same request id ${id}`, strength: 'strong' } : null;
  if (outer.host !== inner.host) return null;
  const numbered = NUMBERED.has(outer.layer) && NUMBERED.has(inner.layer);
  if (numbered && outer.ids.length > 0 && inner.ids.length > 0) return null;
  if (outer.cmdlet !== null) {
    const same = outer.cmdlet === inner.cmdlet && plain(outer.parameters) === plain(inner.parameters);
    const because = `the same cmdlet with the same parameters, ${apart(gap)}`;
    return same && gap <= SAME_CMDLET ? { because, strength: 'strong' } : null;
  }
  if (outer.client !== null && outer.client === inner.client && outer.stem === inner.stem && gap <= SAME_CLIENT)
    return { because: `the same client ${outer.client} and address, ${apart(gap)}`, strength: 'moderate' };
  if (outer.device !== null && outer.device === inner.device && gap <= SAME_CLIENT)
    return { because: `the same device ${outer.device}, ${apart(gap)}`, strength: 'strong' };
  const account = outer.account !== null && outer.account === inner.account;
  if (account && gap <= SAME_ACCOUNT)
    return { because: `the same account ${outer.accountShown}, ${apart(gap)}`, strength: 'moderate' };
  return null;
}

function fileTie({ parameters, end, host }: Hop, file: Hop): Tie | null {
  const written = writtenPage(parameters ?? '');
  const after = file.begin - end;
  if (written === null || host !== file.host || after < 0 || after > WRITTEN) return null;
  if (written.toLowerCase() !== file.path?.toLowerCase()) return null;
  return {
    because: `its parameters name the file, which is created ${apart(after)}`.replace(' apart', ' later'),
    strength: 'strong',
  };
}

/** White space and quotes aside: logs differ in these. */
function plain(parameters: string | null): string {
  return (parameters ?? '').replace(/[\s"'“”]+/g, '').toLowerCase();
}

/** Milliseconds between two spans, 0 where they overlap. */
function gapOf(a: Hop, b: Hop): number {
  return Math.max(0, b.begin - a.end, a.begin - b.end);
}

function apart(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms apart`;
  return `${(milliseconds / 1_000).toFixed(milliseconds < 10_000 ? 1 : 0)} s apart`;
}

function layerAt({ layer }: Hop): number {
  return LAYERS.indexOf(layer);
}

function compareHops(a: Hop, b: Hop): number {
  return (
    a.begin - b.begin ||
    layerAt(a) - layerAt(b) ||
    compareText(a.path ?? '', b.path ?? '') ||
    (a.offset ?? 0) - (b.offset ?? 0)
  );
}

function chainOf(members: readonly { readonly hop: Hop; readonly tie: Tie | null }[]): RequestChain {
  const inwards = [...members].sort((a, b) => layerAt(a.hop) - layerAt(b.hop) || compareHops(a.hop, b.hop));
  const first = <T>(of: (hop: Hop) => T | null): T | null => {
    for (const { hop } of inwards) {
      const value = of(hop);
      if (value !== null) return value;
    }
    return null;
  };
  return {
    host: inwards[0]?.hop.host ?? null,
    ids: [...new Set(inwards.flatMap(({ hop }) => hop.ids))].sort(compareText),
    client: first(({ client }) => client),
    account: first(({ accountShown }) => accountShown),
    steps: inwards.map(({ hop, tie }): RequestStep => {
      const { layer, end, text, path, line, offset } = hop;
      const because = tie === null ? null : safeText(tie.because);
      return {
        layer,
        time: new Date(end).toISOString(),
        text,
        path,
        line,
        offset,
        because,
        strength: tie?.strength ?? null,
      };
    }),
  };
}

/** Files that findings name, as the last step of a request. */
export function fileHops(findings: readonly Finding[]): Hop[] {
  const files = new Map<string, Hop>();
  for (const { host, artifact } of findings) {
    const { windowsPath, times } = artifact;
    if (windowsPath === null || times === null || times.created === null || times.quality === 'unreliable') continue;
    const created = Date.parse(times.created);
    files.set(`${host ?? ''}\n${windowsPath.toLowerCase()}`, {
      ...NO_RECORD,
      host,
      begin: created,
      end: created,
      text: `${safeText(windowsPath)} is created`,
      path: windowsPath,
    });
  }
  return [...files.values()];
}

const NO_RECORD = {
  layer: 'file',
  ids: [],
  client: null,
  account: null,
  accountShown: null,
  sid: null,
  stem: null,
  device: null,
  cmdlet: null,
  parameters: null,
  line: null,
  offset: null,
} as const;
