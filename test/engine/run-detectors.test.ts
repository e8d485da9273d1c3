import { expect, it } from 'vitest';
import { detectorInput, MAXIMUM_DETECTIONS, runDetectors } from '../../src/engine/run-detectors.js';
import { defineDetector } from '../../src/model/detector.js';
import type { Severity } from '../../src/model/finding.js';
import { defineInputClass } from '../../src/model/input-class.js';
import { fakeContext } from '../helpers/detector-context.js';

const text = defineInputClass<string>('test.text');

function detector(id: string, made: () => Iterable<Severity>) {
  return defineDetector({
    id,
    title: id,
    severity: 'low',
    confidence: 'weak',
    outcome: 'hygiene',
    attack: [],
    references: [],
    falsePositives: [],
    nextSteps: [],
    consumes: text,
    messages: { found: 'Found' },
    *inspect() {
      for (const severity of made()) yield { message: 'found', identity: [], severity };
    },
  });
}

function run(...detectors: ReturnType<typeof detector>[]) {
  const made = [...runDetectors(detectors, [detectorInput(text, '', null, 'EX01')], () => fakeContext())];
  return {
    found: made.flatMap((one) => ('detection' in one ? [one.detection.severity] : [])),
    notes: made.flatMap((one) => ('code' in one ? [one] : [])),
  };
}

it('keeps room for what is grave, whatever stands before it', () => {
  const { found, notes } = run(
    detector('decoys', () => [...Array.from({ length: MAXIMUM_DETECTIONS + 7 }, () => 'low' as const), 'critical']),
  );
  expect(found.filter((severity) => severity === 'low')).toHaveLength(MAXIMUM_DETECTIONS);
  expect(found.at(-1)).toBe('critical');
  expect(notes).toMatchObject([{ code: 'limit-reached', count: 7, host: 'EX01', incomplete: true }]);
});

it('notes a detector that fails, keeps what it had found, and goes on with the next', () => {
  const { found, notes } = run(
    detector('broken', function* () {
      yield 'high';
      throw new Error('it broke');
    }),
    detector('whole', () => ['medium']),
  );
  expect(found).toEqual(['high', 'medium']);
  expect(notes).toMatchObject([{ code: 'detector-crash', message: 'broken failed: it broke', incomplete: true }]);
});

it('goes through inputs once for all detectors that conclude from them', () => {
  const concluding = (id: string) => {
    const { inspect: _, ...declared } = detector(id, () => []);
    return defineDetector({
      ...declared,
      *conclude(inputs) {
        yield { message: 'found', identity: [id, ...inputs.map(({ input }) => input)] };
      },
    });
  };
  let times = 0;
  const inputs = {
    *[Symbol.iterator]() {
      times++;
      yield detectorInput(text, 'x', null, 'EX01');
      yield detectorInput(text, 'y', null, 'EX01');
    },
  };
  const made = ['one', 'two'].flatMap((id) => [...runDetectors([concluding(id)], inputs, () => fakeContext())]);
  expect(made.flatMap((one) => ('detection' in one ? [one.detection.identity] : []))).toEqual([
    ['one', 'x', 'y'],
    ['two', 'x', 'y'],
  ]);
  expect(times).toBe(1);
});
