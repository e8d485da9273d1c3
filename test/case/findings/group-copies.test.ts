import { describe, expect, it } from 'vitest';
import { groupCopies } from '../../../src/case/findings/group-copies.js';
import { mergeFindings } from '../../../src/case/findings/merge-findings.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding } from '../../helpers/findings.js';

const sha256 = 'c'.repeat(64);
/** What a rule says of a number of copies of a file, each at its own path. */
function copies(count: number, over: Partial<Finding> = {}): Finding[] {
  return Array.from({ length: count }, (_, i) => {
    const windowsPath = `C:\\inetpub\\wwwroot\\${1_000 + i}.aspx`;
    const finding = aFinding({ fingerprint: `${over.rule?.id ?? ''}${i}`.padStart(64, '0'), ...over });
    return { ...finding, artifact: { ...finding.artifact, sha256, windowsPath, ...over.artifact } };
  });
}
const grouped = (findings: readonly Finding[]) =>
  groupCopies(
    mergeFindings(findings, () => null),
    () => null,
  );

describe('groupCopies', () => {
  it('keeps the first copies and counts all others in one finding that names some', () => {
    const found = grouped(copies(5_000));
    expect(found).toHaveLength(21);
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    const one = found.find(({ message }) => message.id === 'copies');
    expect(one?.message.text).toMatch(/4980 further copies/);
    expect(one?.evidence).toHaveLength(20);
    expect(one?.evidence[0]).toMatchObject({ text: 'C:\\inetpub\\wwwroot\\1020.aspx' });
  });

  it('leaves alone what a reader can read, and the one file that differs', () => {
    const real = aFinding({ fingerprint: 'f'.repeat(64) });
    const others = copies(30, { rule: { id: 'other', version: '1', source: 'yara', pack: '0' }, severity: 'low' });
    expect(grouped(copies(21))).toHaveLength(21);
    expect(grouped([...copies(1_000), real, ...others])).toContainEqual(real);
    expect(grouped([...copies(1_000), real, ...others])).toHaveLength(21 + 1 + 21);
  });

  it('keeps apart what has no content, however much of it there is', () => {
    expect(grouped(copies(100, { artifact: { ...aFinding().artifact, sha256: null } }))).toHaveLength(100);
  });

  it('does not depend on the order in which they were found', () => {
    const found = copies(60);
    expect(grouped(found.toReversed())).toEqual(grouped(found));
  });
});
