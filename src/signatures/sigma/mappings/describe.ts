import type { DerivedText, FieldMapping, MappedField, Variant } from './mapping.js';

const DERIVED: Readonly<Record<DerivedText, string>> = {
  uri: '`cs-uri-stem`, and `?` and `cs-uri-query` where there is a query',
  url: '`cs-uri-stem`, and `?` and `cs-uri-query` where there is a query; also with `cs-host` before it where that is logged',
  extension: 'what follows the last dot of `cs-uri-stem`',
  timestamp: '`date` and `time` as ISO 8601',
  'activesync-command': '`Cmd` of a request of ActiveSync, in either form of its query',
  'activesync-user': '`User` of it',
  'activesync-device': '`DeviceId` of it',
  'activesync-device-type': '`DeviceType` of it',
  'activesync-folder': '`Fid` in the bag `Log=` that the back end appends to the query',
  'activesync-folder-type': '`Ty` in it: `Em`, `Ca`, `Co`, `Ta`',
  'activesync-state': '`As` in it: whether the server lets the device in, whatever HTTP answers',
  'activesync-error': '`Error` in it',
  'activesync-status': '`SC1` in it: the answer of the back end',
  'activesync-mailbox-server': '`Mbx` in it',
  'activesync-relayed-by': '`PrxFrom` in it: the address of the front end',
};

const VARIANTS: Readonly<Record<Variant, string>> = {
  'percent-decoded': '`%XX` read once',
  'plus-as-space': '`+` as a space',
  'no-zone': 'without `%zone`',
};

/** A mapping as a table in Markdown, for its documentation. */
export function describeMapping(mapping: FieldMapping): string {
  const { category, product, service } = mapping.logSource;
  return [
    `| Sigma field | ${mapping.name} | Texts are also searched in | Each of these also |`,
    '| --- | --- | --- | --- |',
    ...mapping.fields.map(describeField),
    `| any other column, by its name (\`cs(Name)\` is \`cs-name\`) | itself | | ${listVariants(mapping.otherColumns)} |`,
    '',
    `Log source: category \`${category}\`, product \`${product}\`, service \`${service}\`. \`${mapping.nullText}\` is null.`,
    '',
  ].join('\n');
}

function describeField({ names, columns, derived, variants, joins }: MappedField): string {
  const fields = names.map((name) => `\`${name}\``).join(', ');
  const source = derived ? DERIVED[derived] : columns.map((column) => `\`${column}\``).join(' or ');
  return `| ${fields} | ${source} | ${joins ? DERIVED[joins] : ''} | ${listVariants(variants)} |`;
}

function listVariants(variants: readonly Variant[]): string {
  return variants.map((variant) => VARIANTS[variant]).join('; ');
}
