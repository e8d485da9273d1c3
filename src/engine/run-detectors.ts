import type { Artifact } from '../model/artifact.js';
import type { CoverageNote } from '../model/coverage.js';
import type { AnyDetector, Detection, DetectorContext, Inspected } from '../model/detector.js';
import type { Severity } from '../model/finding.js';
import type { InputClass } from '../model/input-class.js';
import { messageOf } from '../platform/errors.js';

/**
 * Most detections of one severity of one detector on one input or host: evidence is the intruder's, and memory is not endless.
 * Each severity has its own room, so that decoys, which are worth little, take nothing from what is worth more.
 */
export const MAXIMUM_DETECTIONS = 20_000;

/** One input under the name of its class, for every detector that consumes it. */
export interface DetectorInput<T = unknown> {
  readonly class: string;
  readonly value: T;
  readonly artifact: Artifact | null;
  readonly host: string | null;
}

/** Whoever makes an input pairs value and class (`detectorInput`), so the class tells the value's type. */
export function isInputOf<T>(input: DetectorInput, inputClass: InputClass<T>): input is DetectorInput<T> {
  return input.class === inputClass.name;
}

export function detectorInput<T>(
  inputClass: InputClass<T>,
  value: T,
  artifact: Artifact | null,
  host: string | null,
): DetectorInput<T> {
  return { class: inputClass.name, value, artifact, host };
}

export interface MadeDetection {
  readonly detector: AnyDetector;
  readonly detection: Detection;
  readonly artifact: Artifact | null;
  readonly host: string | null;
}

/** Of inputs that several detectors conclude from: there may be a million, and each detector would keep its own list of them. */
const CONCLUDED = new WeakMap<Iterable<DetectorInput>, Map<string, ByHost>>();

type ByHost = ReadonlyMap<string | null, readonly Inspected<unknown>[]>;

/**
 * Feeds every input to the detectors of its class: each to `inspect`, then all of a host together to `conclude`.
 * A detector that throws is noted and stops no other. `inputs` are gone through anew for each: they may be made on the way. They are the
 * same each time.
 */
export function* runDetectors(
  detectors: readonly AnyDetector[],
  inputs: Iterable<DetectorInput>,
  contextOf: (host: string | null, artifact: Artifact | null) => DetectorContext,
): Iterable<MadeDetection | CoverageNote> {
  for (const detector of detectors) {
    const own = inputsOf(inputs, detector.consumes.name);
    if (detector.inspect !== undefined) {
      for (const { value, artifact, host } of own) {
        yield* guarded(detector, artifact, host, () => detector.inspect?.(value, contextOf(host, artifact)));
      }
    }
    if (detector.conclude !== undefined) {
      for (const [host, inspected] of concludedOf(inputs, detector.consumes.name)) {
        yield* guarded(detector, null, host, () => detector.conclude?.(inspected, contextOf(host, null)));
      }
    }
  }
}

function concludedOf(inputs: Iterable<DetectorInput>, name: string): ByHost {
  const ofClasses = CONCLUDED.get(inputs) ?? new Map<string, ByHost>();
  CONCLUDED.set(inputs, ofClasses);
  const known = ofClasses.get(name);
  if (known !== undefined) return known;
  const byHost = new Map<string | null, Inspected<unknown>[]>();
  for (const { value, artifact, host } of inputsOf(inputs, name)) {
    const ofHost = byHost.get(host) ?? [];
    if (ofHost.length === 0) byHost.set(host, ofHost);
    ofHost.push({ input: value, artifact });
  }
  ofClasses.set(name, byHost);
  return byHost;
}

function inputsOf(inputs: Iterable<DetectorInput>, name: string): Iterable<DetectorInput> {
  return {
    *[Symbol.iterator]() {
      for (const input of inputs) if (input.class === name) yield input;
    },
  };
}

function* guarded(
  detector: AnyDetector,
  artifact: Artifact | null,
  host: string | null,
  start: () => Iterable<Detection> | undefined,
): Iterable<MadeDetection | CoverageNote> {
  const about = { path: artifact?.collectedPath ?? null, host, incomplete: true };
  const made = new Map<Severity, number>();
  try {
    for (const detection of start() ?? []) {
      const severity = detection.severity ?? detector.severity;
      const count = (made.get(severity) ?? 0) + 1;
      made.set(severity, count);
      if (count <= MAXIMUM_DETECTIONS) yield { detector, detection, artifact, host };
    }
    for (const [severity, count] of made) {
      if (count <= MAXIMUM_DETECTIONS) continue;
      const message = `${detector.id} made ${count} detections of severity ${severity}; ${MAXIMUM_DETECTIONS} are in the report`;
      yield { code: 'limit-reached', message, ...about, count: count - MAXIMUM_DETECTIONS };
    }
  } catch (error) {
    const reason = messageOf(error);
    yield { code: 'detector-crash', message: `${detector.id} failed: ${reason}`, ...about };
  }
}
