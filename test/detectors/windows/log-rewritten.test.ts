import detector from '../../../src/detectors/windows/log-rewritten.js';
import type { LogChange } from '../../../src/model/log-change.js';
import { testDetector } from '../../helpers/detector-tester.js';

const change = (sketch: Partial<LogChange>): LogChange => ({
  change: 'rewritten',
  sizeBefore: 4_000,
  sizeNow: 5_000,
  sha256Before: 'a'.repeat(64),
  sha256Now: 'b'.repeat(64),
  lastRecordBefore: '2021-08-01T23:59:58.000Z',
  ...sketch,
});
const found = { label: 'SHA-256 as read earlier', text: 'a'.repeat(64) };

testDetector(detector, {
  hits: [
    {
      name: 'lines that were changed',
      input: change({}),
      detections: [{ message: 'rewritten', at: found, severity: 'high' }],
    },
    {
      name: 'a log that was cut off',
      input: change({ change: 'shrank', sizeNow: 1_000 }),
      detections: [{ message: 'shrank', at: found, data: { before: 4_000, now: 1_000 } }],
    },
    {
      name: 'another file in its place',
      input: change({ change: 'replaced', lastRecordBefore: null }),
      detections: [{ message: 'replaced', at: found }],
    },
  ],
  misses: [
    {
      name: 'an event log that forgot its oldest records',
      input: change({ change: 'rolled' }),
    },
    {
      name: 'a name that rotation gave to the log of the day before',
      looksAlike: true,
      input: change({ change: 'rotated' }),
    },
  ],
});
