import { describe, expect, it } from 'vitest';
import { rendererOf } from '../../../src/output/renderers.js';
import { exported, hostileReport, reportOf } from '../../helpers/export-report.js';
import { aFinding } from '../../helpers/findings.js';

/** Rows of RFC 4180 text, its byte order mark taken away. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (quoted && character === '"' && text.charAt(at + 1) === '"') at++;
    else if (character === '"') {
      quoted = !quoted;
      continue;
    } else if (!quoted && (character === ',' || character === '\r')) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (character === '\r') {
        rows.push([]);
        at++;
      }
      continue;
    }
    cell += character;
  }
  expect([quoted, cell, rows.pop()]).toEqual([false, '', []]);
  return rows;
}

describe('csv', () => {
  const report = hostileReport();
  const text = exported('csv', report);
  const rows = rowsOf(text);

  it('has a byte order mark, a header, and a row of as many cells for each finding', () => {
    expect(text.startsWith('\ufeffid,host,severity,')).toBe(true);
    expect(rows).toHaveLength(report.findings.length + 1);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([rows[0]?.length]));
  });

  it('holds no cell that a spreadsheet runs, no line end in a cell, and none that is too long for one', () => {
    for (const cell of rows.flat()) {
      expect(cell).not.toMatch(/^\s*[=+\-@\t\r\n|%]/);
      expect(cell).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      expect(cell.length).toBeLessThan(32_767);
    }
  });

  it('names the subject and the incident of a finding, and another id for another server', () => {
    const [header = [], ...body] = rows;
    const pages = body.filter((row) => row[header.indexOf('fingerprint')] === 'b'.repeat(64));
    const cells = (name: string) => pages.map((row) => row[header.indexOf(name)]);
    expect(cells('host')).toEqual(['EX01', 'EX02']);
    expect(cells('incident')).toEqual([expect.stringMatching(/^incident-/), expect.stringMatching(/^incident-/)]);
    expect(cells('subject')).toEqual([expect.stringMatching(/^subject-/), expect.stringMatching(/^subject-/)]);
    expect(new Set(cells('id')).size).toBe(2);
  });

  it('is defanged where that is asked for', () => {
    const finding = aFinding({ message: { id: 'x', text: 'from 203.0.113.7', data: {} } });
    const pieces = rendererOf('csv')(reportOf([finding]), { color: false, defang: true });
    expect([...pieces].join('')).toContain('203[.]0[.]113[.]7');
  });
});
