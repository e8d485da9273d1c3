import { describe, expect, it } from 'vitest';
import type { Detection, Detector, Inspected } from '../../src/model/detector.js';
import type {
  Confidence,
  ContentEvidence,
  ElementEvidence,
  Evidence,
  FactEvidence,
  Outcome,
  RecordEvidence,
  Severity,
} from '../../src/model/finding.js';
import { type ContextSketch, fakeContext } from './detector-context.js';

/** What a detector is shown: one input for its `inspect`, or all inputs of a host for its `conclude`. */
export type DetectorCase<Input> = { readonly name: string; readonly context?: ContextSketch } & (
  | { readonly input: Input }
  | { readonly inputs: readonly (Inspected<Input> | { readonly input: Input })[] }
);

/** Fields of the evidence that says where: `{ line: 3, column: 7 }`, `{ offset: 120 }`, `{ label: 'created' }`. */
export type ExpectedPlace =
  | Partial<ContentEvidence>
  | Partial<ElementEvidence>
  | Partial<RecordEvidence>
  | Partial<FactEvidence>;

/** One detection that a hit must give. Fields left out are not looked at; message and place never are. */
export interface ExpectedDetection<Message extends string> {
  readonly message: Message;
  /** Some piece of the detection's evidence has these values. */
  readonly at: ExpectedPlace;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly identity?: readonly string[];
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly outcome?: Outcome;
  readonly url?: string;
  readonly attack?: readonly string[];
}

export interface DetectorSuite<Input, Message extends string> {
  readonly hits: readonly (DetectorCase<Input> & { readonly detections: readonly ExpectedDetection<Message>[] })[];
  /** At least one of them `looksAlike`: as a hit at first sight, yet benign. */
  readonly misses: readonly (DetectorCase<Input> & { readonly looksAlike?: true })[];
}

/**
 * Tests a detector by what it must report and what it must leave alone. Refuses a suite that proves too little: it wants
 * at least one hit and two misses, one of them a look-alike, and for each detection of a hit its message and its place.
 */
export function testDetector<Input, const Message extends string>(
  detector: Detector<Input, Message>,
  suite: DetectorSuite<Input, Message>,
): void {
  describe(detector.id, () => {
    it('has a suite that proves something', () => expect(weaknesses(suite)).toEqual([]));
    it.each(suite.hits.map((hit) => [hit.name, hit] as const))('finds: %s', (_, hit) => {
      const detections = run(detector, hit);
      expect(detections.map(({ message }) => message)).toEqual(hit.detections.map(({ message }) => message));
      for (const [i, expected] of hit.detections.entries()) {
        const detection = detections[i];
        if (detection === undefined) throw new Error(`No detection ${i}`);
        const { at, ...rest } = expected;
        expect({ severity: detector.severity, confidence: detector.confidence, ...detection }).toMatchObject(rest);
        const places = evidenceOf(detection);
        expect(places).toContainEqual(expect.objectContaining(at));
        for (const place of places) expect(place).toSatisfy(isPlace);
        expect(unfilled(detector, detection)).toEqual([]);
        expect(detection.identity.length).toBeGreaterThan(0);
      }
      expect(new Set(detections.map((d) => JSON.stringify([d.artifact?.collectedPath, d.identity]))).size).toBe(
        detections.length,
      );
      expect(run(detector, hit)).toEqual(detections);
    });
    it.each(suite.misses.map((miss) => [miss.name, miss] as const))('leaves alone: %s', (_, miss) => {
      expect(run(detector, miss)).toEqual([]);
    });
  });
}

/** Why a suite proves too little; empty where it does not. */
export function weaknesses<Input, Message extends string>(suite: DetectorSuite<Input, Message>): string[] {
  const names = [...suite.hits, ...suite.misses].map(({ name }) => name);
  return [
    ...(suite.hits.length < 1 ? ['needs at least one hit'] : []),
    ...(suite.misses.length < 2 ? ['needs at least two misses'] : []),
    ...(suite.misses.some(({ looksAlike }) => looksAlike) ? [] : ['needs a miss that looks alike']),
    ...suite.hits
      .filter(({ detections }) => detections.length === 0)
      .map(({ name }) => `hit "${name}" expects nothing to be found`),
    ...suite.hits
      .filter(({ detections }) => detections.some(({ at }) => Object.keys(at).length === 0))
      .map(({ name }) => `hit "${name}" does not say where`),
    ...(new Set(names).size < names.length ? ['two cases have the same name'] : []),
  ];
}

function run<Input, Message extends string>(
  detector: Detector<Input, Message>,
  example: DetectorCase<Input>,
): Detection<Message>[] {
  const context = fakeContext(example.context);
  if ('input' in example) return [...(detector.inspect?.(example.input, context) ?? [])];
  const inputs = example.inputs.map((inspected) => ({ artifact: null, ...inspected }));
  return [...(detector.conclude?.(inputs, context) ?? [])];
}

function evidenceOf(detection: Detection): readonly Evidence[] {
  if (detection.at === undefined) return [];
  return 'type' in detection.at ? [detection.at] : detection.at;
}

/** Lines and columns count from 1, offsets from 0. */
function isPlace(place: Evidence): boolean {
  const counted = [
    'line' in place ? (place.line ?? 1) : 1,
    'column' in place ? (place.column ?? 1) : 1,
    'offset' in place ? place.offset + 1 : 1,
  ];
  return counted.every((number) => Number.isInteger(number) && number >= 1);
}

/** Placeholders of the message that the detection's data leave empty. */
function unfilled<Message extends string>(
  detector: Detector<unknown, Message>,
  detection: Detection<Message>,
): string[] {
  const data = detection.data ?? {};
  return [...detector.messages[detection.message].matchAll(/\{([^{}]*)\}/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !Object.hasOwn(data, name) || data[name] === undefined || data[name] === null);
}
