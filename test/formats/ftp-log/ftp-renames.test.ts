import { describe, expect, it } from 'vitest';
import { FtpRenames } from '../../../src/formats/ftp-log/ftp-renames.js';

const columns = ['cs-method', 'cs-uri-stem', 'sc-status', 'x-session', 'c-ip'];

/** What is told of each line: `verb path status session`. */
function told(...lines: readonly string[]): (string | null)[] {
  const renames = new FtpRenames();
  return lines.map((line, at) =>
    renames.take({ offset: at, line: at, seconds: at, columns, cells: [...line.split(' '), '203.0.113.9'] }),
  );
}

describe('renames over FTP', () => {
  it.each([
    ['the two commands of a session', ['RNFR /a.txt 350 s1', 'RNTO /a.aspx 250 s1'], '/a.txt'],
    [
      'with others of another session between',
      ['RNFR /a.txt 350 s1', 'RNFR /b 350 s2', 'RNTO /a.aspx 250 s1'],
      '/a.txt',
    ],
    ['carried by SITE', ['SITE CPFR+/a.txt 350 s1', 'SITE CPTO+/a.aspx 250 s1'], '/a.txt'],
    ['without a column of sessions, those of one address', ['RNFR /a.txt 350 -', 'RNTO /a.aspx 250 -'], '/a.txt'],
    ['of another session', ['RNFR /a.txt 350 s1', 'RNTO /a.aspx 250 s2'], null],
    ['that was refused', ['RNFR /a.txt 350 s1', 'RNTO /a.aspx 550 s1'], null],
    ['that comes a second time', ['RNFR /a.txt 350 s1', 'RNTO /a.aspx 250 s1', 'RNTO /b.aspx 250 s1'], null],
    ['of no name before', ['RNTO /a.aspx 250 s1'], null],
  ] as const)('%s', (_, lines, before) => {
    expect(told(...lines).at(-1)).toBe(before);
  });

  it('keeps the names of a bounded number of sessions', () => {
    const begun = Array.from({ length: 5000 }, (_, i) => `RNFR /${i}.txt 350 s${i}`);
    expect(told(...begun, 'RNTO /x.aspx 250 s0').at(-1)).toBeNull();
    expect(told(...begun, 'RNTO /x.aspx 250 s4999').at(-1)).toBe('/4999.txt');
  });
});
