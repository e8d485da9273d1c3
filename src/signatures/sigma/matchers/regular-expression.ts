import { RE2JS } from 're2js';
import { messageOf } from '../../../platform/errors.js';
import type { RegexFlags } from './matcher.js';

/**
 * Compiles a regular expression of a rule to a search that takes linear time, whatever pattern and text. `$` is the end of
 * the text, not also the place before a last newline.
 * @throws RangeError with the reason where the pattern is no expression that can run in linear time.
 */
export function compileRegex(source: string, flags: RegexFlags): (text: string) => boolean {
  let bits = 0;
  if (flags.ignoreCase) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.multiline) bits |= RE2JS.MULTILINE;
  if (flags.dotAll) bits |= RE2JS.DOTALL;
  try {
    const expression = RE2JS.compile(source, bits);
    return (text) => expression.test(text);
  } catch (error) {
    throw new RangeError(messageOf(error));
  }
}
