import path from 'node:path';
import { createWebContent, webContent } from '../../formats/views/web-content.js';
import type { AnyDetector, Detection } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { callEvidence } from '../../signatures/behaviour/call-evidence.js';
import { knownText, type Value } from '../../signatures/behaviour/value.js';
import { detectorContext } from '../content/detector-context.js';

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

export interface TracedDetector {
  readonly consumes: boolean;
  readonly detections: readonly Detection[];
  readonly code: readonly { readonly language: string; readonly lines: number }[];
  readonly calls: readonly TracedCall[];
  /** Names that the code calls or makes, where none of them is such a call. */
  readonly names: readonly string[];
  readonly limits: readonly string[];
}

const SHOWN_NAMES = 40;
const SHOWN_CALLS = 60;

/** Runs one detector of content over a file, and tells the flow of the request's data as far as it got. */
export function whyDetector(
  detector: AnyDetector,
  file: { readonly name: string; readonly bytes: Buffer },
): TracedDetector {
  const content = createWebContent(file.bytes, { extension: path.extname(file.name).slice(1) });
  const consumes = detector.consumes.name === webContent.name;
  const detections = consumes ? [...(detector.inspect?.(content, detectorContext(null, null)) ?? [])] : [];
  const behaviour = analyseBehaviour(content);
  const { calls, names, limits } = behaviour;
  return {
    consumes,
    detections,
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
