import { describe, expect, it } from 'vitest';
import { bindMapping, cellRecord, describeMapping, iisMapping } from '../../../src/signatures/sigma/index.js';
import { percentDecoded } from '../../../src/signatures/sigma/mappings/mapping.js';

const FIELDS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) cs-host sc-status X-Forwarded-For';

function record(line: string, fields = FIELDS) {
  return cellRecord(bindMapping(iisMapping, fields.split(' ')), line.split(' '));
}

const line =
  '2024-03-05 12:00:01 192.0.2.5 GET /a%2Fb.aspx x=1+2%2B3 443 - fe80::1%12 Agent+1 - ex01.corp.example 200 203.0.113.9,+192.0.2.1';

/** What is in a field's variants and as logged; undefined where the field is absent. */
function texts(name: string, of = record(line)) {
  const values = of.field(name);
  return (
    values && {
      variants: values.variants.map(({ text }) => text),
      raw: values.raw.map(({ text }) => text),
      isNull: values.isNull,
    }
  );
}

describe('IIS columns as Sigma fields', () => {
  it.each<[field: string, raw: string, variants: string[]]>([
    ['cs-method', 'GET', ['GET']],
    ['cs-uri-stem', '/a%2Fb.aspx', ['/a%2Fb.aspx', '/a/b.aspx']],
    [
      'cs-uri-query',
      'x=1+2%2B3',
      [
        ...['x=1+2%2B3', 'x=1 2%2B3', 'x=1+2+3', 'x=1 2+3'],
        ...['/a%2Fb.aspx?x=1+2%2B3', '/a%2Fb.aspx?x=1 2%2B3', '/a/b.aspx?x=1+2+3', '/a/b.aspx?x=1 2+3'],
      ],
    ],
    ['c-uri-extension', 'aspx', ['aspx']],
    ['cs-user-agent', 'Agent+1', ['Agent+1', 'Agent 1']],
    ['c-useragent', 'Agent+1', ['Agent+1', 'Agent 1']],
    ['src_ip', 'fe80::1%12', ['fe80::1%12', 'fe80::1']],
    ['dst_ip', '192.0.2.5', ['192.0.2.5']],
    ['r-dns', 'ex01.corp.example', ['ex01.corp.example']],
    ['timestamp', '2024-03-05T12:00:01Z', ['2024-03-05T12:00:01Z']],
    ['x-forwarded-for', '203.0.113.9,+192.0.2.1', ['203.0.113.9,+192.0.2.1', '203.0.113.9, 192.0.2.1']],
    ['X-Forwarded-For', '203.0.113.9,+192.0.2.1', ['203.0.113.9,+192.0.2.1', '203.0.113.9, 192.0.2.1']],
  ])('%s', (field, raw, variants) => {
    expect(texts(field)).toEqual({ raw: [raw], variants, isNull: false });
  });

  it('joins the host before the URI of proxy fields only', () => {
    expect(texts('c-uri')?.variants).toContain('/a%2Fb.aspx?x=1+2%2B3');
    expect(texts('c-uri')?.variants).toContain('ex01.corp.example/a/b.aspx?x=1 2+3');
    expect(texts('c-uri')?.raw).toEqual(['/a%2Fb.aspx?x=1+2%2B3']);
    expect(texts('cs-uri-query')?.variants.some((text) => text.startsWith('ex01'))).toBe(false);
  });

  it('reads - as null, and asks presence of the column alone', () => {
    const bare = record('2024-03-05 12:00:01 192.0.2.5 GET /a.aspx - 443 - 192.0.2.7 - - - 200 -');
    expect(texts('cs-username', bare)).toEqual({ variants: [], raw: [], isNull: true });
    expect(texts('cs-uri-query', bare)).toEqual({ variants: ['/a.aspx'], raw: [], isNull: true });
    expect(texts('c-uri-extension', record(line.replace('.aspx', '')))?.isNull).toBe(true);
  });

  it('knows absent columns from null ones', () => {
    const short = record('/a GET', 'cs-uri-stem cs-method');
    expect(texts('cs-uri-query', short)).toBeUndefined();
    expect(texts('c-uri', short)?.variants).toEqual(['/a']);
    expect(texts('cs-username', short)).toBeUndefined();
    expect(texts('cs-method', record('/a', 'cs-uri-stem cs-method'))).toBeUndefined();
    expect(texts('timestamp', short)).toBeUndefined();
    expect(texts('c-uri', record('GET', 'cs-method'))).toBeUndefined();
  });

  it('searches keywords in every column and in the joined URI', () => {
    const found = record(line)
      .keywords()
      .variants.map(({ text }) => text);
    for (const text of ['GET', 'Agent 1', '443', '/a/b.aspx?x=1 2+3']) expect(found).toContain(text);
    expect(found).not.toContain('-');
  });

  it('tells which cells a field depends on', () => {
    const bound = bindMapping(iisMapping, FIELDS.split(' '));
    expect(bound.field('cs-uri-query')?.inputs).toEqual([4, 5]);
    expect(bound.field('c-uri')?.inputs).toEqual([4, 5, 11]);
    expect(bound.field('cs-method')?.inputs).toEqual([3]);
  });
});

it.each([
  ['%41%zz%4', 'A%zz%4'],
  ['%252e', '%2e'],
  ['%c3%a9', 'é'],
  ['%c3%28', '\ufffd('],
  ['', ''],
])('reads the escapes of %j once', (text, decoded) => {
  expect(percentDecoded(text)).toBe(decoded);
});

it('is documented as it is', async () => {
  const text = `# Sigma fields on IIS logs

How rules written for web servers and proxies find their fields in IIS W3C logs. Made from the table in
\`src/signatures/sigma/mappings/iis.ts\`; a test compares the two (\`npx vitest run test/signatures/sigma/mapping.test.ts -u\`
writes this file anew).

A test of a text holds where it holds of one of the field's texts; \`not\` inverts the whole item. Tests for null, emptiness
and existence, and the groups of correlations, look at the column as logged. Keywords are searched in every column and in
the joined URI, each with its variants.

The other formats of web server logs give their columns under the same names, so that a rule for web servers is asked of them as it
is: IIS native, NCSA, Advanced Logging, and HTTPERR, whose \`cs-uri\` is read as \`cs-uri-stem\` and \`cs-uri-query\`. What a format
does not log (HTTPERR has no agent, user or host) counts as absent.

Where IIS makes another path of the logged one (doubled and backward slashes, \`.\` and \`..\`, escapes, points at the end of a name, cookieless
values, streams, and what follows a script), a hunt asks the rules twice: as logged, and with that path in \`cs-uri-stem\`.

${describeMapping(iisMapping)}`;
  await expect(text).toMatchFileSnapshot('../../../docs/sigma-field-mapping.md');
});
