import type { Parameter } from '../../formats/code/syntax.js';
import { shortType } from './values/combine-values.js';

/** Types of what the server hands to those that it calls. */
const GIVEN_BY_SERVER =
  /^(?:\w*eventargs|http(?:context|request|response|application)\w*|cancellationtoken|asynccallback|iasyncresult|stream|u?int(?:16|32|64)?|integer|long|bool|boolean)$/;

/** Whether a parameter is what the server gives to handlers of requests and events. */
export const isGivenByServer = ({ name, type }: Parameter): boolean =>
  shortType(type) === 'object'
    ? /^(?:sender|source|src|state|s|o|obj)$/i.test(name)
    : GIVEN_BY_SERVER.test(shortType(type));
