import type { WebContent } from '../../../formats/views/web-content.js';
import type { Detection, DetectorContext, MessageData } from '../../../model/detector.js';
import type { Severity } from '../../../model/finding.js';
import { SEVERITIES } from '../../../model/severity.js';
import { safeText } from '../../../platform/safe-text.js';
import { analyseBehaviour, type Behaviour } from '../analyse-behaviour.js';
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
 * data from the same source count as one; where there are more than are told, the gravest are.
 */
export function* reportCalls<Message extends string>(
  content: WebContent,
  context: DetectorContext,
  judge: (call: SinkCall, behaviour: Behaviour) => CallVerdict<Message> | null,
  behaviour = analyseBehaviour(content),
): Iterable<Detection<Message>> {
  const told = new Map<string, Told<Message>>();
  for (const [index, call] of behaviour.calls.entries()) {
    const verdict = judge(call, behaviour);
    if (verdict === null) continue;
    const from = call.main.taint ?? call.target?.taint ?? null;
    const identity = [verdict.message, call.name.toLowerCase(), from?.source.what ?? ''];
    const key = identity.join('\0');
    const before = told.get(key);
    if (before === undefined || rank(verdict) > rank(before.verdict)) told.set(key, { index, call, verdict, identity });
  }
  const gravest = [...told.values()]
    .sort((a, b) => rank(b.verdict) - rank(a.verdict) || a.index - b.index)
    .slice(0, MAXIMUM_DETECTIONS);
  for (const { call, verdict, identity } of gravest.sort((a, b) => a.index - b.index)) {
    const from = call.main.taint ?? call.target?.taint ?? null;
    yield {
      message: verdict.message,
      data: { sink: safeText(call.name), source: safeText(from?.source.what ?? ''), ...verdict.data },
      at: callEvidence(content, behaviour, call, context.artifact?.collectedPath ?? null),
      identity,
      ...(verdict.severity ? { severity: verdict.severity } : {}),
    };
  }
}

interface Told<Message extends string> {
  readonly index: number;
  readonly call: SinkCall;
  readonly verdict: CallVerdict<Message>;
  readonly identity: readonly string[];
}

/** What has no weight of its own has the detector's, which is its gravest as a rule. */
function rank({ severity }: CallVerdict<string>): number {
  return severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}
