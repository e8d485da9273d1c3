import type { RecordEvidence } from '../../../model/finding.js';
import { ID_FIELDS, requestIdsOf } from '../../../model/record-roles.js';
import type { Occurrence } from '../../../signatures/sigma/index.js';

/** Milliseconds within which two logs write of one request, and of one run of a cmdlet. */
const SAME_REQUEST = 15 * 60_000;
const SAME_RUN = 2_000;

/** The port that the sites of Exchange's back end listen on. */
const BACK_END_PORT = '444';

/** Fields that it is told by. */
export const TOLD_BY: readonly string[] = ['Cmdlet', 'Parameters', 'UrlStem', 'cs-uri-stem', 's-port', ...ID_FIELDS];

/**
 * What a record tells of that other logs tell, too: a request by the number that the front end gave it, a run of a cmdlet by its
 * parameters. Null for what is told once.
 */
export function occurrenceOf({ fields, path }: Pick<RecordEvidence, 'fields' | 'path'>): Occurrence | null {
  const { Cmdlet: cmdlet, Parameters: parameters } = fields;
  if (cmdlet != null) {
    const key = `${cmdlet} ${(parameters ?? '').replace(/[\s"'“”]+/g, '').toLowerCase()}`;
    return { key, source: path ?? '', within: SAME_RUN };
  }
  const source = layerOf(fields);
  const id = source === null ? undefined : requestIdsOf(fields).at(-1);
  return source === null || id === undefined ? null : { key: id, source, within: SAME_REQUEST };
}

/** A client can send one number with all its requests: those of one layer are told apart, whatever file they are in. */
function layerOf(fields: RecordEvidence['fields']): string | null {
  if (fields['UrlStem'] != null) return 'proxy';
  if (fields['cs-uri-stem'] == null) return null;
  return fields['s-port'] === BACK_END_PORT ? 'back-end' : 'front-end';
}
