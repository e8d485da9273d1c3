import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../../src/model/severity.js';
import { SEVERITY_SCALES } from '../../../src/output/export/scales.js';
import { FORMATS, formatList, rendererOf } from '../../../src/output/renderers.js';
import { exported, hostileReport, linesOf } from '../../helpers/export-report.js';
import { projectRoot } from '../../helpers/run-command.js';

const report = hostileReport();
const LINES = ['timesketch', 'ecs', 'ocsf', 'hec', 'thehive', 'jsonl'] as const;
const DOCUMENTS = ['sarif', 'stix', 'misp', 'navigator', 'json'] as const;

describe.each(FORMATS)('%s', (format) => {
  it('gives the same bytes for the same report, ends with a line end, and is told by help and documentation', () => {
    const text = exported(format, report);
    expect(text).toBe(exported(format, report));
    expect(text.endsWith('\n')).toBe(true);
    expect(formatList()).toMatch(new RegExp(`^  ${format} `, 'm'));
    expect(readFileSync(`${projectRoot}docs/outputs.md`, 'utf8')).toMatch(new RegExp(`^\\| \`${format}\` +\\|`, 'm'));
  });
});

it.each(SEVERITIES)('docs/outputs.md shows what %s is for each target', (severity) => {
  const { sarif, score, ecs, ocsf, cef, syslog, thehive, misp } = SEVERITY_SCALES[severity];
  const page = readFileSync(`${projectRoot}docs/outputs.md`, 'utf8').replace(/ +/g, ' ');
  expect(page).toContain(
    `| \`${severity}\` | ${[`${sarif}, ${score}`, ecs, ocsf, cef, syslog, thehive, misp].join(' | ')} |`,
  );
});

it('comes a finding at a time, so that no text of all of them is ever held', () => {
  for (const format of FORMATS) {
    if (format === 'navigator') continue;
    const pieces = [...rendererOf(format)(report, { color: false })];
    expect(pieces.length, format).toBeGreaterThan(5);
  }
});

it('whatever texts evidence holds, programs read every format back, without a character that could do something', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('\ud800', '\r\n=1', '__proto__'));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 2 }), (texts) => {
      const some = hostileReport(texts);
      for (const format of LINES) linesOf(exported(format, some));
      for (const format of DOCUMENTS) JSON.parse(exported(format, some));
      for (const format of FORMATS) {
        if (format === 'json' || format === 'jsonl' || format === 'text' || format === 'html') continue;
        expect(exported(format, some), format).not.toMatch(
          /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202e\ud800-\udfff]/u,
        );
      }
    }),
    { numRuns: 8 },
  );
});
