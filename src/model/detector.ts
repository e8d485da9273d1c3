import type { Artifact } from './artifact.js';
import type { Confidence, Evidence, Outcome, Severity } from './finding.js';
import type { InputClass } from './input-class.js';
import type { ServerFacts } from './server.js';

/** Values that fill a message's `{placeholders}` and travel in the finding. */
export type MessageData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** What a detector says of one input. `hunt` turns it into a finding. */
export interface Detection<Message extends string = string> {
  readonly message: Message;
  readonly data?: MessageData;
  readonly at?: Evidence | readonly Evidence[];
  /** What tells this detection from others of the same rule on the same artifact: never a line, offset or scan time. */
  readonly identity: readonly string[];
  /** Where it differs from the inspected artifact, or there is none. */
  readonly artifact?: Artifact;
  /** Path part of the URL, where the detection is about one. */
  readonly url?: string;
  readonly host?: string | null;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly outcome?: Outcome;
  readonly attack?: readonly string[];
  readonly firstSeen?: string | null;
  readonly lastSeen?: string | null;
  readonly count?: number;
}

/** What a detector may know beside its input. */
export interface DetectorContext {
  /** The artifact that the input was read from, null for inputs that no single file holds. */
  readonly artifact: Artifact | null;
  readonly host: string | null;
  readonly server: ServerFacts;
  /** Instant of the patch, UTC ISO 8601, where the user told. */
  readonly patchedOn: string | null;
  /** Whether an address belongs to the user's own proxies and monitors (`--own`). */
  isOwnAddress(address: string): boolean;
}

/** What holds for every finding of a rule, whatever language the rule is written in. */
export interface RuleDescription {
  /** For detectors: the path below `src/detectors/`, `/` written as `.`. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly outcome: Outcome;
  /** ATT&CK technique ids. */
  readonly attack: readonly string[];
  /** Reference ids of `docs/` or public URLs. */
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  readonly nextSteps: readonly string[];
}

export interface Detector<Input, Message extends string = string> extends RuleDescription {
  readonly consumes: InputClass<Input>;
  readonly messages: Readonly<Record<Message, string>>;
  /** Called once for each input. Pure: no I/O, no clock, no state outside. */
  inspect?(input: Input, context: DetectorContext): Iterable<Detection<Message>>;
  /** Called once for each host, with all of its inputs of the class, for what needs them together. */
  conclude?(inputs: readonly Inspected<Input>[], context: DetectorContext): Iterable<Detection<Message>>;
}

export interface Inspected<Input> {
  readonly input: Input;
  readonly artifact: Artifact | null;
}

/** A detector whose input is paired by class name; the pairing is checked where inputs are fed. */
export type AnyDetector = Detector<unknown>;

/** Checks a detector's declaration at compile time and returns it unchanged. */
export function defineDetector<Input, const Message extends string>(
  detector: Detector<Input, Message>,
): Detector<Input, Message> {
  return detector;
}
