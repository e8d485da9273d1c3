import type { LogFileFacts } from '../log-line/log-reader.js';
import { inferColumns } from '../w3c/infer-columns.js';
import { W3cReader } from '../w3c/w3c-reader.js';

/** IIS Advanced Logging (an add-on of IIS 7): W3C lines whose values may stand in double quotes. */
export function createAdvancedLoggingReader(facts: LogFileFacts): W3cReader {
  return new W3cReader(facts, { format: 'advanced-logging', quotes: true, infer: inferColumns });
}
