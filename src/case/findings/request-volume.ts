import type { RequestVolume } from '../../model/finding.js';
import type { LogStream } from '../../model/log-stream.js';

const HOUR = 3_600;
/** Seconds of a bucket: the smallest that leaves no site more than `MAXIMUM_BUCKETS`. */
const STEPS = [HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 28 * 24 * HOUR] as const;
const MAXIMUM_BUCKETS = 1_500;

/** How many requests each site of each server had over time. A bucket without any is 0: that is how gaps show. */
export function requestVolumes(streams: readonly LogStream[]): RequestVolume[] {
  return streams.flatMap(({ host, site, hours }) => {
    const [first, last] = [hours[0], hours.at(-1)];
    if (first === undefined || last === undefined) return [];
    const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
    const span = seconds(last.start) - seconds(first.start) + HOUR;
    const step = STEPS.find((one) => span / one <= MAXIMUM_BUCKETS) ?? Math.ceil(span / MAXIMUM_BUCKETS);
    const start = Math.floor(seconds(first.start) / step) * step;
    const requests = Array.from<number>({ length: Math.floor((seconds(last.start) - start) / step) + 1 }).fill(0);
    for (const hour of hours) {
      const at = Math.floor((seconds(hour.start) - start) / step);
      requests[at] = (requests[at] ?? 0) + hour.requests;
    }
    return [{ host, site, start: new Date(start * 1000).toISOString(), step, requests }];
  });
}
