import type { Artifact } from '../../model/artifact.js';
import { currentTechnique } from '../../model/attack.js';
import type { Detection, MessageData, RuleDescription } from '../../model/detector.js';
import { fillMessage } from '../../model/fill-message.js';
import type { ArtifactTimes, Evidence, Finding, FindingRule } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';
import { fingerprintOf } from './fingerprint.js';
import { type Mask, maskSecrets, maskValue, SHOWN } from './mask-secrets.js';
import type { PatchedOn } from '../verdict/patch-days.js';
import { phaseOf } from './phase.js';

/** Longest list of evidence in one finding; `count` says how much there was. */
export const MAXIMUM_EVIDENCE = 20;

/** Longest value of one field of evidence or data, in UTF-16 units. */
const MAXIMUM_TEXT = 2_000;
/** Longest message, into which several values were filled. */
const MAXIMUM_MESSAGE = 10_000;

export interface FindingSource {
  readonly rule: RuleDescription;
  readonly origin: FindingRule;
  /** Templates by message id; `{name}` is filled from the detection's data. */
  readonly messages: Readonly<Record<string, string>>;
}

export interface FindingSubject {
  readonly artifact: Artifact | null;
  /** Of the artifact that the finding is about: the detection's own, where it names one. */
  readonly sha256: string | null;
  readonly host: string | null;
}

/** Turns what an engine or a detector said into a finding. Text from evidence becomes safe to show here, whoever it came from. */
export function buildFinding(
  source: FindingSource,
  detection: Detection,
  subject: FindingSubject,
  patchedOn: PatchedOn,
  mask: Mask = maskSecrets,
): Finding {
  const { rule } = source;
  const artifact = detection.artifact ?? subject.artifact;
  const url = detection.url === undefined ? null : safeText(detection.url, MAXIMUM_TEXT);
  const kind = artifact?.kind ?? (url === null ? 'server' : 'url');
  const template = source.messages[detection.message] ?? rule.title;
  const data = safeData(detection.data ?? {}, mask);
  const times = artifact?.times ?? null;
  const seen =
    detection.firstSeen !== undefined
      ? [detection.firstSeen, detection.lastSeen ?? detection.firstSeen]
      : spanOf(times);
  const host = detection.host ?? artifact?.host ?? subject.host;
  const [firstSeen, lastSeen] = [utc(seen[0] ?? null), utc(seen[1] ?? null)];
  const evidence = toList(detection.at)
    .slice(0, MAXIMUM_EVIDENCE)
    .map((item) => safeEvidence(item, mask));
  return {
    schemaVersion: '1.0',
    fingerprint: fingerprintOf({
      ruleId: rule.id,
      artifactKind: kind,
      place: artifact?.windowsPath ?? url ?? artifact?.collectedPath ?? null,
      identity: detection.identity,
    }),
    rule: source.origin,
    title: safeText(rule.title, MAXIMUM_TEXT),
    message: { id: detection.message, text: safeText(fillMessage(template, data), MAXIMUM_MESSAGE), data },
    severity: detection.severity ?? rule.severity,
    confidence: detection.confidence ?? rule.confidence,
    outcome: detection.outcome ?? rule.outcome,
    phase: phaseOf(firstSeen, lastSeen, patchedOn(host)),
    attack: [...new Set((detection.attack ?? rule.attack).map(currentTechnique))].sort(compareText),
    host,
    artifact: {
      kind,
      collectedPath: artifact?.collectedPath ?? null,
      windowsPath: artifact?.windowsPath == null ? null : safeText(artifact.windowsPath, MAXIMUM_TEXT),
      url,
      sha256: artifact === null ? null : subject.sha256,
      size: artifact?.size ?? null,
      times: times === null ? null : { ...times, created: utc(times.created), modified: utc(times.modified) },
    },
    evidence,
    count: detection.count ?? 1,
    firstSeen,
    lastSeen,
    related: [],
    ...textsOf(rule),
    ...(rule.nextSteps.length > 0 ? {} : { nextSteps: [usualStep(evidence)] }),
  };
}

type RuleTexts = Pick<Finding, 'references' | 'falsePositives' | 'nextSteps'>;
const textsOfRules = new WeakMap<RuleDescription, RuleTexts>();

/** The same arrays for every finding of a rule: there can be a hundred thousand. */
function textsOf(rule: RuleDescription): RuleTexts {
  const known = textsOfRules.get(rule);
  if (known !== undefined) return known;
  const texts = {
    references: safeList(rule.references),
    falsePositives: safeList(rule.falsePositives),
    nextSteps: safeList(rule.nextSteps),
  };
  textsOfRules.set(rule, texts);
  return texts;
}

/** What to do where the rule, which can be anybody's, does not say. */
function usualStep(evidence: readonly Evidence[]): string {
  return evidence.some(({ type }) => type === 'record')
    ? 'List what these clients asked for before and after, and how it was answered'
    : 'Read the place that is shown, ask whose it is, and look for requests to it';
}

/** A file speaks for the time from when it came to when it last changed, if its times can be believed. */
function spanOf(times: ArtifactTimes | null): readonly (string | null)[] {
  if (times === null || times.quality === 'unreliable') return [null, null];
  const known = [times.created, times.modified].filter((time) => time !== null).sort(compareText);
  return [known[0] ?? null, known.at(-1) ?? null];
}

function utc(time: string | null): string | null {
  if (time === null) return null;
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}

function toList(at: Detection['at']): readonly Evidence[] {
  if (at === undefined) return [];
  return 'type' in at ? [at] : at;
}

/** Rules can be foreign, and their texts can have several lines. */
function safeList(texts: readonly string[]): string[] {
  return texts.map((text) => safeText(text.trim().replace(/\s+/g, ' '), MAXIMUM_TEXT));
}

function safeData(data: MessageData, mask: Mask): Finding['message']['data'] {
  const safe = Object.entries(data).map(([key, value]) => [
    key,
    typeof value === 'string'
      ? safeText(mask(value), MAXIMUM_TEXT)
      : Array.isArray(value)
        ? value.map((item: string) => safeText(mask(item), MAXIMUM_TEXT))
        : value,
  ]);
  return Object.fromEntries(safe);
}

/** Code is shown as it is: what looks like a password in a page is the page's own. */
function safeEvidence(evidence: Evidence, mask: Mask): Evidence {
  switch (evidence.type) {
    case 'record': {
      const fields = Object.entries(evidence.fields).map(([name, value]) => [
        safeText(name),
        value === null ? null : safeText(maskField(name, value, mask), MAXIMUM_TEXT),
      ]);
      return { ...evidence, time: utc(evidence.time), fields: Object.fromEntries(fields) };
    }
    case 'element':
      return {
        ...evidence,
        element: safeText(evidence.element, MAXIMUM_TEXT),
        text: safeText(mask(evidence.text), MAXIMUM_TEXT),
      };
    case 'content':
    case 'fact':
      return { ...evidence, text: safeText(evidence.text, MAXIMUM_TEXT) };
  }
}

/** A cookie is a secret as a whole: whoever has it is whom it was given to. */
function maskField(name: string, value: string, mask: Mask): string {
  return /^cs\(cookie\)$|^cookie$|^authorization$/i.test(name) && mask !== SHOWN ? maskValue(value) : mask(value);
}
