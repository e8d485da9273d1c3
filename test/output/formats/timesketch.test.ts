import { describe, expect, it } from 'vitest';
import { exported, hostileReport, linesOf, reportOf } from '../../helpers/export-report.js';
import { documentedRules, errorsOf } from '../../helpers/export-schemas.js';
import { aFinding, aRecord } from '../../helpers/findings.js';

const validate = documentedRules('timesketch');

describe('timesketch', () => {
  const report = hostileReport();

  it('asks nothing of the importer that it refuses, on any line', () => {
    const lines = linesOf(exported('timesketch', report));
    expect(lines.length).toBeGreaterThan(report.timeline.length);
    expect(errorsOf(validate, lines)).toEqual([]);
  });

  it('tells each finding, by a fact or by its own times', () => {
    const told = new Set(linesOf(exported('timesketch', report)).map((line) => Object(line)['finding_id']));
    told.delete(undefined);
    expect(told.size).toBe(report.findings.length);
  });

  it('says of each time what it is, and of what has none that it has none', () => {
    const dated = aFinding({ evidence: [aRecord], firstSeen: aRecord.time, lastSeen: aRecord.time });
    const undated = aFinding({ fingerprint: 'b'.repeat(64), severity: 'low', outcome: 'hygiene' });
    const lines = linesOf(exported('timesketch', reportOf([dated, undated])));
    expect(lines).toMatchObject([
      {
        datetime: aRecord.time,
        timestamp_desc: 'Request Time',
        source_ip: '203.0.113.7',
        url_path: '/x.aspx',
        http_status: 200,
      },
      { datetime: '2022-11-09T00:00:00.000Z', timestamp_desc: 'Patch Time', message: 'The patch is applied' },
      { datetime: '2022-11-09T00:00:00.000Z', timestamp_desc: 'End of Evidence', severity: 'low' },
    ]);
  });
});

describe('the documented rules of Timesketch', () => {
  const good = { message: 'x', datetime: '2022-11-05T02:18:02.000Z', timestamp_desc: 'Request Time' };

  it('let a plain line pass', () => expect(errorsOf(validate, [good])).toEqual([]));

  it.each([
    ['no message', { ...good, message: undefined }],
    ['no time', { ...good, datetime: '' }],
    ['a time that nobody set', { ...good, datetime: '1601-01-01T00:00:00.000Z' }],
    ['no word on the time', { datetime: good.datetime, message: 'x' }],
    ['a field of the index', { ...good, _id: '1' }],
    ['an object', { ...good, evidence: { path: 'x' } }],
    ['a value that is not indexed', { ...good, evidence: 'x'.repeat(40_000) }],
    ['a field named by the evidence', { ...good, 'cs(User-Agent)': 'x' }],
  ])('refuse %s', (_, line) => expect(validate(JSON.parse(JSON.stringify(line)))).toBe(false));
});
