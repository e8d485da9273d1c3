import { AfterpatchError } from '../platform/errors.js';

/** @throws AfterpatchError `usage` where an option is no whole number from 0. */
export function countOption(name: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count < 1e9) return count;
  throw new AfterpatchError('usage', `${name} ${text} is no number.`, 'Give a whole number.');
}
