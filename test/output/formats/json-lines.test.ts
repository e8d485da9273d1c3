import { describe, expect, it } from 'vitest';
import type { Format } from '../../../src/output/renderers.js';
import { exported, hostileReport, linesOf, reportOf } from '../../helpers/export-report.js';
import { documentedRules, errorsOf, officialDraft07 } from '../../helpers/export-schemas.js';
import { aFinding } from '../../helpers/findings.js';

const report = hostileReport();

/** A line of the format with something of it changed, as JSON. */
function changed(format: Format, path: string, value: unknown): unknown {
  const line = linesOf(exported(format, reportOf([aFinding({ title: 'T' })]))).at(-1);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = Object(line);
  for (const key of keys) at = Object(at[key]);
  at[last] = value;
  return JSON.parse(JSON.stringify(line));
}

const tables: Partial<Record<Format, [string, string, unknown][]>> = {
  hec: [
    ['an event that is empty', 'event', {}],
    ['no event', 'event', undefined],
    ['milliseconds', 'time', 1_667_614_389_000],
    ['fields that are not flat', 'fields.subject', { id: 'x' }],
    ['a host without a name', 'host', ''],
  ],
  thehive: [
    ['no sourceRef', 'sourceRef', undefined],
    ['a severity of 5', 'severity', 5],
    ['seconds as text', 'date', '1667614389'],
    ['a title that is too long', 'title', 'x'.repeat(600)],
    ['a picture', 'description', '![x](https://evil.example)'],
    ['an element of HTML', 'description', '<img src=x>'],
    ['an observable of no kind', 'observables', [{ data: 'x' }]],
    ['a technique that is none', 'procedures', [{ occurDate: 1, patternId: 'webshell' }]],
  ],
  ocsf: [
    ['another class', 'class_uid', 2001],
    ['a time in seconds as text', 'time', '2022-11-05'],
    ['no id', 'finding_info.uid', undefined],
    ['a severity of nobody', 'severity_id', 7],
    ['an attribute that is none', 'rule', 'x'],
    ['no product', 'metadata.product', undefined],
  ],
};

describe.each(['hec', 'thehive', 'ocsf'] as const)('%s', (format) => {
  const validate = documentedRules(format);

  it('fits what its target documents, whatever the evidence holds', () => {
    const lines = linesOf(exported(format, report));
    expect(lines).toHaveLength(report.findings.length + (format === 'hec' ? report.verdict.servers.length : 0));
    expect(errorsOf(validate, lines)).toEqual([]);
  });

  it.each(tables[format] ?? [])('has rules that refuse %s', (_, path, value) => {
    expect(validate(changed(format, path, value))).toBe(false);
  });

  it('has rules that let our own line pass', () => expect(validate(changed(format, 'x', undefined))).toBe(true));
});

it('ocsf fits the official schema of its class', () => {
  const validate = officialDraft07('ocsf-1.8.0/detection-finding.json');
  expect(errorsOf(validate, linesOf(exported('ocsf', report)))).toEqual([]);
  expect(validate(changed('ocsf', 'finding_info.uid', undefined))).toBe(false);
});

describe('thehive', () => {
  it('names each observable once, and calls no attempt an indicator', () => {
    const attempt = aFinding({
      outcome: 'attempt',
      message: { id: 'x', text: 'x', data: { clients: ['203.0.113.7'] } },
    });
    const [alert] = linesOf(exported('thehive', reportOf([attempt])));
    expect(alert).toMatchObject({
      observables: [
        { dataType: 'ip', data: '203.0.113.7', ioc: false },
        { dataType: 'filename', data: 'x.aspx' },
        { dataType: 'hostname', data: 'EX01' },
      ],
    });
  });
});
