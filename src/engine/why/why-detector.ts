import path from 'node:path';
import { Reading } from '../../collection/reading/reading.js';
import { createWebContent, webContent } from '../../formats/views/web-content.js';
import type { AnyDetector, Detection } from '../../model/detector.js';
import { fillMessage } from '../../model/fill-message.js';
import type { Confidence, Evidence, Outcome, Severity } from '../../model/finding.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { callEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';
import { knownText, type Value } from '../../signatures/behaviour/values/value.js';
import { detectorContext } from '../content/detector-context.js';
import { inspectEvidence } from '../inspect-evidence.js';

/** A place that data of the request goes through, in the file. */
export interface TracedStep {
  /** `source`, `step` or `sink`. */
  readonly label: string;
  readonly what: string;
  readonly text: string;
  readonly line: number | null;
}

/** A call that could be dangerous: what it is, how far the request's data came, and what ended the way. */
export interface TracedCall {
  readonly name: string;
  readonly kind: string;
  /** From the source of the request's data, where some reaches it, to the call. */
  readonly way: readonly TracedStep[];
  readonly end: string;
}

/** What a detector says, as a finding would say it. */
export interface TracedDetection {
  readonly sentence: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly outcome: Outcome;
  /** Where in the file, as a text each. */
  readonly places: readonly string[];
}

/** What a detector of configuration, of programs or of lists says of files. */
export interface InspectedFiles {
  /** The class of inputs that it looks at. */
  readonly consumes: string;
  /** How many of them the files hold. */
  readonly inputs: number;
  readonly detections: readonly TracedDetection[];
}

export interface TracedDetector {
  readonly detections: readonly TracedDetection[];
  readonly code: readonly { readonly language: string; readonly lines: number }[];
  readonly calls: readonly TracedCall[];
  /** Names that the code calls or makes, where none of them is such a call. */
  readonly names: readonly string[];
  readonly limits: readonly string[];
}

const SHOWN_NAMES = 40;
const SHOWN_CALLS = 60;

/** Whether a detector looks at pages and libraries one by one. */
export function isOfContent(detector: AnyDetector): boolean {
  return detector.consumes.name === webContent.name;
}

/** Has one detector of anything else look at a file or a folder, read as in a hunt. */
export async function whyFiles(detector: AnyDetector, path: string): Promise<InspectedFiles> {
  const reading = new Reading();
  try {
    const { detections, inputs } = await inspectEvidence(detector, [path], [], reading);
    const traced = detections.map((one) => tracedDetection(detector, one));
    return { consumes: detector.consumes.name, inputs, detections: traced };
  } finally {
    await reading.close();
  }
}

function tracedDetection(detector: AnyDetector, found: Detection): TracedDetection {
  const places = found.at === undefined ? [] : 'type' in found.at ? [found.at] : found.at;
  return {
    sentence: fillMessage(detector.messages[found.message] ?? detector.title, found.data ?? {}),
    severity: found.severity ?? detector.severity,
    confidence: found.confidence ?? detector.confidence,
    outcome: found.outcome ?? detector.outcome,
    places: places.map(placeText),
  };
}

function placeText(place: Evidence): string {
  const line = 'line' in place && place.line ? `line ${place.line}` : '';
  const label = 'label' in place ? place.label : '';
  const text = 'text' in place ? place.text : '';
  return [line, label, text].filter(Boolean).join(': ');
}

/** Runs one detector of content over a file, and tells the flow of the request's data as far as it got. */
export function whyDetector(
  detector: AnyDetector,
  file: { readonly name: string; readonly bytes: Buffer },
): TracedDetector {
  const content = createWebContent(file.bytes, { extension: path.extname(file.name).slice(1) });
  const detections = [...(detector.inspect?.(content, detectorContext(null, null)) ?? [])];
  const behaviour = analyseBehaviour(content);
  const { calls, names, limits } = behaviour;
  return {
    detections: detections.map((one) => tracedDetection(detector, one)),
    code: content.code.map(({ language, unit }) => ({ language, lines: unit.code.split('\n').length })),
    calls: calls.slice(0, SHOWN_CALLS).map((call) => {
      const taint = call.main.taint ?? call.target?.taint ?? null;
      const told = taint === null ? [] : [taint.source, ...taint.steps];
      const way = callEvidence(content, behaviour, call, null).map(
        ({ label, line, text }, at): TracedStep => ({
          label: label ?? 'step',
          what: told[at]?.what ?? call.name,
          text: text ?? '',
          line: line ?? null,
        }),
      );
      return { name: call.name, kind: call.kind, way, end: endOf(call.main, taint !== null) };
    }),
    names: calls.length > 0 ? [] : [...names.keys()].slice(0, SHOWN_NAMES),
    limits,
  };
}

function endOf(main: Value, reached: boolean): string {
  if (reached) return 'data of the request reaches it';
  const text = knownText(main);
  if (text !== '') return `it is given a text of the page's own: ${JSON.stringify(text.slice(0, 120))}`;
  return main.type === ''
    ? 'what it is given does not come from the request, as far as it could be followed'
    : `it is given a ${main.type} that the request does not decide`;
}
