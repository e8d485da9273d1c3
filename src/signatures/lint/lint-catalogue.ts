/** What a lint means, for `signatures explain-lint` and for code review. */
export interface LintFacts {
  readonly severity: 'error' | 'warning' | 'info';
  readonly means: string;
  /** What the author does. */
  readonly remedy: string;
  /** `--fix` mends it, since what is meant is certain. */
  readonly fixable?: true;
}

const of = (severity: LintFacts['severity'], means: string, remedy: string): LintFacts => ({ severity, means, remedy });
const fixed = (severity: LintFacts['severity'], means: string, remedy: string): LintFacts => ({
  ...of(severity, means, remedy),
  fixable: true,
});

/** Every lint, by its id. Sources: the Sigma specification 2.1, validators of pySigma, the documentation of YARA-X. */
export const LINTS = {
  'does-not-load': of(
    'error',
    'The rule, or its file, is not part of a hunt: it cannot be read as its language asks.',
    'Correct what the message names.',
  ),
  'suppression-without-reason': of(
    'error',
    'A lint is suppressed, and nobody says why.',
    'Write the reason behind the colon: afterpatch-ignore <id>: <reason>.',
  ),
  'unused-suppression': of('warning', 'A lint is suppressed that is not there any more.', 'Take the comment away.'),
  'unknown-suppression': of('error', 'There is no lint of that id to suppress.', 'Write the id as the lint shows it.'),
  // Sigma: headers.
  'invalid-id': of('error', 'The id is no UUID, so other tools refuse the rule.', 'Give it a fresh UUID of version 4.'),
  'duplicate-id': of(
    'error',
    'Two rules have one id: findings of one are told as those of the other.',
    'Give one of them a fresh UUID.',
  ),
  'duplicate-name': of(
    'error',
    'Two rules have one name, so that a correlation of that name means either.',
    'Give one of them another name.',
  ),
  'title-form': of(
    'warning',
    'The title is missing or no noun phrase in sentence case, as it stands in lists beside those of other rules.',
    'Name what is found in a few words: "Web shell in the aspnet_client folder".',
  ),
  'no-level': of('warning', 'The rule does not say how much a match weighs; it counts as medium.', 'Add level.'),
  'tag-form': of(
    'warning',
    'A tag is not of the form namespace.value, so that nothing finds the rule by it.',
    'Write it as attack.t1190, cve.2021-26855, and so on.',
  ),
  'duplicate-tag': of('warning', 'A tag stands twice.', 'Take one away.'),
  'date-form': fixed('warning', 'The date is written as in version 1 of Sigma.', 'Write it as YYYY-MM-DD.'),
  'old-rule': of(
    'info',
    'The rule says of itself that it is deprecated or unsupported.',
    'Use the rule that replaces it.',
  ),
  'custom-key': of(
    'warning',
    'The document has a key that Sigma does not know; it may be misspelt.',
    'Correct it, or leave it where it is meant for another tool.',
  ),
  // Sigma: conditions.
  'empty-pattern': of(
    'error',
    'A pattern of the condition matches no selection, so that part of it is not asked at all.',
    'Name selections that exist.',
  ),
  'single-them': of('warning', '"of them" over one selection means that selection.', 'Name the selection.'),
  'unused-selection': of(
    'warning',
    'A selection is not part of the condition: it does nothing.',
    'Use it in the condition, or take it away.',
  ),
  'filter-without-not': of(
    'error',
    'A filter is joined to its rules by AND, so without "not" it keeps only what it describes.',
    'Write condition: not selection.',
  ),
  // Sigma: values.
  'empty-list': of('error', 'An empty list is read as null.', 'Write null, or a value.'),
  'null-in-list': of('error', 'A null within a list has no meaning in Sigma.', 'Use a selection of its own for null.'),
  'all-of-one': of('error', '"all" over one value means that value.', 'Take "all" away, or add the other values.'),
  'all-without-contains': of(
    'warning',
    'No field equals several texts at once, so the item never matches.',
    'Add contains before all.',
  ),
  'windash-all': of('info', 'Each of the values may use another dash.', 'Nothing, where that is meant.'),
  'base64offset-without-contains': of(
    'error',
    'The encoded text is a part of a longer one, so that the whole value never equals it.',
    'Add contains behind base64offset.',
  ),
  'modifiers-add-up': of('warning', 'startswith and endswith together mean contains.', 'Use contains, or two items.'),
  'duplicate-value': of('warning', 'A value stands twice.', 'Take one away.'),
  'yaml-boolean': of(
    'warning',
    'YAML 1.1, which Sigma is written in, reads the word as true or false.',
    'Put it in quotes.',
  ),
  'yaml-number': of(
    'warning',
    'YAML 1.1, which Sigma is written in, reads the digits as another number.',
    'Put it in quotes.',
  ),
  'time-range': of('error', 'No time has such a part.', 'Correct the number.'),
  'matches-everything': of(
    'error',
    'An empty text is a part of every text.',
    'Write what is meant; |exists: true asks whether the field is there.',
  ),
  'double-wildcard': fixed('warning', 'Two * in a row mean the same as one.', 'Write one.'),
  'control-character': of(
    'warning',
    'The text has a control character, mostly because of a backslash in double quotes.',
    'Use single quotes, where a backslash is plain.',
  ),
  'escaped-wildcard': of(
    'warning',
    'A backslash before * asks for the star itself.',
    'Write \\\\* for a backslash and any text.',
  ),
  'lone-wildcard': of(
    'info',
    'A lone * asks for any value that is not empty.',
    'Use |exists: true where an empty one counts, too.',
  ),
  'wildcard-for-modifier': of(
    'info',
    'The wildcards say what contains, startswith or endswith would.',
    'Use the modifier.',
  ),
  'question-mark': of(
    'info',
    'A ? in a URI stands for any one character.',
    'Write \\? for the question mark of a query.',
  ),
  // Sigma: correlations.
  'unknown-correlation-key': fixed(
    'error',
    'The correlation has a key that Sigma does not know, and works without it.',
    'Write it as the specification does.',
  ),
  'no-group': of('warning', 'Records of all clients and servers count together.', 'Add group-by.'),
  'single-rule': of(
    'warning',
    'A temporal correlation of one rule matches whenever the rule does.',
    'Name the other rules.',
  ),
  'no-percentile': of(
    'error',
    'The condition does not say which percentile; the 50th is taken.',
    'Add percentile to the condition.',
  ),
  'no-timespan': of('error', 'Only records of one instant correlate.', 'Give a longer timespan.'),
  // Sigma: records.
  'no-prefilter': of(
    'warning',
    'No text that is rare must be in a line, so the rule is asked of every line of every log.',
    'Add a text that its lines must have, the rarer the better.',
  ),
  'unknown-field': of(
    'warning',
    'The records that the rule is for have no such field: it counts as absent.',
    'Use a field of the taxonomy; docs/sigma-field-mapping.md lists them.',
  ),
  // YARA.
  'misspelt-metadata': fixed(
    'error',
    'A metadata key or value is misspelt, so that it is passed over: the finding weighs something else.',
    'Correct it.',
  ),
  'unknown-metadata': of('warning', 'A metadata key means nothing here.', 'Take it away, or correct it.'),
  'duplicate-rule': of(
    'error',
    'Two rules have one name: tools that compile a folder as one refuse them.',
    'Rename one.',
  ),
  'short-string': of(
    'info',
    'A string of fewer than four bytes is in most files, and the engine stops at each place.',
    'Make it longer, or ask for it at a place.',
  ),
  'unbounded-repeat': of(
    'warning',
    '.* and .+ run to the end of the line, or of the file, from every place.',
    'Bound it: .{0,200}.',
  ),
  'compiler-warning': of('warning', 'YARA-X compiles the rule, but warns.', 'See what the compiler says.'),
} as const satisfies Readonly<Record<string, LintFacts>>;

export type LintCode = keyof typeof LINTS;

export function isLintCode(code: string): code is LintCode {
  return Object.hasOwn(LINTS, code);
}

export function lintFacts(code: LintCode): LintFacts {
  return LINTS[code];
}
