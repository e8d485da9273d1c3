import { type CompiledPage, compiledPage } from '../../formats/compiled-page/compiled-page.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import type { Artifact } from '../../model/artifact.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { Evidence, FactEvidence } from '../../model/finding.js';
import type { ImageFacts } from '../../model/image.js';
import { compareText } from '../../platform/order.js';
import { imageEvidence } from '../../server/image-facts.js';

/** ASP.NET writes the trace right after the assembly; copies round times to two seconds. Milliseconds. */
const WRITTEN_TOGETHER = 2 * 60_000;
/** The compiler links when it writes, by the same clock; collectors may have taken local time for UTC. Milliseconds. */
const LINKED_TOGETHER = 26 * 3_600_000;
/** Types of the assembly that a finding lists. */
const LISTED = 10;

interface Trace {
  readonly page: CompiledPage;
  readonly artifact: Artifact | null;
}

/** The assembly of one or several pages: ASP.NET compiles the pages of a folder together. */
interface Compilation {
  readonly dll: Artifact;
  readonly path: string;
  readonly image: ImageFacts | undefined;
  readonly traces: readonly Trace[];
}

export default defineDetector({
  id: 'iis.replaced-compilation',
  title: 'Replaced compiled page',
  description:
    'ASP.NET runs the assembly in its temporary folder as long as the page did not change: who replaces it there has code that every restored and verified page runs. The trace beside it was written right after it and names the type within.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1574'],
  references: ['NET-04'],
  falsePositives: ['Temporary files that were restored from a backup or copied by an administrator'],
  nextSteps: [
    'Keep the assembly and look at its code without running it',
    'Compare with what the page compiles to on another server of the same build',
    'Empty Temporary ASP.NET Files with the application pool stopped, after they were kept as evidence',
  ],
  consumes: compiledPage,
  messages: {
    foreign: '{file} does not hold {type}, which its trace says was compiled into it for {page}',
    later: '{file} was written at {written}, after its trace for {page} ({traced})',
    linked: '{file} was linked at {linked}, yet written for {page} at {written}: it was not compiled there',
  },
  *conclude(inputs, context) {
    const traces = inputs.map(({ input: page, artifact }) => ({ page, artifact }));
    for (const compilation of compilations(traces, context)) {
      const verdict = missingType(compilation) ?? writtenLater(compilation) ?? linkedElsewhere(compilation);
      if (verdict === null) continue;
      const { trace, data, ...judged } = verdict;
      const { dll, path } = compilation;
      yield {
        ...judged,
        data: { file: path, page: trace.page.virtualPath ?? trace.page.type ?? '', ...data },
        at: [elementEvidence(trace.page.element, trace.artifact), ...facts(compilation, trace)],
        identity: [path.split('\\').at(-1)?.toLowerCase() ?? ''],
        artifact: dll,
        firstSeen: timeOf(dll),
        lastSeen: timeOf(dll),
      };
    }
  },
});

/** Each collected assembly that traces beside it name, in order of path. */
function* compilations(traces: readonly Trace[], { server }: DetectorContext): Generator<Compilation> {
  const byPath = new Map<string, { dll: Artifact; path: string; traces: Trace[] }>();
  for (const trace of traces) {
    const folder = trace.artifact?.windowsPath?.replace(/\\[^\\]*$/, '');
    const name = trace.page.assembly?.split(',')[0]?.trim();
    if (folder === undefined || !name || /[\\/:]/.test(name)) continue;
    const dll = server.files.get(`${folder}\\${name}.dll`);
    const path = dll?.windowsPath;
    if (!dll || !path) continue;
    const entry = byPath.get(path.toLowerCase()) ?? { dll, path, traces: [] };
    entry.traces.push(trace);
    byPath.set(path.toLowerCase(), entry);
  }
  for (const [, entry] of [...byPath].sort(([a], [b]) => compareText(a, b))) {
    yield { ...entry, image: server.images?.get(entry.path) };
  }
}

function missingType({ image, traces }: Compilation) {
  const types = image?.assembly?.types ?? [];
  // Every assembly has a type for what is outside of types: none at all was not understood.
  if (types.length === 0) return null;
  const held = new Set(types.map((type) => type.toLowerCase()));
  for (const trace of traces) {
    const { type } = trace.page;
    if (type === null || !/^[^+`[,\\]+$/.test(type) || held.has(type.toLowerCase())) continue;
    return { message: 'foreign', trace, data: { type } } as const;
  }
  return null;
}

function writtenLater({ dll, path, traces }: Compilation) {
  const written = timeOf(dll);
  if (written === null || isDeployed(path)) return null;
  for (const trace of traces) {
    const traced = trace.artifact?.times?.source === dll.times?.source ? timeOf(trace.artifact) : null;
    if (traced === null || Date.parse(written) - Date.parse(traced) <= WRITTEN_TOGETHER) continue;
    const exact = dll.times?.quality === 'exact' && trace.artifact?.times?.quality === 'exact';
    return {
      message: 'later',
      severity: exact ? 'high' : 'medium',
      confidence: exact ? 'strong' : 'moderate',
      trace,
      data: { written, traced },
    } as const;
  }
  return null;
}

function linkedElsewhere({ dll, path, image, traces }: Compilation) {
  const written = timeOf(dll);
  const linked = image?.linkedAt;
  const trace = traces[0];
  if (written === null || !linked || !trace || isDeployed(path)) return null;
  if (Math.abs(Date.parse(written) - Date.parse(linked)) <= LINKED_TOGETHER) return null;
  return { message: 'linked', severity: 'medium', confidence: 'moderate', trace, data: { written, linked } } as const;
}

/** Applications that were compiled before they were deployed have traces in `bin`, with the times of the deployment. */
function isDeployed(path: string): boolean {
  return /\\bin\\[^\\]+$/i.test(path);
}

function timeOf(artifact: Artifact | null): string | null {
  const times = artifact?.times;
  return times && times.quality !== 'unreliable' ? times.modified : null;
}

function facts({ dll, path, image }: Compilation, trace: Trace): Evidence[] {
  const fact = (label: string, text: string | null, artifact: Artifact | null = dll): FactEvidence[] =>
    text === null ? [] : [{ type: 'fact', path: artifact?.collectedPath ?? null, label, text }];
  const types = image?.assembly?.types?.filter((type) => type !== '<Module>') ?? [];
  return [
    ...fact('trace written', timeOf(trace.artifact), trace.artifact),
    ...fact('assembly written', timeOf(dll)),
    ...fact('size', `${dll.size} bytes`),
    ...fact('types in it', types.length === 0 ? null : types.slice(0, LISTED).join(', ')),
    ...(image ? imageEvidence(image, path) : []),
  ];
}
