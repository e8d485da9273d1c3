import { describe, expect, it } from 'vitest';
import type { HuntProgress } from '../../src/case/hunt-progress.js';
import { progressText } from '../../src/cli/progress.js';

const progress: HuntProgress = {
  stage: 'content',
  files: 12,
  totalFiles: 345,
  bytes: 20_000_000,
  current: 'C/inetpub/wwwroot/default.aspx',
  findings: 1,
};

describe('progressText', () => {
  it('tells stage, files, bytes, rate, findings and what is being read', () => {
    expect(progressText(progress, 4, 120)).toBe(
      'content  12/345 files, 20.0 MB, 5.00 MB/s, 1 finding  C/inetpub/wwwroot/default.aspx',
    );
  });

  it('gives no rate in the first moments', () => {
    expect(progressText(progress, 0.1, 120)).not.toContain('/s,');
  });

  it.each([1, 20, 60, 70, 80])('fits into %i columns', (width) => {
    expect(progressText(progress, 4, width).length).toBeLessThanOrEqual(width);
  });

  it('shows the end of a long path', () => {
    expect(progressText({ ...progress, current: `C/${'x'.repeat(500)}/shell.aspx` }, 4, 100)).toMatch(
      / {2}…x+\/shell\.aspx$/,
    );
  });

  it('lets no escape of a name reach the terminal', () => {
    expect(progressText({ ...progress, current: 'C/\u001b[2J\u202e.aspx' }, 4, 120)).toMatch(
      /C\/\\x1b\[2J\\u\{202e\}\.aspx$/,
    );
  });
});
