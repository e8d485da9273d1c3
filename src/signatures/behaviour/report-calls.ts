import type { WebContent } from '../../formats/views/web-content.js';
import type { Detection, DetectorContext, MessageData } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { safeText } from '../../platform/safe-text.js';
import { analyseBehaviour, type Behaviour } from './analyse-behaviour.js';
import { callEvidence } from './call-evidence.js';
import type { SinkCall } from './sink-call.js';

/** Detections that one detector makes of one file; more tell nothing new. */
const MAXIMUM_DETECTIONS = 5;

/** What a detector says of a call, null where the call is none of its. */
export interface CallVerdict<Message extends string> {
  readonly message: Message;
  readonly severity?: Severity;
  readonly data?: MessageData;
}

/**
 * One detection for each kind of call that `judge` names, with the way from source to sink as evidence. Calls of the same name with
 * data from the same source count as one.
 */
export function* reportCalls<Message extends string>(
  content: WebContent,
  context: DetectorContext,
  judge: (call: SinkCall, behaviour: Behaviour) => CallVerdict<Message> | null,
  behaviour = analyseBehaviour(content),
): Iterable<Detection<Message>> {
  const seen = new Set<string>();
  for (const call of behaviour.calls) {
    const verdict = judge(call, behaviour);
    if (verdict === null) continue;
    const from = call.main.taint ?? call.target?.taint ?? null;
    const identity = [verdict.message, call.name.toLowerCase(), from?.source.what ?? ''];
    const key = identity.join('\0');
    if (seen.has(key) || seen.size >= MAXIMUM_DETECTIONS) continue;
    seen.add(key);
    yield {
      message: verdict.message,
      data: { sink: safeText(call.name), source: safeText(from?.source.what ?? ''), ...verdict.data },
      at: callEvidence(content, behaviour, call, context.artifact?.collectedPath ?? null),
      identity,
      ...(verdict.severity ? { severity: verdict.severity } : {}),
    };
  }
}
