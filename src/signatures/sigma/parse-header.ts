import type { Confidence, Outcome } from '../../model/finding.js';
import { CONFIDENCES, SEVERITIES } from '../../model/severity.js';
import type { AfterpatchKey, LogSource, SigmaHeader } from './ast.js';
import { DocumentReader, isNull } from './document-reader.js';
import { SigmaError } from './problem.js';
import type { YamlMap } from './yaml-tree.js';

const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const;
const OUTCOMES: readonly Outcome[] = ['attempt', 'success', 'compromise', 'hygiene'];
/** Keys of a Sigma document. */
export const SIGMA_KEYS: ReadonlySet<string> = new Set(
  (
    'title id name related status description license references tags author date modified fields falsepositives level ' +
    'scope taxonomy logsource detection correlation filter action afterpatch'
  ).split(' '),
);

/** What a rule without the `afterpatch` key gets. */
const DEFAULTS: AfterpatchKey = {
  confidence: 'moderate',
  outcome: 'attempt',
  success: new Map(),
  successSeverity: null,
  nextSteps: [],
};

/** Reads what rules, correlations and filters have in common. Faults that pySigma refuses are refused here. */
export function parseHeader(map: YamlMap, path: string): SigmaHeader {
  const reader = new DocumentReader(map, 'document');
  reader.required('title', 'Give the rule a title.');
  const title = reader.text('title') ?? '';
  if (title.trim() === '') throw new SigmaError('The title is empty.', reader.position('title'));
  if (title.length > 256) throw new SigmaError('The title has more than 256 characters.', reader.position('title'));
  const name = reader.text('name');
  if (name === '') throw new SigmaError('The name is empty.', reader.position('name'));
  reader.text('license');
  if (reader.text('taxonomy') === '') throw new SigmaError('The taxonomy is empty.', reader.position('taxonomy'));
  reader.texts('scope');
  checkRelated(reader);
  return {
    path,
    position: map.position,
    title,
    id: reader.text('id', true),
    name,
    description: reader.text('description'),
    status: reader.word('status', STATUSES),
    level: reader.word('level', SEVERITIES),
    author: reader.text('author'),
    date: date(reader, 'date'),
    modified: date(reader, 'modified'),
    references: reader.texts('references', true),
    falsePositives: reader.texts('falsepositives', true),
    tags: reader.texts('tags', true),
    fields: reader.texts('fields'),
    afterpatch: afterpatchKey(reader),
    positions: new Map([...map.entries].map(([key, { keyPosition }]) => [key, keyPosition])),
    customKeys: [...map.entries.keys()].filter((key) => !SIGMA_KEYS.has(key)),
  };
}

const RELATIONS = ['derived', 'obsolete', 'obsoletes', 'merged', 'renamed', 'similar', 'correlation'] as const;

function checkRelated(document: DocumentReader): void {
  const related = document.entry('related')?.value;
  if (!related || isNull(related)) return;
  if (related.type !== 'list') throw new SigmaError('The related of the document must be a list.', related.position);
  for (const item of related.items) {
    if (item.type !== 'map') throw new SigmaError('A related rule is a map of id and type.', item.position);
    const reader = new DocumentReader(item, 'related rule');
    for (const key of ['id', 'type'] as const) reader.required(key);
    reader.text('id', true);
    reader.word('type', RELATIONS);
  }
}

/** Version 2 writes dates with dashes; slashes are in older rules. */
function date(reader: DocumentReader, key: 'date' | 'modified'): string | null {
  const text = reader.text(key, true);
  if (text === null) return null;
  const match = /^(\d{4})(?:-(\d\d)-(\d\d)|\/(\d\d?)\/(\d\d?))(?:[Tt ].*)?$/.exec(text);
  const month = Number(match?.[2] ?? match?.[4]);
  const day = Number(match?.[3] ?? match?.[5]);
  if (!match || !(month >= 1 && month <= 12 && day >= 1 && day <= 31)) {
    throw new SigmaError(`"${text}" is no date.`, reader.position(key), 'Write it as YYYY-MM-DD.');
  }
  return text;
}

function afterpatchKey(document: DocumentReader): AfterpatchKey {
  if (!document.entry('afterpatch')) return DEFAULTS;
  const reader = document.reader('afterpatch');
  const known = ['confidence', 'outcome', 'success', 'success-severity', 'next-steps'];
  for (const { key, keyPosition } of reader.map.entries.values()) {
    if (!known.includes(key)) {
      throw new SigmaError(`"${key}" is no key of afterpatch.`, keyPosition, `Use one of ${known.join(', ')}.`);
    }
  }
  const success = new Map<string, readonly string[]>();
  if (reader.entry('success')) {
    const fields = reader.reader('success');
    for (const field of fields.map.entries.keys()) success.set(field, fields.texts(field, true));
  }
  return {
    confidence: reader.word<Confidence>('confidence', CONFIDENCES) ?? DEFAULTS.confidence,
    outcome: reader.word<Outcome>('outcome', OUTCOMES) ?? DEFAULTS.outcome,
    success,
    successSeverity: reader.word('success-severity', SEVERITIES),
    nextSteps: reader.texts('next-steps'),
  };
}

/** The log source of a rule or filter: at least one of its three attributes. */
export function parseLogSource(map: YamlMap): LogSource {
  const document = new DocumentReader(map, 'document');
  const hint = 'Name the category, product or service of the logs.';
  document.required('logsource', hint);
  const reader = document.reader('logsource');
  const logSource = {
    category: reader.text('category'),
    product: reader.text('product'),
    service: reader.text('service'),
  };
  if (logSource.category === null && logSource.product === null && logSource.service === null) {
    throw new SigmaError('The log source names no category, product or service.', document.position('logsource'), hint);
  }
  return logSource;
}
