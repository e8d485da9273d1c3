import path from 'node:path';
import { Reading } from '../../collection/reading/reading.js';
import { detectors } from '../../detectors/index.js';
import { createWebContent, webContent } from '../../formats/views/web-content.js';
import type { Artifact } from '../../model/artifact.js';
import type { AnyDetector, Detection } from '../../model/detector.js';
import { fillMessage } from '../../model/fill-message.js';
import { compareSeverity } from '../../model/severity.js';
import { messageOf } from '../../platform/errors.js';
import type { DetectorSample, SampledDetector } from '../../signatures/samples/detector-samples.js';
import { LaidOutSamples } from '../../signatures/samples/laid-out-samples.js';
import { readSample } from '../../signatures/samples/sample-file.js';
import { detectorContext } from '../content/detector-context.js';
import { inspectEvidence } from '../inspect-evidence.js';
import { type JudgedSample, missingSamples, passed, type TestedRule } from './sample-report.js';

/** Judges each detector by its samples: files for one of content, folders for one of configuration. */
export async function testDetectors(sampled: readonly SampledDetector[]): Promise<TestedRule[]> {
  const reading = new Reading();
  const laidOut = await LaidOutSamples.begin();
  try {
    const tested: TestedRule[] = [];
    for (const one of sampled) {
      const detector = detectors.find(({ id }) => id === one.id);
      if (detector !== undefined) tested.push(await testDetector(detector, one, { reading, laidOut }));
    }
    return tested;
  } finally {
    await reading.close();
    await laidOut.remove();
  }
}

/** Where samples of servers are put together, and what reads them. */
interface Bench {
  readonly reading: Reading;
  readonly laidOut: LaidOutSamples;
}

async function testDetector(detector: AnyDetector, { id, place, samples }: SampledDetector, bench: Bench) {
  const judged: JudgedSample[] = [];
  for (const sample of samples) judged.push(await judge(detector, sample, bench));
  const [hits, misses] = (['hit', 'miss'] as const).map((side) => judged.filter(({ expect }) => expect === side));
  const to = { what: 'a file or a collected folder', hit: `${place}/hit/`, miss: `${place}/miss/` };
  const missing = missingSamples(hits?.length ?? 0, misses?.length ?? 0, false, to);
  return { id, title: detector.title, language: 'detector' as const, file: id, place, samples: judged, missing };
}

async function judge(detector: AnyDetector, sample: DetectorSample, bench: Bench): Promise<JudgedSample> {
  const { name, expect } = sample;
  const found = await inspectSample(detector, sample, bench);
  if (typeof found === 'string') return { name, expect, status: 'failed', reason: `It cannot be read: ${found}` };
  const hit = found.length > 0;
  if (hit === (expect === 'hit')) return passed(name, expect);
  const first = found[0];
  const reason = hit
    ? `The detector finds "${sentenceOf(detector, first)}" in it, at ${first?.severity ?? detector.severity}.`
    : 'The detector finds nothing in it.';
  return { name, expect, status: 'failed', reason };
}

function sentenceOf({ messages, title }: AnyDetector, found: Detection | undefined): string {
  return fillMessage(messages[found?.message ?? ''] ?? title, found?.data ?? {});
}

/** What a detector says of a sample at `low` or above; a text where the sample cannot be read. */
async function inspectSample(
  detector: AnyDetector,
  sample: DetectorSample,
  bench: Bench,
): Promise<Detection[] | string> {
  try {
    const found = sample.isFolder
      ? await inspectServers(detector, sample, bench)
      : inspectFile(detector, sample.files[0] ?? '');
    return found.filter(({ severity }) => compareSeverity(severity ?? detector.severity, 'low') >= 0);
  } catch (error) {
    return messageOf(error);
  }
}

function inspectFile(detector: AnyDetector, file: string): Detection[] {
  if (detector.consumes.name !== webContent.name) return [];
  const { name, bytes } = readSample(file);
  const content = createWebContent(bytes, { extension: path.extname(name).slice(1) });
  const artifact: Artifact = {
    id: 0,
    kind: 'web-content',
    host: null,
    collectedPath: name,
    windowsPath: null,
    location: { path: Buffer.from(name) },
    size: bytes.length,
    times: null,
    carriesCode: true,
  };
  return [...(detector.inspect?.(content, detectorContext(null, artifact)) ?? [])];
}

/** The servers in a folder: their files lie below their drive, and below a server's name where there are several. */
async function inspectServers(
  detector: AnyDetector,
  sample: DetectorSample,
  bench: Bench,
): Promise<readonly Detection[]> {
  const { folder, servers } = await bench.laidOut.add(sample);
  return (await inspectEvidence(detector, [folder], servers, bench.reading)).detections;
}
