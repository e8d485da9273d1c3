import type { Span } from '../../formats/code/syntax.js';

/** Something that a script does, or may do, which reaches out of it. */
export type ScriptEffect = Span & {
  /**
   * `call`: a call gets `traits`. `set`: a member of an element or of the browser becomes `traits`. `mention`: a name of the browser is
   * used. `made`: an element is made. `computed`: what is called is made up while the script runs. `markup`: markup goes into the page.
   */
  readonly kind: 'call' | 'set' | 'mention' | 'made' | 'computed' | 'markup';
  /** Of the call, member, object or element; empty where it is made up. */
  readonly name: string;
  /** Of what it is given. */
  readonly traits: number;
  /** What is set or called on: of the object. */
  readonly on: number;
  /** The address or text that it gets, as far as known from its beginning. */
  readonly text: string | undefined;
  /** Index of the script. */
  readonly script: number;
};

export interface FollowedScripts {
  readonly effects: readonly ScriptEffect[];
  /** What was not followed, empty where everything was. */
  readonly limits: readonly string[];
}
