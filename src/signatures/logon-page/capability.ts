import type { Severity } from '../../model/finding.js';

/**
 * What a page or script can do that the logon pages of Microsoft's products cannot. `sent`: what is typed goes out. `copied`: it goes
 * into another field or is handed on. `retargeted`: the form goes elsewhere. `loaded`: code or a frame of another place. `channel`: a way
 * out, whatever takes it. `made`: code that is made while it runs, or an element that acts. `obfuscated`: script that hides what it does.
 * `reads`: server code that takes what the form holds. `class`: server code of an assembly that is not the product's.
 */
export type CapabilityKind =
  | 'sent'
  | 'copied'
  | 'retargeted'
  | 'loaded'
  | 'channel'
  | 'made'
  | 'obfuscated'
  | 'reads'
  | 'class';

export interface Capability {
  readonly kind: CapabilityKind;
  readonly severity: Severity;
  /** What does it: a call, a member, an element, a habit of writing. */
  readonly what: string;
  /** Where it goes or comes from; empty where not known. */
  readonly where: string;
  /** In the text of the file, UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Whether a host is another one of the company whose logon page it is. */
export type IsHome = (host: string) => boolean;
