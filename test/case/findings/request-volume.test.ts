import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestVolumes } from '../../../src/case/findings/request-volume.js';
import type { LogStream } from '../../../src/model/log-stream.js';

const hour = (at: number, requests: number) => {
  const start = new Date(Date.UTC(2022, 10, 4) + at * 3_600_000).toISOString();
  return { start, requests, first: start, last: start };
};
const stream = (hours: LogStream['hours']): LogStream => ({ host: 'EX01', site: '1', ports: [], hours, files: [] });

describe('the volume of requests', () => {
  it('has a zero where there are none', () =>
    expect(requestVolumes([stream([hour(0, 5), hour(3, 2)])])).toEqual([
      { host: 'EX01', site: '1', start: '2022-11-04T00:00:00.000Z', step: 3_600, requests: [5, 0, 0, 2] },
    ]));

  it('leaves out a site without requests', () => expect(requestVolumes([stream([])])).toEqual([]));

  it('loses no request, however long the logs are', () => {
    const hours = fc.uniqueArray(fc.tuple(fc.nat(400_000), fc.nat(1_000)), {
      minLength: 1,
      maxLength: 50,
      selector: ([at]) => at,
    });
    fc.assert(
      fc.property(hours, (some) => {
        const sorted = [...some].sort(([a], [b]) => a - b).map(([at, requests]) => hour(at, requests));
        const [volume] = requestVolumes([stream(sorted)]);
        expect(volume?.requests.reduce((sum, one) => sum + one, 0)).toBe(
          sorted.reduce((sum, one) => sum + one.requests, 0),
        );
        expect(volume?.requests.length).toBeLessThanOrEqual(1_501);
      }),
    );
  });
});
