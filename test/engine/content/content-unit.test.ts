import { describe, expect, it } from 'vitest';
import { contentUnit, withoutRun } from '../../../src/engine/content/content-engine.js';
import { NO_HALVES } from '../../../src/signatures/behaviour/pages/halves-of-page.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const SETUP = { sources: [], detectorsOff: [], ids: [] };
const report = {
  artifact: 7,
  sha256: '',
  size: 1,
  quoting: null,
  references: [],
  referencesCut: false,
  halves: NO_HALVES,
  yara: [],
  detections: [],
};

describe('what a file is examined for', () => {
  const jobOf = (windowsPath: string | null) =>
    contentUnit(SETUP, fakeArtifact({ id: 7, windowsPath, collectedPath: 'C/a.aspx' })).job;

  it('does not depend on where it was collected to, nor on its number, where its place on the server is known', () => {
    expect(jobOf('C:\\a.aspx')).not.toHaveProperty('collectedPath');
    expect(jobOf('C:\\a.aspx')).not.toHaveProperty('location');
    expect(jobOf('C:\\a.aspx')).not.toHaveProperty('id');
    expect(jobOf('C:\\a.aspx')).toHaveProperty('windowsPath', 'C:\\a.aspx');
  });

  it('depends on where it was collected to where nothing else tells its place', () => {
    expect(jobOf(null)).toHaveProperty('collectedPath', 'C/a.aspx');
  });
});

describe('what is kept of an examination', () => {
  it('does not say which run it was of', () => {
    const done = { status: 'done', result: { report, notes: [], milliseconds: 9 }, parts: [], retried: false } as const;
    expect(withoutRun(done)).toEqual({
      ...done,
      result: { report: { ...report, artifact: 0 }, notes: [], milliseconds: 0 },
    });
    const unread = { ...done, result: { report: null, notes: [], milliseconds: 9 } };
    expect(withoutRun(unread)).toEqual({ ...unread, result: { report: null, notes: [], milliseconds: 0 } });
  });

  it('is what became of it where it was not done', () => {
    const crashed = { status: 'crashed', detail: 'why' } as const;
    expect(withoutRun(crashed)).toBe(crashed);
  });
});
