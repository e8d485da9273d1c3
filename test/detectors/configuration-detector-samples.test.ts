import { beforeAll, describe, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.js';
import { testDetectors } from '../../src/engine/samples/test-detectors.js';
import { DETECTOR_SAMPLES } from '../../src/engine/signature-folders.js';
import { findDetectorSamples } from '../../src/signatures/samples/detector-samples.js';

/** Samples of detectors that judge configuration: a folder for each case, the files of a server below their drive. */
const sampled = findDetectorSamples(DETECTOR_SAMPLES).filter(({ samples }) => samples.some(({ isFolder }) => isFolder));

let tested: Awaited<ReturnType<typeof testDetectors>> = [];
beforeAll(async () => {
  tested = await testDetectors(sampled);
});

describe.each(sampled.map((one) => [one.id, one] as const))('samples of %s', (_, one) => {
  it('show a hit, a plain miss and a look-alike', () => {
    expect(one.samples.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['hit/case', 'miss/look-alike', 'miss/plain']),
    );
  });

  it('are judged as they say', () => {
    const own = tested.find(({ id }) => id === one.id);
    expect(own?.samples.length).toBe(one.samples.length);
    expect(own?.samples.filter(({ status }) => status !== 'passed')).toEqual([]);
  });
});

it('every detector of IIS, Exchange configuration and Windows has samples', () => {
  const ids = sampled.map(({ id }) => id);
  const judging = detectors
    .filter(
      ({ id, consumes }) =>
        /^(?:iis|exchange|windows)\./.test(id) &&
        !/^(?:uri-life-line|log-stream|log-change|collected-file|build-sightings|transport-agents-at-work|volume-history)$/.test(
          consumes.name,
        ),
    )
    .map(({ id }) => id);
  expect(judging.filter((id) => !ids.includes(id))).toEqual([]);
});
