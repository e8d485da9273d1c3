import { expect, it } from 'vitest';
import { asRecordJob, isRecordFileAnalysis, isRecordSetup } from '../../../src/engine/records/messages.js';

it.each([[null, undefined, 'documents', 1, {}, { documents: 1 }, []]])(
  'takes nothing else for what is told before the first file',
  (...values) => {
    expect(values.filter((value) => isRecordSetup(value))).toEqual([]);
    expect(isRecordSetup({ documents: [] })).toBe(true);
  },
);

it('takes nothing else for a job or an answer', () => {
  for (const value of [null, undefined, 'artifact', {}]) expect(() => asRecordJob(value)).toThrow('That is no job');
  expect(asRecordJob({ artifact: 1 })).toEqual({ artifact: 1 });
  const values = [null, 'losses', { losses: 1 }, { builds: 1 }];
  expect(values.filter((value) => isRecordFileAnalysis(value))).toEqual([]);
  expect(isRecordFileAnalysis({ losses: 1, builds: 1 })).toBe(true);
});
